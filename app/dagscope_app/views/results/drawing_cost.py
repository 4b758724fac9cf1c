"""How many elements a drawing has once its `use` elements are followed. It must not draw.

A short SVG can hold as many as it likes: each `use` repeats a group that repeats another one twice.
"""

from __future__ import annotations

from xml.etree import ElementTree

MOST_ELEMENTS = 20_000
MOST_DEEP = 200


def is_too_much(source: str) -> bool:
    """Return whether a drawing has too many elements, is nested too deep, or repeats itself for ever."""
    try:
        root = ElementTree.fromstring(source)
    except ElementTree.ParseError:
        return False  # what is no XML is not drawn at all
    named = {each.get("id"): each for each in root.iter() if each.get("id")}
    known: dict[int, int] = {}

    def count(element: ElementTree.Element, depth: int) -> int:
        if depth > MOST_DEEP:
            return MOST_ELEMENTS + 1
        found = known.get(id(element))
        if found is not None:
            return found
        known[id(element)] = MOST_ELEMENTS + 1  # until it is counted: one that repeats itself is too much
        total = 1 + sum(count(child, depth + 1) for child in element)
        target = next((value[1:] for name, value in element.items() if name.endswith("href") and value[:1] == "#"), "")
        if target in named:
            total += count(named[target], depth + 1)
        known[id(element)] = min(total, MOST_ELEMENTS + 1)
        return known[id(element)]

    return count(root, 0) > MOST_ELEMENTS
