"""The functions behind a node's function, and how they travel without what decorators recorded on them.

Only building a graph reads the records, and a `parameterize` of thousands of nodes would travel whole with each of
them. It must not send anything itself.
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from dagscope.function_modifiers.base import records_on


def functions_behind(functions: Iterable[Callable[..., Any]]) -> Iterator[Any]:
    """Yield the functions, and those they are made of: wrapped, partially applied, bound, closed over."""
    seen: set[int] = set()
    stack: list[Any] = list(functions)
    while stack:
        function = stack.pop()
        if id(function) in seen:
            continue
        seen.add(id(function))
        yield function
        for attribute in ("func", "__wrapped__", "__func__", "__self__"):
            inner = getattr(function, attribute, None)
            if inner is not None and not inspect.ismodule(inner):
                stack.append(inner)
        for cell in getattr(function, "__closure__", None) or ():
            with contextlib.suppress(ValueError):
                if callable(cell.cell_contents):
                    stack.append(cell.cell_contents)


@dataclass(frozen=True)
class Recorded:
    """The functions of a node on which decorators recorded themselves.

    A function that speaks of itself keeps its records: it may build a dataflow of itself where it runs.
    """

    functions: tuple[FunctionType, ...]

    @staticmethod
    def behind(function: Callable[..., Any]) -> Recorded | None:
        """Return those behind a node's function, None where there is none."""
        found = [each for each in functions_behind([function]) if isinstance(each, FunctionType) and records_on(each)]
        return Recorded(tuple(each for each in found if each.__name__ not in each.__code__.co_names)) or None

    def __bool__(self) -> bool:
        return bool(self.functions)

    def __contains__(self, value: object) -> bool:
        return any(value is each for each in self.functions)

    @staticmethod
    def left_out(function: FunctionType, reduced: Any) -> Any:
        """Return what a pickler made of one of them, without its records."""
        if not isinstance(reduced, tuple) or len(reduced) < 3 or not isinstance(reduced[2], tuple):
            return reduced  # it travels by its name
        attributes, slots = reduced[2]
        records = records_on(function)
        kept = {name: value for name, value in attributes.items() if name not in records}
        return (*reduced[:2], (kept, slots), *reduced[3:])
