"""Ranks names against a few typed letters, for the palettes. It must not know what the names stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_BOUNDARY = "._-/ :"


@dataclass(frozen=True, slots=True)
class Match:
    """A name that holds the typed letters in order; a higher score is a better one.
    `positions` are the letters' places.
    """

    text: str
    score: int
    positions: tuple[int, ...]


def match(query: str, text: str) -> Match | None:
    """Find the letters of `query` in `text`, in order, case aside; None when they are not all there.

    Letters at the start of a word and letters in a row count more; a shorter text wins over a longer one.
    A run of the query as a whole is preferred over scattered letters.
    """
    wanted = query.lower().replace(" ", "")
    if not wanted:
        return Match(text, 0, ())
    lowered = text.lower()
    whole = lowered.find(wanted)
    best = _scattered(wanted, text, lowered)
    if whole >= 0:
        run = tuple(range(whole, whole + len(wanted)))
        as_run = Match(text, _score(run, text), run)
        best = as_run if best is None or as_run.score >= best.score else best
    return best


def _scattered(wanted: str, text: str, lowered: str) -> Match | None:
    positions: list[int] = []
    at = 0
    for letter in wanted:
        start = lowered.find(letter, at)
        if start < 0:
            return None
        # a later place at the start of a word is worth the jump, if the rest still fits after it
        better = next((i for i in range(start, len(text)) if lowered[i] == letter and _starts_word(text, i)), start)
        rest = wanted[len(positions) + 1 :]
        chosen = better if start != at and _holds(rest, lowered, better + 1) else start
        positions.append(chosen)
        at = chosen + 1
    found = tuple(positions)
    return Match(text, _score(found, text), found)


def _holds(wanted: str, text: str, at: int) -> bool:
    for letter in wanted:
        at = text.find(letter, at) + 1
        if at == 0:
            return False
    return True


def _starts_word(text: str, index: int) -> bool:
    if index == 0 or text[index - 1] in _BOUNDARY:
        return True
    return text[index].isupper() and text[index - 1].islower()


def _score(positions: tuple[int, ...], text: str) -> int:
    score = 0
    for number, position in enumerate(positions):
        score += 1
        if _starts_word(text, position):
            score += 8
        if number and position == positions[number - 1] + 1:
            score += 6
    score -= min(positions[0], 15)
    if len(positions) == len(text):
        score += 40
    return score * 100 - len(text)


def rank(query: str, texts: Iterable[str], limit: int = 50) -> list[Match]:
    """Return the best matches first; equal ones keep their order."""
    found = [m for m in (match(query, text) for text in texts) if m is not None]
    if query.strip():
        found.sort(key=lambda m: -m.score)
    return found[:limit]
