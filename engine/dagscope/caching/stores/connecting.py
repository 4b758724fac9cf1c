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
import threading
import time
import weakref
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
_COLUMNS = (
    "SELECT id, run_id FROM run_ids LIMIT 0",
    "SELECT id, cache_key, run_id FROM history LIMIT 0",
    "SELECT cache_key, data_version, node_name, code_version, created_at FROM cache_metadata LIMIT 0",
)
BUSY_SECONDS = 30.0
_MOUNTS = "/proc/self/mounts"
_REMOTE = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "gpfs", "beegfs", "virtiofs")
)

FileId = tuple[int, int]
# SQLite's books of a connection are the parent's too: closed here, they would no longer be right there.
_inherited: list[sqlite3.Connection] = []
# Two threads that open a database while its folder is removed would share memory of two databases, and one would cut
# what the other reads: the process would end.
_connecting = threading.RLock()
_anchors: dict[FileId, sqlite3.Connection] = {}


def connect(path: pathlib.Path, arguments: dict[str, Any]) -> tuple[sqlite3.Connection, FileId | None]:
    """Return a connection to a database that has its tables, and the identity of its file.

    Args:
        path: the file.
        arguments: passed to `sqlite3.connect`.
    """
    deadline = time.monotonic() + arguments.get("timeout", BUSY_SECONDS)
    while True:
        with _connecting:
            found = _connected(path, arguments, deadline)
        if found is not None:
            return found
        time.sleep(0.01)


def _connected(
    path: pathlib.Path, arguments: dict[str, Any], deadline: float
) -> tuple[sqlite3.Connection, FileId | None] | None:
    """Connect; return None where it is worth another try."""
    file = _made(path)
    connection: sqlite3.Connection = sqlite3.connect(
        str(path), **{"timeout": BUSY_SECONDS, "check_same_thread": False, **arguments}
    )
    try:
        connection.execute(f"PRAGMA journal_mode = {'DELETE' if is_remote(path.parent) else 'WAL'}")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.executescript(SCHEMA)
        for question in _COLUMNS:
            connection.execute(question)
    except sqlite3.DatabaseError as error:
        let_go(connection, path, file)
        if is_damage(error):
            set_aside(path, file, error)
        # Two processes that switch a new database to WAL at once: SQLite reports it without waiting. What else goes
        # wrong, as on a full disk, does not get better by waiting.
        elif "locked" not in str(error):
            raise
        if time.monotonic() > deadline:
            raise
        return None
    if file_id(path) == file:
        return connection, file
    let_go(connection, path, file)  # somebody removed the folder meanwhile
    if time.monotonic() > deadline:
        raise sqlite3.OperationalError("the file is removed again and again")
    return None


def _made(path: pathlib.Path) -> FileId | None:
    """Return the identity of the file; where there is none it is made, so that it is known what is opened."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if file_id(path) is None:
        for leftover in _beside(path):  # of a database that is gone
            leftover.unlink(missing_ok=True)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644))
    return file_id(path)


def _beside(path: pathlib.Path) -> tuple[pathlib.Path, pathlib.Path]:
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


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


class Held:
    """A connection for as long as somebody holds it: a thread that ends lets go of its own."""

    def __init__(self, path: pathlib.Path, arguments: dict[str, Any]) -> None:
        """Connect.

        Args:
            path: the file.
            arguments: passed to `sqlite3.connect`.
        """
        self.connection, self._file = connect(path, arguments)
        self._path = path
        self._process = os.getpid()
        # In a cycle the connection may be finalized before `__del__` is called, this is called before either. At the
        # interpreter's end `__del__` alone closes: handlers that the user registered may still use the cache.
        self._ending = weakref.finalize(self, _end, self.connection, path, self._file, self._process)
        self._ending.atexit = False

    def is_good(self) -> bool:
        """Return whether it is this process's own: it must not be used in a child made by `fork`."""
        return self._process == os.getpid()

    def notice(self, error: sqlite3.DatabaseError) -> None:
        """Put the file aside if the error says that it is damaged."""
        if is_damage(error):
            set_aside(self._path, self._file, error)

    def is_to_file(self) -> bool:
        """Return whether the file of that name is still the one that it is to."""
        return file_id(self._path) == self._file

    def close(self) -> None:
        """Close it; what was inherited by a fork belongs to the parent, and is only put aside."""
        if self._ending.detach() is not None:
            _end(self.connection, self._path, self._file, self._process)

    def __del__(self) -> None:
        if hasattr(self, "_ending"):  # else it could not be opened
            self.close()


def _end(connection: sqlite3.Connection, path: pathlib.Path, file: FileId | None, process: int) -> None:
    if process == os.getpid():
        let_go(connection, path, file)
    else:
        _inherited.append(connection)


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


def close_all(held: weakref.WeakSet[Held]) -> None:
    """Close the connections of all threads.

    Args:
        held: the connections.
    """
    for each in list(held):
        each.close()


def let_go(connection: sqlite3.Connection, path: pathlib.Path, file: FileId | None) -> None:
    """Close a connection, unless that would harm the database that has its name by now.

    The last connection to a database removes the files beside it, by their names, whichever database they belong to.
    So one connection to each database that was removed stays open as long as the process.

    Args:
        connection: the connection.
        path: the name it was opened by.
        file: the file it is to.
    """
    with _connecting:
        if file is None or file_id(path) == file or file in _anchors:
            connection.close()
        else:
            _anchors[file] = connection


def is_damage(error: Exception) -> bool:
    """Return whether an error says that the file is no database, or one with other columns.

    Args:
        error: what SQLite raised.
    """
    return any(text in str(error) for text in ("malformed", "not a database", "no such column"))


def set_aside(path: pathlib.Path, file: FileId | None, error: Exception) -> None:
    """Rename a file that is no database any more; the cache begins again, and results are computed again.

    Args:
        path: the file.
        file: which one was found damaged; if another has its name by now, nothing is done.
        error: what was wrong.
    """
    with _connecting:
        if file is None or file_id(path) != file:  # another process was quicker
            return
        damaged = path.with_name(f"{path.name}.damaged")
        try:
            # First what is beside: the next database must not find it, nor cut what this process remembers of it.
            for leftover in _beside(path):
                leftover.unlink(missing_ok=True)
            os.replace(path, damaged)
        except OSError as reason:
            text = "%s cannot be read (%s), nor can it be renamed (%s): rename or remove it, and the cache begins anew."
            logger.warning(text, path, error, reason.strerror)
            raise
        logger.warning("%s cannot be read (%s): it is now %s, and the cache begins anew.", path, error, damaged.name)


def _start_afresh_in_child() -> None:
    global _connecting
    _connecting = threading.RLock()  # a thread that the child does not have may hold it


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_afresh_in_child)
