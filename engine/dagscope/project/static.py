"""A module's nodes read from its source, for when it is not, or cannot be, imported.
It must not import anything of the project.

Names are what the decorators most likely make of a function; a node read so is never run.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dagscope.project.source import FunctionDef, SourceFile, public_functions
from dagscope.project.written_decorators import config_tag, is_chosen, written_nodes
from dagscope.project.written_nodes import Written, decorator_name
from dagscope.project.written_steps import mutations_in
from dagscope.project.written_subdags import FindModule, Subdags

MAX_SOURCE = 8_000
_KINDS = {"dataloader": "loader", "datasaver": "saver"}


@dataclass(frozen=True, slots=True)
class StaticParameter:
    name: str
    type: str
    has_default: bool


@dataclass(frozen=True, slots=True)
class StaticNode:
    """A node as its source says it would be."""

    name: str
    function: str
    type: str
    parameters: tuple[StaticParameter, ...]
    doc: str
    line: int
    end_line: int
    source: str
    is_async: bool = False
    kind: str = "function"
    tags: Mapping[str, str] = field(default_factory=dict)
    open: str = ""
    """What of it only loading shows; empty when the source says all."""


def _node(function: FunctionDef, lines: Sequence[str], written: Written, is_open: bool) -> StaticNode:
    first = min([item.lineno for item in function.decorator_list] + [function.lineno])
    end = function.end_lineno or function.lineno
    source = "\n".join(lines[first - 1 : end])
    return StaticNode(
        name=written.name,
        function=function.name,
        type=written.type,
        parameters=tuple(StaticParameter(name, *item) for name, item in written.needs.items()),
        doc=written.doc,
        line=function.lineno,
        end_line=end,
        source=source if len(source) <= MAX_SOURCE else f"{source[: MAX_SOURCE - 1]}…",
        is_async=isinstance(function, ast.AsyncFunctionDef),
        kind=_kind(function, written),
        tags=written.tags,
        open=written.open or ("Whether the config chooses it is known after loading." if is_open else ""),
    )


def _kind(function: FunctionDef, written: Written) -> str:
    if written.kind:
        return written.kind
    if written.type.rpartition("Parallelizable[")[1]:
        return "expand"
    if any("Collect[" in kind for kind, _ in written.needs.values()):
        return "collect"
    names = [decorator_name(item) for item in function.decorator_list]
    return next((_KINDS[name] for name in names if name in _KINDS), "function")


def _is_left_out(function: FunctionDef) -> bool:
    return any(decorator_name(item) in ("hamilton_exclude",) for item in function.decorator_list)


def node_functions(source: SourceFile) -> tuple[FunctionDef, ...]:
    """Return the public functions of a module that nothing keeps from being nodes, in order."""
    if source.tree is None:
        return ()
    functions = public_functions(source.tree)
    own = source.functions or [function.name for function in functions]
    return tuple(function for function in functions if function.name in own and not _is_left_out(function))


def static_nodes(
    source: SourceFile,
    config: Mapping[str, Any] | None = None,
    unknown: Collection[str] = (),
    find: FindModule | None = None,
) -> tuple[StaticNode, ...]:
    """Return every node the module seems to define, in order; nothing where the file does not parse.

    Args:
        source: the file.
        config: what `config.when` and the like ask; without one, every variant counts, the first of a name.
        unknown: config keys whose values are not known.
        find: finds another module of the folder by its name; without it nodes inside subdags are left open.
    """
    if source.tree is None:
        return ()
    nodes: dict[str, StaticNode] = {}
    lines = source.text.split("\n")
    names = None if find is None else Subdags(source, find, config or {}, frozenset(unknown))
    mutations = mutations_in(source)
    for function in node_functions(source):
        chosen = is_chosen(function, config, unknown)
        if chosen is False:
            continue
        made = written_nodes(function, names, mutations.get(function.name, ()))
        if len(made) == 1:
            made = [replace(made[0], tags={**made[0].tags, **config_tag(function)})]
        for written in made:
            if written.name not in nodes:
                nodes[written.name] = _node(function, lines, written, chosen is None)
    return tuple(nodes.values())
