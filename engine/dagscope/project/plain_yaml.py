"""The part of YAML that configuration files are written in: mappings, lists, texts, numbers. It must not guess.

Values that libraries understand differently are `UNKNOWN`; tags, merged mappings and whatever else is not read here
make the whole file unknown; what is read is equal to what PyYAML reads. No library does it: docs/dependencies.md.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from dagscope.errors import DagscopeError

_MOST_LINES, _DEEPEST = 5_000, 30
_LONGEST_NUMBER, _LONGEST_KEY = 40, 1_000
_KEY = re.compile(r"""("[^"]*"\s*|'[^']*'\s*|[^\s\[\]{},#&*!|>'"%@`:-][^:#]*|-[^\s:#][^:#]*):(?:\s+|$)""", re.ASCII)
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][\d_]*)$", re.ASCII)
_DECIMAL = re.compile(r"(?:[-+]?\d+\.\d*|\.\d+)(?:[eE][-+]\d+)?$", re.ASCII)
# Dates, times, hexadecimal and octal numbers, infinities: libraries do not agree on them.
_LIKE_NUMBER = re.compile(r"[-+]?\.?\d[\d_.:a-fA-FxXoOTZeE+-]*$|[-+]?\.(?:inf|nan)$", re.IGNORECASE | re.ASCII)
_ANCHOR = re.compile(r"&[\w-]+(?: +|$)", re.ASCII)
_ALIAS = re.compile(r"\*[\w-]+$", re.ASCII)
_BLOCK_TEXT = re.compile(r"[|>][-+]?$")
# What is sure to be a quoted text, and not a plain one with quotes in it.
_QUOTED = re.compile(r"""\s*(?:- +)*(?:(?:[\w.-]+|'[^']*'|"[^"]*"): +)?["']""", re.ASCII)
_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")
_NOT_PRINTED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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
    written = text.removeprefix("\ufeff").splitlines()
    if len(written) > _MOST_LINES or _NOT_PRINTED.search(text):
        raise NotPlain
    lines = [_Line(len(line) - len(line.lstrip(" ")), each) for line in written if (each := _stripped(line))]
    lines = lines[1:] if lines and lines[0] == _Line(0, "---") else lines
    if any(line.text.startswith(("---", "...", "%", "? ")) for line in lines):
        raise NotPlain
    if not lines:
        return None
    value, rest = _block(lines, 0, lines[0].indent, 0)
    if rest == len(lines):
        return value
    raise NotPlain


def _stripped(line: str) -> str:
    """Return the line without indentation and comment; a tab is not read, and neither is a doubtful comment."""
    quote, begin, before = "", 0, ""
    sure = match.end() - 1 if (match := _QUOTED.match(line)) else -1
    for number, sign in enumerate(line):
        is_comment = sign == "#" and line[number - 1 : number] in ("", " ", "\t")
        if quote:
            if is_comment and begin != sure:
                raise NotPlain
            quote = "" if sign == quote else quote
        elif _opens_quote(sign, before):
            quote, begin = sign, number
        elif is_comment:
            line = line[:number]
            break
        before = before if sign == " " else sign
    if "\t" in line:
        raise NotPlain
    return line.strip(" ")


def _opens_quote(sign: str, before: str) -> bool:
    """Return whether a sign begins a quoted text; given the last one before it that is no space."""
    return sign in "\"'" and before in ("", "[", "{", ",", ":", "-")


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
        inner = lines[at].text[1:].lstrip(" ")
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
        name, inner = _new_key(_value(key.group(1).rstrip(" ")), found), lines[at].text[key.end() :]
        if len(key.group(1)) > _LONGEST_KEY:
            raise NotPlain
        if inner:
            found[name], at = _inline(lines, at, indent, depth, inner)
        else:
            found[name], at = _below(lines, at, indent, depth)
    if at < len(lines) and lines[at].indent > indent:
        raise NotPlain
    return found, at


def _new_key(name: Any, found: dict[Any, Any]) -> Any:
    """Return a key, unless the mapping has it already, or it is not known what it is."""
    if isinstance(name, (list, dict, Unknown)) or name in found:
        raise NotPlain
    return name


def _inline(lines: list[_Line], at: int, indent: int, depth: int, text: str) -> tuple[Any, int]:
    """Return the value behind a key, with the lines below that belong to it."""
    if anchor := _ANCHOR.match(text):
        text = text[anchor.end() :]
        if not text:
            return _below(lines, at, indent, depth)
    if _BLOCK_TEXT.match(text):
        at += 1
        first = lines[at].indent if at < len(lines) else 0
        while at < len(lines) and lines[at].indent >= first > indent:
            at += 1
        return UNKNOWN, at
    if text[:1] in ("[", "{"):
        return _flow_over_lines(lines, at, text)
    return _value(text), at + 1


def _flow_over_lines(lines: list[_Line], at: int, text: str) -> tuple[Any, int]:
    """Return a list or mapping in brackets; a text in it that goes on in the next line is not read."""
    parts, left_open = [text], _left_open(text)
    while left_open > 0 and at + 1 < len(lines):
        at += 1
        following = lines[at].text
        if parts[-1][-1] not in ",[{" and following[0] not in ",]}":
            raise NotPlain
        left_open += _left_open(following)
        parts.append(following)
    return _value(" ".join(parts)), at + 1


def _left_open(text: str) -> int:
    """Return how many brackets a line leaves open."""
    depth, quote, before = 0, "", ""
    for sign in text:
        if quote:
            quote = "" if sign == quote else quote
        elif _opens_quote(sign, before):
            quote = sign
        else:
            depth += (sign in "[{") - (sign in "]}")
        before = before if sign == " " else sign
    if quote:
        raise NotPlain
    return depth


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
        if rest == len(text):
            return value
        raise NotPlain
    return _scalar(text)


def _scalar(text: str) -> Any:
    if text[:1] in ("'", '"'):
        quoted = _quoted(text)
        return UNKNOWN if "${" in quoted else quoted
    if _ALIAS.match(text):
        return UNKNOWN
    is_more = text[:1] in tuple("#&*!|>@`%,]}=") or text[:2] in ("- ", "? ") or text in ("-", "?", "<<")
    if is_more or ": " in text or text.endswith(":"):
        raise NotPlain
    if "${" in text:
        return UNKNOWN
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= _LONGEST_NUMBER and _WHOLE.match(text):
        return int(text.replace("_", ""))
    if _DECIMAL.match(text):
        return float(text)
    return UNKNOWN if _LIKE_NUMBER.match(text) else text


def _quoted(text: str) -> str:
    """Return what a text in quotes says."""
    if text[0] == "'":
        if len(text) < 2 or text[-1] != "'" or "'" in text[1:-1].replace("''", ""):
            raise NotPlain
        return text[1:-1].replace("''", "'")
    try:
        read = json.loads(text)
    except ValueError:
        raise NotPlain from None
    if not isinstance(read, str) or _HALF_CHARACTER.search(text):
        raise NotPlain
    return read


def _flow(text: str, at: int, depth: int) -> tuple[Any, int]:
    """Return the value that begins at a position of a line, and the position behind it."""
    if depth > _DEEPEST:
        raise NotPlain
    at = _behind_spaces(text, at)
    if text[at : at + 1] not in ("[", "{"):
        end = _end_of_scalar(text, at)
        return _scalar(text[at:end].strip(" ")), end
    closing, is_list = ("]", True) if text[at] == "[" else ("}", False)
    items: list[Any] = []
    entries: dict[Any, Any] = {}
    at = _behind_spaces(text, at + 1)
    while text[at : at + 1] != closing:
        begin = at
        value, at = _flow(text, at, depth + 1)
        if at == begin:
            raise NotPlain
        if is_list:
            items.append(value)
        else:
            if text[at : at + 1] != ":":
                raise NotPlain
            name = _new_key(value, entries)
            entries[name], at = _flow(text, at + 1, depth + 1)
        at = _behind_spaces(text, at)
        if text[at : at + 1] == ",":
            at = _behind_spaces(text, at + 1)
        elif text[at : at + 1] != closing:
            raise NotPlain
    return (items if is_list else entries), at + 1


def _behind_spaces(text: str, at: int) -> int:
    while text[at : at + 1] == " ":
        at += 1
    return at


def _end_of_scalar(text: str, at: int) -> int:
    if text[at : at + 1] in ("'", '"'):
        end = text.find(text[at], at + 1)
        if end < 0:
            raise NotPlain
        return end + 1
    end = at
    while end < len(text) and text[end] not in ",[]{}" and not (text[end] == ":" and text[end + 1 : end + 2] == " "):
        # A library takes these for keys without a space, which texts in block style are not.
        if text[end] == "?" or (text[end] == ":" and end == at):
            raise NotPlain
        end += 1
    return end
