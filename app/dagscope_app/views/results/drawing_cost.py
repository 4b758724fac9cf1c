"""How many elements a drawing has once its `use` elements are followed. It must not draw.

A short SVG can hold as many as it likes: each `use` repeats a group that repeats another one twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

MOST_ELEMENTS = 20_000
MOST_DEEP = 200
_PAINTED = ("pattern", "mask", "marker", "filter")
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^)'\"]*)")


@dataclass
class _Element:
    tag: str
    targets: list[str] = field(default_factory=list)
    """The elements that it repeats, by their ids."""
    painted: list[str] = field(default_factory=list)
    """Those that it refers to otherwise: some of these are painted as well."""
    children: list[_Element] = field(default_factory=list)


def is_too_much(source: str) -> bool:
    """Return whether a drawing has too many elements, is nested too deep, or repeats itself for ever."""
    root, named, is_whole = _read(source)
    known: dict[int, int] = {}

    def count(element: _Element, depth: int) -> int:
        if depth > MOST_DEEP:
            return MOST_ELEMENTS + 1
        found = known.get(id(element))
        if found is not None:
            return found
        known[id(element)] = MOST_ELEMENTS + 1  # until it is counted: one that repeats itself is too much
        total = 1 + sum(count(child, depth + 1) for child in element.children)
        total += sum(count(named[name], depth + 1) for name in element.targets if name in named)
        for name in element.painted:
            if name in named and named[name].tag in _PAINTED:
                total += count(named[name], depth + 1)
        known[id(element)] = min(total, MOST_ELEMENTS + 1)
        return known[id(element)]

    return not is_whole or count(root, 0) > MOST_ELEMENTS


def _read(source: str) -> tuple[_Element, dict[str, _Element], bool]:
    """Return the elements, also of what is not quite XML, as Qt draws it; false where it goes on repeating behind that.

    Prefixes need not be declared.
    """
    root = _Element("")
    named: dict[str, _Element] = {}
    stack = [root]

    def start(tag: str, attributes: dict[str, str]) -> None:
        made = _Element(tag.rpartition(":")[2])
        for name, value in attributes.items():
            if name.endswith("href") and value.strip()[:1] == "#":
                made.targets.append(value.strip()[1:])
            made.painted += _REFERENCE.findall(value)
        if attributes.get("id"):
            named[attributes["id"]] = made
        stack[-1].children.append(made)
        stack.append(made)

    def end(_: str) -> None:
        stack.pop()

    data = source.encode("utf-8", "replace")
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        return root, named, b"href" not in data[parser.ErrorByteIndex :]
    return root, named, True
