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
    """Return the array's text with the wanted items; None where its commas stand on lines of their own.

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
        match = next((index for index in sorted(free) if left[index] == key), None)
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
    at = 1
    end = _after_comment(text, at)
    opening, at = (text[at:end], end) if "#" in text[at:end] else ("", at)
    items: list[_Item] = []
    has_comma = True
    while True:
        start = _after_gap(text, at)
        if start >= len(text) or text[start] == ",":
            return None
        if text[start] == "]":
            return _Array(opening, tuple(items), text[at:start], has_comma and bool(items))
        if not has_comma:
            return None
        stop = _after_value(text, start)
        after = stop + len(text[stop:]) - len(text[stop:].lstrip(" \t"))
        has_comma = text[after : after + 1] == ","
        behind = after + 1 if has_comma else stop
        end = _after_comment(text, behind)
        comment = text[behind:end] if "#" in text[behind:end] else ""
        items.append(_Item(text[at:start], text[start:stop], comment))
        at = end if comment else behind


def _after_comment(text: str, at: int) -> int:
    """Return where a comment on this line ends, or where one would begin."""
    while at < len(text) and text[at] in " \t":
        at += 1
    if text[at : at + 1] == "#":
        end = text.find("\n", at)
        return len(text) if end < 0 else end
    return at


def _after_gap(text: str, at: int) -> int:
    """Return where the next thing stands that is neither space nor comment."""
    while at < len(text) and (text[at].isspace() or text[at] == "#"):
        at = _after_comment(text, at) if text[at] == "#" else at + 1
    return at


def _after_value(text: str, at: int) -> int:
    """Return where a value ends: a text, an array or table with all it holds, or what reaches to the next comma."""
    for quotes in ('"""', "'''", '"', "'"):
        if text.startswith(quotes, at):
            return _after_text(text, at + len(quotes), quotes)
    if text[at] in _CLOSING:
        closing, at = _CLOSING[text[at]], at + 1
        while text[at] != closing:
            at = _after_value(text, at) if text[at] in "\"'[{" else at + 1
            if text[at] == "#":
                at = _after_comment(text, at)
        return at + 1
    while at < len(text) and text[at] not in ",]}#\n":
        at += 1
    return len(text[:at].rstrip())


def _after_text(text: str, at: int, quotes: str) -> int:
    while not text.startswith(quotes, at):
        at += 2 if quotes[0] == '"' and text[at] == "\\" else 1
    at += len(quotes)
    while len(quotes) == 3 and text[at : at + 1] == quotes[0]:  # a text may end with quotes of its own
        at += 1
    return at
