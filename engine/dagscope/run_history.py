"""The runs of one project in an SQLite file: what ran, how it ended, how long each node took.
It must not know who runs or shows.

A run is written when it begins and when it ends, each time at once and whole, so that the file survives whatever ends
the process.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import weakref
import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sqlite3

MOST_RUNS = 200
MOST_BYTES = 50_000_000
SUMMARY_LIMIT = 200
MESSAGE_LIMIT = 2_000
LOG_BYTES = 64_000
_BUSY_SECONDS = 0.2
_CLOCKS_APART = 60.0
_MAY_ASK, _DENIED, _STILL_ACTIVE = 0x1000, 5, 259  # of Windows: the right to ask, the error, the exit code of none
_FROM_1601 = 11_644_473_600
"""The seconds from the beginning of Windows' count of time to that of the others."""
_FORM = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, process INTEGER, number INTEGER, began REAL, scenario TEXT, finals TEXT,
    code TEXT, status TEXT, seconds REAL, message TEXT, names INTEGER, times BLOB, nodes BLOB, log BLOB, size INTEGER
);
CREATE TABLE IF NOT EXISTS names (id INTEGER PRIMARY KEY, hash TEXT UNIQUE, nodes BLOB);
"""
_HEAD = "id, process, number, began, scenario, finals, code, status, seconds, message"


@dataclass(frozen=True, slots=True)
class PastNode:
    """A node in a run: its state, seconds, one line about its value, its type, when it began in the run, a hash of
    its code.
    """

    state: str
    seconds: float | None = None
    summary: str = ""
    type: str = ""
    begun: float = 0.0
    code: int = 0


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run of any session. `status` is `running` while it goes on, `cut short` when its process ended before it did.

    `number` counts the runs of a window; it is 0 for one of the command line.
    `began` are seconds since 1970; `scenario` is what a scenario consists of, `code` the version of all code.
    """

    id: int = 0
    number: int = 0
    began: float = 0.0
    scenario: Mapping[str, Any] = field(default_factory=dict)
    finals: tuple[str, ...] = ()
    code: str = ""
    status: str = "running"
    seconds: float = 0.0
    message: str = ""


def code_mark(source: str) -> int:
    """Return a hash of a function's source, by which `PastNode.code` tells whether it was the same."""
    return zlib.crc32(source.encode("utf-8", "replace"))


class RunHistory:
    """One project's runs.

    Every method may raise `sqlite3.Error` or `OSError`: the disk is full, the file is broken or held by another
    process.
    """

    def __init__(self, path: Path) -> None:
        import sqlite3  # not every Python has it, and a window that opens no project needs none

        path.parent.mkdir(parents=True, exist_ok=True)
        self._hold(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False))
        try:
            self._data.execute("PRAGMA journal_mode=WAL")
            self._data.execute("PRAGMA synchronous=NORMAL")
            self._data.executescript(_TABLES)
            self._data.execute(f"PRAGMA user_version={_FORM}")
        except sqlite3.Error:
            self.close()  # a file that is open cannot be put aside everywhere
            raise

    def _hold(self, data: sqlite3.Connection) -> None:
        """Take a connection, which is closed with this object in whatever thread that goes: Python warns otherwise."""
        self._data = data
        self._let_go_of_file = weakref.finalize(self, data.close)

    @classmethod
    def opened(cls, path: Path) -> RunHistory:
        """Open a history; one that cannot be read is put aside and begun again."""
        import sqlite3

        try:
            return cls(path)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            path.replace(path.with_suffix(".broken"))
            for rest in ("-wal", "-shm"):
                with suppress(OSError):
                    os.unlink(f"{path}{rest}")
            return cls(path)

    @classmethod
    def reading(cls, path: Path) -> RunHistory:
        """Return a history that is only read: nothing is made of it, or written to it."""
        import sqlite3

        made = cls.__new__(cls)
        address = f"{path.absolute().as_uri()}?mode=ro"
        made._hold(sqlite3.connect(address, uri=True, timeout=_BUSY_SECONDS, check_same_thread=False))
        return made

    def latest_nodes(self, most: int) -> Iterator[dict[str, PastNode]]:
        """Yield the nodes of the latest runs that ended, the newest first."""
        rows = self._data.execute("SELECT id FROM runs WHERE nodes IS NOT NULL ORDER BY id DESC LIMIT ?", (most,))
        for (id,) in rows.fetchall():
            yield self.nodes(id)

    def close(self) -> None:
        """Let go of the file."""
        self._let_go_of_file()

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        self._data.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._data.in_transaction:  # a full disk has ended it already
                self._data.execute("ROLLBACK")
            raise
        self._data.execute("COMMIT")

    def begin(self, run: PastRun) -> int:
        """Write that a run began; its id here."""
        row = (
            os.getpid(), run.number, run.began, json.dumps(run.scenario), json.dumps(run.finals), run.code,
            "running", 0.0, "", 0,
        )  # fmt: skip
        with self._at_once():
            made = self._data.execute(
                "INSERT INTO runs (process, number, began, scenario, finals, code, status, seconds, message, size)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
        return made.lastrowid or 0

    def end(self, run: PastRun, nodes: Mapping[str, PastNode], log: str) -> None:
        """Write how a run ended, and let go of runs that are too many or too large together."""
        items = list(nodes.values())
        times = array("f", [-1.0 if item.seconds is None else item.seconds for item in items]).tobytes()
        columns = [
            [item.state for item in items],
            [item.summary[:SUMMARY_LIMIT] for item in items],
            [item.type for item in items],
            [round(item.begun, 6) for item in items],
            [item.code for item in items],
        ]
        packed = zlib.compress(json.dumps(columns).encode(), 1)
        text = zlib.compress(log.encode("utf-8", "replace")[-LOG_BYTES:], 1)
        size = len(times) + len(packed) + len(text)
        message = _plain(run.message[:MESSAGE_LIMIT])
        with self._at_once():
            names = self._names(list(nodes))
            self._data.execute(
                "UPDATE runs SET status=?, seconds=?, message=?, names=?, times=?, nodes=?, log=?, size=? WHERE id=?",
                (run.status, run.seconds, message, names, times, packed, text, size, run.id),
            )
            self._let_go()

    def _names(self, names: list[str]) -> int:
        """Return the id of a list of names, which many runs have in common."""
        text = json.dumps(names).encode()
        digest = hashlib.sha256(text).hexdigest()
        self._data.execute("INSERT OR IGNORE INTO names (hash, nodes) VALUES (?, ?)", (digest, zlib.compress(text, 1)))
        return int(self._data.execute("SELECT id FROM names WHERE hash=?", (digest,)).fetchone()[0])

    def _let_go(self) -> None:
        kept, total, first = 0, 0, 0
        for id, size in self._data.execute("SELECT id, size FROM runs ORDER BY id DESC"):
            kept, total = kept + 1, total + size
            if kept > MOST_RUNS or (total > MOST_BYTES and kept > 1):
                break
            first = id
        if self._data.execute("DELETE FROM runs WHERE id < ?", (first,)).rowcount:
            self._data.execute("DELETE FROM names WHERE id NOT IN (SELECT names FROM runs WHERE names IS NOT NULL)")

    def runs(self) -> tuple[PastRun, ...]:
        """Every run, the newest first."""
        rows = self._data.execute(f"SELECT {_HEAD} FROM runs ORDER BY id DESC LIMIT {MOST_RUNS}")
        shared: dict[str, Any] = {}
        return tuple(_run_of(row, shared) for row in rows)

    def nodes(self, id: int) -> dict[str, PastNode]:
        """Return the nodes of a run; none where it was cut short."""
        row = self._data.execute(
            "SELECT names.nodes, runs.times, runs.nodes FROM runs JOIN names ON names.id = runs.names WHERE runs.id=?",
            (id,),
        ).fetchone()
        if row is None:
            return {}
        names, times, columns = (
            json.loads(zlib.decompress(row[0])),
            _floats(row[1]),
            json.loads(zlib.decompress(row[2])),
        )
        return {
            name: PastNode(state, None if seconds < 0 else seconds, summary, kind, begun, code)
            for name, seconds, state, summary, kind, begun, code in zip(names, times, *columns)
        }

    def log(self, id: int) -> str:
        """Return the end of what a run wrote."""
        row = self._data.execute("SELECT log FROM runs WHERE id=?", (id,)).fetchone()
        return zlib.decompress(row[0]).decode("utf-8", "replace") if row and row[0] else ""

    def trend(self, node: str, most: int = 50) -> list[tuple[PastRun, float]]:
        """How long a node took in the runs that ended, the oldest first; runs that only read its value are left out."""
        columns: dict[int, int] = {}
        shared: dict[str, Any] = {}
        found = []
        rows = self._data.execute(
            f"SELECT {_HEAD}, names, times FROM runs WHERE times IS NOT NULL ORDER BY id DESC LIMIT {MOST_RUNS}"
        )
        for *head, names, times in rows.fetchall():
            if names not in columns:
                columns[names] = self._column_of(names, node)
            seconds = _floats(times)[columns[names]] if columns[names] >= 0 else -1.0
            if seconds > 0:
                found.append((_run_of(head, shared), seconds))
            if len(found) == most:
                break
        return found[::-1]

    def _column_of(self, names: int, node: str) -> int:
        row = self._data.execute("SELECT nodes FROM names WHERE id=?", (names,)).fetchone()
        listed: list[str] = json.loads(zlib.decompress(row[0])) if row else []
        return listed.index(node) if node in listed else -1


def _plain(text: str) -> str:
    """Return a text that SQLite takes: half a character has no bytes."""
    return text.encode("utf-8", "replace").decode()


def _floats(data: bytes) -> array[float]:
    found = array("f")
    found.frombytes(data)
    return found


def _run_of(row: Sequence[Any], shared: dict[str, Any]) -> PastRun:
    """Return a run; `shared` holds by its text what it has in common with others, which is most of it."""
    id, process, number, began, scenario, finals, code, status, seconds, message = row
    if status == "running" and not _is_running(process, began):
        status = "cut short"
    if scenario not in shared:
        shared[scenario] = json.loads(scenario)
    if finals not in shared:
        shared[finals] = tuple(json.loads(finals))
    common = shared[scenario], shared[finals], shared.setdefault(code, code), shared.setdefault(status, status)
    return PastRun(id, number, began, *common, seconds, message)


def _is_running(process: int, began: float) -> bool:
    """Return whether the process goes on that a run began in, and not another one that has its number now."""
    if sys.platform == "win32":  # there `os.kill` would end the process
        is_there, started = _asked_of_windows(process)
    else:
        is_there, started = True, None
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            is_there = False
        except OSError:
            pass
        started = _started(process) if is_there else None
    return is_there and (not began or started is None or started < began + _CLOCKS_APART)


def _asked_of_windows(process: int) -> tuple[bool, float | None]:
    """Return whether a process goes on, and when it was started, in seconds since 1970."""
    import ctypes  # no other system wants it

    kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = kernel.OpenProcess(_MAY_ASK, False, process)
    if not handle:
        error: int = ctypes.get_last_error()  # type: ignore[attr-defined,unused-ignore]
        return error == _DENIED, None
    handle = ctypes.c_void_p(handle)
    try:
        code = ctypes.c_ulong()
        is_there = bool(kernel.GetExitCodeProcess(handle, ctypes.byref(code))) and code.value == _STILL_ACTIVE
        times = [ctypes.c_uint64() for _ in range(4)]
        is_known = bool(kernel.GetProcessTimes(handle, *[ctypes.byref(each) for each in times]))
        return is_there, times[0].value / 1e7 - _FROM_1601 if is_known else None
    finally:
        kernel.CloseHandle(handle)


def _started(process: int) -> float | None:
    """Return when a process was started, in seconds since 1970; None where the system does not say."""
    if sys.platform != "linux":
        return None
    try:
        with open(f"/proc/{process}/stat", "rb") as file:
            ticks = int(file.read().rsplit(b")", 1)[1].split()[19])
        with open("/proc/stat", "rb") as file:
            booted = next(int(line.split()[1]) for line in file if line.startswith(b"btime "))
        return booted + ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, StopIteration):
        return None
