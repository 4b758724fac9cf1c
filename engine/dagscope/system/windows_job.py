"""Windows' job object, which a process and all its descendants are in, and what its processes use.
It must not decide what to end.

Handles and structures are those of the Windows API; `windll` exists there alone, so nothing here runs when it is
imported.
"""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any

_KILL_ON_CLOSE = 0x2000
_EXTENDED_LIMITS, _PROCESS_IDS = 9, 3
_QUERY, _TERMINATE, _SYNCHRONIZE = 0x1000 | 0x0010, 0x0001, 0x00100000
_MOST_PROCESSES = 4096
TIMED_OUT = 0x102
Handle = ctypes.c_void_p


class _BasicLimits(ctypes.Structure):
    _fields_ = [
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", ctypes.c_uint32),
        ("least_working_set", ctypes.c_size_t),
        ("most_working_set", ctypes.c_size_t),
        ("active_processes", ctypes.c_uint32),
        ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32),
        ("scheduling", ctypes.c_uint32),
    ]


class _ExtendedLimits(ctypes.Structure):
    _fields_ = [
        ("basic", _BasicLimits),
        ("io_counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    ]


class _ProcessIds(ctypes.Structure):
    _fields_ = [
        ("assigned", ctypes.c_uint32),
        ("listed", ctypes.c_uint32),
        ("ids", ctypes.c_size_t * _MOST_PROCESSES),
    ]


class _MemoryCounters(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_uint32),
        ("page_faults", ctypes.c_uint32),
        ("peak_working_set", ctypes.c_size_t),
        ("working_set", ctypes.c_size_t),
        ("quotas", ctypes.c_size_t * 4),
        ("page_file", ctypes.c_size_t),
        ("peak_page_file", ctypes.c_size_t),
        ("private", ctypes.c_size_t),
    ]


class _MachineMemory(ctypes.Structure):
    _fields_ = [
        ("size", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        ("total", ctypes.c_uint64),
        ("rest", ctypes.c_uint64 * 6),
    ]


def _kernel() -> Any:
    """Return the system's library, with handles as wide as they are."""
    if sys.platform != "win32":
        raise OSError("this is not Windows")
    library = ctypes.WinDLL("kernel32", use_last_error=True)
    for name in ("CreateJobObjectW", "OpenProcess", "GetCurrentProcess"):
        getattr(library, name).restype = Handle
    return library


class Job:
    """A job that ends with its last handle, and everything in it."""

    def __init__(self) -> None:
        self._library = _kernel()
        made = self._library.CreateJobObjectW(None, None)
        if not made:
            raise OSError("no job could be made")
        self._handle = Handle(made)
        limits = _ExtendedLimits()
        limits.basic.flags = _KILL_ON_CLOSE
        if not self._library.SetInformationJobObject(
            self._handle, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
        ):
            raise OSError("the job cannot end with its last handle")

    def enter(self) -> None:
        """Put this process into the job; what it starts from now on is in it too.

        Raises:
            OSError: it stays in the job of whoever started it, where others are too.
        """
        if not self._library.AssignProcessToJobObject(self._handle, Handle(self._library.GetCurrentProcess())):
            raise OSError("this process may be in no job of its own")

    def end(self, code: int) -> None:
        """End every process of the job with this exit code, this one among them."""
        self._library.TerminateJobObject(self._handle, ctypes.c_uint32(code & 0xFFFFFFFF))


def pids_of_own_job() -> list[int]:
    """Return the processes of the innermost job that this process is in; empty when it is in none."""
    found = _ProcessIds()
    done = _kernel().QueryInformationJobObject(None, _PROCESS_IDS, ctypes.byref(found), ctypes.sizeof(found), None)
    return [int(each) for each in found.ids[: found.listed]] if done else []


def private_bytes(pid: int) -> int:
    """Return the memory that a process alone uses, in the machine's memory or put out of it; 0 when it cannot be
    known.
    """
    counters = _MemoryCounters(size=ctypes.sizeof(_MemoryCounters))
    library = _kernel()
    handle = library.OpenProcess(_QUERY, False, pid)
    if not handle:
        return 0
    try:
        done = library.K32GetProcessMemoryInfo(Handle(handle), ctypes.byref(counters), counters.size)
        return int(counters.private) if done else 0
    finally:
        library.CloseHandle(Handle(handle))


def machine_memory() -> int:
    """Return the bytes of memory this machine has."""
    found = _MachineMemory(size=ctypes.sizeof(_MachineMemory))
    return int(found.total) if _kernel().GlobalMemoryStatusEx(ctypes.byref(found)) else 0


def started(pid: int) -> int:
    """Return when a process was started, in units of 100 ns; 0 when it cannot be known."""
    times = (ctypes.c_uint64 * 4)()
    library = _kernel()
    handle = library.OpenProcess(_QUERY, False, pid)
    if not handle:
        return 0
    try:
        pointers = [ctypes.byref(times, number * 8) for number in range(4)]
        return int(times[0]) if library.GetProcessTimes(Handle(handle), *pointers) else 0
    finally:
        library.CloseHandle(Handle(handle))


def now() -> int:
    """Return the time in the same units."""
    found = ctypes.c_uint64()
    _kernel().GetSystemTimeAsFileTime(ctypes.byref(found))
    return int(found.value)


def kill(pid: int) -> None:
    """End a process."""
    library = _kernel()
    handle = library.OpenProcess(_TERMINATE, False, pid)
    if handle and pid != os.getpid():
        library.TerminateProcess(Handle(handle), 1)
    if handle:
        library.CloseHandle(Handle(handle))


def opened(pid: int) -> int:
    """Return a handle to wait for a process's end with; 0 when it has ended or cannot be had."""
    return int(_kernel().OpenProcess(_SYNCHRONIZE, False, pid) or 0) if pid else 0


def wait_for_any(handles: list[int], seconds: float) -> int:
    """Return the position of a process that ended, or `TIMED_OUT`."""
    array = (Handle * len(handles))(*handles)
    return int(_kernel().WaitForMultipleObjects(len(handles), array, False, int(seconds * 1000)))
