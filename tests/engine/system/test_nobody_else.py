"""Numbers that mean every process: 0 and 1 are above all others, a signal to -1 or to group 0 or 1 reaches all."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from dagscope.system import posix, posix_processes


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note who would be sent a signal; nobody is sent one."""
    found: list[int] = []
    for name in ("kill", "killpg"):
        monkeypatch.setattr(os, name, lambda pid, number: found.append(pid))
    return found


ENDINGS: dict[str, Callable[[int], object]] = {
    "leftovers": lambda pid: posix_processes.end_leftovers(pid, "no-such-tag", group=True),
    "below": posix_processes.end_below,
    "trees": lambda pid: posix_processes.end_trees([pid]),
    "group": lambda pid: posix.signal_group(pid, "kill"),
    "where": posix.ask_where,
}


@pytest.mark.parametrize("pid", [1, 0, -1])
@pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS)
def test_no_number_ends_everybody(killed: list[int], end: Callable[[int], object], pid: int) -> None:
    end(pid)

    assert [] == killed


def test_a_process_of_ours_is_ended(killed: list[int]) -> None:
    posix_processes.end_trees([os.getpid() + 1_000_000])

    assert [os.getpid() + 1_000_000] * 2 == killed


def test_what_processes_started_goes_before_any_of_them(killed: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, below_first, below_second = (os.getpid() + 1_000_000 + each for each in range(4))
    monkeypatch.setattr(posix_processes, "_parents", lambda: {below_first: first, below_second: second})

    posix_processes.end_trees([first, second])

    assert [first, second, below_first, below_second, first, second] == killed
