"""The processes of a POSIX system: ending everything a worker started, its children, their children, and what moved to
other sessions.

Several nets, because each has a hole: the process group misses `setsid`, the tree misses orphans, the tag in the
environment misses a cleared environment, the name misses what was started again; a worker keeps orphans in its tree.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Mapping

assert sys.platform != "win32"

from dagscope.system.tags import TAG_NAME, process_name

_EVERYBODY = 1
"""No process of ours has this number or a smaller one: signals to 0, 1, -1 and their groups reach every process."""


def _parents() -> dict[int, int]:
    """Return every process and its parent: from `/proc`, elsewhere from `ps`."""
    try:
        names = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return _parents_by_ps()
    return {pid: _parent_of(pid) for pid in names}


def _parent_of(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return int(file.read().rsplit(b")", 1)[1].split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def _parents_by_ps() -> dict[int, int]:
    import subprocess

    try:
        done = subprocess.run(["/bin/ps", "-A", "-o", "pid=,ppid="], capture_output=True, encoding="ascii", timeout=2)
    except (OSError, subprocess.SubprocessError):
        return {}
    pairs = [line.split() for line in done.stdout.splitlines()]
    return {int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2}


def _carries(pid: int, tag: str) -> bool:
    try:
        with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as file:
            if file.read().rstrip("\n") == process_name(tag):
                return True
        with open(f"/proc/{pid}/environ", "rb") as file:
            return f"{TAG_NAME}={tag}".encode() in file.read().split(b"\0")
    except OSError:
        return False


def _below(pid: int, parents: Mapping[int, int]) -> list[int]:
    """Return all processes below one, nearest first; none below 0 and 1, since those are all that there are."""
    if pid <= _EVERYBODY:
        return []
    children: dict[int, list[int]] = {}
    for other, parent in parents.items():
        children.setdefault(parent, []).append(other)
    found: list[int] = []
    waiting = [pid]
    while waiting:
        below = children.get(waiting.pop(0), [])
        found.extend(below)
        waiting.extend(below)
    return found


def find_leftovers(pid: int, tag: str) -> list[int]:
    """Return the processes that come from the worker, without itself and without the caller."""
    own = {pid, os.getpid()}
    parents = _parents()
    tree = _below(pid, parents)
    known = set(tree)
    tagged = [other for other in parents if other not in known and _carries(other, tag)]
    return [other for other in [*tree, *tagged] if other not in own]


def end_below(pid: int) -> bool:
    """Kill all processes below one; whether there were any that could be killed."""
    parents = _parents()
    found = _below(pid, parents) or _in_group(pid, parents)
    killed = [other for other in found if other != os.getpid() and _kill(other)]
    return bool(killed)


def end_trees(pids: Iterable[int]) -> None:
    """Kill processes and all below them; they are stopped first, so that they start nothing meanwhile.

    What is below all of them goes before any of them: a pool asks its other processes to end as soon as one is gone,
    and what these had started would be nobody's.
    """
    stopped = [pid for pid in pids if _signal(pid, signal.SIGSTOP)]
    for pid in stopped:
        end_below(pid)
    for pid in stopped:
        _kill(pid)


def moment() -> int:
    """Return the time now as the system counts the starts of processes; 0 where it cannot be known."""
    return started(os.getpid(), is_now=True)


def end_started_since(begun: int) -> None:
    """Kill what this process started, itself or through others, since a moment: what a stopped run leaves."""
    spared = _resource_tracker()
    for _ in range(3):
        parents = _parents()
        found = [pid for pid in _below(os.getpid(), parents) if pid != spared and started(pid) >= begun]
        killed = [pid for pid in found if _kill(pid)]
        if not killed:
            break


def _resource_tracker() -> int:
    """Return the process with which `multiprocessing` tidies up: it ends with this one, and is missed before; or 0."""
    module = sys.modules.get("multiprocessing.resource_tracker")
    return getattr(getattr(module, "_resource_tracker", None), "_pid", None) or 0


def end_leftovers(pid: int, tag: str, group: bool = False) -> list[int]:
    """Kill what comes from the worker, its group too when asked for; gives what was killed.

    To be called before the worker itself is killed (its tree is known then) and again after.
    """
    killed: list[int] = []
    for _ in range(3):  # what is being started while we look is found the next time
        found = [other for other in find_leftovers(pid, tag) if other not in killed]
        if not found:
            break
        for other in found:
            if _kill(other):
                killed.append(other)
    if group and pid > _EVERYBODY:
        try:
            os.killpg(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
    return killed


def started(pid: int, is_now: bool = False) -> int:
    """Return when a process was started, in the system's ticks since its own start; 0 where it cannot be known."""
    try:
        if is_now:
            with open("/proc/uptime", "rb") as file:
                return int(float(file.read().split()[0]) * os.sysconf("SC_CLK_TCK"))
        with open(f"/proc/{pid}/stat", "rb") as file:
            return int(file.read().rsplit(b")", 1)[1].split()[19])
    except (OSError, ValueError, IndexError):
        return 0


def _in_group(group: int, parents: Mapping[int, int]) -> list[int]:
    """Return processes of a group whose tree is lost, where the system hands orphans to nobody."""
    if os.path.isdir("/proc/self") or group <= _EVERYBODY:
        return []
    return [other for other in parents if _group_of(other) == group]


def _group_of(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except OSError:
        return 0


def _kill(pid: int) -> bool:
    return _signal(pid, signal.SIGKILL)


def _signal(pid: int, number: int) -> bool:
    if pid <= _EVERYBODY:
        return False
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True
