"""What nodes ask with `input()` and nobody has answered yet. It must not ask or answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """A node of a run waits for a line of text; `number` is what the answer repeats."""

    run: str
    node: str
    prompt: str
    number: int
