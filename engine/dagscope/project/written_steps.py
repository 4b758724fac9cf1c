"""The nodes that pipes, mutators and checks make, as far as their arguments are literals.
It must not import or evaluate anything.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dagscope.project.source import FunctionDef, SourceFile, literal_or_none
from dagscope.project.written_nodes import (
    CONDITIONS,
    ModuleNames,
    Needs,
    Written,
    bound,
    decorator_name,
    ends,
    left_open,
    needs_of,
    result_type,
)

INPUT_PIPES = ("pipe", "pipe_input")
CHECKS = ("check_output", "check_output_custom")
OUTPUT_PIPES = ("pipe_output",)
_SHARED_OF_MUTATE = ("collapse", "_chain")
_NOT_CHECKS = ("importance", "default_validator_candidates", "default_decorator_candidates", "target_")
# Validators that are not named after the argument which asks for them.
_VALIDATORS = {"schema": "pandera_schema", "model": "pydantic"}


class _NotWritten(Exception):
    """Something is no literal, or not of this folder."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """One target of a `@mutate`: the function that does it, the target with its options, what all targets share."""

    function: FunctionDef
    target: ast.expr
    shared: tuple[ast.keyword, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """A step as it is written.

    Attributes:
        function: what it runs.
        bindings: what its other parameters are bound to.
        name: its name; empty where it is made of the function's.
        space: its namespace; empty for that of the pipe.
        outputs: the nodes it is for; None for all.
        is_chosen: whether the config has it.
    """

    function: FunctionDef
    bindings: Sequence[tuple[str, ast.expr]]
    name: str = ""
    space: str = ""
    outputs: frozenset[str] | None = None
    is_chosen: bool = True


# Before a function -------------------------------------------------------------------------------------------------


def with_input_pipe(node: Written, call: ast.Call, names: ModuleNames | None) -> list[Written]:
    """Return a node whose parameter comes out of steps, and the steps; the node left open where only loading shows.

    Args:
        node: the function's node.
        call: `pipe_input(...)`.
        names: knows the functions of steps; without it nothing is known.
    """
    name = decorator_name(call)
    try:
        options = _literals(call.keywords, ("on_input", "namespace"))
        parameter = options.get("on_input", next(iter(node.needs), None))
        space = options.get("namespace", node.name)
        if not isinstance(parameter, str) or parameter not in node.needs or not isinstance(space, (str, type(None))):
            raise _NotWritten
        steps = [_step(item, names) for item in call.args]
        if any(step.outputs is not None for step in steps):
            raise _NotWritten
        chain = list(_chained(steps, parameter, f"{space}." if space else ""))
    except _NotWritten:
        return [left_open(node, name)]
    if not chain:
        return [node]
    needs = {(chain[-1].name if key == parameter else key): need for key, need in node.needs.items()}
    return [*chain, replace(node, needs=needs)]


# After a node ------------------------------------------------------------------------------------------------------


def with_checks(nodes: list[Written], call: ast.Call) -> list[Written]:
    """Return the nodes with checks after those that no other of them needs, or that `target_` names."""
    try:
        names = _validators(call)
        chosen = _targets(nodes, call)
    except _NotWritten:
        return _all_open(nodes, decorator_name(call))
    return [made for node in nodes for made in (_checked(node, names) if node.name in chosen else [node])]


def with_output_pipe(
    nodes: list[Written], call: ast.Call | None, names: ModuleNames | None, mutations: Sequence[Mutation]
) -> list[Written]:
    """Return the nodes with steps after those that no other of them needs.

    Args:
        nodes: what a function makes.
        call: `pipe_output(...)`; None for what mutators alone do.
        names: knows the functions of steps; without it nothing is known.
        mutations: the mutators that name the function, in their order; their steps follow the pipe's own.
    """
    try:
        if call is not None and call.keywords:
            raise _NotWritten
        steps = [_step(item, names) for item in call.args] if call is not None else []
        return _stepped(nodes, [*steps, *(_mutating(each, names) for each in mutations)])
    except _NotWritten:
        return _all_open(nodes, "mutate" if call is None else decorator_name(call))


def _all_open(nodes: list[Written], decorator: str) -> list[Written]:
    return [node if node.is_inside else left_open(node, decorator) for node in nodes]


def mutations_in(source: SourceFile) -> dict[str, list[Mutation]]:
    """Return what `@mutate` of a module changes, by the names of the functions it names."""
    found: dict[str, list[Mutation]] = {}
    for function in source.tree.body if source.tree is not None else ():
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        for call in reversed(function.decorator_list):
            if isinstance(call, ast.Call) and decorator_name(call) == "mutate":
                for item in call.args:
                    found.setdefault(_target(item), []).append(Mutation(function, item, tuple(call.keywords)))
    return found


def _target(expression: ast.expr) -> str:
    """Return the name of the function in `name`, `module.name`, or `apply_to(name, ...).named(...)`."""
    while isinstance(expression, ast.Call):
        of = expression.func.value if isinstance(expression.func, ast.Attribute) else None
        inner = of if isinstance(of, ast.Call) else next(iter(expression.args), None)
        if inner is None:
            return ""
        expression = inner
    return expression.attr if isinstance(expression, ast.Attribute) else getattr(expression, "id", "")


def _stepped(nodes: list[Written], steps: Sequence[_Step]) -> list[Written]:
    """Each node that no other needs becomes `NAME.raw`; steps follow it, and NAME is what the last of them gives."""
    last_ones = ends(nodes)
    if any(step.outputs is not None and step.outputs - last_ones for step in steps):
        raise _NotWritten
    found: list[Written] = []
    for node in nodes:
        own = [step for step in steps if step.outputs is None or node.name in step.outputs]
        raw = replace(node, name=f"{node.name}.raw", is_inside=True)
        chain = list(_chained(own, raw.name, f"{node.name}."))
        if node.name not in last_ones or not chain:  # nor where the config chooses none of the steps
            found.append(node)
            continue
        found += [raw, *chain, replace(node, needs={chain[-1].name: ("Any", False)})]  # it takes what the last gives
    return found


def _targets(nodes: list[Written], call: ast.Call) -> set[str]:
    """Return the names of the nodes that a check is for: those it names, or those that no other of them needs."""
    options = _literals((key for key in call.keywords if key.arg == "target_"), ("target_",))
    wanted = options.get("target_")
    if wanted is None:
        return ends(nodes)
    names = {wanted} if isinstance(wanted, str) else set(wanted) if isinstance(wanted, (list, tuple, set)) else set()
    if not names or names - {node.name for node in nodes}:
        raise _NotWritten
    return names


def _validators(call: ast.Call) -> list[str]:
    if decorator_name(call) == CHECKS[1]:
        return _validators_of_library(call)
    names = [key.arg for key in call.keywords if key.arg not in _NOT_CHECKS]
    given = {key.arg for key in call.keywords}
    if call.args or None in names or not names or given & set(_NOT_CHECKS[1:3]):
        raise _NotWritten
    return [f"{_VALIDATORS.get(str(name), name)}_validator" for name in names]


def _validators_of_library(call: ast.Call) -> list[str]:
    """Return the names that validators of Hamilton's own give their nodes; those of others are known after loading."""
    from dagscope.data_quality.default_validators import AVAILABLE_DEFAULT_VALIDATORS

    known = {each.__name__: f"{each.arg()}_validator" for each in AVAILABLE_DEFAULT_VALIDATORS}
    names = [known.get(decorator_name(item)) if isinstance(item, ast.Call) else None for item in call.args]
    if not names or None in names or any(key.arg != "target_" for key in call.keywords):
        raise _NotWritten
    return [str(name) for name in names]


def _checked(node: Written, validators: Sequence[str]) -> list[Written]:
    """Return a node that is checked: its value as it came, one node a check, and the value that passed."""
    raw = replace(node, name=f"{node.name}_raw", is_inside=True)
    need = (node.type, False)
    checks = [
        Written(f"{node.name}_{name}", "ValidationResult", {raw.name: need}, is_inside=True) for name in validators
    ]
    needs: Needs = {raw.name: need, **{check.name: (check.type, False) for check in checks}}
    return [*checks, replace(node, needs=needs), raw]


# Steps -------------------------------------------------------------------------------------------------------------


def _step(expression: ast.expr, names: ModuleNames | None) -> _Step:
    """Read `step(function, ...)` with what follows it: `.named()`, `.when()`, `.on_output()`."""
    call, options = _unwrapped(expression, "step")
    function = names.function(call.args[0]) if names is not None else None
    if function is None or names is None:
        raise _NotWritten
    pairs = [(parameter, item) for parameter, item in zip(list(needs_of(function))[1:], call.args[1:])]
    if len(pairs) < len(call.args) - 1:
        raise _NotWritten
    return _made(function, [*pairs, *_named(call.keywords)], options, names)


def _mutating(mutation: Mutation, names: ModuleNames | None) -> _Step:
    shared = dict(_named(mutation.shared))
    if names is None or shared.keys() & set(_SHARED_OF_MUTATE) or isinstance(mutation.target, ast.Attribute):
        raise _NotWritten
    if isinstance(mutation.target, ast.Name):
        return _made(mutation.function, list(shared.items()), [], names)
    call, options = _unwrapped(mutation.target, "apply_to")
    if len(call.args) != 1:
        raise _NotWritten
    return _made(mutation.function, list({**shared, **dict(_named(call.keywords))}.items()), options, names)


def _unwrapped(expression: ast.expr, what: str) -> tuple[ast.Call, list[ast.Call]]:
    """Return the innermost call, which must be of this name, and the methods called on it, the last first."""
    options: list[ast.Call] = []
    while isinstance(expression, ast.Call) and isinstance(expression.func, ast.Attribute):
        if not isinstance(expression.func.value, ast.Call):
            break
        options.append(expression)
        expression = expression.func.value
    if not isinstance(expression, ast.Call) or decorator_name(expression) != what or not expression.args:
        raise _NotWritten
    return expression, options


def _made(
    function: FunctionDef, bindings: Sequence[tuple[str, ast.expr]], options: Sequence[ast.Call], names: ModuleNames
) -> _Step:
    step = _Step(function, bindings)
    conditions = [item for item in options if decorator_name(item) in CONDITIONS]
    is_chosen = names.holds(conditions)
    if is_chosen is None:
        raise _NotWritten
    for item in options:
        kind = decorator_name(item)
        given = [literal_or_none(each) for each in item.args]
        if kind == "named" and given and isinstance(given[0], str):
            spaces = [*given[1:], *_literals(item.keywords, ("namespace",)).values()]
            step = replace(step, name=given[0], space=_text_of(spaces))
        elif kind == "on_output" and len(given) == 1 and not item.keywords:
            targets = [given[0]] if isinstance(given[0], str) else given[0]
            if not isinstance(targets, (list, tuple)):
                raise _NotWritten
            step = replace(step, outputs=frozenset(targets))
        elif kind not in CONDITIONS:
            raise _NotWritten
    return replace(step, is_chosen=is_chosen)


def _text_of(spaces: Sequence[object]) -> str:
    if not spaces:
        return ""
    if len(spaces) > 1 or not isinstance(spaces[0], str):
        raise _NotWritten
    return spaces[0]


def _named(keywords: Iterable[ast.keyword]) -> list[tuple[str, ast.expr]]:
    found = [(each.arg, each.value) for each in keywords]
    if any(name is None for name, _ in found):
        raise _NotWritten
    return [(str(name), value) for name, value in found]


def _chained(steps: Sequence[_Step], first: str, prefix: str) -> Iterator[Written]:
    """Yield a node for each step that the config has; its first parameter is what came before it."""
    before, seen = first, Counter[str]()
    for step in steps:
        if not step.is_chosen:
            continue
        own = step.name or f"with_{step.function.name.lstrip('_')}"
        number = seen[own]
        seen[own] += 1
        if number and step.name:
            raise _NotWritten
        name = f"{step.space}.{own}" if step.space else f"{prefix}{own}"
        name = f"{name}_{number}" if number else name
        needs = needs_of(step.function)
        head = next(iter(needs), None)
        if head is None or any(parameter == head or parameter not in needs for parameter, _ in step.bindings):
            raise _NotWritten
        ordered = {(before if key == head else key): need for key, need in needs.items()}
        made = bound(Written(name, result_type(step.function), ordered, is_inside=True), _valued(step.bindings))
        if made is None:
            raise _NotWritten
        yield made
        before = name


def _valued(pairs: Sequence[tuple[str, ast.expr]]) -> list[tuple[str, ast.expr]]:
    """Bindings with `value(...)` around what is neither that nor `source(...)`: a step takes plain values as well."""
    found = []
    for name, expression in pairs:
        is_dependency = isinstance(expression, ast.Call) and decorator_name(expression) in ("source", "value")
        if not is_dependency and literal_or_none(expression) is None and not isinstance(expression, ast.Constant):
            raise _NotWritten
        found.append((name, expression if is_dependency else ast.Call(ast.Name("value"), [expression], [])))
    return found


def _literals(keywords: Iterable[ast.keyword], allowed: Sequence[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for keyword in keywords:
        value = literal_or_none(keyword.value)
        is_none = isinstance(keyword.value, ast.Constant) and keyword.value.value is None
        if keyword.arg not in allowed or (value is None and not is_none):
            raise _NotWritten
        found[str(keyword.arg)] = value
    return found
