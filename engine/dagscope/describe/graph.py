"""A built graph as records: its nodes, their definitions, its inputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dagscope.build import BuildResult
from dagscope.dag import Dag
from dagscope.describe.definitions import definitions_of
from dagscope.describe.node_records import node_record, type_text
from dagscope.describe.unavailable import missing_inputs, static_records
from dagscope.node import DependencyType, Node, NodeType
from dagscope.preview.budget import cut
from dagscope.preview.scalars import short_repr
from dagscope.problems import Problem
from dagscope.project.static import StaticNode
from dagscope.project.type_limits import bounds_of, choices_of
from dagscope.records import DefinitionRecord, InputRecord, NodeRecord, ProblemRecord


@dataclass(frozen=True, slots=True)
class GraphRecords:
    """Everything about a graph that the window shows."""

    nodes: tuple[NodeRecord, ...]
    definitions: tuple[DefinitionRecord, ...]
    inputs: tuple[InputRecord, ...]


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


def describe_graph(
    result: BuildResult[Dag],
    config: Mapping[str, Any],
    static: Sequence[tuple[str, str, str, StaticNode]],
    has_definitions: bool = True,
) -> GraphRecords:
    """Return the records of a build, and of the functions read from modules that could not be imported."""
    graph = result.graph
    by_node, definitions = definitions_of(result, config) if has_definitions else ({}, [])
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
        nodes.append(node_record(node, config, by_node, default))
        if is_external and node.name not in config:
            required = any(how is DependencyType.REQUIRED for _, how in asked)
            needed_by = tuple(consumer.name for consumer, _ in asked[:50])
            limits = (choices_of(node.type), *bounds_of(node.type))
            inputs.append(InputRecord(node.name, type_text(node.type), required, default, needed_by, *limits))
    known = {node.name for node in nodes}
    extra, extra_definitions = static_records(static, len(definitions), known)
    nodes += extra
    nodes += missing_inputs(extra, known)
    return GraphRecords(tuple(nodes), tuple(definitions + extra_definitions), tuple(inputs))


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
