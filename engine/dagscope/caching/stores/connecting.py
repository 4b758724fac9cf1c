"""Opening the database of a cache: its tables, who may wait for whom, and what is done about a damaged file.

The database is in WAL mode, so that readers never wait, unless its folder is on another machine: WAL needs memory that
all its users share.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pathlib
import sqlite3
import time
from typing import Any

logger = logging.getLogger("dagscope.caching")

SCHEMA = """
CREATE TABLE IF NOT EXISTS run_ids (
    id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT, created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE IF NOT EXISTS history (
    id INTEGER PRIMARY KEY AUTOINCREMENT, cache_key TEXT, run_id TEXT,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (cache_key) REFERENCES cache_metadata(cache_key));
CREATE INDEX IF NOT EXISTS history_of_run ON history (run_id);
CREATE TABLE IF NOT EXISTS cache_metadata (
    cache_key TEXT PRIMARY KEY, data_version TEXT NOT NULL, node_name TEXT NOT NULL, code_version TEXT NOT NULL,
    created_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
    FOREIGN KEY (cache_key) REFERENCES history(cache_key));
CREATE INDEX IF NOT EXISTS metadata_of_node ON cache_metadata (node_name);
"""
_BUSY_SECONDS = 30.0
_MOUNTS = "/proc/self/mounts"
_REMOTE = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "gpfs", "beegfs", "virtiofs")
)

FileId = tuple[int, int]


def connect(path: pathlib.Path, arguments: dict[str, Any]) -> tuple[sqlite3.Connection, FileId | None]:
    """Return a connection to a database that has its tables, and the identity of its file.

    Args:
        path: the file.
        arguments: passed to `sqlite3.connect`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        before = file_id(path)
        connection: sqlite3.Connection = sqlite3.connect(
            str(path), **{"timeout": _BUSY_SECONDS, "check_same_thread": False, **arguments}
        )
        try:
            connection.execute(f"PRAGMA journal_mode = {'DELETE' if is_remote(path.parent) else 'WAL'}")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(SCHEMA)
        except sqlite3.OperationalError as error:
            # Two processes that switch a new database to WAL at once: SQLite reports it without waiting. What else
            # goes wrong, as on a full disk, does not get better by waiting.
            connection.close()
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        except sqlite3.DatabaseError as error:
            connection.close()
            if before is not None and before == file_id(path):  # else another process was quicker
                _set_aside(path, error)
        else:
            return connection, file_id(path)


def file_id(path: pathlib.Path) -> FileId | None:
    """Return what distinguishes a file from another one of the same name; None if there is none.

    Args:
        path: the file.
    """
    try:
        found = os.stat(path)
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


def is_same_file(path: pathlib.Path, local: Any) -> bool:
    """Return whether a thread's connection, if it has one, is to the file of that name.

    Args:
        path: the file.
        local: what the thread remembers: `connection` and `file`.
    """
    return getattr(local, "connection", None) is None or file_id(path) == local.file


def is_remote(folder: pathlib.Path, mounts: str | None = None) -> bool:
    """Return whether a folder is known to be on another machine. Only Linux says so.

    Args:
        folder: the folder.
        mounts: the text that says what is mounted; read from the system if left out.
    """
    if mounts is None:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            mounts = pathlib.Path(_MOUNTS).read_text("utf-8")
    found, remote = "", False
    path = os.path.join(os.path.realpath(folder), "")
    for line in (mounts or "").splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = os.path.join(fields[1].replace("\\040", " "), "")
        if path.startswith(point) and len(point) >= len(found):
            found, remote = point, fields[2] in _REMOTE or fields[2].startswith("fuse.")
    return remote


def close_all(connections: list[tuple[int, sqlite3.Connection]]) -> None:
    """Close the connections this process opened.

    Args:
        connections: connections with the process that opened each.
    """
    for pid, connection in connections:
        if pid == os.getpid():  # What was inherited by a fork belongs to the parent.
            connection.close()
    connections.clear()


def _set_aside(path: pathlib.Path, error: sqlite3.DatabaseError) -> None:
    """Rename a file that is no database any more; the cache begins again, and results are computed again."""
    damaged = path.with_name(f"{path.name}.damaged")
    logger.warning("%s cannot be read (%s): it is now %s, and the cache begins anew.", path, error, damaged.name)
    os.replace(path, damaged)
    for leftover in (f"{path}-wal", f"{path}-shm"):
        pathlib.Path(leftover).unlink(missing_ok=True)
