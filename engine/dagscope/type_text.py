"""Types as people write them, arguments kept. Looks at types only, never at values, and imports no library for them."""

from __future__ import annotations

import types
import typing
from typing import Any

MOST_CHARACTERS = 80


def type_text(type_: Any) -> str:
    """Return a type as text: `Dict[str, List[int]]`, `DataFrame`, `int | None`."""
    if type_ is type(None):
        return "None"
    if type_ is Ellipsis:
        return "..."
    if isinstance(type_, str):
        return type_
    if isinstance(type_, (list, tuple)):  # the parameters of a Callable
        return f"[{', '.join([type_text(each) for each in type_])}]"
    origin = typing.get_origin(type_)
    if origin is None:
        return str(getattr(type_, "__name__", None) or getattr(type_, "_name", None) or type_)
    arguments = typing.get_args(type_)
    if origin is typing.Annotated:
        return type_text(arguments[0])
    if origin is typing.Literal:
        return f"Literal[{', '.join([repr(each) for each in arguments])}]"
    if isinstance(type_, getattr(types, "UnionType", ())):
        return " | ".join([type_text(each) for each in arguments])
    if origin is typing.Union:
        others = [each for each in arguments if each is not type(None)]
        if len(others) < len(arguments):
            inner = (
                type_text(others[0])
                if len(others) == 1
                else f"Union[{', '.join([type_text(each) for each in others])}]"
            )
            return f"Optional[{inner}]"
        return f"Union[{', '.join([type_text(each) for each in arguments])}]"
    name = getattr(type_, "_name", None) or getattr(origin, "__name__", None) or str(origin)
    return f"{name}[{', '.join([type_text(each) for each in arguments])}]" if arguments else str(name)


def short_type_text(type_: Any) -> str:
    """Return the text of a type, cut where it would make a node too wide."""
    return cut_text(type_text(type_))


def cut_text(text: str) -> str:
    """Return the text, cut where it would make a node too wide."""
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}[...]"
