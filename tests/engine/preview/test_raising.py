"""What a value's code raises costs that value its preview, whatever it raises; Ctrl+C and Stop still go through."""

from __future__ import annotations

import signal
from fractions import Fraction
from types import FrameType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from dagscope.compare.values import compare_values, verdict_of
from dagscope.describe.node_records import type_text
from dagscope.execution.calls import opened
from dagscope.execution.traced import _passes, _short_error
from dagscope.preview import OpenedValue, preview_of, preview_of_error, sketch_of, summary_of
from dagscope.preview.budget import attempt, reason_of, time_limit
from dagscope.protocol.values import PageAsk
from dagscope.session.checks import failure_of
from dagscope.session.fingerprints import fingerprint
from dagscope.session.run_values import RunValues
from dagscope.session.sweeping import _number


class Own(BaseException):
    """No `Exception`, and nobody's."""


ERRORS = [KeyboardInterrupt, SystemExit, GeneratorExit, Own, MemoryError, RecursionError, StopIteration]


def hostile(error: type[BaseException]) -> Any:
    """Return a value whose every method raises."""

    def fail(*_: Any, **__: Any) -> Any:
        raise error

    names = ("repr", "str", "eq", "ne", "lt", "hash", "len", "iter", "bool", "format", "getitem", "getattr")
    return type("Hostile", (), {f"__{name}__": fail for name in names})()


@pytest.mark.parametrize("error", ERRORS)
def test_whatever_a_value_raises_it_is_shown_and_compared(error: type[BaseException]) -> None:
    value, other = hostile(error), hostile(error)

    for each in (value, [value, value], {"a": value}, (value,), pd.DataFrame({"a": [value, 1]}), pd.Series([value])):
        # Nothing hostile stands in an assertion: pytest would ask it for its repr, and be ended by it.
        said = (summary_of(each), sketch_of(each).preview.type, preview_of(each).preview.type)
        assert all(said), said
        fingerprint(each)
    verdicts = (verdict_of(value, other).verdict, compare_values([value], [other]).diff.verdict)
    assert ("incomparable", "incomparable") == verdicts
    of_series = verdict_of(pd.Series([value, 1]), pd.Series([other, 1])).verdict
    assert of_series in ("incomparable", "different")


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("where", ["a == 1", "a == 'x'", "a > 1", "a ~ 'x'"])
def test_a_filter_passes_over_such_a_value(error: type[BaseException], where: str) -> None:
    frame = pd.DataFrame({"a": [hostile(error), 1, "x"]})

    answer: Any = OpenedValue(frame).answer(PageAsk(0, 10, 0, 10, where=where)).answer

    assert answer.total_rows <= 2


def test_ctrl_c_during_a_look_is_no_failure_of_the_value() -> None:
    class Slow:
        def __repr__(self) -> str:
            signal.raise_signal(signal.SIGINT)
            return "never"

        __eq__ = __repr__  # type: ignore[assignment]

    for look in (summary_of, preview_of, sketch_of, lambda value: compare_values(value, Slow())):
        with pytest.raises(KeyboardInterrupt):
            look([Slow()] if look is not summary_of else Slow())
    assert signal.default_int_handler is signal.getsignal(signal.SIGINT)


def test_ctrl_c_outside_a_look_goes_through_too() -> None:
    def stop() -> None:
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), time_limit():
        attempt(stop, lambda reason: None)
    with pytest.raises(KeyboardInterrupt):
        attempt(stop, lambda reason: None)


def test_a_handler_that_only_notes_the_signal_is_asked_and_kept() -> None:
    heard: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        heard.append(number)

    before = signal.signal(signal.SIGINT, note)
    try:
        assert "done" == attempt(lambda: (signal.raise_signal(signal.SIGINT), "done")[1], lambda reason: reason)
        assert note is signal.getsignal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert [signal.SIGINT] == heard


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_whatever_an_error_a_check_or_a_type_raises_it_is_said_in_words(error: type[BaseException]) -> None:
    def fail(*_: Any) -> Any:
        raise error

    kind = type("Odd", (type,), {"__getattribute__": fail, "__repr__": fail})
    odd = kind("Named", (Exception,), {"__str__": fail})("words")

    said = (failure_of(hostile(error)), reason_of(odd), type_text(kind), _short_error(odd))
    assert all(said) and not _passes(hostile(error)), said
    assert preview_of_error(odd, None).error_type == "Named"


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_a_value_is_is_asked_of_its_real_type(error: type[BaseException]) -> None:
    """`isinstance` asks `__class__`, which is the value's own code: it broke the run off between two nodes."""

    def fail(*_: Any) -> Any:
        raise error

    odd = type("Odd", (), {"__getattribute__": fail})()
    values = RunValues(odd=odd)

    are_same = [each is odd for each in (values["odd"], values.get("odd"), opened(odd))]
    assert all(are_same) and {} == values.remote(["odd"]) and _number(odd) is None
    assert (7.5, None, 2.0) == (_number(np.float64(7.5)), _number(True), _number(Fraction(4, 2)))
