"""A build's graph as one frozen snapshot, and free functions over it. It must not draw, lay out or run anything."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from dagscope.protocol.messages import GraphEnd, GraphPage
from dagscope.records import ConfigKey, DefinitionRecord, InputRecord, ModuleRecord, NodeRecord, ProblemRecord

GROUPINGS = ("namespace", "both", "module", "tag", "none")
MODULE = "module:"


@dataclass(frozen=True, slots=True)
class GraphSnapshot:
    """One built graph. Mappings are never changed after creation; order is the worker's."""

    nodes: Mapping[str, NodeRecord] = field(default_factory=dict)
    definitions: Mapping[int, DefinitionRecord] = field(default_factory=dict)
    problems: tuple[ProblemRecord, ...] = ()
    config_keys: tuple[ConfigKey, ...] = ()
    inputs: tuple[InputRecord, ...] = ()
    version: str = ""
    modules: tuple[ModuleRecord, ...] = ()
    consumers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    decided: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For nodes whose definition was chosen by config: the config nodes that chose it."""

    def definitions_of(self, name: str) -> tuple[DefinitionRecord, ...]:
        """Return every definition of a node, in module order."""
        node = self.nodes.get(name)
        if node is None:
            return ()
        return tuple(self.definitions[i] for i in node.definitions if i in self.definitions)

    def qualified(self, name: str) -> str:
        """Return a node's name with the module its function is written in: `features.daily.C`; an input has but its
        name.
        """
        definition = self.active_definition(name)
        return f"{definition.module}.{name}" if definition is not None and definition.module else name

    def active_definition(self, name: str) -> DefinitionRecord | None:
        """Return the definition that won, or None if there is none."""
        node = self.nodes.get(name)
        if node is not None and len(node.definitions) == 1:
            return self.definitions.get(node.definitions[0])
        found = self.definitions_of(name)
        return next((item for item in found if item.is_active), found[0] if found else None)


class GraphAssembler:
    """Collects the pages of one build until its end; then gives the snapshot."""

    def __init__(self) -> None:
        self._nodes: dict[str, NodeRecord] = {}
        self._definitions: dict[int, DefinitionRecord] = {}
        self._consumers: dict[str, dict[str, None]] = {}

    def add_page(self, page: GraphPage) -> None:
        """Take in one page."""
        self._nodes.update((node.name, node) for node in page.nodes)
        self._definitions.update((definition.id, definition) for definition in page.definitions)
        for node in page.nodes:
            for dep in node.deps:
                self._consumers.setdefault(dep.name, {})[node.name] = None

    def finish(self, end: GraphEnd) -> GraphSnapshot:
        """Return the snapshot at the end."""
        return GraphSnapshot(
            nodes=self._nodes,
            definitions=self._definitions,
            problems=end.problems,
            config_keys=end.config_keys,
            inputs=end.inputs,
            version=end.version,
            modules=end.modules,
            consumers={name: tuple(self._consumers.get(name, ())) for name in self._nodes},
            decided=decided_in(self._nodes),
        )


def decided_in(nodes: Mapping[str, NodeRecord]) -> dict[str, tuple[str, ...]]:
    """Return which config nodes chose the definition of which nodes, as the engine's tag tells."""
    found = {}
    for name, node in nodes.items():
        keys = node.tags.get("hamilton.config")
        if keys:
            chosen = tuple(key for key in keys.split(",") if key in nodes and nodes[key].kind == "config")
            if chosen and not any(dep.name in chosen for dep in node.deps):
                found[name] = chosen
    return found


def consumers_of(nodes: Mapping[str, NodeRecord]) -> dict[str, tuple[str, ...]]:
    """Return who needs each node, in graph order."""
    found: dict[str, list[str]] = {name: [] for name in nodes}
    for name, node in nodes.items():
        for dep in node.deps:
            if dep.name in found and (not found[dep.name] or found[dep.name][-1] != name):
                found[dep.name].append(name)
    return {name: tuple(items) for name, items in found.items()}


def upstream(graph: GraphSnapshot, names: Iterable[str], hops: int = -1) -> frozenset[str]:
    """Return the names and everything they need, up to so many steps (-1: all)."""
    nodes = graph.nodes
    return _reach(names, lambda name: [dep.name for dep in nodes[name].deps if dep.name in nodes], graph, hops)


def downstream(graph: GraphSnapshot, names: Iterable[str], hops: int = -1) -> frozenset[str]:
    """Return the names and everything that needs them, up to so many steps (-1: all)."""
    return _reach(names, lambda name: graph.consumers.get(name, ()), graph, hops)


# networkx takes as long for each of these questions (10,000 nodes and 20,000 edges, everything upstream: 9 ms either
# way), but
# 71 ms before to make its graph and 90 ms to be imported: a click would wait for that. Here the records are the graph.
def _reach(
    names: Iterable[str], step: Callable[[str], Iterable[str]], graph: GraphSnapshot, hops: int
) -> frozenset[str]:
    seen = {name for name in names if name in graph.nodes}
    queue = deque((name, 0) for name in sorted(seen))
    while queue:
        name, depth = queue.popleft()
        if depth == hops:
            continue
        for other in step(name):
            if other not in seen:
                seen.add(other)
                queue.append((other, depth + 1))
    return frozenset(seen)


def between(graph: GraphSnapshot, first: str, second: str) -> frozenset[str]:
    """Return every node on a path between two nodes, in whichever direction one exists; empty where there is none."""
    down = downstream(graph, [first]) & upstream(graph, [second])
    if down:
        return down
    return downstream(graph, [second]) & upstream(graph, [first])


def neighbours(graph: GraphSnapshot, names: Iterable[str], hops: int) -> frozenset[str]:
    """Return the names and what lies within so many steps of them in either direction."""
    chosen = tuple(names)
    return upstream(graph, chosen, hops) | downstream(graph, chosen, hops)


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which group each node and each group lies in ("" is none), in order of first appearance.

    `notes` says more of a group whose id tells a person nothing.
    """

    kind: str = "namespace"
    parents: Mapping[str, str] = field(default_factory=dict)
    group_parents: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    def ancestors(self, group: str) -> tuple[str, ...]:
        """Return the group and those around it, innermost first."""
        found: list[str] = []
        while group:
            found.append(group)
            group = self.group_parents.get(group, "")
        return tuple(found)

    def around(self, name: str) -> tuple[str, ...]:
        """Return the groups a node lies in, innermost first."""
        return self.ancestors(self.parents.get(name, ""))

    def describe(self, group: str) -> str:
        """Return what to show of a group next to its label: its note, or the name its id holds."""
        return self.notes.get(group) or group.partition(":")[2] or group

    def depth(self, group: str) -> int:
        """Return the depth of a group, 0 for an outermost one."""
        return len(self.ancestors(group)) - 1


def group(graph: GraphSnapshot, kind: str) -> Grouping:
    """Sort the nodes into groups: by namespace, module, module with the namespaces in it, or the tag of `tag:KEY`."""
    if kind == "none":
        return Grouping(kind=kind, parents=dict.fromkeys(graph.nodes, ""))
    is_nested = kind in ("namespace", "both")
    parents = {name: _parent_of(graph, name, kind) for name in graph.nodes}
    around = _modules_of_namespaces(graph) if kind == "both" else {}
    group_parents: dict[str, str] = {}
    labels: dict[str, str] = {}
    for parent in parents.values():
        while parent and parent not in group_parents:
            is_dotted = is_nested and not parent.startswith(MODULE)
            above = parent.rpartition(".")[0] or around.get(parent, "") if is_dotted else ""
            group_parents[parent] = above
            labels[parent] = parent.rpartition(".")[2] if is_dotted else parent.partition(":")[2]
            parent = above
    if is_nested:
        parents.update((name, name) for name in graph.nodes if name in group_parents)
    members: dict[str, list[str]] = {key: [] for key in group_parents}
    for name, parent in parents.items():
        while parent:
            members[parent].append(name)
            parent = group_parents[parent]
    return Grouping(kind, parents, group_parents, labels, {key: tuple(value) for key, value in members.items()})


def tag_kinds(graph: GraphSnapshot) -> tuple[str, ...]:
    """Return groupings by tag that make sense, the most used tags first; nobody wants a group for every node."""
    values: dict[str, set[str]] = {}
    counts: Counter[str] = Counter()
    for node in graph.nodes.values():
        for key, value in node.tags.items():
            counts[key] += 1
            values.setdefault(key, set()).add(value)
    used = [key for key, _ in counts.most_common() if key != "module" and len(values[key]) <= max(8, counts[key] // 2)]
    return tuple(f"tag:{key}" for key in used)


def origin_of(graph: GraphSnapshot, name: str) -> str:
    """Return the module of the function a node was written as; the record's own may be a framework's, behind a pipe."""
    definition = graph.active_definition(name)
    return definition.module if definition is not None and definition.module else graph.nodes[name].module


def _parent_of(graph: GraphSnapshot, name: str, kind: str) -> str:
    if kind == "namespace":
        return name.rpartition(".")[0]
    if kind in ("module", "both"):
        space = name.rpartition(".")[0] if kind == "both" else ""
        origin = "" if space else origin_of(graph, name)
        return space or (f"{MODULE}{origin}" if origin else "")
    tags, key = graph.nodes[name].tags, kind.partition(":")[2]
    key = key or next(iter(tags), "")
    return f"tag:{key}={tags[key]}" if key in tags else ""


def _modules_of_namespaces(graph: GraphSnapshot) -> dict[str, str]:
    """Return for each outermost namespace the module it is used in: of the node of its name, or of its first reader."""
    found: dict[str, str] = {}
    for name in graph.nodes:
        space, dot, _ = name.partition(".")
        if not dot or found.get(space):
            continue
        users = [user for user in graph.consumers.get(name, ()) if not user.startswith(f"{space}.")]
        owner = space if space in graph.nodes else next((user for user in users if "." not in user), "")
        module = origin_of(graph, owner) if owner else ""
        found[space] = f"{MODULE}{module}" if module else ""
    return found


def representative(grouping: Grouping, folded: frozenset[str], name: str) -> str:
    """Return what represents a node in the picture: itself, or the outermost folded group around it."""
    found = name
    for key in grouping.around(name):
        if key in folded:
            found = key
    return found
