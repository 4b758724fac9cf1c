"""A package of somebody else's: clips of sound, which Dagscope does not know."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Clip:
    """Samples at a rate. The preview of a broken one fails."""

    rate: int = 8_000
    samples: list[float] = field(default_factory=list)
    is_broken: bool = False
