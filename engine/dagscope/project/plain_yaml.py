"""The part of YAML that configuration files are written in: mappings, lists, texts, numbers. It must not guess.

Values that libraries understand differently are `UNKNOWN`; tags, merged mappings and whatever else is not read here
make the whole file unknown. No library reads it, since a project's folder may hold a file of that library's name.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from dagscope.errors import DagscopeError

_MOST_LINES = 5_000
_DEEPEST = 30
_LONGEST_NUMBER = 40
_KEY = re.compile(r"""("[^"]*"\s*|'[^']*'\s*|[^\s\[\]{},#&*!|>'"%@`:-][^:#]*|-[^\s:#][^:#]*):(?:\s+|$)""")
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][\d_]*)$")
_DECIMAL = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+)(?:[eE][-+]\d+)?$")
# Dates, times, hexadecimal and octal numbers, infinities: libraries do not agree on them.
_LIKE_NUMBER = re.compile(r"[-+.]?\d[\d_.:a-fA-FxXoOTZeE+-]*$|[-+]?\.(?:inf|nan)$", re.IGNORECASE)
_WORDS: dict[str, Any] = {"~": None, "": None}
for _word, _meaning in [("true yes on", True), ("false no off", False), ("null", None)]:
    for _each in _word.split():
        _WORDS.update(dict.fromkeys((_each, _each.title(), _each.upper()), _meaning))


class Unknown:
    """What a value is that is written in a way that is not read here."""


UNKNOWN = Unknown()


class NotPlain(DagscopeError):
    """The text holds something that is not read here."""


class _Line(NamedTuple):
    indent: int
    text: str


def load_plain(text: str) -> Any:
    """Return what a YAML text says.

    Raises:
        NotPlain: it is more than mappings, lists and plain values.
    """
    written = text.lstrip("\ufeff").splitlines()
    if len(written) > _MOST_LINES or any(line.lstrip(" ").startswith("\t") and line.strip() for line in written):
        raise NotPlain
    lines = [_Line(len(line) - len(line.lstrip(" ")), each) for line in written if (each := _stripped(line))]
    lines = lines[1:] if lines and lines[0] == _Line(0, "---") else lines
    if any(line.text.startswith(("---", "...", "%", "? ")) for line in lines):
        raise NotPlain
    if not lines:
        return None
    value, rest = _block(lines, 0, lines[0].indent, 0)
    if rest != len(lines):
        raise NotPlain
    return value


def _stripped(line: str) -> str:
    """Return the line without indentation and comment."""
    quote = ""
    for number, sign in enumerate(line):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and (number == 0 or line[number - 1] in " [{,:"):
            quote = sign
        elif sign == "#" and (number == 0 or line[number - 1] in " \t"):
            line = line[:number]
            break
    return line.strip()


def _block(lines: list[_Line], at: int, indent: int, depth: int) -> tuple[Any, int]:
    """Return the mapping or list that begins at a line, and the number of the line behind it."""
    if depth > _DEEPEST:
        raise NotPlain
    if lines[at].text == "-" or lines[at].text.startswith("- "):
        return _list(lines, at, indent, depth)
    if _KEY.match(lines[at].text):
        return _mapping(lines, at, indent, depth)
    return _value(lines[at].text), at + 1


def _list(lines: list[_Line], at: int, indent: int, depth: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    while at < len(lines) and lines[at].indent == indent and (lines[at].text + " ").startswith("- "):
        inner = lines[at].text[1:].lstrip()
        if not inner:
            value, at = _below(lines, at, indent, depth)
        else:
            shifted = indent + len(lines[at].text) - len(inner)
            lines[at] = _Line(shifted, inner)
            value, at = _block(lines, at, shifted, depth + 1)
        found.append(value)
    if at < len(lines) and lines[at].indent > indent:
        raise NotPlain
    return found, at


def _mapping(lines: list[_Line], at: int, indent: int, depth: int) -> tuple[dict[Any, Any], int]:
    found: dict[Any, Any] = {}
    while at < len(lines) and lines[at].indent == indent:
        key = _KEY.match(lines[at].text)
        if key is None:
            break
        name, inner = _value(key.group(1).rstrip()), lines[at].text[key.end() :]
        if name in found or name == "<<":
            raise NotPlain
        if inner:
            found[name], at = _inline(lines, at, indent, inner)
        else:
            found[name], at = _below(lines, at, indent, depth)
    if at < len(lines) and lines[at].indent > indent:
        raise NotPlain
    return found, at


def _inline(lines: list[_Line], at: int, indent: int, text: str) -> tuple[Any, int]:
    """Return the value behind a key, with the lines below that belong to it."""
    if text[0] == "&":
        text = text.partition(" ")[2].lstrip()
        if not text:
            return _below(lines, at, indent, 0)
    if text[:1] in ("|", ">"):
        at += 1
        while at < len(lines) and lines[at].indent > indent:
            at += 1
        return UNKNOWN, at
    if text[:1] in ("[", "{"):
        parts, open_brackets, quote = [text], *_opened(text, "")
        while open_brackets > 0 and at + 1 < len(lines):
            at += 1
            more, quote = _opened(lines[at].text, quote)
            open_brackets += more
            parts.append(lines[at].text)
        text = " ".join(parts)
    return _value(text), at + 1


def _opened(text: str, quote: str) -> tuple[int, str]:
    """Return how many brackets a line leaves open, and the quote it ends in; given the one it begins in."""
    depth = 0
    for sign in text:
        if quote or sign in "\"'":
            quote = "" if sign == quote else quote or sign
        else:
            depth += (sign in "[{") - (sign in "]}")
    return depth, quote


def _below(lines: list[_Line], at: int, indent: int, depth: int) -> tuple[Any, int]:
    """Return what stands under a key or a dash: indented, or a list at the key's own indentation; None for nothing."""
    following = lines[at + 1] if at + 1 < len(lines) else _Line(-1, "")
    is_list_here = following.indent == indent and (following.text + " ").startswith("- ")
    is_of_key = not (lines[at].text + " ").startswith("- ")
    if following.indent > indent or (is_list_here and is_of_key):
        return _block(lines, at + 1, following.indent, depth + 1)
    return None, at + 1


def _value(text: str) -> Any:
    """Return a scalar, or a list or mapping written in one line."""
    if text[:1] in ("[", "{"):
        value, rest = _flow(text, 0, 0)
        if text[rest:].strip():
            raise NotPlain
        return value
    return _scalar(text)


def _scalar(text: str) -> Any:
    if text[:1] == "'":
        inner = text[1:-1].replace("''", "")
        if len(text) < 2 or text[-1] != "'" or "'" in inner:
            raise NotPlain
        return text[1:-1].replace("''", "'")
    if text[:1] == '"':
        try:
            return json.loads(text)
        except ValueError:
            raise NotPlain from None
    if text[:1] == "*" or "${" in text:
        return UNKNOWN
    if (
        text[:1] in tuple("&!|>@`%,]}=")
        or text[:2] in ("- ", "? ")
        or text == "-"
        or ": " in text
        or text.endswith(":")
    ):
        raise NotPlain
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= _LONGEST_NUMBER and _WHOLE.match(text):
        return int(text.replace("_", ""))
    if _DECIMAL.match(text):
        return float(text)
    return UNKNOWN if _LIKE_NUMBER.match(text) else text


def _flow(text: str, at: int, depth: int) -> tuple[Any, int]:
    """Return the value that begins at a place of a line, and the place behind it."""
    if depth > _DEEPEST:
        raise NotPlain
    while text[at : at + 1] == " ":
        at += 1
    if text[at : at + 1] not in ("[", "{"):
        end = _end_of_scalar(text, at)
        return _scalar(text[at:end].strip()), end
    closing, is_list = ("]", True) if text[at] == "[" else ("}", False)
    items: list[Any] = []
    entries: dict[Any, Any] = {}
    at += 1
    while True:
        while text[at : at + 1] in (" ", ","):
            at += 1
        if at >= len(text):
            raise NotPlain
        if text[at] == closing:
            return (items if is_list else entries), at + 1
        begin = at
        value, at = _flow(text, at, depth + 1)
        if at == begin:
            raise NotPlain
        if is_list:
            items.append(value)
        else:
            if text[at : at + 1] != ":" or isinstance(value, (list, dict)):
                raise NotPlain
            entries[value], at = _flow(text, at + 1, depth + 1)


def _end_of_scalar(text: str, at: int) -> int:
    if text[at : at + 1] in ("'", '"'):
        end = text.find(text[at], at + 1)
        if end < 0:
            raise NotPlain
        return end + 1
    end = at
    while (
        end < len(text) and text[end] not in ",]}" and not (text[end] == ":" and text[end + 1 : end + 2] in (" ", ""))
    ):
        end += 1
    return end
