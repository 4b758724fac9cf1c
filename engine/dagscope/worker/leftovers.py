"""Ending everything a worker started: children, their children, and what moved to other sessions. Linux by `/proc`.

Four nets, because each has a hole: the process group misses `setsid`, the tree misses orphans, the tag in the
environment misses a cleared environment; a worker that reaps orphans keeps those in its tree.
"""

from __future__ import annotations

import os
import signal

TAG_NAME = "DAGSCOPE_WORKER"


def tag_of(pid: int, generation: int) -> str:
    """What a worker puts into its environment for its children to carry."""
    return f"{pid}-{generation}"


def _processes() -> list[int]:
    try:
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return []


def _parent_of(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return int(file.read().rsplit(b")", 1)[1].split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def _carries(pid: int, tag: str) -> bool:
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            return f"{TAG_NAME}={tag}".encode() in file.read().split(b"\0")
    except OSError:
        return False


def descendants(pid: int) -> list[int]:
    """All processes below one, nearest first."""
    children: dict[int, list[int]] = {}
    for other in _processes():
        children.setdefault(_parent_of(other), []).append(other)
    found: list[int] = []
    waiting = [pid]
    while waiting:
        below = children.get(waiting.pop(0), [])
        found.extend(below)
        waiting.extend(below)
    return found


def find_leftovers(pid: int, tag: str) -> list[int]:
    """Processes that come from the worker, without itself and without the caller."""
    own = {pid, os.getpid()}
    tree = descendants(pid)
    tagged = [other for other in _processes() if other not in tree and _carries(other, tag)]
    return [other for other in [*tree, *tagged] if other not in own]


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
    if group and hasattr(os, "killpg"):
        try:
            os.killpg(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
    return killed


def _kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return False
    return True
