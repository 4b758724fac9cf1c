"""A project that replaces the process, closes the output or leaves a timer: no false success, no traceback."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.warm_python import run_python

EXEC = 'os.execv("/bin/true", ["true"])'


@pytest.mark.skipif(sys.platform == "win32", reason="a process of Windows replaces itself by another one's start")
@pytest.mark.parametrize(
    "call",
    [
        EXEC,
        'os.execl("/bin/true", "true")',
        'os.execvpe("true", ["true"], os.environ)',
        'import posix; posix.execv("/bin/true", ["true"])',
        'from posix import execve; execve("/bin/true", ["true"], {})',
    ],
)
@pytest.mark.parametrize("indent", ["", "    "])
def test_what_would_replace_the_process_fails(tmp_path: Path, call: str, indent: str) -> None:
    (tmp_path / "flow.py").write_text(f"import os\ndef a() -> int:\n    x = 1\n{indent}{call}\n    return 1\n")
    if not indent:
        (tmp_path / "flow.py").write_text(f"import os\ndef a() -> int:\n    return 1\n{call}\n")

    done = run_python("-m", "dagscope_app.cli", "run", ".", "--trust", cwd=tmp_path)

    assert 1 == done.returncode, done.stdout + done.stderr
    assert "would replace the process that runs the dataflow; use subprocess.run" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
def test_a_child_of_the_project_may_replace_itself(tmp_path: Path) -> None:
    text = f"import os\ndef a() -> int:\n    child = os.fork()\n    if not child:\n        {EXEC}\n"
    (tmp_path / "flow.py").write_text(text + "    return os.waitpid(child, 0)[1] + 41\n")

    done = run_python("-m", "dagscope_app.cli", "run", ".", "--trust", cwd=tmp_path)

    assert (0, "41") == (done.returncode, done.stdout.split()[-1]), done.stderr


CLOSING = (
    "sys.stdout.close()",
    "sys.__stdout__.close()",
    "os.close(1)",
    "sys.__stdout__.detach()",
    "sys.stdout = None",
)


@pytest.mark.parametrize("code", [*CLOSING, "os.close(2)"])
def test_the_result_is_printed_whatever_was_closed(tmp_path: Path, code: str) -> None:
    (tmp_path / "flow.py").write_text(f"import os\nimport sys\ndef a() -> int:\n    {code}\n    return 41\n")

    done = run_python("-m", "dagscope_app.cli", "run", ".", "--trust", "--json", cwd=tmp_path)

    assert 0 == done.returncode, done.stdout + done.stderr
    assert 41 == json.loads(done.stdout)["results"]["a"]["value"]


def test_output_that_cannot_be_had_back_is_a_sentence(tmp_path: Path) -> None:
    text = "import os\ndef a() -> int:\n    os.closerange(3, 256)\n    return 41\n"
    (tmp_path / "flow.py").write_text(text)

    done = run_python("-m", "dagscope_app.cli", "run", ".", "--trust", cwd=tmp_path)

    assert 1 == done.returncode, done.stdout + done.stderr
    assert "the project's code closed descriptors that are not its own" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no timers of signals")
def test_a_timer_that_rings_on_is_no_traceback(tmp_path: Path) -> None:
    text = (
        "import signal\ndef _ring(*given):\n    raise LookupError('bell')\ndef a() -> int:\n"
        "    signal.signal(signal.SIGALRM, _ring)\n    signal.setitimer(signal.ITIMER_REAL, 0.002, 0.002)\n"
        "    return 41\n"
    )
    (tmp_path / "flow.py").write_text(text)

    done = run_python("-m", "dagscope_app.cli", "run", ".", "--trust", cwd=tmp_path)

    assert "Traceback" not in done.stderr
    assert done.returncode in (0, 1), "it rings in the node, or it does not"
    assert ("41" in done.stdout.split()) is (0 == done.returncode)
