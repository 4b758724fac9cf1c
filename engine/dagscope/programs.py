"""Programs that are started by their name. It must not start any.

Only absolute folders of the path count: with `.` or an empty entry in it, or on Windows in any case, a program in the
working folder would be taken, which may be a project that nobody trusts.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence

GIT_OPTIONS = ("-c", "core.fsmonitor=false", "-c", f"core.hooksPath={os.devnull}")
"""For git where it only reads: what a repository's own settings would have it start is not started."""


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
