"""The memory of a process and of all that it started. It measures nothing else."""

from __future__ import annotations

from pathlib import Path


def descendants(pid: int) -> list[int]:
    """Return a process and those it started, and those they started."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
        except OSError:
            continue  # it ended meanwhile
        children.setdefault(parent, []).append(int(stat.parent.name))
    found = [pid]
    for process in found:
        found += children.get(process, [])
    return found


def proportional_memory(pid: int) -> float:
    """Return the megabytes of a process and all it started: pages that several share are counted once (PSS); 0 where
    the system does not say.
    """
    total = 0
    for process in descendants(pid):
        try:
            lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return total / 1024
