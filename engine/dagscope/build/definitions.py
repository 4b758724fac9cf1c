"""Lists every definition of a node's name, the winner and the others.
It reads what the build left and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dagscope.build.collect import Candidate
from dagscope.module_functions import written_name
from dagscope.node import Node
from dagscope.problems import Definition, last_line_of, place_of

Shadowed = tuple[str, Candidate, str]


def definitions_of(nodes: Mapping[str, Node], shadowed: Sequence[Shadowed]) -> tuple[Definition, ...]:
    """Return the definitions by node, in the graph's order, those in use after those that lost to them."""
    losers: dict[str, list[Definition]] = {}
    for name, candidate, reason in shadowed:
        losers.setdefault(name, []).append(_definition(name, candidate.fn, candidate.module_name, False, reason))
    found: list[Definition] = []
    for name, node in nodes.items():
        found.extend(losers.pop(name, ()))
        functions = node.originating_functions
        if functions and not node.user_defined:
            fn = functions[0]  # Of a node inside a subdag: its own function, not the subdag's.
            found.append(_definition(name, fn, fn.__module__, True, ""))
    for rest in losers.values():
        found.extend(rest)
    return tuple(found)


def _definition(name: str, fn: Callable[..., Any], module: str, is_active: bool, reason: str) -> Definition:
    file, line = place_of(fn)
    return Definition(name, written_name(fn), module, file, line, last_line_of(fn), is_active, reason)
