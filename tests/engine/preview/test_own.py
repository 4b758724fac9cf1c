"""A kind of value in one file: found, looked at, asked, and carried to the other side by its record."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from dagscope.preview.asking import OpenedValue
from dagscope.preview.kind import AskProblem, Kind, Shown
from dagscope.preview.make import preview_of
from dagscope.preview.own import own
from dagscope.preview.registry import REGISTRY
from dagscope.protocol.envelope import FrameReader, encode_event, parse_event
from dagscope.protocol.messages import Result
from dagscope.protocol.values import ANSWERS, ASKS, Ask
from dagscope.value_kinds.own_preview import OwnPreview
from dagscope.value_records import PREVIEWS, NumberPreview, ObjectPreview, Preview, UnknownPreview

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
    assert "no preview: ArithmeticError: it is below zero" == preview.text


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


@dataclass(frozen=True, slots=True)
class _Depth(Preview):
    kind: ClassVar[str] = "depth"
    metres: float = 0.0


@dataclass(frozen=True, slots=True)
class _AsTable(Preview):
    kind: ClassVar[str] = "table"


@dataclass(frozen=True, slots=True)
class _DepthAsk(Ask):
    kind: ClassVar[str] = "depth"
    at: list[int] | None = None


@pytest.mark.parametrize(
    "made, reason",
    [
        (Shown(_Depth(metres=...)), "_Depth.metres: a ellipsis cannot cross between processes"),  # type: ignore[arg-type]
        (Shown(_Depth(metres="3")), "_Depth.metres: a number expected, not str"),  # type: ignore[arg-type]
        (Shown(_Depth(metres=math.nan)), "cannot be written as JSON"),
        (Shown(_Depth("m" * 1_048_000)), "1,048,576 is the most"),
        (Shown(_AsTable()), "the Preview kind 'table' is TablePreview's"),
        (Shown(Preview()), "Preview is no kind of Preview"),
        (_Depth(), "it gives a _Depth, not a Shown"),
        (Shown(_Depth(), "png"), "it gives a str, not a bytes"),  # type: ignore[arg-type]
    ],
)
def test_what_another_kind_gives_and_cannot_be_sent_costs_itself_only(
    monkeypatch: pytest.MonkeyPatch, made: Any, reason: str
) -> None:
    monkeypatch.setattr(PREVIEWS, "_types", dict(PREVIEWS._types))
    monkeypatch.setattr(REGISTRY, "_is_loaded", True)
    monkeypatch.setattr(REGISTRY, "_others", [])
    REGISTRY.add(Kind("depth", lambda value: value is Ellipsis, lambda value: made))

    preview = preview_of(...).preview

    assert isinstance(preview, ObjectPreview) and "Ellipsis" == preview.text
    assert preview.missing.startswith("the kind 'depth' failed: ") and reason in preview.missing
    with pytest.raises(TypeError, match="_DepthAsk.at: no rule to read list"):
        REGISTRY.add(Kind("deep", callable, lambda value: made, asks={_DepthAsk: made}))


def test_a_record_of_another_version_of_its_package_is_one_that_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    (frame,) = FrameReader().feed(encode_event(Result("r", "n", _Depth("x.Depth", "3 m", metres=3.0)), generation=1))
    frame.message["preview"]["metres"] = "3 m"  # as another version has it
    monkeypatch.setattr(PREVIEWS, "_types", {**PREVIEWS._types, "depth": _Depth})

    message = parse_event(frame)

    assert message is not None and isinstance(message.body, Result)
    problem = "result.preview.metres: a number expected, not str"
    assert UnknownPreview("x.Depth", "3 m", missing=problem, tag="depth") == message.body.preview
