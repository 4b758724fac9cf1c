"""The language of filters: text to conditions joined by `and`, `or`, `not`. It must not know what a column holds.

    price > 5 and (name contains "Tom and Jerry" or not city in (Rome, "New York"))
    when between 2024-01-31 and 2024-03-31 12:00; `odd column` is missing; index >= 10; x#2 == 3

A column is written as it is named, or in back quotes or quotes; `x#2` is the second column called x. A value that
holds `and`, `or`, a comma, a semicolon or a bracket stands in quotes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dagscope.errors import DagscopeError
from dagscope.protocol.values import FILTER_JOINT

MAX_LENGTH = 20_000
MAX_DEPTH = 50


class FilterError(DagscopeError, ValueError):
    """A filter cannot be read or does not fit its column; `start` is where in the text, -1 where nowhere."""

    def __init__(self, message: str, start: int = -1) -> None:
        super().__init__(message)
        self.start = start


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as written; one in quotes is a text and nothing else."""

    text: str
    is_quoted: bool = False

    def __str__(self) -> str:
        return repr(self.text) if len(self.text) <= 60 else repr(self.text[:60]) + "…"


@dataclass(frozen=True, slots=True)
class Condition:
    """One column against values. A position below zero is a level of the index: -1 the first, -2 the second."""

    column: int
    op: str
    values: tuple[Literal, ...] = ()
    start: int = 0


@dataclass(frozen=True, slots=True)
class All:
    """True where all parts are."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Any_:
    """True where at least one part is."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True where the part is not."""

    part: Filter


Filter = Condition | All | Any_ | Not

_SIGNS = r"==|!=|<>|<=|>=|=|<|>|!~|~"
_WORD_OPS = (
    r"is\s+not\s+(?:missing|null|na)|is\s+not\s+empty|is\s+(?:missing|null|na)|is\s+empty|is\s+(?:true|false)"
    r"|not\s+in|in|not\s+between|between|(?:not\s+contains|does\s+not\s+contain)|contains"
    r"|not\s+starts(?:\s+with)?|starts(?:\s+with)?|not\s+ends(?:\s+with)?|ends(?:\s+with)?"
    r"|not\s+matches|matches"
)
_OPERATOR = re.compile(rf"\s*(?P<sign>{_SIGNS})|\s+(?P<word>{_WORD_OPS})(?=[\s('\"\[`]|$|\)|;)", re.IGNORECASE)
_JOINT = re.compile(r"\s*;\s*|\s*\b(?:and)\b(?=[\s(`'\"]|$)\s*", re.IGNORECASE)
_OR = re.compile(r"\s*\bor\b(?=[\s(`'\"]|$)\s*", re.IGNORECASE)
_NOT = re.compile(r"not\b(?=[\s(`'\"])\s*", re.IGNORECASE)
_END_OF_VALUE = re.compile(r"\s+(?:and|or)(?=[\s(`'\"]|$)|[;)]|\s*$", re.IGNORECASE)
_END_OF_ITEM = re.compile(r"\s+(?:and|or)(?=[\s(`'\"]|$)|[;),\]}]|\s*$", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[\s&|,]+")
_QUOTED = re.compile(r"'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\"|`(?:[^`]|``)*`", re.DOTALL)
_REPEATED = re.compile(r"#(\d+)")
_SPACE = re.compile(r"\s*")
_PLAIN = {"=": "==", "<>": "!=", "~": "contains", "!~": "not contains"}
_COMPARED = ("==", "!=", "<", "<=", ">", ">=")
_HINT = "write a column, a sign and a value, for instance:  price > 5  or  name contains ana"


def parse(text: str, columns: Sequence[str], levels: Sequence[str] = ()) -> Filter | None:
    """Return the filter that a text stands for, None for an empty one.

    Args:
        text: what was typed; several filters, each read alone, are joined by `FILTER_JOINT`.
        columns: the names of the columns, in order; they may repeat.
        levels: the names of the index' levels; `index` names the first where no column is called so.

    Raises:
        FilterError: it cannot be read; its sentence says what to write, `start` where.
    """
    if len(text) > MAX_LENGTH:
        raise FilterError(f"the filter is {len(text):,} characters long; at most {MAX_LENGTH:,} are read", MAX_LENGTH)
    parts = [part for part in text.split(FILTER_JOINT) if part.strip().strip(";")]
    found = [_Parser(part, columns, levels).whole() for part in parts]
    return found[0] if len(found) == 1 else All(tuple(found)) if found else None


class _Parser:
    def __init__(self, text: str, columns: Sequence[str], levels: Sequence[str]) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._positions: dict[str, list[int]] = {}
        for number, name in enumerate(columns):
            self._positions.setdefault(name, []).append(number)
        for number, name in enumerate(levels):
            self._positions.setdefault(name, [-1 - number])
        self._positions.setdefault("index", [-1])
        self._lengths = sorted({len(name) for name in self._positions if name}, reverse=True)

    def whole(self) -> Filter:
        found = self._either()
        self._skip()
        if self._at < len(self._text):
            rest = self._text[self._at :].strip()
            if rest.startswith(")"):
                raise FilterError("this bracket was never opened", self._at)
            raise FilterError(f"{rest[:40]!r} is not understood; a value of several words stands in quotes", self._at)
        return found

    def _either(self) -> Filter:
        parts = [self._both()]
        while self._take(_OR):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else Any_(tuple(parts))

    def _both(self) -> Filter:
        parts = [self._one()]
        while self._take(_JOINT):
            if self._at >= len(self._text):  # a semicolon at the end, or `and` still being typed
                if self._text.rstrip().endswith(";"):
                    break
                raise FilterError(f"something is missing after 'and'; {_HINT}", self._at)
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self) -> Filter:
        self._skip()
        is_turned = False
        while self._column_end() is None and self._take(_NOT):
            is_turned = not is_turned
            self._skip()
        if self._column_end() is None and self._text.startswith("(", self._at):
            inner = self._bracketed()
        else:
            inner = self._condition()
        return Not(inner) if is_turned else inner

    def _bracketed(self) -> Filter:
        opened = self._at
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FilterError(f"brackets are nested more than {MAX_DEPTH} deep", opened)
        self._at += 1
        inner = self._either()
        self._skip()
        if not self._text.startswith(")", self._at):
            raise FilterError("this bracket is not closed", opened)
        self._at += 1
        self._depth -= 1
        return inner

    def _skip(self) -> None:
        self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]

    def _take(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self._text, self._at)
        if found is None:
            return False
        self._at = found.end()
        return True

    def _column_end(self) -> tuple[int, int] | None:
        """Return the column that starts here and where its name ends; names in quotes too."""
        quoted = _QUOTED.match(self._text, self._at)
        if quoted is not None:
            positions = self._positions.get(_unquoted(quoted.group()))
            return self._repeated(positions, quoted.end()) if positions else None
        for length in self._lengths:
            name = self._text[self._at : self._at + length]
            if len(name) == length and name in self._positions:
                found = self._repeated(self._positions[name], self._at + length)
                if found is not None and self._ends(name, found[1]):
                    return found
        return None

    def _ends(self, name: str, end: int) -> bool:
        """Return whether a bare name ends here; one that is a word of the language needs an operator behind it."""
        if name.lower() in ("not", "and", "or"):
            return _OPERATOR.match(self._text, end) is not None
        return _ends_here(self._text, end)

    def _repeated(self, positions: list[int], end: int) -> tuple[int, int] | None:
        again = _REPEATED.match(self._text, end)
        if again is None:
            return positions[0], end
        number = int(again.group(1)[:9])
        return (positions[number - 1], again.end()) if 0 < number <= len(positions) else None

    def _condition(self) -> Filter:
        start = self._at
        column = self._column_end()
        if column is None:
            raise self._unknown_column(start)
        self._at = column[1]
        found = _OPERATOR.match(self._text, self._at)
        if found is None:
            return Condition(column[0], "true", (), start)
        op = " ".join((found.group("sign") or found.group("word")).lower().split())
        self._at = found.end()
        return self._with_values(column[0], _PLAIN.get(op, op), start)

    def _unknown_column(self, start: int) -> FilterError:
        found = _OPERATOR.search(self._text, start)
        name = self._text[start : found.start()].strip() if found else ""
        if name:
            return FilterError(f"there is no column {name[:60]!r}", start)
        return FilterError(_HINT, start)

    def _with_values(self, column: int, op: str, start: int) -> Filter:
        is_turned = " not " in f" {op} "
        op = op.replace("does not contain", "contains").replace("not ", "")
        op = {"starts with": "starts", "ends with": "ends", "is null": "missing", "is na": "missing"}.get(op, op)
        op = op.removeprefix("is ")
        values: tuple[Literal, ...]
        if op in ("missing", "empty", "true", "false"):
            values = ()
        elif op == "in":
            values = self._list()
        elif op == "between":
            first = self._value("between")
            if not self._take(re.compile(r"\s*\band\b\s*", re.IGNORECASE)):
                raise FilterError("write  between A and B", self._at)
            values = (first, self._value("and"))
        else:
            values = (self._value(op),)
        condition = Condition(column, op, values, start)
        return Not(condition) if is_turned else condition

    def _value(self, after: str, end: re.Pattern[str] = _END_OF_VALUE) -> Literal:
        self._skip()
        quoted = _QUOTED.match(self._text, self._at)
        if quoted is not None and quoted.group()[0] != "`":
            self._at = quoted.end()
            return Literal(_unquoted(quoted.group()), is_quoted=True)
        if quoted is not None:
            raise FilterError("a column cannot be compared with another column; write a value", self._at)
        if self._text[self._at : self._at + 1] in ("'", '"'):
            raise FilterError("this quote is not closed", self._at)
        found = end.search(self._text, self._at)
        stop = found.start() if found else len(self._text)
        text = self._text[self._at : stop].strip()
        if not text:
            raise FilterError(f"a value is missing after {after!r}", self._at)
        self._refuse_ambiguous(text, after)
        self._at = stop
        return Literal(text)

    def _refuse_ambiguous(self, text: str, after: str) -> None:
        """Refuse a bare value that is more than one: in a column of texts it would silently be equal to nothing."""
        if text[0] in "=<>!~" and after in _COMPARED:
            raise FilterError(f"{text[:40]!r} begins with a sign; if it is a value, put it in quotes", self._at)
        start = self._at
        for at in (0, *(found.end() for found in _BETWEEN_WORDS.finditer(text))):
            self._at = start + at
            column = self._column_end()
            if column is not None and _OPERATOR.match(self._text, column[1]):
                words = f"{text[:60]!r} holds another condition; join conditions with 'and' or 'or'"
                raise FilterError(f"{words}, or put the value in quotes", self._at)
        self._at = start

    def _list(self) -> tuple[Literal, ...]:
        self._skip()
        opened = self._text[self._at : self._at + 1]
        closing = {"(": ")", "[": "]", "{": "}"}.get(opened, "")
        if closing:
            self._at += 1
        values: list[Literal] = []
        while True:
            self._skip()
            if closing and self._text.startswith(closing, self._at):
                break
            values.append(self._value("in" if not values else ",", _END_OF_ITEM))
            self._skip()
            if not self._text.startswith(",", self._at):
                break
            self._at += 1
        if closing:
            if not self._text.startswith(closing, self._at):
                raise FilterError(f"the list of values is not closed; {closing!r} is missing", self._at)
            self._at += 1
        return tuple(values)


def _ends_here(text: str, end: int) -> bool:
    """Return whether a name may end here: what follows is a sign, a space, a bracket, or nothing."""
    return end >= len(text) or text[end] in " \t\n=!<>~);" or not (text[end - 1].isalnum() and text[end].isalnum())


def _unquoted(text: str) -> str:
    quote, inner = text[0], text[1:-1]
    if quote == "`":
        return inner.replace("``", "`")
    inner = inner.replace(quote * 2, quote)
    return re.sub(r"\\([\\'\"])", r"\1", inner)
