"""How programs are started: where one is by its name, and what runs a module of ours. It must not start any.

Only absolute folders of the path count: with `.` or an empty entry in it, or on Windows in any case, a program in the
working folder would be taken, which may be a project that nobody trusts.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence

GIT_OPTIONS = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
"""For git where it only reads: what a repository's own settings would have it start is not started."""

# `python -m` looks in the working folder first, a project's: a `json.py` there would be taken for the library's.
_ELSEWHERE = "import sys\nsys.path[:] = [place for place in sys.path if place]\nimport runpy\n"
_AS_MAIN = "runpy.run_module(sys.argv.pop(1), run_name='__main__', alter_sys=True)\n"


def python_module(name: str, *arguments: str) -> list[str]:
    """Return the command that runs a module in this Python, from any working folder."""
    return [sys.executable, "-c", _ELSEWHERE + _AS_MAIN, name, *arguments]


def program(name: str, path: str | None = None, beside: Sequence[str] = ()) -> str | None:
    """Return where a program is, or None.

    Args:
        name: what it is called, without a folder.
        path: folders as in the variable `PATH`; that one where it is not given.
        beside: further folders, looked at last.
    """
    given = os.environ.get("PATH", os.defpath) if path is None else path
    for folder in (*given.split(os.pathsep), *beside):
        found = shutil.which(os.path.join(folder, name)) if os.path.isabs(folder) else None
        if found:
            return found
    return None
