"""Finds nodes by plain words: name first, then type, tags, documentation and source.
It must not know how they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dagscope.selection import NodeFacts, SelectionError, SelectionGraph, parse, select

_OPERATORS = ("+", ":", "(", "*", "?", ",", '"')
_WORDS = {"and", "or", "not"}


@dataclass(frozen=True, slots=True)
class Found:
    """What a search line means: nodes best first, and the sentence and position of a mistake in it."""

    names: tuple[str, ...]
    message: str = ""
    position: int = -1


def find(graph: SelectionGraph, text: str) -> Found:
    """Search the graph: a line with signs of the selection language is read in it, any other as plain words."""
    text = text.strip()
    if not text:
        return Found(())
    if not looks_like_selection(text):
        return Found(tuple(by_words(graph.nodes.values(), text)))
    try:
        return Found(tuple(select(graph, parse(text))))
    except SelectionError as error:
        return Found((), error.message, error.position)


def looks_like_selection(text: str) -> bool:
    """Return whether a sign or a word of the selection language is used."""
    return any(sign in text for sign in _OPERATORS) or bool(_WORDS & set(text.lower().split()))


def by_words(nodes: Iterable[NodeFacts], text: str) -> list[str]:
    """Return the nodes that hold every word somewhere; those that hold them in the name come first, in graph order."""
    words = text.lower().split()
    ranked: list[tuple[int, str]] = []
    for facts in nodes:
        rank = 0
        for word in words:
            field = _depth_of_match(facts, word)
            if field is None:
                break
            rank += field
        else:
            ranked.append((rank, facts.name))
    ranked.sort(key=lambda pair: pair[0])
    return [name for _, name in ranked]


def _depth_of_match(facts: NodeFacts, word: str) -> int | None:
    """Return how far down the node the word is found: 0 the very name ... 6 the source, or None where it is nowhere."""
    name = facts.name.lower()
    label = name.rpartition(".")[2]
    if word in (label, name):
        return 0
    if label.startswith(word):
        return 1
    if word in name:
        return 2
    if word in facts.type.lower():
        return 3
    if any(word in key.lower() or word in str(value).lower() for key, value in facts.tags.items()):
        return 4
    if word in facts.doc.lower():
        return 5
    return 6 if word in facts.source.lower() else None
