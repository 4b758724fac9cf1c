"""Paths that are kept and used later. It must not look at the files, nor make any."""

from __future__ import annotations

import os


def kept_path(path: str | os.PathLike[str]) -> str:
    """Return the path with the working folder of now: it names the same file after `os.chdir`.

    Args:
        path: as it was given; an address with `://` stays as it is, and so does the empty text.
    """
    given = os.fspath(path)
    if not given or "://" in given:
        return given
    import pathlib  # with what it needs, 3 ms of what `import dagscope.driver` takes

    try:
        return str(pathlib.Path(given).absolute())
    except OSError:  # the working folder has been removed
        return given
