"""Pitches as a kind of value: record, look and answer in one file, which both sides import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from dagscope.protocol.values import Answer, Ask
from dagscope.value_kinds.own_preview import OwnPreview


class Pitch:
    """So many hertz; below zero it cannot be looked at."""

    def __init__(self, hertz: float) -> None:
        self.hertz = hertz


@dataclass(frozen=True, slots=True)
class OvertonesAsk(Ask):
    """So many overtones."""

    kind: ClassVar[str] = "overtones"
    count: int = 1


@dataclass(frozen=True, slots=True)
class OvertonesAnswer(Answer):
    """Their frequencies."""

    kind: ClassVar[str] = "overtones"
    hertz: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class PitchPreview(OwnPreview):
    """How high it is."""

    kind: ClassVar[str] = "pitch"
    asks: ClassVar[Mapping[type[Ask], type[Answer]]] = {OvertonesAsk: OvertonesAnswer}
    hertz: float = 0.0

    @classmethod
    def matches(cls, value: Any) -> bool:
        return type(value) is Pitch

    @classmethod
    def of(cls, value: Pitch) -> PitchPreview:
        if value.hertz < 0:
            raise ArithmeticError("it is below zero")
        return cls(summary=f"{value.hertz:g} Hz", hertz=value.hertz)

    @classmethod
    def answer(cls, value: Pitch, ask: OvertonesAsk) -> OvertonesAnswer:
        if ask.count < 1:
            raise ValueError("a pitch is asked for one overtone at least")
        return OvertonesAnswer(tuple(value.hertz * (at + 2) for at in range(ask.count)))
