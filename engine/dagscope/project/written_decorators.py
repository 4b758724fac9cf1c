"""What a function's decorators make of it, as far as their arguments are literals.
It must not import or evaluate anything.

Decorators are known by the last part of their names. What only running them would show is left open, with a reason.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dagscope.project.source import FunctionDef, literal_or_none
from dagscope.project.written_adapters import LOAD, SAVE, family_of, with_loader, with_saver
from dagscope.project.written_nodes import (
    CONDITIONS,
    ModuleNames,
    Written,
    bound,
    conditions_hold,
    decorator_name,
    elements_of,
    left_open,
    needs_of,
    result_type,
    type_text,
)
from dagscope.project.written_parts import EXTRACTS, entries_of, with_extracts, with_parts
from dagscope.project.written_steps import (
    CHECKS,
    INPUT_PIPES,
    OUTPUT_PIPES,
    Mutation,
    with_checks,
    with_input_pipe,
    with_output_pipe,
)

COLUMNS = "with_columns"
_PLAIN = frozenset(
    {"tag", "cache", "output", "hamilton_exclude", "does", "dataloader", "datasaver", "wraps", "overload", *CONDITIONS}
)
"""Decorators that leave the nodes and what they need as they are."""


# Whether it is a part of the dataflow -------------------------------------------------------------------------------

UNSET: Any = object()
"""Stands for a config key that is to have no value."""


def is_chosen(function: FunctionDef, config: Mapping[str, Any] | None, unknown: Collection[str]) -> bool | None:
    """Return whether `config.when` and the like choose a function; None where only loading shows.

    Without a config every function is chosen.
    """
    calls = [item for item in function.decorator_list if isinstance(item, ast.Call)] if config is not None else []
    holds = conditions_hold([item for item in calls if decorator_name(item) in CONDITIONS], config or {}, unknown)
    asks_code = any(decorator_name(item) == "config" for item in calls)
    return None if holds and asks_code else holds


def wanted_config(function: FunctionDef, config: Mapping[str, Any], unknown: Collection[str]) -> dict[str, Any]:
    """Return what else the config has to say for a function to be chosen, or `UNSET` for what it must not; empty where
    no value is known to do it.

    Args:
        function: one that the config does not choose.
        config: the values that are known.
        unknown: the keys whose values are not.
    """
    wants: dict[str, Any] = {}
    for item in [each for each in function.decorator_list if isinstance(each, ast.Call)]:
        name = decorator_name(item)
        for keyword in item.keywords if name in CONDITIONS else ():
            fails = conditions_hold([ast.Call(item.func, [], [keyword])], config, unknown) is False
            if keyword.arg is not None and keyword.arg != "name" and fails:
                wants[keyword.arg] = _wanted_value(name, literal_or_none(keyword.value))
    then = {key: value for key, value in {**config, **wants}.items() if value is not UNSET}
    return wants if wants and is_chosen(function, then, unknown) else {}


def _wanted_value(condition: str, values: Any) -> Any:
    if "not" in condition.split("_"):
        return UNSET
    return _first(values) if condition == "when_in" else values


def _first(values: Any) -> Any:
    return next(iter(sorted(values, key=repr) if isinstance(values, set) else values), None)


def config_tag(function: FunctionDef) -> dict[str, str]:
    """Return the tag by which a node says which config chose its function; nothing where that is not plain to see."""
    calls = [item for item in function.decorator_list if isinstance(item, ast.Call)]
    conditions = [item for item in calls if decorator_name(item) in CONDITIONS]
    if len(conditions) != 1:
        return {}
    keys = [keyword.arg for keyword in conditions[0].keywords if keyword.arg and keyword.arg != "name"]
    return {"hamilton.config": ",".join(keys)} if keys else {}


def own_name(function: FunctionDef) -> str:
    for item in function.decorator_list:
        if isinstance(item, ast.Call) and decorator_name(item) in CONDITIONS:
            for keyword in item.keywords:
                name = literal_or_none(keyword.value) if keyword.arg == "name" else None
                if isinstance(name, str):
                    return name
    return function.name.split("__")[0] or function.name


SUBDAGS = ("subdag", "parameterized_subdag")


# What it makes ------------------------------------------------------------------------------------------------------


def written_nodes(
    function: FunctionDef, names: ModuleNames | None = None, mutations: Sequence[Mutation] = ()
) -> list[Written]:
    """Return the nodes that a function makes, as far as its decorators say it in literals.

    Decorators act in the order in which they are resolved: what gives parameters, what makes other nodes of one, what
    comes after a node; within each of these from the lowest to the highest.

    Args:
        function: the function.
        names: knows the module's names; without it steps and subdags are left open.
        mutations: what mutators of the module do to it.
    """
    name, doc = own_name(function), ast.get_docstring(function) or ""
    decorators = [(family_of(item), item) for item in reversed(function.decorator_list)]
    *steps, node = _in_front(function, Written(name, result_type(function), needs_of(function), doc), decorators, names)
    inside, nodes = _expanded(function, [node], decorators, names)
    if steps and len([node for node in nodes if node.name == name]) != 1:
        nodes = [left_open(node, INPUT_PIPES[-1]) for node in nodes]  # refused when it is loaded
    pipes = [item for kind, item in decorators if kind in OUTPUT_PIPES]
    for kind, item in decorators:
        if kind in EXTRACTS and isinstance(item, ast.Call):
            nodes = with_extracts(nodes, function, item, names)
        elif kind == SAVE and isinstance(item, ast.Call):
            nodes = with_saver(nodes, item)
        elif kind in CHECKS and isinstance(item, ast.Call):
            nodes = with_checks(nodes, item)
        elif kind in OUTPUT_PIPES and isinstance(item, ast.Call):
            nodes = with_output_pipe(nodes, item, names, mutations if item is pipes[-1] else ())
    if mutations and not pipes:
        nodes = with_output_pipe(nodes, None, names, mutations)
    return [*inside, *steps, *nodes]


def _in_front(
    function: FunctionDef, node: Written, decorators: Sequence[tuple[str, ast.expr]], names: ModuleNames | None
) -> list[Written]:
    """Return what decorators put in front of a function's node, and that node, last."""
    steps: list[Written] = []
    # Of several in front of one function, which one stands on which is known after loading.
    is_alone = len([each for each, _ in decorators if each in (COLUMNS, LOAD, *INPUT_PIPES)]) == 1
    for kind, item in decorators:
        if not isinstance(item, ast.Call):
            continue
        chain: Sequence[Written] = (node,)
        if kind in INPUT_PIPES:
            chain = with_input_pipe(node, item, names)
        elif kind == LOAD:
            chain = with_loader(node, function, item)
        elif kind == COLUMNS:
            made = names.columns(node, function, item) if names is not None and is_alone else None
            chain = made or [left_open(node, COLUMNS)]
        steps += chain[:-1]
        node = chain[-1]
    return [*steps, node]


def _expanded(
    function: FunctionDef, nodes: list[Written], decorators: Sequence[tuple[str, ast.expr]], names: ModuleNames | None
) -> tuple[list[Written], list[Written]]:
    """Return the nodes inside a subdag, and the others that decorators make."""
    inside: list[Written] = []
    for name, decorator in decorators:
        if name in SUBDAGS and isinstance(decorator, ast.Call) and names is not None and not inside:
            found = names.expand(function, decorator)
            if found is not None:
                inside = [node for node in found if node.is_inside]
                nodes = [node for node in found if not node.is_inside]
                continue
        expand = _EXPANSIONS.get(name)
        if expand is not None and isinstance(decorator, ast.Call):
            nodes = expand(nodes, decorator)
        elif name not in _PLAIN and not (name in _AFTER and isinstance(decorator, ast.Call)):
            nodes = [left_open(node, name) for node in nodes]
        if name == "tag" and isinstance(decorator, ast.Call):
            nodes = [replace(node, tags={**node.tags, **_texts_of(decorator)}) for node in nodes]
        if name == "dataloader":
            nodes = [made for node in nodes for made in _loader(node, function)]
    return inside, nodes


def _loader(node: Written, function: FunctionDef) -> list[Written]:
    """Return the two nodes of a loader: what it reads, with facts about it, and its value alone."""
    inner = replace(node, name=f"{node.name}.loader", is_inside=True)
    family, places = elements_of(function.returns)
    kind = type_text(places[0]) if family == "tuple" and places else node.type
    return [inner, replace(node, type=kind, needs={inner.name: (node.type, False)})]


def keywords_of(call: ast.Call) -> list[tuple[str, ast.expr]] | None:
    """Return the keywords of a call, those of `**{...}` among them; None where one is no literal."""
    found: list[tuple[str, ast.expr]] = []
    for keyword in call.keywords:
        pairs = [(keyword.arg, keyword.value)] if keyword.arg is not None else entries_of(keyword.value)
        if pairs is None or not all(isinstance(name, str) for name, _ in pairs):
            return None
        found += [(str(name), value) for name, value in pairs]
    return found


def _texts_of(call: ast.Call) -> dict[str, str]:
    found = [(name, literal_or_none(value)) for name, value in keywords_of(call) or ()]
    return {name: value for name, value in found if isinstance(value, str) and name != "target_"}


def _each(
    node: Written, call: ast.Call, name: str, make: Callable[[Written, ast.expr], Written | None]
) -> list[Written]:
    """Return one node for each keyword, as `make` binds it."""
    pairs = keywords_of(call)
    if pairs is None or call.args or not pairs:
        return [left_open(node, name)]
    found = []
    for made, expression in pairs:
        doc = node.doc
        if isinstance(expression, ast.Tuple) and len(expression.elts) == 2:
            doc = str(literal_or_none(expression.elts[1]) or doc)
            expression = expression.elts[0]
        other = replace(node, name=made, doc=doc)
        found.append(make(other, expression) or left_open(other, name))
    return found


def _parameterize(nodes: list[Written], call: ast.Call) -> list[Written]:
    def make(node: Written, expression: ast.expr) -> Written | None:
        pairs = entries_of(expression)
        return None if pairs is None else bound(node, pairs)

    return [made for node in nodes for made in _each(node, call, "parameterize", make)]


def _parameterize_sources(nodes: list[Written], call: ast.Call) -> list[Written]:
    def make(node: Written, expression: ast.expr) -> Written | None:
        pairs = entries_of(expression)
        if pairs is None:
            return None
        return bound(node, [(name, ast.Call(ast.Name("source"), [value], [])) for name, value in pairs])

    return [made for node in nodes for made in _each(node, call, "parameterize_sources", make)]


def _parameterize_values(nodes: list[Written], call: ast.Call) -> list[Written]:
    given = dict(zip(("parameter", "assigned_output"), call.args)) | dict(keywords_of(call) or ())
    parameter, outputs = (
        literal_or_none(given.get("parameter")),
        entries_of(given.get("assigned_output", ast.Tuple([]))),
    )
    if not isinstance(parameter, str) or not outputs:
        return [left_open(node, "parameterize_values") for node in nodes]
    found = []
    for node in nodes:
        needs = {name: item for name, item in node.needs.items() if name != parameter}
        for key, _ in outputs:
            name, doc = key if isinstance(key, tuple) and len(key) == 2 else (key, node.doc)
            found.append(replace(node, name=str(name), doc=str(doc), needs=needs))
    return found


def _inject(nodes: list[Written], call: ast.Call) -> list[Written]:
    pairs: list[tuple[Any, ast.expr]] | None = list(keywords_of(call) or ()) or None
    return [(bound(node, pairs) if pairs else None) or left_open(node, "inject") for node in nodes]


def _parameterize_extract_columns(nodes: list[Written], call: ast.Call) -> list[Written]:
    """One frame for each `ParameterizedExtract(outputs, bindings)`, numbered, and its columns."""
    found: list[Written] = []
    for node in nodes:
        for number, item in enumerate(call.args):
            pair = item.args if isinstance(item, ast.Call) and len(item.args) == 2 and not item.keywords else []
            columns = literal_or_none(pair[0]) if pair else None
            bindings = entries_of(pair[1]) if pair else None
            made = bound(replace(node, name=f"{node.name}__{number}"), bindings) if bindings is not None else None
            if made is None or not isinstance(columns, (tuple, list)) or call.keywords:
                return [left_open(each, "parameterize_extract_columns") for each in nodes]
            found += with_parts([made], [(name, "Series") for name in columns], "parameterize_extract_columns")
    return found or [left_open(node, "parameterize_extract_columns") for node in nodes]


def _subdag(nodes: list[Written], call: ast.Call) -> list[Written]:
    """Return the node itself, which needs what the subdag is given; the nodes inside are left open."""
    inputs = next((item.value for item in call.keywords if item.arg == "inputs"), ast.Dict([], []))
    text = "The nodes inside are known after loading."
    return [
        replace(bound(replace(node, needs={}), entries_of(inputs) or []) or replace(node, needs={}), open=text)
        for node in nodes
    ]


_EXPANSIONS: Mapping[str, Callable[[list[Written], ast.Call], list[Written]]] = {
    "parameterize": _parameterize,
    "parameterize_sources": _parameterize_sources,
    "parameterize_values": _parameterize_values,
    "inject": _inject,
    "parameterize_extract_columns": _parameterize_extract_columns,
    "subdag": _subdag,
}
_AFTER = frozenset({*INPUT_PIPES, *OUTPUT_PIPES, *CHECKS, *EXTRACTS, LOAD, SAVE, COLUMNS})
"""Decorators that are not resolved together with those that make other nodes of one."""
