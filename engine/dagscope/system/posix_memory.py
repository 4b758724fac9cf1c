"""How much memory processes of a POSIX system use: by `/proc`, elsewhere by `ps`. It must not end anything."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

assert sys.platform != "win32"

_CGROUPS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def can_measure() -> bool:
    """Return whether this system reports how much memory a process uses."""
    return os.path.exists("/proc/self/statm") or bool(_listed())


def used_below(pid: int, exact_from: float) -> int:
    """Return the bytes that a process and all below it use; what several of them share counts once, as far as it
    matters.
    """
    if not os.path.exists("/proc/self/statm"):
        return _used_by_list(pid, _listed())
    pids = _tree(pid)
    quick = sum(resident(other) for other in pids)
    if len(pids) == 1 or quick < exact_from:
        return quick
    return sum(_proportional(other) or resident(other) for other in pids)


def total_memory() -> int:
    """Return the bytes of memory that this machine, or this container, has."""
    try:
        found = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    except (OSError, ValueError):
        return 0
    for path in _CGROUPS:
        try:
            with open(path, encoding="ascii") as file:
                found.append(int(file.read()))
        except (OSError, ValueError):
            continue
    return min(found)


def resident(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _proportional(pid: int) -> int:
    """Return the bytes of a process, with its part of what it shares."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            line = next(line for line in file if line.startswith(b"Pss:"))
        return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError, StopIteration):
        return 0


def _tree(pid: int) -> list[int]:
    """Return the process and all below it."""
    found = [pid]
    for parent in found:  # it grows
        found.extend(_children(parent))
    return found


def _children(pid: int) -> list[int]:
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []
    found: list[int] = []
    for thread in threads:
        try:
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                found.extend(int(child) for child in file.read().split())
        except (OSError, ValueError):
            continue
    return found


def _listed() -> dict[int, tuple[int, int]]:
    """Return every process with its parent and its bytes, by `ps`, where there is no `/proc`."""
    import subprocess

    try:
        done = subprocess.run(
            ["/bin/ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, encoding="ascii", timeout=2
        )
    except (OSError, subprocess.SubprocessError):
        return {}
    rows = [line.split() for line in done.stdout.splitlines()]
    return {int(row[0]): (int(row[1]), int(row[2]) * 1024) for row in rows if len(row) == 3}


def _used_by_list(pid: int, listed: Mapping[int, tuple[int, int]]) -> int:
    found = [pid]
    for parent in found:  # it grows
        found.extend(other for other, (above, _) in listed.items() if above == parent)
    return sum(listed.get(other, (0, 0))[1] for other in found)
