"""A built graph as records for the window: nodes, definitions, inputs, config keys.
It must not build or run anything.
"""

from __future__ import annotations

import difflib
import inspect
import linecache
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dagscope.build import BuildResult
from dagscope.build.expand import NOT_CHOSEN
from dagscope.build.variants import config_that_chooses, has_conditions, unmet_conditions
from dagscope.class_home import home_of
from dagscope.dag import Dag
from dagscope.module_functions import written_name
from dagscope.node import DependencyType, Node, NodeType, plain_name
from dagscope.preview.budget import cut
from dagscope.preview.scalars import short_repr
from dagscope.problems import Problem, last_line_of, place_of
from dagscope.project.config_keys import AskedKey, codes_of
from dagscope.project.static import MAX_SOURCE, StaticNode
from dagscope.project.type_limits import bounds_of, choices_of
from dagscope.project.written_names import Member
from dagscope.records import (
    ConfigKey,
    DefinitionRecord,
    DependencyRecord,
    InputRecord,
    NodeKind,
    NodeRecord,
    ProblemRecord,
)
from dagscope.scenario import ValueSpec
from dagscope.type_text import type_text as written_type

_DOC = 4_000
_LITERALS = (str, int, float, bool, type(None))


def type_text(kind: Any) -> str:
    """Return a type with its arguments, as it would be written."""
    if kind is None or kind is Any or kind is inspect.Parameter.empty:
        return "Any"
    if isinstance(kind, str):
        return cut(kind, 300)
    try:
        return cut(written_type(kind), 300)
    except Exception:  # noqa: BLE001 - a type can be any object of the user's
        return cut(getattr(kind, "__name__", "?"), 300)


def problem_record(problem: Problem, severity: Literal["error", "warning"] = "error") -> ProblemRecord:
    """Return a problem of the build as a record for the window."""
    return ProblemRecord(
        problem.kind,
        cut(problem.message, 4_000),
        problem.node or "",
        problem.file or "",
        problem.line or 0,
        severity,
    )


def source_lines(file: str, line: int, end_line: int) -> str:
    """Return the text of a function as it was compiled, cut to 8 KB."""
    lines = linecache.getlines(file)[max(0, line - 1) : max(line, end_line)]
    return cut("".join(lines), MAX_SOURCE)


@dataclass(frozen=True, slots=True)
class GraphRecords:
    """Everything about a graph that the window shows."""

    nodes: tuple[NodeRecord, ...]
    definitions: tuple[DefinitionRecord, ...]
    inputs: tuple[InputRecord, ...]


# Definitions --------------------------------------------------------------------------------------------------------


def _active_definition(number: int, node: Node) -> DefinitionRecord | None:
    functions = node.originating_functions
    if not functions or node.user_defined:
        return None
    fn = functions[0]  # inside a subdag the function itself comes first, then the ones that placed it there
    file, line = place_of(fn)
    end = last_line_of(fn) or line or 0
    placed = ", ".join(getattr(outer, "__name__", "?") for outer in functions[1:])
    return DefinitionRecord(
        number,
        node.name,
        written_name(fn),
        home_of(fn),
        file or "",
        line or 0,
        end,
        source_lines(file, line, end) if file and line else "",
        True,
        f"placed by {placed}" if placed else "",
    )


def _wanted(result: BuildResult[Dag], config: Mapping[str, Any]) -> dict[tuple[str, str, str], dict[str, str]]:
    """Return what config would choose each variant that its condition leaves out: values that a literal can write."""
    found = {}
    for name, candidate, _ in result.shadowed:
        values = config_that_chooses(candidate.fn, config)
        if values and all(isinstance(value, _LITERALS) for value in values.values()):
            texts = {key: repr(value) for key, value in values.items()}
            found[name, candidate.fn.__name__, candidate.module_name] = texts
    return found


def _unmet(result: BuildResult[Dag], config: Mapping[str, Any]) -> dict[tuple[str, str, str], str]:
    """Return which condition on the config leaves each variant out, and what the config has instead."""
    found = {}
    for name, candidate, reason in result.shadowed:
        if reason == NOT_CHOSEN and has_conditions(candidate.fn):
            found[name, candidate.fn.__name__, candidate.module_name] = unmet_conditions(candidate.fn, config) or reason
    return found


def not_used(definitions: Iterable[DefinitionRecord]) -> list[DefinitionRecord]:
    """Return the functions that the config switches off, each once."""
    found = {(each.module, each.function): each for each in definitions if each.is_switched_off}
    return list(found.values())


def _definitions(
    result: BuildResult[Dag], config: Mapping[str, Any]
) -> tuple[dict[str, list[int]], list[DefinitionRecord]]:
    records: list[DefinitionRecord] = []
    by_node: dict[str, list[int]] = {}
    wanted, unmet = _wanted(result, config), _unmet(result, config)
    for node in result.graph.nodes.values():
        record = _active_definition(len(records), node)
        if record is not None:
            records.append(record)
            by_node.setdefault(node.name, []).append(record.id)
    for found in result.definitions:
        if found.is_active:
            continue
        line, end = found.line or 0, found.end_line or found.line or 0
        text = source_lines(found.file, line, end) if found.file and line else ""
        records.append(
            DefinitionRecord(
                len(records),
                found.node,
                found.function,
                found.module,
                found.file or "",
                line,
                end,
                text,
                False,
                unmet.get((found.node, found.function, found.module), found.reason),
                wanted.get((found.node, found.function, found.module), {}),
                (found.node, found.function, found.module) in unmet,
            )
        )
        by_node.setdefault(found.node, []).append(len(records) - 1)
    return by_node, records


# Nodes --------------------------------------------------------------------------------------------------------------


def _kind(node: Node, config: Mapping[str, Any]) -> NodeKind:
    role = node.node_role
    if role is NodeType.EXTERNAL:
        return "config" if node.name in config else "input"
    if role is NodeType.EXPAND:
        return "expand"
    if role is NodeType.COLLECT:
        return "collect"
    if node.tags.get("hamilton.data_loader"):
        return "loader"
    return "saver" if node.tags.get("hamilton.data_saver") else "function"


def _module(node: Node) -> str:
    functions = node.originating_functions
    if functions:
        return home_of(functions[0])
    return str(node.tags.get("module", ""))


def _dependencies(node: Node) -> tuple[DependencyRecord, ...]:
    return tuple(
        DependencyRecord(name, type_text(kind), how is DependencyType.OPTIONAL)
        for name, (kind, how) in node.input_types.items()
    )


def _node_record(
    node: Node, config: Mapping[str, Any], definitions: Mapping[str, list[int]], default: str
) -> NodeRecord:
    tags = {
        str(plain_name(key)): cut(plain_name(value) if isinstance(value, str) else short_repr(value), 500)
        for key, value in node.tags.items()
    }
    kind = _kind(node, config)
    return NodeRecord(
        node.name,
        tags.get("display_name") or node.name.rsplit(".", 1)[-1],
        type_text(node.type),
        kind,
        _module(node),
        cut(inspect.cleandoc(node.documentation or ""), _DOC),
        tags,
        _dependencies(node),
        tuple(definitions.get(node.name, ())),
        default,
        kind not in ("input", "config"),
        inspect.iscoroutinefunction(node.callable),
    )


def _consumers(graph: Dag) -> dict[str, list[tuple[Node, DependencyType]]]:
    found: dict[str, list[tuple[Node, DependencyType]]] = {}
    for node in graph.nodes.values():
        for name, (_, how) in node.input_types.items():
            found.setdefault(name, []).append((node, how))
    return found


def _default_of(name: str, consumers: Sequence[tuple[Node, DependencyType]]) -> str:
    for node, how in consumers:
        if how is DependencyType.OPTIONAL and name in node.default_parameter_values:
            return short_repr(node.default_parameter_values[name])
    return ""


# What could not be imported -----------------------------------------------------------------------------------------


def _static_records(
    found: Sequence[tuple[str, str, str, StaticNode]], first_id: int, known: set[str]
) -> tuple[list[NodeRecord], list[DefinitionRecord]]:
    nodes: list[NodeRecord] = []
    definitions: list[DefinitionRecord] = []
    for module, path, reason, static in found:
        if static.name in known:
            continue
        known.add(static.name)
        number = first_id + len(definitions)
        definitions.append(
            DefinitionRecord(
                number,
                static.name,
                static.function,
                module,
                path,
                static.line,
                static.end_line,
                static.source,
                True,
                reason,
            )
        )
        deps = tuple(DependencyRecord(item.name, item.type, item.has_default) for item in static.parameters)
        nodes.append(
            NodeRecord(
                static.name,
                static.name,
                static.type,
                "unavailable",
                module,
                cut(static.doc, _DOC),
                {},
                deps,
                (number,),
                "",
                False,
                static.is_async,
                reason,
            )  # fmt: skip
        )
    return nodes, definitions


def _missing_inputs(nodes: Sequence[NodeRecord], known: set[str]) -> list[NodeRecord]:
    """Return records for the parameters of unavailable functions that nothing defines."""
    found: dict[str, NodeRecord] = {}
    for node in nodes:
        for dependency in node.deps:
            if dependency.name not in known and dependency.name not in found:
                found[dependency.name] = NodeRecord(
                    dependency.name, dependency.name, dependency.type, "input", is_final_candidate=False
                )
    return list(found.values())


def describe_graph(
    result: BuildResult[Dag],
    config: Mapping[str, Any],
    static: Sequence[tuple[str, str, str, StaticNode]],
    has_definitions: bool = True,
) -> GraphRecords:
    """Return the records of a build, and of the functions read from modules that could not be imported."""
    graph = result.graph
    by_node, definitions = _definitions(result, config) if has_definitions else ({}, [])
    consumers = _consumers(graph)
    nodes: list[NodeRecord] = []
    inputs: list[InputRecord] = []
    static_names = {item[3].name for item in static}
    for node in graph.nodes.values():
        is_external = node.node_role is NodeType.EXTERNAL
        if is_external and node.name in static_names:
            continue  # an unavailable function stands there
        asked = consumers.get(node.name, []) if is_external else []
        default = _default_of(node.name, asked)
        nodes.append(_node_record(node, config, by_node, default))
        if is_external and node.name not in config:
            required = any(how is DependencyType.REQUIRED for _, how in asked)
            needed_by = tuple(consumer.name for consumer, _ in asked[:50])
            limits = (choices_of(node.type), *bounds_of(node.type))
            inputs.append(InputRecord(node.name, type_text(node.type), required, default, needed_by, *limits))
    known = {node.name for node in nodes}
    extra, extra_definitions = _static_records(static, len(definitions), known)
    nodes += extra
    nodes += _missing_inputs(extra, known)
    return GraphRecords(tuple(nodes), tuple(definitions + extra_definitions), tuple(inputs))


# Config -------------------------------------------------------------------------------------------------------------


def as_digraph(nodes: Sequence[NodeRecord]) -> Any:
    """Return nodes and what they need as a `networkx.DiGraph`, its edges from what is needed to what needs it.

    Raises:
        ImportError: networkx is not installed.
    """
    try:
        import networkx
    except ImportError as error:
        raise ImportError(
            "A graph for networkx needs the package networkx: install it with `pip install dagscope[viz]`."
        ) from error
    graph: Any = networkx.DiGraph()
    for node in nodes:
        graph.add_node(
            node.name, type=node.type, kind=node.kind, module=node.module, tags=dict(node.tags), doc=node.doc
        )
    graph.add_edges_from((dep.name, node.name, {"is_optional": dep.optional}) for node in nodes for dep in node.deps)
    return graph


def describe_config(
    asked: Sequence[AskedKey],
    specs: Mapping[str, ValueSpec],
    values: Mapping[str, Any],
    needed: Container[str] = (),
) -> tuple[ConfigKey, ...]:
    """Return the keys decorators ask for, then the scenario's others; `needed` are those that functions take."""
    keys: list[ConfigKey] = []
    for key in asked:
        kinds = list(dict.fromkeys(_kind_text(value) for value in key.values if value is not None))
        known = tuple(_value_text(value) for value in key.values if value is not None)
        is_judged = not key.is_open or key.is_compared
        is_doubtful = key.name in values and key.values and is_judged and key.name not in needed
        remark = _unknown_value(values[key.name], key.values, key.is_open) if is_doubtful else ""
        text = _set_text(specs.get(key.name))
        keys.append(ConfigKey(key.name, " | ".join(kinds), known, text, key.origin, remark, key.uses, codes_of(key)))
    names = {key.name for key in asked}
    keys += [
        ConfigKey(name, type(values[name]).__name__ if name in values else "", (), _set_text(spec), "scenario")
        for name, spec in specs.items()
        if name not in names
    ]
    return tuple(keys)


def _unknown_value(value: Any, known: Sequence[object], is_open: bool) -> str:
    """Return a warning that no code compares with a value, and which one may be meant; empty without one."""
    if not isinstance(value, (str, int, float, bool, type(None))) or value in known:
        return ""
    text = short_repr(value)
    texts = [_value_text(each) for each in known]
    close = difflib.get_close_matches(text.casefold(), [each.casefold() for each in texts], 1, 0.5)
    if close:
        meant = next(each for each in texts if each.casefold() == close[0])
        return f"{text} is used nowhere; is {meant} meant?"
    if is_open:
        return ""  # a condition asks for another value than one, and this is another
    return f"{text} is used nowhere; the code knows {', '.join(texts[:8])}{' ...' if len(texts) > 8 else ''}"


def _value_text(value: object) -> str:
    return value.text if isinstance(value, Member) else short_repr(value)


def _kind_text(value: object) -> str:
    return value.text.rpartition(".")[0] if isinstance(value, Member) else type(value).__name__


def _set_text(spec: ValueSpec | None) -> str:
    return cut(spec.text, 2_000) if spec is not None else ""
