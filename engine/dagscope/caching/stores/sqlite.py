"""Metadata in an SQLite file. Keeps no results.

The database is in WAL mode: readers never wait, and a process that is killed leaves whole transactions behind. Between
`begin_batch` and `end_batch` writes are gathered and committed together; they are visible to this store at once.
"""

from __future__ import annotations

import logging
import os
import pathlib
import sqlite3
import threading
import time
import weakref
from collections.abc import Collection
from typing import Any

from dagscope.caching.cache_key import decode_key
from dagscope.caching.stores.base import MetadataStore

logger = logging.getLogger("dagscope.caching")

_SCHEMA = """
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
_BATCH_SIZE = 256
_NAMES_AT_ONCE = 500
_ROWS_AT_ONCE = 20_000
_BATCH_SECONDS = 0.25


class SQLiteMetadataStore(MetadataStore):
    """Data versions by cache key, in `<path>/metadata_store.db`."""

    def __init__(self, path: str, connection_kwargs: dict[str, Any] | None = None) -> None:
        """Opens the store; the file is made when it is first needed.

        Args:
            path: the directory.
            connection_kwargs: passed to `sqlite3.connect`.
        """
        self._directory = pathlib.Path(path)
        self._directory.mkdir(parents=True, exist_ok=True)
        self._path = self._directory.joinpath("metadata_store.db")
        self.connection_kwargs: dict[str, Any] = connection_kwargs if connection_kwargs else {}
        self._thread_local = threading.local()
        # Of every thread: whoever lets go of the store closes them all.
        self._connections: list[tuple[int, sqlite3.Connection]] = []
        weakref.finalize(self, _close_all, self._connections)
        self._lock = threading.RLock()
        self._pending: dict[str, tuple[str, str, str, str]] = {}
        self._pending_history: list[tuple[str, str]] = []
        self._batches = 0
        self._pending_since = 0.0

    def __getstate__(self) -> dict[str, Any]:
        self.flush()
        return {"path": str(self._directory), "connection_kwargs": self.connection_kwargs}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]  # connections and locks cannot be pickled: made anew

    def _get_connection(self) -> sqlite3.Connection:
        local = self._thread_local
        # A connection must not be used in a child made by fork.
        if getattr(local, "connection", None) is None or local.pid != os.getpid():
            local.connection, local.pid = _connect(self._path, self.connection_kwargs), os.getpid()
            self._connections.append((local.pid, local.connection))
        connection: sqlite3.Connection = local.connection
        return connection

    def _close_connection(self) -> None:
        local = self._thread_local
        if getattr(local, "connection", None) is not None:
            local.connection.close()
            local.connection = None

    def close(self) -> None:
        """Writes what is gathered and closes this thread's connection."""
        self.flush()
        self._close_connection()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        return self._get_connection()

    def _create_tables_if_not_exists(self) -> None:
        self.connection.executescript(_SCHEMA)

    def initialize(self, run_id: str) -> None:
        """Remembers a run.

        Args:
            run_id: the run.
        """
        self._create_tables_if_not_exists()
        with self.connection as connection:
            connection.execute("INSERT INTO run_ids (run_id) VALUES (?)", (run_id,))

    def begin_batch(self) -> None:
        """From here on writes may be committed together, until as many `end_batch`."""
        with self._lock:
            self._batches += 1

    def end_batch(self) -> None:
        """Commits what was gathered."""
        with self._lock:
            self._batches = max(0, self._batches - 1)
        self.flush()

    def flush(self) -> None:
        """Commits what was gathered so far."""
        with self._lock:
            if not self._pending and not self._pending_history:
                return
            with self.connection as connection:
                connection.executemany(
                    "INSERT INTO cache_metadata (cache_key, data_version, node_name, code_version) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT(cache_key) DO UPDATE SET data_version = excluded.data_version",
                    self._pending.values(),
                )
                connection.executemany("INSERT INTO history (cache_key, run_id) VALUES (?, ?)", self._pending_history)
            self._pending.clear()
            self._pending_history.clear()

    def set(  # type: ignore[override]  # the run must be told here
        self,
        *,
        cache_key: str,
        data_version: str,
        run_id: str,
        node_name: str | None = None,
        code_version: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Remembers the version of the result under a key.

        Args:
            cache_key: the key.
            data_version: the result's version.
            run_id: the run that made it.
            node_name: the node; read from the key if left out.
            code_version: the version of its code; read from the key if left out.
            **kwargs: ignored.
        """
        if node_name is None or code_version is None:
            node_name, code_version = _decoded(cache_key)
        with self._lock:
            if not self._pending_history:
                self._pending_since = time.monotonic()
            self._pending[cache_key] = (cache_key, data_version, node_name, code_version)
            self._pending_history.append((cache_key, run_id))
            is_due = len(self._pending_history) >= _BATCH_SIZE
            if not self._batches or is_due or time.monotonic() - self._pending_since > _BATCH_SECONDS:
                self.flush()

    def get(self, cache_key: str, **kwargs: Any) -> str | None:
        """The data version under a key; None if there is none.

        Args:
            cache_key: the key.
        """
        pending = self._pending.get(cache_key)
        if pending is not None:
            return pending[1]
        row = self.connection.execute(
            "SELECT data_version FROM cache_metadata WHERE cache_key = ?", (cache_key,)
        ).fetchone()
        return None if row is None else row[0]

    def versions_of_nodes(self, node_names: Collection[str]) -> dict[str, str]:
        """The data versions under all keys of some nodes, newest last; one question instead of one a key.

        Args:
            node_names: the nodes.
        """
        found: dict[str, str] = {}
        names = list(node_names)
        # Not all at once: SQLite limits the number of values in a statement.
        for start in range(0, len(names), _NAMES_AT_ONCE):
            part = names[start : start + _NAMES_AT_ONCE]
            marks = ",".join("?" * len(part))
            found.update(
                self.connection.execute(
                    f"SELECT cache_key, data_version FROM cache_metadata WHERE node_name IN ({marks}) "
                    f"ORDER BY rowid DESC LIMIT {_ROWS_AT_ONCE}",
                    part,
                ).fetchall()
            )
        found.update((key, entry[1]) for key, entry in self._pending.items())
        return found

    def delete(self, cache_key: str) -> None:
        """Forgets one key.

        Args:
            cache_key: the key.
        """
        self.delete_many([cache_key])

    def delete_many(self, cache_keys: list[str]) -> None:
        """Forgets several keys in one transaction.

        Args:
            cache_keys: the keys.
        """
        self.flush()
        keys = [(each,) for each in cache_keys]
        with self.connection as connection:
            connection.executemany("DELETE FROM cache_metadata WHERE cache_key = ?", keys)
            connection.executemany("DELETE FROM history WHERE cache_key = ?", keys)

    def delete_all(self) -> None:
        """Forgets everything, the runs too."""
        with self._lock:
            self._pending.clear()
            self._pending_history.clear()
        with self.connection as connection:
            for table in ("history", "cache_metadata", "run_ids"):
                connection.execute(f"DELETE FROM {table}")

    def exists(self, cache_key: str) -> bool:
        """Whether a key is known.

        Args:
            cache_key: the key.
        """
        return self.get(cache_key) is not None

    def __len__(self) -> int:
        """The number of cache keys."""
        self.flush()
        (count,) = self.connection.execute("SELECT COUNT(*) FROM cache_metadata").fetchone()
        return int(count)

    def get_run_ids(self) -> list[str]:
        """The runs, oldest first."""
        rows = self.connection.execute("SELECT run_id FROM run_ids ORDER BY id").fetchall()
        return [run_id for (run_id,) in rows]

    def _run_exists(self, run_id: str) -> bool:
        found = self.connection.execute("SELECT 1 FROM run_ids WHERE run_id = ?", (run_id,)).fetchone()
        return found is not None

    def get_run(self, run_id: str) -> list[dict[str, Any]]:
        """What a run stored.

        Args:
            run_id: the run.

        Raises:
            IndexError: if the run is unknown.
        """
        if not self._run_exists(run_id):
            raise IndexError(f"`run_id` not found in table `run_ids`: {run_id}")
        return self._entries("JOIN history USING (cache_key) WHERE history.run_id = ? ORDER BY history.id", (run_id,))

    def entries(self) -> list[dict[str, Any]]:
        """Every key with its data version, node, code version and date, oldest first."""
        return self._entries("ORDER BY cache_metadata.rowid", (), ("created_at",))

    def _entries(self, where: str, values: tuple[Any, ...], more: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        self.flush()
        columns = ("cache_key", "data_version", "node_name", "code_version", *more)
        listed = ", ".join(f"cache_metadata.{each}" for each in columns)
        rows = self.connection.execute(f"SELECT {listed} FROM cache_metadata {where}", values).fetchall()
        return [dict(zip(columns, row)) for row in rows]


def _close_all(connections: list[tuple[int, sqlite3.Connection]]) -> None:
    for pid, connection in connections:
        if pid == os.getpid():  # What was inherited by a fork belongs to the parent.
            connection.close()
    connections.clear()


def _decoded(cache_key: str) -> tuple[str, str]:
    try:
        decoded = decode_key(cache_key)
    except Exception as error:
        raise ValueError(
            f"Failed decoding the cache_key: {cache_key}.\n"
            "The `cache_key` must be created by `dagscope.caching.cache_key.create_cache_key()` "
            "if `node_name` and `code_version` are not provided."
        ) from error
    return decoded["node_name"], decoded["code_version"]


def _connect(path: pathlib.Path, arguments: dict[str, Any]) -> sqlite3.Connection:
    """A connection in WAL mode to a database that has its tables."""
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + _BUSY_SECONDS
    while True:
        connection: sqlite3.Connection = sqlite3.connect(
            str(path), **{"timeout": _BUSY_SECONDS, "check_same_thread": False, **arguments}
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(_SCHEMA)
        except sqlite3.OperationalError:
            # Two processes that switch a new database to WAL at once: SQLite reports it without waiting.
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        except sqlite3.DatabaseError as error:
            connection.close()
            _set_aside(path, error)
        else:
            return connection


def _set_aside(path: pathlib.Path, error: sqlite3.DatabaseError) -> None:
    """Renames a file that is no database any more; the cache begins anew, and results are computed again."""
    damaged = path.with_name(f"{path.name}.damaged")
    logger.warning("%s cannot be read (%s): it is now %s, and the cache begins anew.", path, error, damaged.name)
    os.replace(path, damaged)
    for leftover in (f"{path}-wal", f"{path}-shm"):
        pathlib.Path(leftover).unlink(missing_ok=True)
