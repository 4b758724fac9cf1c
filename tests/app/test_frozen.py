"""The standalone program answers as an interpreter where one is asked for, and as Dagscope otherwise."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import dagscope_app.frozen
import pytest
from dagscope_app.frozen import PythonCall, python_call
from dagscope_app.services.child import BOOTSTRAP, worker_arguments
from dagscope_app.services.layout_process import PROGRAM

FROZEN = str(Path(dagscope_app.frozen.__file__))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([PROGRAM], PythonCall("file", PROGRAM, ())),
        (
            worker_arguments(3, "/tmp/trail"),
            PythonCall("file", BOOTSTRAP, tuple(worker_arguments(3, "/tmp/trail")[5:])),
        ),
        (["-I", "-c", "print(1)", "a"], PythonCall("text", "print(1)", ("a",))),
        (["-m", "dagscope_app.cli", "folder"], PythonCall("module", "dagscope_app.cli", ("folder",))),
        (["-X", "utf8", "-m", "pip"], PythonCall("module", "pip", ())),
        ([], None),
        (["folder"], None),
        (["my_flow.py"], None),
        (["graph", "-m"], None),
        (["--version"], None),
        (["-c"], None),
    ],
)
def test_what_an_interpreter_is_asked_for_is_told_from_what_dagscope_is(
    arguments: list[str], expected: PythonCall | None
) -> None:
    assert expected == python_call(arguments)


def answer(*arguments: str) -> str:
    done = subprocess.run([sys.executable, FROZEN, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_it_runs_texts_modules_and_files_with_their_arguments(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("import sys; print(__name__, sys.argv[1:])")

    assert "['-c', 'a', '-b']" == answer("-I", "-c", "import sys; print(sys.argv)", "a", "-b")
    assert "__main__ ['a']" == answer("-B", str(script), "a")
    assert "dagscope" == answer("-m", "dagscope_app.cli", "--version").split()[0]


def test_a_worker_of_the_program_has_its_engine_to_itself() -> None:
    code = "import sys; print(sorted(name for name in sys.modules if name.startswith('dagscope')))"

    assert "[]" == answer("-I", "-c", code)


def test_otherwise_it_is_the_command_line() -> None:
    assert "dagscope" == answer("--version").split()[0]
