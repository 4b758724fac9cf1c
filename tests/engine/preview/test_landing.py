"""Wherever the time of a look is over, it answers, and says what is missing."""

from __future__ import annotations

import contextlib
import gc
import inspect
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest
from dagscope.preview import budget, preview_of
from dagscope.system.protocol import Tick


class Plain:
    def __repr__(self) -> str:
        return "plain"


class _Ticks:
    """Ticks after so many calls, again and again until one raised something: a slow machine may have it anywhere."""

    def __init__(self, first: int) -> None:
        self.left = first
        self.raised = 0
        self.is_beside = False
        """Whether it came while what is not a part of the look was asked: facts and ways."""

    def ticking(self, tick: Tick, wall: float, cpu: float = 0.0) -> Any:
        @contextlib.contextmanager
        def block() -> Iterator[None]:
            sys.setprofile(lambda frame, event, _: self._on_event(tick, frame, event))
            try:
                yield
            finally:
                sys.setprofile(None)

        return block()

    def _on_event(self, tick: Tick, frame: FrameType, event: str) -> None:
        """Tick where a signal is heard: as a function begins, and after a call of one that is written in C.

        Not as a generator begins: that may be its end, too, where no signal is heard.
        """
        if event != "c_return" and (event != "call" or frame.f_code.co_flags & inspect.CO_GENERATOR):
            return
        self.left -= 1
        error = tick() if self.left < 0 and not self.raised else None
        if error is not None:
            self.raised += 1
            self.is_beside = budget._base is not None and budget._base.f_code.co_name != "_looked"
            raise error


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Have no finalizer of other tests' garbage run meanwhile: what is raised in one is lost."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("value", [Plain(), {"a": {"b": Plain()}}], ids=["object", "dict"])
def test_wherever_the_time_is_over_the_look_answers(value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budget, "_is_over", lambda: bool(budget._deadlines))
    count, raised = 0, True
    while raised:
        ticks = _Ticks(count)
        monkeypatch.setattr(budget.system, "ticking", ticks.ticking)
        shown = preview_of(value).preview
        raised = bool(ticks.raised)
        assert not budget._deadlines and budget._base is None and sys.getprofile() is None
        assert shown.missing or not raised or ticks.is_beside, f"after {count} calls"
        count += 1
    assert count > 100, "every moment of the look was tried"


def test_nothing_is_raised_while_a_limit_begins_or_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Any] = []

    @contextlib.contextmanager
    def ticking(tick: Tick, wall: float, cpu: float = 0.0) -> Iterator[None]:
        said.append(tick())
        yield
        said.append(tick())

    monkeypatch.setattr(budget, "_is_over", lambda: True)
    monkeypatch.setattr(budget.system, "ticking", ticking)
    with budget.time_limit():
        pass
    assert [None, None] == said
