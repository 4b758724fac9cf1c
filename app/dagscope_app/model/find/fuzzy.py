"""Ranks names against a few typed letters, for the palettes. It must not know what the names stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_BOUNDARY = "._-/ :"
WORD = 24
"""What a typed word is worth that begins a word of the text: more than any letters that are strewn over it."""
WHOLE = 5
"""What it is worth that the last typed word is a whole one."""
LATEST, HEADING = 15, 12
"""What a late beginning costs at most, and one in the heading before a colon."""


@dataclass(frozen=True, slots=True)
class Match:
    """A name that holds the typed letters in order; a higher score is a better one.
    `positions` are the letters'.
    """

    text: str
    score: int
    positions: tuple[int, ...]


def match(query: str, text: str) -> Match | None:
    """Find the letters of `query` in `text`, in order, case aside; None when they are not all there.

    Letters at the start of a word and letters in a row count more; a shorter text wins over a longer one.
    A run of the query as a whole is preferred over scattered letters, and words that begin words over both.
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
    as_words = _in_words(lowered, text, query.lower().split())
    return as_words if as_words is not None and (best is None or as_words.score > best.score) else best


def _in_words(lowered: str, text: str, words: list[str]) -> Match | None:
    """Find each word at the beginning of a word, in order; the first one where it counts most."""
    if not all(word in lowered for word in words):
        return None
    best = None
    start = _word_at(words[0], lowered, text, 0)
    while start >= 0:
        found = [*range(start, start + len(words[0]))]
        for word in words[1:]:
            at = _word_at(word, lowered, text, found[-1] + 1)
            if at < 0:
                return best
            found += range(at, at + len(word))
        is_whole = found[-1] + 1 == len(text) or text[found[-1] + 1] in _BOUNDARY
        score = _score(tuple(found), text) + 100 * (WORD * len(words) + (WHOLE if is_whole else 0))
        if best is None or score > best.score:
            best = Match(text, score, tuple(found))
        start = _word_at(words[0], lowered, text, start + 1)
    return best


def _word_at(word: str, lowered: str, text: str, start: int) -> int:
    """Return where a word begins with this one, from `start` on; -1 where none does."""
    at = lowered.find(word, start)
    while at >= 0 and not _starts_word(text, at):
        at = lowered.find(word, at + 1)
    return at


def _lead(position: int, text: str) -> int:
    """Return what a match loses for beginning late, or in a heading: `View: Fold all` is about folding."""
    title = text.find(": ") + 2
    if title < 2:
        return min(position, LATEST)
    return min(position - title, LATEST) if position >= title else HEADING


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
    score -= _lead(positions[0], text)
    if len(positions) == len(text):
        score += 40
    return score * 100 - len(text)


def rank(query: str, texts: Iterable[str], limit: int = 50) -> list[Match]:
    """Return the best matches first; equal ones keep their order."""
    found = [m for m in (match(query, text) for text in texts) if m is not None]
    if query.strip():
        found.sort(key=lambda m: -m.score)
    return found[:limit]
