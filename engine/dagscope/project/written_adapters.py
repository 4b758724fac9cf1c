"""The nodes of `load_from` and `save_to`, as far as their arguments are literals and names of other nodes.
It must not import or evaluate anything.
"""

from __future__ import annotations

import ast
from dataclasses import replace

from dagscope.project.source import FunctionDef, literal_or_none
from dagscope.project.written_nodes import Needs, Written, decorator_name, ends, left_open

LOAD, SAVE = "load_from", "save_to"
_SAVED = "dict[str, Any]"


class _NotWritten(Exception):
    """An argument is neither a value nor the name of a node."""


def family_of(decorator: ast.expr) -> str:
    """Return `load_from` for `load_from.csv(...)` and `save_to` for its like; the decorator's own name for others."""
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    if isinstance(called, ast.Attribute):
        family = decorator_name(called.value)
        if family in (LOAD, SAVE):
            return family
    return decorator_name(decorator)


def with_loader(node: Written, function: FunctionDef, call: ast.Call) -> list[Written]:
    """Return what loads a parameter, what selects the data of it, and the node that reads those.

    Args:
        node: the function's node.
        function: the function, which gives the two their names.
        call: `load_from.csv(...)`.
    """
    try:
        options, sources = _read(call)
        parameter = options.get("inject_") or (next(iter(node.needs)) if len(node.needs) == 1 else "")
        if parameter not in node.needs:
            raise _NotWritten
    except _NotWritten:
        return [left_open(node, LOAD)]
    kind, _ = node.needs[parameter]
    loaded = f"tuple[dict[str, Any], {kind}]" if kind else ""
    loader = Written(f"{function.name}.load_data.{parameter}", loaded, sources, is_inside=True, kind="loader")
    name = f"{function.name}.select_data.{parameter}"
    selected = Written(name, kind, {loader.name: (loaded, False)}, is_inside=True, kind="loader")
    needs = {(name if key == parameter else key): place for key, place in node.needs.items()}
    return [loader, selected, replace(node, needs=needs)]


def with_saver(nodes: list[Written], call: ast.Call) -> list[Written]:
    """Return the nodes, and one more for each of them that is saved: the one that is named, or those that no other of
    them needs.
    """
    try:
        options, sources = _read(call)
    except _NotWritten:
        return [left_open(node, SAVE) for node in nodes]
    target, name = options.get("target_", ""), options.get("output_name_", "")
    saved = [node for node in nodes if (node.name == target if target else node.name in ends(nodes))]
    if not saved or (name and len(saved) > 1):
        return [left_open(node, SAVE) for node in nodes]
    return [*nodes, *(_saver(node, name or f"save.{node.name}", sources) for node in saved)]


def _saver(node: Written, name: str, sources: Needs) -> Written:
    return Written(name, _SAVED, {**sources, node.name: (node.type, False)}, is_inside=True, kind="saver")


def _read(call: ast.Call) -> tuple[dict[str, str], Needs]:
    """Return the options of the decorator, and the nodes that the adapter's arguments are read from."""
    options: dict[str, str] = {}
    sources: dict[str, tuple[str, bool]] = {}
    if call.args:
        raise _NotWritten
    for keyword in call.keywords:
        kind = decorator_name(keyword.value) if isinstance(keyword.value, ast.Call) else ""
        if keyword.arg in ("inject_", "target_", "output_name_"):
            given = literal_or_none(keyword.value)
            if not isinstance(given, str):
                raise _NotWritten
            options[keyword.arg] = given
        elif kind == "source" and isinstance(keyword.value, ast.Call) and keyword.value.args:
            name = literal_or_none(keyword.value.args[0])
            if not isinstance(name, str):
                raise _NotWritten
            sources[name] = ("", False)
        elif kind != "value" or keyword.arg is None:
            raise _NotWritten
    return options, sources
