"""Kinds of values from other packages, made safe: what they give is checked before it is sent, as the window reads it.
It must not know a kind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from dagscope.families import Family
from dagscope.preview.kind import Kind, Reply, Shown
from dagscope.protocol.codec import check_hints, crossed
from dagscope.protocol.framing import MAX_BYTES
from dagscope.protocol.values import ANSWERS, ASKS, Ask
from dagscope.value_records import PREVIEWS, Preview

T = TypeVar("T")


def checked(kind: Kind) -> Kind:
    """Return the kind, which raises for what cannot be sent; its questions can be read from now on.

    Raises:
        ValueError: a question's kind is taken.
        TypeError: a question cannot be read by its type hints.
        NameError: a type hint of a question is not there when the program runs.
    """
    check_hints(*kind.asks)
    ASKS.add(*kind.asks)
    facts = kind.facts
    return replace(
        kind,
        look=partial(_look, kind.look),
        facts=None if facts is None else partial(_facts, facts),
        asks={ask: partial(_answer, answer) for ask, answer in kind.asks.items()},
    )


def _look(look: Callable[[Any], Shown], value: Any) -> Shown:
    shown = _made(look(value), Shown)
    return Shown(_crossed(PREVIEWS, shown.preview), _bytes(shown.png))


def _facts(facts: Callable[[Any], Preview], value: Any) -> Any:
    return _crossed(PREVIEWS, facts(value))


def _answer(answer: Callable[[Any, Any], Reply], opened: Any, ask: Ask) -> Reply:
    reply = _made(answer(opened, ask), Reply)
    return Reply(_crossed(ANSWERS, reply.answer), _bytes(reply.data))


def _made(made: Any, wanted: type[T]) -> T:
    if not isinstance(made, wanted):
        raise TypeError(f"it gives a {type(made).__name__}, not a {wanted.__name__}")
    return made


def _crossed(family: Family, record: Any) -> Any:
    family.add(type(_made(record, family.base)))
    return crossed(record)


def _bytes(data: Any) -> bytes:
    found = _made(data, bytes)
    if len(found) > MAX_BYTES:
        raise ValueError(f"its bytes are {len(found):,}, {MAX_BYTES:,} is the most")
    return found
