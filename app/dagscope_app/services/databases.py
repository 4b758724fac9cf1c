"""The tables of a SQLite database, read from its file. It must not write to it, nor read a row."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

ENDINGS = (".db", ".sqlite", ".sqlite3")
_NAMES = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"


def is_database(path: str) -> bool:
    """Return whether a file is one by its name."""
    return path.lower().endswith(ENDINGS)


def tables_of(path: Path) -> tuple[str, ...]:
    """Return the names of a database's tables and views; nothing where it cannot be read.

    Tables that are in its write-ahead log alone are not among them: to read the log, SQLite writes beside the file.
    """
    import sqlite3  # only who chooses a table needs it

    if not os.path.isfile(path):
        return ()
    try:
        address = f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if _has_log(path) else ''}"
        with closing(sqlite3.connect(address, uri=True, timeout=0.1)) as database:
            return tuple(str(name) for (name,) in database.execute(_NAMES))
    except (sqlite3.Error, OSError, ValueError):
        return ()


def _has_log(path: Path) -> bool:
    """Return whether a database says in its header that it is written by a log beside it."""
    with path.open("rb") as file:
        return 2 in file.read(20)[18:]
