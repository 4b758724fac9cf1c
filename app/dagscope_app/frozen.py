"""First code of the standalone program: the window, the command line, and the Python of its own helper processes.

In a standalone build `sys.executable` is this program. What Dagscope starts with it - the layout process, a worker that
reads a folder nobody trusts yet, a server's helper - is a Python file or module, not a second window: so arguments that
only an interpreter understands are answered as one, before anything else is imported.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
from collections.abc import Sequence
from dataclasses import dataclass

_ALONE = ("-B", "-E", "-I", "-P", "-S", "-s", "-u")
_WITH_VALUE = ("-X", "-W")


@dataclass(frozen=True, slots=True)
class PythonCall:
    """What an interpreter is asked to run: a file, a module or a text, and its arguments."""

    kind: str
    target: str
    arguments: tuple[str, ...]


def python_call(arguments: Sequence[str]) -> PythonCall | None:
    """Return what these arguments ask an interpreter to run; None where they are Dagscope's own."""
    rest = list(arguments)
    has_option = False
    while rest and rest[0] in (*_ALONE, *_WITH_VALUE):
        del rest[: 2 if rest[0] in _WITH_VALUE else 1]
        has_option = True
    if len(rest) > 1 and rest[0] in ("-c", "-m"):
        return PythonCall("text" if rest[0] == "-c" else "module", rest[1], tuple(rest[2:]))
    if rest and rest[0].endswith(".py") and (has_option or _is_ours(rest[0])):
        return PythonCall("file", rest[0], tuple(rest[1:]))
    return None


def _is_ours(path: str) -> bool:
    """Return whether a file lies in the program itself: `dagscope FILE.py` opens a window, also in a standalone
    build.
    """
    here = os.path.dirname(os.path.realpath(__file__))
    return os.path.realpath(path).startswith(here + os.sep)


def run_python(call: PythonCall) -> None:
    """Run as an interpreter would; `SystemExit` passes."""
    if call.kind == "text":
        sys.argv = ["-c", *call.arguments]
        exec(compile(call.target, "<string>", "exec"), {"__name__": "__main__"})
        return
    sys.argv = [call.target, *call.arguments]
    if call.kind == "module":
        runpy.run_module(call.target, run_name="__main__", alter_sys=True)
    else:
        runpy.run_path(call.target, run_name="__main__")


def main() -> int:
    """Do what the arguments say and return the exit code."""
    multiprocessing.freeze_support()
    call = python_call(sys.argv[1:])
    if call is not None:
        run_python(call)
        return 0
    from dagscope_app.cli import main as run  # the engine's package is another one where a worker begins

    return run()


if __name__ == "__main__":
    sys.exit(main())
