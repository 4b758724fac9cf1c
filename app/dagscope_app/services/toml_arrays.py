"""The text of a TOML array with other items: those that stay keep their lines and comments.
It must not know a document.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, replace

_CLOSING = {"[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class _Item:
    """One item: what stands before it (line, indent, comments of their own), itself, and the comment behind it."""

    before: str
    text: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class _Array:
    """An array in pieces; `opening` is the comment behind its bracket, `closing` what stands before the other one."""

    opening: str
    items: tuple[_Item, ...]
    closing: str
    has_last_comma: bool


def array_with(text: str, wanted: list[str], plain: Callable[[str], object]) -> str | None:
    """Return the array's text with the wanted items; None where its commas stand in places of their own.

    Args:
        text: the array as it is written, from bracket to bracket.
        wanted: the texts of the items that it is to hold.
        plain: gives what an item's text stands for, in a form that is equal for equal items alone.
    """
    array = _read(text)
    if array is None:
        return None
    items = _arranged(array, wanted, plain)
    is_long = any("\n" in item.before for item in array.items) or "\n" in array.closing
    out = ["[", array.opening]
    for number, item in enumerate(items):
        is_last = number == len(items) - 1
        out += [item.before, item.text, "" if is_last and not array.has_last_comma else ",", item.comment]
    closing = array.closing
    if is_long and items and "\n" not in closing and (items[-1].comment or "#" in closing):
        closing = f"\n{closing}"
    return "".join([*out, closing, "]"])


def _arranged(array: _Array, wanted: list[str], plain: Callable[[str], object]) -> list[_Item]:
    """Return the wanted items, each with what stood around it, or with what stood around the one it replaces."""
    old = list(array.items)
    left = [repr(plain(item.text)) for item in old]
    right = [repr(plain(text)) for text in wanted]
    found: dict[int, _Item] = {}
    free = set(range(len(old)))
    for start, other, size in difflib.SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        for offset in range(size):
            found[other + offset] = old[start + offset]
            free.discard(start + offset)
    for number, key in enumerate(right):  # items that only changed their place
        match = next((place for place in sorted(free) if left[place] == key), None)
        if number not in found and match is not None:
            found[number] = old[match]
            free.discard(match)
    for number, text in enumerate(wanted):
        if number not in found and number in free:
            found[number] = replace(old[number], text=text)
            free.discard(number)
    return _spaced([found.get(number) or _Item("", text) for number, text in enumerate(wanted)], found, array)


def _spaced(items: list[_Item], found: dict[int, _Item], array: _Array) -> list[_Item]:
    """Give new items the line and the indent of the others; on one line the first stands where the first stood."""
    befores = [item.before for item in array.items]
    is_long = any("\n" in before for before in befores) or (not befores and "\n" in array.closing)
    if is_long:
        indent = next((f"\n{before.rpartition(chr(10))[2]}" for before in befores if "\n" in before), "\n    ")
        return [item if number in found else replace(item, before=indent) for number, item in enumerate(items)]
    first = befores[0] if befores else ""
    other = befores[1] if len(befores) > 1 else " "
    return [replace(item, before=other if number else first) for number, item in enumerate(items)]


# Reading --------------------------------------------------------------------------------------------------------------


def _read(text: str) -> _Array | None:
    text = text.replace("\r\n", "\n")
    place = 1
    end = _after_comment(text, place)
    opening, place = (text[place:end], end) if "#" in text[place:end] else ("", place)
    items: list[_Item] = []
    has_comma = True
    while True:
        start = _after_gap(text, place)
        if start >= len(text) or text[start] == ",":
            return None
        if text[start] == "]":
            return _Array(opening, tuple(items), text[place:start], has_comma and bool(items))
        if not has_comma:
            return None
        stop = _after_value(text, start)
        after = stop + len(text[stop:]) - len(text[stop:].lstrip(" \t"))
        has_comma = text[after : after + 1] == ","
        behind = after + 1 if has_comma else stop
        end = _after_comment(text, behind)
        comment = text[behind:end] if "#" in text[behind:end] else ""
        items.append(_Item(text[place:start], text[start:stop], comment))
        place = end if comment else behind


def _after_comment(text: str, place: int) -> int:
    """Return where a comment on this line ends, or where one would begin."""
    while place < len(text) and text[place] in " \t":
        place += 1
    if text[place : place + 1] == "#":
        end = text.find("\n", place)
        return len(text) if end < 0 else end
    return place


def _after_gap(text: str, place: int) -> int:
    """Return where the next thing stands that is neither space nor comment."""
    while place < len(text) and (text[place].isspace() or text[place] == "#"):
        place = _after_comment(text, place) if text[place] == "#" else place + 1
    return place


def _after_value(text: str, place: int) -> int:
    """Return where a value ends: a text, an array or table with all it holds, or what reaches to the next comma."""
    for quotes in ('"""', "'''", '"', "'"):
        if text.startswith(quotes, place):
            return _after_text(text, place + len(quotes), quotes)
    if text[place] in _CLOSING:
        closing, place = _CLOSING[text[place]], place + 1
        while text[place] != closing:
            place = _after_value(text, place) if text[place] in "\"'[{" else place + 1
            if text[place] == "#":
                place = _after_comment(text, place)
        return place + 1
    while place < len(text) and text[place] not in ",]}#\n":
        place += 1
    return len(text[:place].rstrip())


def _after_text(text: str, place: int, quotes: str) -> int:
    while not text.startswith(quotes, place):
        place += 2 if quotes[0] == '"' and text[place] == "\\" else 1
    place += len(quotes)
    while len(quotes) == 3 and text[place : place + 1] == quotes[0]:  # a text may end with quotes of its own
        place += 1
    return place
