"""A slot from the sources alone, for a folder whose code must not run.
It must not import, evaluate or write anything.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any, get_args

from dagscope.build import BuildResult
from dagscope.dag import Dag
from dagscope.describe.config import describe_config
from dagscope.describe.graph import GraphRecords
from dagscope.no_garbage import no_garbage_collection
from dagscope.node import DependencyType, Node, NodeType
from dagscope.preview.budget import cut
from dagscope.project.config_keys import asked_keys
from dagscope.project.opening import Project
from dagscope.project.source import SourceFile
from dagscope.project.static import StaticNode, static_nodes
from dagscope.records import (
    DefinitionRecord,
    DependencyRecord,
    InputRecord,
    ModuleRecord,
    NodeKind,
    NodeRecord,
    ProblemRecord,
)
from dagscope.scenario import Scenario, ValueSpec
from dagscope.session.building import Slot, with_imported

_ROLES = {"expand": NodeType.EXPAND, "collect": NodeType.COLLECT}
_DOC = 4_000

_Found = Mapping[str, tuple[ModuleRecord, StaticNode]]


@no_garbage_collection()
def read_slot(project: Project, scenario: Scenario) -> Slot:
    """Return what the sources of a scenario's modules say their graph is."""
    config, unknown = literals_of(scenario.config)
    known = {module.name: module for module in project.modules}
    modules = tuple(known.get(name) or ModuleRecord(name) for name in scenario.module_names())
    problems: list[ProblemRecord] = []
    found: dict[str, tuple[ModuleRecord, StaticNode]] = {}
    for module in modules:
        source = project.source_of(module.name)
        if source is None:
            text = f"module {module.name!r} is no file of this folder; what it holds is known after loading"
            problems.append(ProblemRecord("preview", text, severity="warning"))
            continue
        problems += _taken_along(module.name, source)
        for node in static_nodes(source, config, unknown, project.source_of):
            chosen = scenario.definitions.get(node.function, module.name)
            if node.name not in found or (scenario.allow_module_overrides and chosen == module.name):
                found[node.name] = (module, node)
    problems += _left_open(found, unknown)
    records = _records(found, scenario.config)
    return Slot(
        scenario=scenario,
        result=BuildResult(_dag(records, config)),
        config=config,
        records=records,
        config_keys=describe_config(
            asked_keys(with_imported(project, scenario.module_names()), scenario.module_names()),
            scenario.config,
            config,
        ),
        modules=modules,
        problems=tuple(problems),
        unavailable={},
    )


def _taken_along(name: str, source: SourceFile) -> list[ProblemRecord]:
    """Return a problem where a package takes functions from modules of its own: loading makes nodes of them."""
    if source.tree is None or source.path.name != "__init__.py":
        return []
    inside = [
        each
        for each in source.tree.body
        if isinstance(each, ast.ImportFrom) and (each.level == 1 or f"{each.module}.".startswith(f"{name}."))
    ]
    if not inside:
        return []
    text = f"module {name!r} takes names from modules inside it; those that are functions are known after loading"
    return [ProblemRecord("preview", text, name, source.path.as_posix(), inside[0].lineno, severity="warning")]


def literals_of(specs: Mapping[str, ValueSpec]) -> tuple[dict[str, Any], frozenset[str]]:
    """Return the values that are literals, and the names of those that only reading files or evaluating would give."""
    values: dict[str, Any] = {}
    unknown: set[str] = set()
    for name, spec in specs.items():
        if spec.kind == "literal":
            try:
                values[name] = ast.literal_eval(spec.text.strip())
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                values[name] = spec.text
        elif spec.kind != "none":
            unknown.add(name)
    return values, frozenset(unknown)


def _left_open(found: _Found, unknown: frozenset[str]) -> list[ProblemRecord]:
    """Return problems on how much of the graph is only known after loading."""
    open_nodes = [name for name, (_, node) in found.items() if node.open]
    problems = []
    if open_nodes:
        names = ", ".join(open_nodes[:5]) + (" ..." if len(open_nodes) > 5 else "")
        text = f"of {len(open_nodes)} of {len(found)} nodes, a part is known after loading: {names}"
        problems.append(ProblemRecord("preview", text, open_nodes[0], severity="warning"))
    for name in sorted(unknown):
        text = f"config {name}: an expression or a file, which is shown as text and read after loading"
        problems.append(ProblemRecord("preview", text, severity="warning"))
    return problems


# Records ------------------------------------------------------------------------------------------------------------


def _records(found: _Found, config: Mapping[str, ValueSpec]) -> GraphRecords:
    nodes: list[NodeRecord] = []
    definitions: list[DefinitionRecord] = []
    outside: dict[str, list[tuple[str, str, bool]]] = {}
    for name, (module, node) in found.items():
        definitions.append(
            DefinitionRecord(
                len(definitions), name, node.function, module.name, module.path, node.line, node.end_line, node.source,
                True, node.open,
            )
        )  # fmt: skip
        nodes.append(_node_record(module.name, node, len(definitions) - 1))
        for item in node.parameters:
            if item.name not in found:
                outside.setdefault(item.name, []).append((name, item.type, item.has_default))
    inputs = []
    for name, readers in outside.items():
        is_config = name in config
        kind = next((written for _, written, _ in readers if written), "")
        nodes.append(NodeRecord(name, _label(name), kind, "config" if is_config else "input", is_final_candidate=False))
        if not is_config:
            required = not all(has_default for _, _, has_default in readers)
            inputs.append(InputRecord(name, kind, required, "", tuple(reader for reader, _, _ in readers[:50])))
    for name in config:
        if name not in outside and name not in found:
            nodes.append(NodeRecord(name, _label(name), "", "config", is_final_candidate=False))
    return GraphRecords(tuple(nodes), tuple(definitions), tuple(inputs))


def _label(name: str) -> str:
    return name.rsplit(".", 1)[-1]


def _node_record(module: str, node: StaticNode, definition: int) -> NodeRecord:
    kind: NodeKind = next((known for known in get_args(NodeKind) if known == node.kind), "function")
    return NodeRecord(
        name=node.name,
        label=node.tags.get("display_name") or _label(node.name),
        type=cut(node.type, 300),
        kind=kind,
        module=module,
        doc=cut(node.doc, _DOC),
        tags={key: cut(value, 500) for key, value in node.tags.items()},
        deps=tuple(DependencyRecord(item.name, cut(item.type, 300), item.has_default) for item in node.parameters),
        definitions=(definition,),
        is_async=node.is_async,
        reason=node.open,
    )


# A graph to draw ----------------------------------------------------------------------------------------------------


def _dag(records: GraphRecords, config: dict[str, Any]) -> Dag:
    """Return the records as linked nodes without functions; their types are texts."""
    nodes: dict[str, Node] = {}
    for record in records.nodes:
        outside = record.kind in ("input", "config")
        role = NodeType.EXTERNAL if outside else _ROLES.get(record.kind, NodeType.STANDARD)
        inputs = {
            item.name: (item.type or "Any", DependencyType.OPTIONAL if item.optional else DependencyType.REQUIRED)
            for item in record.deps
        }
        nodes[record.name] = Node(
            record.name, record.type or "Any", record.doc, _not_loaded, role, inputs, dict(record.tags)
        )
    for node in nodes.values():
        for name in node.input_types:
            node.dependencies.append(nodes[name])
            nodes[name].depended_on_by.append(node)
    return Dag(nodes, config)


def _not_loaded(**given: Any) -> Any:
    """Stand for the code of a node."""
    raise RuntimeError("this is a preview: the code of the folder has not been run")
