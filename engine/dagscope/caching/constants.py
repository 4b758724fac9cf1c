"""Constants as texts, and parts of a value known by a text, by their version, or not at all. Runs nothing."""

from __future__ import annotations

import dataclasses
import enum
from typing import Any

from dagscope.content_hash import UNHASHABLE
from dagscope.content_version import data_version, is_data
from dagscope.preview.budget import type_name
from dagscope.preview.scalars import short_repr

UNKNOWN = "cannot be known: "
"""How the text begins of what neither a value nor a version is known of; why follows."""
CONSTANTS = (int, float, complex, str, bytes, bool, type(None))


@dataclasses.dataclass(frozen=True, slots=True)
class TextConstant:
    """A part of a value that a text stands for."""

    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class Opaque:
    """A value that cannot be looked into: known by the code that makes it, and not at all where there is none."""

    value: Any
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Rest:
    """What is too long or lies too deep to be looked into: it is known by its version."""

    value: Any


def constant_text(value: Any) -> str | None:
    """Return what a constant says, or None for what is none.

    Args:
        value: a part.
    """
    if isinstance(value, TextConstant):
        return value.text
    if isinstance(value, Opaque):
        return None
    if isinstance(value, CONSTANTS) or is_constant_tuple(value):
        return repr(value)
    is_rest = isinstance(value, Rest)
    if not is_rest and not is_data(value):
        return None
    version = data_version(value.value if is_rest else value)
    # The items of a set inside it stand in another order in each process.
    shown = f"<{type_name(value.value)}>" if is_rest else short_repr(value, 200)
    return None if version == UNHASHABLE else f"{shown} [{version[:16]}]"


def is_constant_tuple(value: Any) -> bool:
    """Return whether a value is a tuple of constants alone."""
    return isinstance(value, tuple) and all(isinstance(each, CONSTANTS) for each in value)


def member_text(value: enum.Enum) -> str:
    """Return a member of an enumeration as code names it."""
    return f"{type(value).__qualname__}.{value.name or value.value}"
