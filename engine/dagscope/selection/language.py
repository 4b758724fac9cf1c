"""Reads and prints the selection language. It knows nothing of graphs.

    C                    the node C (or every node whose last part is C)
    daily*               names by pattern: * any characters, ? one
    +C  C+  2+C+1        C with everything upstream, downstream; two steps up and one down
    path(A, C)           every node on a way from A to C
    tag:owner=ana        by tag (tag:owner asks only that it is there)
    type:DataFrame  module:features  ns:daily*  kind:input  state:failed  doc:word  source:word  changed:
    +type:Series and not (kind:input or ns:weekly*)
    a, b                 a comma is another way to write or; "quoted" where a value holds spaces or signs

`and` binds closer than `or`; `not` closest. Grammar and operators are our own, with the plus signs of dbt and Dagster.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dagscope.errors import DagscopeError

KEYS = ("name", "tag", "type", "module", "ns", "kind", "state", "doc", "source", "changed")
EVERY = -1
_MAX_DEPTH = 60
_MAX_LENGTH = 10_000
_MAX_PATTERN = 500


class SelectionError(DagscopeError, ValueError):
    """The text is not in the language, or names a node that is not there.

    Attributes:
        message: one sentence.
        position: index of the character it is about.
    """

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"{message} (at character {position + 1})")
        self.message = message
        self.position = position


@dataclass(frozen=True, slots=True)
class Name:
    """A node's name or a pattern of names."""

    pattern: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Key:
    """`key:value`."""

    key: str
    value: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Path:
    """Everything on a way from one selection to another."""

    start: Expression
    end: Expression


@dataclass(frozen=True, slots=True)
class Reach:
    """A selection with `up` steps upstream and `down` steps downstream; EVERY for all."""

    inner: Expression
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class Not:
    """Everything else."""

    inner: Expression


@dataclass(frozen=True, slots=True)
class And:
    """What is in all of the parts."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """What is in any of the parts."""

    parts: tuple[Expression, ...]


Expression = Name | Key | Path | Reach | Not | And | Or

_SPACE = re.compile(r"\s*")
_UP = re.compile(r"(\d*)\+")
_DOWN = re.compile(r"\+(\d*)")
_WORD = re.compile(r"[^\s()+,\":]+")
_VALUE = re.compile(r"[^\s()+,\"]+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_PLAIN_NAME = re.compile(r"(?!\d)[^\s()+,\":]+\Z")
_PLAIN_VALUE = re.compile(r"[^\s()+,\"]+\Z")
_RESERVED = {"and", "or", "not", "path"}


class _Reader:
    """A cursor over the text, one method a rule of the grammar."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def sees(self, sign: str) -> bool:
        self.skip()
        return self.text.startswith(sign, self.at)

    def sees_word(self, word: str) -> bool:
        self.skip()
        found = _WORD.match(self.text, self.at)
        return bool(found) and found.group().lower() == word if found else False

    def expect(self, sign: str) -> None:
        if not self.sees(sign):
            what = "the end" if self.at >= len(self.text) else f"{self.text[self.at]!r}"
            raise SelectionError(f"expected {sign!r}, found {what}", self.at)
        self.at += len(sign)

    def any_of(self) -> Expression:
        parts = [self.all_of()]
        while True:
            if self.sees(","):
                self.at += 1
            elif self.sees_word("or"):
                self.at += 2
            else:
                return parts[0] if len(parts) == 1 else Or(tuple(parts))
            parts.append(self.all_of())

    def all_of(self) -> Expression:
        parts = [self.negation()]
        while self.sees_word("and"):
            self.at += 3
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def negation(self) -> Expression:
        flips = 0
        while self.sees_word("not"):
            self.at += 3
            flips += 1
            if flips > _MAX_DEPTH:
                raise SelectionError("too many 'not' in a row", self.at)
        inner = self.reach()
        for _ in range(flips):
            inner = Not(inner)
        return inner

    def reach(self) -> Expression:
        self.skip()
        up = self.steps(_UP)
        inner = self.primary()
        down = self.steps(_DOWN)
        return inner if up == down == 0 else Reach(inner, up, down)

    def steps(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self.text, self.at)
        if not found:
            return 0
        start, self.at = self.at, found.end()
        if not found.group(1):
            return EVERY
        if len(found.group(1)) > 6:
            raise SelectionError("that is too many steps", start)
        return int(found.group(1))

    def primary(self) -> Expression:
        if self.sees("("):
            return self.bracket()
        if self.at >= len(self.text):
            raise SelectionError("something to select is missing here", self.at)
        start = self.at
        quoted = self.quoted()
        if quoted is not None:
            return Name(quoted, start)
        found = _WORD.match(self.text, self.at)
        if not found or found.group().lower() in ("and", "or", "not"):
            word = found.group() if found else self.text[self.at]
            raise SelectionError(f"{word!r} cannot stand here", self.at)
        self.at = found.end()
        word = found.group()
        if self.text.startswith(":", self.at):
            return self.key(word, start)
        if word.lower() == "path" and self.sees("("):
            return self.path()
        return Name(word, start)

    def bracket(self) -> Expression:
        self.deeper()
        self.expect("(")
        inner = self.any_of()
        self.expect(")")
        self.depth -= 1
        return inner

    def path(self) -> Expression:
        self.deeper()
        self.expect("(")
        start = self.all_of()
        self.expect(",")
        end = self.all_of()
        self.expect(")")
        self.depth -= 1
        return Path(start, end)

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise SelectionError("the brackets are nested too deep", self.at)

    def key(self, word: str, start: int) -> Expression:
        key = word.lower()
        if key not in KEYS:
            raise SelectionError(f"there is no {word!r}; there are {', '.join(KEYS)}", start)
        self.at += 1
        value = self.value()
        if not value and key != "changed":
            raise SelectionError(f"{key}: needs a value", self.at)
        return Key(key, value, start)

    def value(self) -> str:
        # tag:"two words"=x and tag:k="two words": quoted and bare pieces join
        pieces = []
        while True:
            quoted = self.quoted()
            if quoted is not None:
                pieces.append(quoted)
                continue
            found = _VALUE.match(self.text, self.at)
            if not found:
                return "".join(pieces)
            self.at = found.end()
            pieces.append(found.group())

    def quoted(self) -> str | None:
        if not self.text.startswith('"', self.at):
            return None
        found = _QUOTED.match(self.text, self.at)
        if not found:
            raise SelectionError("this quotation is never closed", self.at)
        self.at = found.end()
        return re.sub(r"\\(.)", r"\1", found.group(1), flags=re.DOTALL)


def parse(text: str) -> Expression:
    """Read a selection.

    Raises:
        SelectionError: the text is not in the language; `position` says where.
    """
    if len(text) > _MAX_LENGTH:
        message = f"a selection has at most {_MAX_LENGTH:,} characters, and this one has {len(text):,}"
        raise SelectionError(message, _MAX_LENGTH)
    long = re.search(rf"[^\s,()\"]{{{_MAX_PATTERN + 1},}}", text)
    if long is not None:
        raise SelectionError(f"a name or a pattern has at most {_MAX_PATTERN} characters", long.start())
    reader = _Reader(text)
    result = reader.any_of()
    reader.skip()
    if reader.at < len(text):
        raise SelectionError(f"{text[reader.at]!r} is too much here; join with 'and' or 'or'", reader.at)
    return result


def to_text(expression: Expression) -> str:
    """Print a selection so that `parse` reads the same one back."""
    if isinstance(expression, Name):
        return _quote(expression.pattern, _PLAIN_NAME)
    if isinstance(expression, Key):
        return f"{expression.key}:{_quote(expression.value, _PLAIN_VALUE) if expression.value else ''}"
    if isinstance(expression, Path):
        return f"path({_inside(expression.start, (Or,))}, {_inside(expression.end, (Or,))})"
    if isinstance(expression, Reach):
        up = "" if expression.up == 0 else f"{'' if expression.up == EVERY else expression.up}+"
        down = "" if expression.down == 0 else f"+{'' if expression.down == EVERY else expression.down}"
        return f"{up}{_inside(expression.inner, (Or, And, Not, Reach))}{down}"
    if isinstance(expression, Not):
        return f"not {_inside(expression.inner, (Or, And))}"
    if isinstance(expression, And):
        return " and ".join(_inside(part, (Or, And)) for part in expression.parts)
    return " or ".join(_inside(part, (Or,)) for part in expression.parts)


def _inside(expression: Expression, bracketed: tuple[type, ...]) -> str:
    text = to_text(expression)
    return f"({text})" if isinstance(expression, bracketed) else text


def _quote(text: str, plain: re.Pattern[str]) -> str:
    if plain.match(text) and text.lower() not in _RESERVED:
        return text
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
