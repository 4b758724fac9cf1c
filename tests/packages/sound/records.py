"""What crosses of a clip. Both sides import this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from dagscope.protocol.values import Answer, Ask
from dagscope.value_records import Preview


@dataclass(frozen=True, slots=True)
class ClipPreview(Preview):
    """How long, and how fine."""

    kind: ClassVar[str] = "clip"
    rate: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class PeaksAsk(Ask):
    """The loudest sample in each of so many parts."""

    kind: ClassVar[str] = "peaks"
    parts: int = 10


@dataclass(frozen=True, slots=True)
class PeaksAnswer(Answer):
    """The peaks."""

    kind: ClassVar[str] = "peaks"
    peaks: tuple[float, ...] = ()
