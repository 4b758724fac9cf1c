"""A project that replaces Python's own functions gets a sentence that says so, not our traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.warm_python import run_python

FLOW = "\n\ndef total(n: int = 1) -> int:\n    return n + 1\n"
LATE = "import builtins\n\n\ndef total(n: int = 1) -> int:\n    builtins.len = None\n    return n + 1\n"


@pytest.mark.parametrize(
    ("text", "options", "name"),
    [
        ("import builtins\nbuiltins.len = None" + FLOW, (), "builtins.len"),
        ("import builtins as b\nb.len = lambda given: 'many'" + FLOW, (), "builtins.len"),
        ("import builtins\nsetattr(builtins, 'isinstance', None)" + FLOW, (), "builtins.isinstance"),
        ("import builtins\nbuiltins.__dict__.update(len=None)" + FLOW, (), "builtins.len"),
        ("import sys\nsys.stderr = None" + FLOW, (), "sys.stderr"),
        ("import json\njson.dumps = None" + FLOW, ("--json",), "json.dumps"),
        (LATE, (), "builtins.len"),
    ],
)
def test_who_replaced_what_is_said_in_a_sentence(
    tmp_path: Path, text: str, options: tuple[str, ...], name: str
) -> None:
    (tmp_path / "helpers.py").write_text("def words(text: str) -> int:\n    return len(text)\n")
    (tmp_path / "flow.py").write_text(text)

    done = run_python("-m", "dagscope_app.cli", "run", ".", "--final-vars", "total", *options, cwd=tmp_path)

    assert 1 == done.returncode, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert f"run: module 'flow' replaces {name}, and Dagscope cannot go on" in done.stderr


@pytest.mark.parametrize("other", ["lambda *given, **how: own(*given, **how)", "lambda *given, **how: None", "None"])
def test_a_result_is_printed_whatever_print_is(tmp_path: Path, other: str) -> None:
    text = f"import builtins\nown = builtins.print\nbuiltins.print = {other}"
    (tmp_path / "flow.py").write_text(text + FLOW)

    done = run_python("-m", "dagscope_app.cli", "run", ".", cwd=tmp_path)

    assert 0 == done.returncode, done.stdout + done.stderr
    assert "2" in done.stdout.split()


def test_a_mistake_of_ours_is_not_put_on_the_project(tmp_path: Path) -> None:
    code = (
        "import builtins, sys\n"
        "from dagscope.session.replaced import put_originals_back, remember_originals, replaced_words\n"
        "remember_originals({})\n"
        "assert [] == put_originals_back()\n"
        "import socket\n"
        "assert '' == replaced_words(['socket.socket'])\n"
    )
    done = run_python("-c", code, cwd=tmp_path)
    assert 0 == done.returncode, done.stderr


def test_a_hook_that_raises_under_our_own_work_is_named(tmp_path: Path) -> None:
    hook = 'import sys\n\ndef _hook(event, given):\n    if event == "open":\n        raise RuntimeError("no\\nopen")\n'
    (tmp_path / "flow.py").write_text(f"{hook}sys.addaudithook(_hook)\n{FLOW}")

    done = run_python("-m", "dagscope_app.cli", "run", ".", "--final-vars", "total", cwd=tmp_path)

    assert 1 == done.returncode, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "run: '_hook' of module 'flow' (line 5) raises RuntimeError: no open wherever it is called" in done.stderr
