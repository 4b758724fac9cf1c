"""A kind of value in one file: found, looked at, asked, and carried to the other side by its record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from dagscope.preview.asking import OpenedValue
from dagscope.preview.kind import AskProblem, Kind
from dagscope.preview.make import preview_of
from dagscope.preview.own import own
from dagscope.preview.registry import REGISTRY
from dagscope.protocol.envelope import FrameReader, encode_event, parse_event
from dagscope.protocol.messages import Result
from dagscope.protocol.values import ANSWERS, ASKS
from dagscope.value_kinds.own_preview import OwnPreview
from dagscope.value_records import PREVIEWS, NumberPreview, ObjectPreview

PACKAGES = Path(__file__).resolve().parents[2] / "packages"


@pytest.fixture
def pitch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Yield the module of a kind, in the table of kinds before all others."""
    for family in (PREVIEWS, ASKS, ANSWERS):
        monkeypatch.setattr(family, "_types", dict(family._types))
    monkeypatch.syspath_prepend(PACKAGES)
    monkeypatch.setattr(REGISTRY, "_is_loaded", True)
    import sound.pitch

    monkeypatch.setattr(REGISTRY, "_own", (own(sound.pitch.PitchPreview), *REGISTRY._own))
    yield sound.pitch
    import sys

    for name in [name for name in sys.modules if name.partition(".")[0] == "sound"]:
        del sys.modules[name]


def test_a_value_is_shown_by_its_record_and_others_are_not(pitch: Any) -> None:
    preview = preview_of(pitch.Pitch(440.0)).preview

    assert pitch.PitchPreview("sound.pitch.Pitch", "440 Hz", hertz=440.0) == preview
    assert isinstance(preview_of(440.0).preview, NumberPreview)
    (frame,) = FrameReader().feed(encode_event(Result("r", "n", preview), generation=1))
    message = parse_event(frame)
    assert message is not None and isinstance(message.body, Result) and preview == message.body.preview


def test_a_look_that_fails_says_why(pitch: Any) -> None:
    preview = preview_of(pitch.Pitch(-1.0)).preview

    assert isinstance(preview, ObjectPreview)
    assert "a value of the kind pitch that cannot be read: ArithmeticError: it is below zero" == preview.text


def test_it_is_asked_and_may_refuse(pitch: Any) -> None:
    opened = OpenedValue(pitch.Pitch(100.0))

    assert (200.0, 300.0) == opened.answer(pitch.OvertonesAsk(2)).answer.hertz  # type: ignore[attr-defined]
    with pytest.raises(AskProblem, match="one overtone at least"):
        opened.answer(pitch.OvertonesAsk(0))


def test_a_kind_that_is_taken_is_refused(pitch: Any) -> None:
    @dataclass(frozen=True, slots=True)
    class Other(OwnPreview):
        kind: ClassVar[str] = "pitch"

    assert isinstance(own(pitch.PitchPreview), Kind), "once more is no other one"
    with pytest.raises(ValueError, match="'pitch' is PitchPreview's"):
        own(Other)
