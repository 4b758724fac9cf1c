"""Metadata in an SQLite file. Keeps no results.

A process that is killed leaves whole transactions behind. Between `begin_batch` and `end_batch` writes are gathered and
committed together; they are visible to this store at once. `connecting` opens the database.
"""

from __future__ import annotations

import contextlib
import os
import pathlib
import sqlite3
import threading
import time
import weakref
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from dagscope.caching.cache_key import decode_key
from dagscope.caching.stores.base import MetadataStore
from dagscope.caching.stores.connecting import BUSY_SECONDS, SCHEMA, Held, close_all
from dagscope.errors import DagscopeError
from dagscope.kept_path import kept_path

_BATCH_SIZE = 256
_NAMES_AT_ONCE = 500
_ROWS_AT_ONCE = 20_000
_BATCH_SECONDS = 0.25
_LOCKED_SECONDS = 0.1
# What could not be written waits for the next chance, but not without end.
_WAITING_AT_MOST = 10_000
# All stores of this process: a child made by `fork` has to start afresh.
_stores: weakref.WeakSet[SQLiteMetadataStore] = weakref.WeakSet()


class _Known(NamedTuple):
    """The data versions of some nodes, and of which state of the file they are."""

    state: tuple[sqlite3.Connection, int, int]
    names: list[str]
    found: dict[str, str]


class MetadataWriteError(DagscopeError, sqlite3.OperationalError):
    """Metadata could not be written; says of which nodes."""

    def __init__(self, message: str, node_names: tuple[str, ...]) -> None:
        super().__init__(message)
        self.node_names = node_names


class SQLiteMetadataStore(MetadataStore):
    """Data versions by cache key, in `<path>/metadata_store.db`."""

    def __init__(self, path: str, connection_kwargs: dict[str, Any] | None = None) -> None:
        """Open the store; the file is made when it is first needed.

        Args:
            path: the directory.
            connection_kwargs: passed to `sqlite3.connect`.
        """
        self._directory = pathlib.Path(kept_path(pathlib.Path(path)))
        self._is_locked = False
        self._path = self._directory.joinpath("metadata_store.db")
        self.connection_kwargs: dict[str, Any] = connection_kwargs if connection_kwargs else {}
        self._thread_local = threading.local()
        # Of every thread: whoever lets go of the store closes them all.
        self._connections: weakref.WeakSet[Held] = weakref.WeakSet()
        weakref.finalize(self, close_all, self._connections)
        self._start_afresh()
        _stores.add(self)

    def _start_afresh(self) -> None:
        """Start without pending writes. A child made by `fork` must not write what its parent will write, and its copy
        of the lock may be held by a thread it does not have.
        """
        self._lock = threading.RLock()
        self._pending: dict[str, tuple[str, str, str, str]] = {}
        self._pending_history: list[tuple[str, str]] = []
        self._batches = 0
        self._pending_since = 0.0

    def __getstate__(self) -> dict[str, Any]:
        with contextlib.suppress(sqlite3.Error, OSError):  # it stays pending, and is reported when the batch ends
            self.flush()
        return {"path": str(self._directory), "connection_kwargs": self.connection_kwargs}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)  # type: ignore[misc]  # connections and locks cannot be pickled: made again

    def _get_connection(self) -> sqlite3.Connection:
        held = self._held()
        if held is None:
            with self._noticing_damage():
                held = self._thread_local.held = Held(self._path, self._arguments())
            with self._lock:
                self._connections.add(held)
        return held.connection

    def _arguments(self) -> dict[str, Any]:
        return {**self.connection_kwargs, "timeout": _LOCKED_SECONDS} if self._is_locked else self.connection_kwargs

    def _wait_for_others(self, connection: sqlite3.Connection) -> None:
        """Set how long is waited for others: where one kept the database locked, not as long again in each run."""
        usual = self.connection_kwargs.get("timeout", BUSY_SECONDS)
        seconds = _LOCKED_SECONDS if self._is_locked else usual
        connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")

    def _held(self) -> Held | None:
        held: Held | None = getattr(self._thread_local, "held", None)
        return held if held is not None and held.is_good() else None

    @contextlib.contextmanager
    def _noticing_damage(self) -> Iterator[None]:
        """Put a damaged file aside, so that the next run begins with a new one; the error goes on."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            self._is_locked = self._is_locked or "locked" in str(error)
            held = self._held()
            if held is not None:
                held.notice(error)
            raise

    def _close_connection(self) -> None:
        held = self._held()
        if held is not None:
            held.close()
        self._thread_local.held = None

    def close(self) -> None:
        """Write what is pending and close this thread's connection."""
        self.flush()
        self._close_connection()

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        return self._get_connection()

    def _create_tables_if_not_exists(self) -> None:
        self.connection.executescript(SCHEMA)

    def initialize(self, run_id: str) -> None:
        """Register a run.

        Args:
            run_id: the run.
        """
        held = self._held()
        if held is not None and not held.is_to_file():  # removed or replaced since this thread opened it
            self._close_connection()
        if self._is_locked:
            self._wait_for_others(self.connection)
        with self._noticing_damage(), self.connection as connection:
            self._create_tables_if_not_exists()
            connection.execute("INSERT INTO run_ids (run_id) VALUES (?)", (run_id,))
        if self._is_locked:
            self._is_locked = False
            self._wait_for_others(self.connection)
        self._thread_local.other_changes = getattr(self._thread_local, "other_changes", 0) + 1

    def begin_batch(self) -> None:
        """Let writes be committed together from here on, until as many calls of `end_batch`."""
        with self._lock:
            self._batches += 1

    def end_batch(self) -> None:
        """Commit what is pending when the batch ends."""
        with self._lock:
            self._batches = max(0, self._batches - 1)
        self.flush()

    def flush(self) -> None:
        """Commit what is pending."""
        with self._lock:
            if not self._pending and not self._pending_history:
                return
            try:
                self._write_pending()
            except (sqlite3.Error, OSError) as error:
                nodes = tuple(dict.fromkeys(each[2] for each in self._pending.values()))
                if len(self._pending_history) > _WAITING_AT_MOST:
                    self._pending.clear()
                    self._pending_history.clear()
                raise MetadataWriteError(str(error), nodes) from error
            self._pending.clear()
            self._pending_history.clear()

    def _write_pending(self) -> None:
        with self._noticing_damage(), self.connection as connection:
            connection.executemany(
                "INSERT INTO cache_metadata (cache_key, data_version, node_name, code_version) VALUES (?, ?, ?, ?) "
                "ON CONFLICT(cache_key) DO UPDATE SET data_version = excluded.data_version",
                self._pending.values(),
            )
            connection.executemany("INSERT INTO history (cache_key, run_id) VALUES (?, ?)", self._pending_history)

    def set(  # type: ignore[override]  # the run is required here
        self,
        *,
        cache_key: str,
        data_version: str,
        run_id: str,
        node_name: str | None = None,
        code_version: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Store the data version of a result under a key.

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
        """Return the data version under a key, or None if there is none.

        Args:
            cache_key: the key.
        """
        pending = self._pending.get(cache_key)
        if pending is not None:
            return pending[1]
        with self._noticing_damage():
            row = self.connection.execute(
                "SELECT data_version FROM cache_metadata WHERE cache_key = ?", (cache_key,)
            ).fetchone()
        return None if row is None else row[0]

    def versions_of_nodes(self, node_names: Collection[str]) -> dict[str, str]:
        """Return the data versions under all keys of some nodes, newest last, in one query instead of one a key.

        The same nodes are not read again while nobody has changed the file.

        Args:
            node_names: the nodes.
        """
        names = list(node_names)
        state = self._state()
        known: _Known | None = getattr(self._thread_local, "known", None)
        if known is None or known.state[0] is not state[0] or (known.state[1:], known.names) != (state[1:], names):
            known = _Known(state, names, self._read_versions(names))
            self._thread_local.known = known if len(known.found) <= _ROWS_AT_ONCE else None
        return {**known.found, **{key: entry[1] for key, entry in self._pending.items()}}

    def _state(self) -> tuple[sqlite3.Connection, int, int]:
        """Return what differs once a key may have changed: by another connection, or by this one."""
        connection = self.connection
        with self._noticing_damage():
            (by_others,) = connection.execute("PRAGMA data_version").fetchone()
        return connection, by_others, connection.total_changes - getattr(self._thread_local, "other_changes", 0)

    def _read_versions(self, names: list[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        # Not all at once: SQLite limits the number of values in a statement.
        for start in range(0, len(names), _NAMES_AT_ONCE):
            part = names[start : start + _NAMES_AT_ONCE]
            marks = ",".join("?" * len(part))
            query = (
                f"SELECT cache_key, data_version FROM cache_metadata WHERE node_name IN ({marks}) "
                f"ORDER BY rowid DESC LIMIT {_ROWS_AT_ONCE}"
            )
            with self._noticing_damage():
                found.update(self.connection.execute(query, part).fetchall())
        return found

    def delete(self, cache_key: str) -> None:
        """Remove one key.

        Args:
            cache_key: the key.
        """
        self.delete_many([cache_key])

    def delete_many(self, cache_keys: list[str]) -> None:
        """Remove several keys in one transaction.

        Args:
            cache_keys: the keys.
        """
        self.flush()
        keys = [(each,) for each in cache_keys]
        with self.connection as connection:
            connection.executemany("DELETE FROM cache_metadata WHERE cache_key = ?", keys)
            connection.executemany("DELETE FROM history WHERE cache_key = ?", keys)

    def delete_all(self) -> None:
        """Remove everything, the runs too."""
        with self._lock:
            self._pending.clear()
            self._pending_history.clear()
        with self.connection as connection:
            for table in ("history", "cache_metadata", "run_ids"):
                connection.execute(f"DELETE FROM {table}")

    def exists(self, cache_key: str) -> bool:
        """Return whether a key is known.

        Args:
            cache_key: the key.
        """
        return self.get(cache_key) is not None

    def __len__(self) -> int:
        """Return the number of cache keys."""
        self.flush()
        (count,) = self.connection.execute("SELECT COUNT(*) FROM cache_metadata").fetchone()
        return int(count)

    def get_run_ids(self) -> list[str]:
        """Return the ids of the runs, oldest first."""
        rows = self.connection.execute("SELECT run_id FROM run_ids ORDER BY id").fetchall()
        return [run_id for (run_id,) in rows]

    def _run_exists(self, run_id: str) -> bool:
        found = self.connection.execute("SELECT 1 FROM run_ids WHERE run_id = ?", (run_id,)).fetchone()
        return found is not None

    def get_run(self, run_id: str) -> list[dict[str, Any]]:
        """Return what a run stored; raises IndexError for an unknown run.

        Args:
            run_id: the run.

        Raises:
            IndexError: if the run is unknown.
        """
        if not self._run_exists(run_id):
            raise IndexError(f"`run_id` not found in table `run_ids`: {run_id}")
        return self._entries("JOIN history USING (cache_key) WHERE history.run_id = ? ORDER BY history.id", (run_id,))

    def entries(self) -> list[dict[str, Any]]:
        """Return every key with its data version, node, code version and date, oldest first."""
        return self._entries("ORDER BY cache_metadata.rowid", (), ("created_at",))

    def _entries(self, where: str, values: tuple[Any, ...], more: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        self.flush()
        columns = ("cache_key", "data_version", "node_name", "code_version", *more)
        listed = ", ".join(f"cache_metadata.{each}" for each in columns)
        rows = self.connection.execute(f"SELECT {listed} FROM cache_metadata {where}", values).fetchall()
        return [dict(zip(columns, row)) for row in rows]


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


def _start_afresh_in_child() -> None:
    for store in list(_stores):
        store._start_afresh()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_afresh_in_child)
