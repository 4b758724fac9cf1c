"""A run of more than a second says on the standard error how far it is."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from dagscope.commands import progress
from dagscope.commands.progress import Progress, shown
from dagscope.records import StateRow


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def begun(clock: list[float]) -> Progress:
    made = Progress()
    made.started("run", "main", ("a", "b", "c"), 3)
    made.enter("run", "a")
    return made


def test_it_says_what_runs_and_for_how_long(begun: Progress, clock: list[float]) -> None:
    assert "0 of 3 nodes, running a (4 s)" == begun.sentence(104)
    begun.state("run", StateRow("a", "ok"))
    clock[0] = 110
    begun.state("run", StateRow("b", "running"))
    clock[0] = 111
    begun.enter_thread("run", "c")
    assert "1 of 3 nodes, running b (5 s) and 1 more" == begun.sentence(115)
    begun.state("run", StateRow("b", "failed"))
    begun.state("run", StateRow("c", "skipped"))
    assert "3 of 3 nodes" == begun.sentence(120)


def test_nothing_is_said_before_the_plan_is_known_and_long_names_are_cut() -> None:
    made = Progress()
    assert "" == made.sentence(1)
    made.started("run", "main", ("n" * 200,), 1)
    made.enter("run", "n" * 200)
    assert 100 == len(made.sentence(1))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def waits(count: int, asked: list[float]) -> Callable[[float], bool]:
    """Return a wait that is over after so many."""

    def wait(seconds: float) -> bool:
        asked.append(seconds)
        return len(asked) > count

    return wait


def test_on_a_terminal_one_line_is_written_anew_and_wiped(begun: Progress, clock: list[float]) -> None:
    output, asked = Terminal(), []  # type: ignore[var-annotated]
    progress._rewriting(begun, output, waits(2, asked))

    assert [1.0, 0.5, 0.5] == asked
    line = "0 of 3 nodes, running a (0 s)"
    assert f"\r{line}\r{line}\r{' ' * len(line)}\r" == output.getvalue()


def test_in_a_log_lines_come_ever_more_seldom(begun: Progress, clock: list[float]) -> None:
    output, asked = io.StringIO(), []  # type: ignore[var-annotated]
    progress._logging(begun, output, waits(4, asked))

    assert [1.0, 9.0, 50.0, 540.0, 600.0] == asked
    assert ["after 1 s", "after 10 s", "after 60 s", "after 600 s"] == [
        line.partition(":")[0] for line in output.getvalue().splitlines()
    ]


def test_a_short_run_says_nothing(begun: Progress) -> None:
    output = Terminal()
    with shown(begun, output):
        pass

    assert "" == output.getvalue()
