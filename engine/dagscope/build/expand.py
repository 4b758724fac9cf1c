"""Second pass: each candidate becomes its nodes, put together by name. Nodes do not know each other yet.

A function without decorators becomes one node right here; one with decorators goes through
`dagscope.function_modifiers.base.apply_phases`. Whatever that raises becomes a problem and the build goes on.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Container, Iterable, Sequence
from types import FunctionType
from typing import Any

from dagscope.annotations import annotations_of, parameter_problem
from dagscope.build.collect import Candidate, Collected
from dagscope.build.remembered import (
    Decorated,
    Reader,
    decorated_entry,
    is_settled,
    is_unchanged,
    memory_of,
    remember,
    remembered_config,
)
from dagscope.class_home import written_hints
from dagscope.function_modifiers.base import apply_phases, has_modifiers
from dagscope.node import Node, careful_node, quick_node, renewed
from dagscope.problems import Problem, of_the_same_type, place_of, problem_at

LATER_WINS = "the later one wins"
NOT_CHOSEN = "its condition on the config does not hold"


class Expansion:
    """What the pass gives: nodes by name, functions that made none of them, and the problems."""

    __slots__ = ("nodes", "bare", "uncallable", "shadowed", "problems", "warnings", "origins", "fresh")

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.bare: list[Candidate] = []
        self.uncallable: list[tuple[Candidate, Problem]] = []
        """Undecorated functions that make no node and could not be called by name, with what is to be said of them."""
        self.shadowed: list[tuple[str, Candidate, str]] = []
        self.origins: dict[str, Candidate] = {}
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self.fresh: list[Node] = []
        """Nodes of functions that are new or have changed since their module was built last."""


def expand(collected: Sequence[Collected], config: dict[str, Any], allow_module_overrides: bool) -> Expansion:
    """Make the nodes of every function and collect them by name; the later definition wins where that is allowed."""
    result = Expansion()
    nodes = result.nodes
    snapshot = remembered_config(config)
    for module, module_name, functions in collected:
        memory = Reader(memory_of(module))
        tags: dict[str, dict[str, Any]] = {}
        for fn in functions:
            entry = memory.find(fn)
            if not has_modifiers(fn):
                if type(entry) is Node:
                    node = renewed(entry)
                    node.own_tags = _tags_of(fn, tags)  # The remembered node may have been tagged since.
                else:
                    plain = _plain(result, fn, module_name, entry is not None, memory, tags)
                    if plain is None:
                        continue
                    node = plain
                name = node.local_name
                if name not in nodes and name not in config:
                    nodes[name] = node
                    continue
                made = [node]
            else:
                found = _decorated(result, fn, entry, memory, config, snapshot)
                if found is None:
                    continue
                made = found
            _add(result, Candidate(fn, module_name), made, config, allow_module_overrides)
        remember(module, memory.finish())
    return result


def _plain(
    result: Expansion,
    fn: Callable[..., Any],
    module_name: str,
    was_found: bool,
    memory: Reader,
    shared_tags: dict[str, dict[str, Any]],
) -> Node | None:
    """Return the node of an undecorated function; nodes of a module share their tags until one changes them."""
    is_remembered = True
    try:
        if not (getattr(fn, "__annotations__", None) or written_hints(fn)):
            result.bare.append(Candidate(fn, module_name))
            return None
        node = quick_node(fn)
        if node is None:
            node = careful_node(fn)
            is_remembered = (
                not _warn_of_parameters(result, fn) and type(fn) is FunctionType and is_settled(fn.__annotations__)
            )
    except Exception as error:  # noqa: BLE001 - evaluating annotations runs users' code
        if isinstance(error, ValueError) and (problem := _of_parameters(fn)) is not None:
            result.uncallable.append((Candidate(fn, module_name), problem))
        else:
            result.problems.append(_problem_of(fn, error))
        return None
    node.own_tags = _tags_of(fn, shared_tags)
    node.tags_are_shared = True
    node.originating_functions = (fn,)
    result.fresh.append(node)
    memory.replace(fn, node if is_remembered else None, was_found)
    return node


def _tags_of(fn: Callable[..., Any], shared_tags: dict[str, dict[str, Any]]) -> dict[str, Any]:
    module = fn.__module__
    tags = shared_tags.get(module)
    if tags is None:
        tags = shared_tags[module] = {"module": module}
    return tags


def _decorated(
    result: Expansion,
    fn: Callable[..., Any],
    entry: Node | Decorated | None,
    memory: Reader,
    config: dict[str, Any],
    snapshot: dict[str, Any] | None,
) -> list[Node] | None:
    """Return the nodes of a decorated function."""
    _warn_of_parameters(result, fn)
    if type(entry) is Decorated and is_unchanged(entry, fn, config):
        return [renewed(node) for node in entry.nodes]
    try:
        made = list(apply_phases(fn, config))
    except Exception as error:  # noqa: BLE001 - decorators run users' code
        result.problems.append(_problem_of(fn, error))
        return None
    result.fresh.extend(made)
    # Copies: the nodes themselves may be tagged by whoever holds their graph.
    fresh = decorated_entry(fn, tuple(map(renewed, made)), snapshot) if snapshot is not None else None
    memory.replace(fn, fresh, entry is not None)
    return made


def _add(
    result: Expansion,
    candidate: Candidate,
    made: Iterable[Node],
    config: dict[str, Any],
    allow_module_overrides: bool,
) -> None:
    nodes, is_empty = result.nodes, True
    for node in made:
        is_empty = False
        name = node.name
        if name in config:
            result.shadowed.append((name, candidate, "the config gives this value"))
            continue
        known = nodes.get(name)
        if known is not None:
            if not allow_module_overrides:
                result.problems.append(duplicate(name, candidate.fn))
                continue
            earlier = (known.originating_functions or (candidate.fn,))[0]
            shadowed = result.origins.get(name, Candidate(earlier, earlier.__module__))
            result.shadowed.append((name, shadowed, _lost_to(shadowed.module_name, candidate.module_name)))
        nodes[name] = node
        result.origins[name] = candidate
    if is_empty:
        result.shadowed.append((base_name(candidate.fn.__name__), candidate, NOT_CHOSEN))


def _lost_to(module: str, later: str) -> str:
    """Return why a definition does not count, and which order of the modules would choose it."""
    would = f"; with {module} behind {later} in order, this one would" if module != later else ""
    return f"{later} defines it again, and {LATER_WINS}{would}"


def base_name(name: str) -> str:
    """Return the node that a variant such as `price__eur` would define."""
    return name.rpartition("__")[0] or name


def duplicate(name: str, fn: Callable[..., Any]) -> Problem:
    """Return the problem of a node that two functions define."""
    message = (
        f"Cannot define function {name} more than once. Already defined by function {fn} In case you want to override "
        "the previous functions check out .allow_module_overrides() at: "
        "https://hamilton.apache.org/reference/drivers/Driver/"
    )
    return problem_at("duplicate", message, name, fn)


def helper_problems(expansion: Expansion) -> tuple[list[Problem], list[Problem]]:
    """Judge what cannot be a node: it is a helper (a warning) unless the dataflow names it (a problem).

    That is a function without annotations, or one that cannot be called by name, such as `total(*values: int)`. The
    dataflow names it when another node asks for it, or when one of its parameters is the name of a node or an input.
    """
    problems: list[Problem] = []
    warnings: list[Problem] = []
    nodes = expansion.nodes
    known = {name for node in nodes.values() for name in node.input_types}
    asked_for = frozenset(known)
    known.update(nodes)
    for candidate in expansion.bare:
        fn = candidate.fn
        name = fn.__name__
        if _is_named(fn, asked_for, known):
            message = f"Missing type hint for return value in function {fn.__qualname__}."
            problems.append(problem_at("missing_annotation", message, name, fn))
        else:
            message = (
                f"{name} has no type annotations and is taken for a helper, not a node. Annotate its parameters and "
                "its result to make it one, or begin its name with an underscore."
            )
            warnings.append(problem_at("helper", message, name, fn))
    for candidate, problem in expansion.uncallable:
        fn = candidate.fn
        if _is_named(fn, asked_for, known):
            problems.append(
                problem_at(problem.kind, f"{problem.message}\n  at {problem.file}:{problem.line}", fn.__name__, fn)
            )
        else:
            message = f"{fn.__name__} is taken for a helper, not a node: {problem.message}"
            warnings.append(problem_at("helper", message, fn.__name__, fn))
    return problems, warnings


def _is_named(fn: Callable[..., Any], asked_for: Container[str], known: Container[str]) -> bool:
    """Return whether the dataflow asks for the function, or it for something of the dataflow."""
    code = getattr(inspect.unwrap(fn), "__code__", None)
    parameters = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount] if code is not None else ()
    return fn.__name__ in asked_for or any(each in known for each in parameters)


def _problem_of(fn: Callable[..., Any], error: Exception) -> Problem:
    message = str(error) or type(error).__name__
    if _is_of_annotations(fn, error):
        return _annotation_problem(fn, error, message)
    if isinstance(error, NameError):
        kind = "unresolved_name"
    elif message.startswith("Missing type"):
        kind = "missing_annotation"
    else:
        kind = "decorator"
    return problem_at(kind, message, fn.__name__, fn, error)


def _of_parameters(fn: Callable[..., Any]) -> Problem | None:
    """Return what is to be said of parameters that cannot be passed by name."""
    try:
        sentence = parameter_problem(fn)
    except (TypeError, ValueError):  # it has no signature
        return None
    return None if sentence is None else problem_at("parameter", sentence, fn.__name__, fn)


def _warn_of_parameters(result: Expansion, fn: Callable[..., Any]) -> bool:
    """Add a warning of parameters that cannot be passed by name, and return whether there is one."""
    problem = _of_parameters(fn)
    if problem is not None:
        result.warnings.append(problem)
    return problem is not None


def _is_of_annotations(fn: Callable[..., Any], error: Exception) -> bool:
    """Return whether the annotations themselves cannot be read: they name what is not there, or are no types."""
    try:
        annotations_of(fn)
    except Exception as found:  # noqa: BLE001 - evaluating annotations runs users' code
        return type(found) is type(error)
    return False


def _annotation_problem(fn: Callable[..., Any], error: Exception, message: str) -> Problem:
    if isinstance(error, NameError):
        kind = "unresolved_name"
        advice = "Import it where the module runs, not under `if TYPE_CHECKING:` alone, or write another type."
    else:
        kind, advice = "annotation", "Write a type there."
    message = f"{message}\n  in an annotation of {fn.__qualname__}. {advice}"
    file, line = place_of(fn)
    return problem_at(kind, message, fn.__name__, fn, of_the_same_type(error, f"{message}\n  at {file}:{line}"))
