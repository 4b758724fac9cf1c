"""Two graphs as one: the union that is laid out once, what differs, and the two pictures of it.
It must not lay out or draw.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dagscope.difference_words import words_of
from dagscope.expected_time import seconds_text
from dagscope.records import DependencyRecord, NodeDiff, NodeRecord, Role

from dagscope_app.model.cases import DiffMark
from dagscope_app.model.picture.resolve import plain_group, tooltip
from dagscope_app.model.placement import Box, Direction, Layout, WireKey
from dagscope_app.model.records.graph import GraphSnapshot, consumers_of
from dagscope_app.model.records.grouping import Grouping, representative
from dagscope_app.model.records.marks import diff_counts, mark_words
from dagscope_app.model.records.runs import WITH_RESULT, Run, shown_state
from dagscope_app.model.records.scene import GroupItem, NodeItem, SceneSpec, WireItem

_ROLES: tuple[Role, ...] = ("cause", "affected", "same")


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the list of differences; `mark` is a scene item's `diff`."""

    name: str
    mark: DiffMark
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ComparePicture:
    """What both pictures are made of. `marks` maps a node to its `diff`."""

    left: GraphSnapshot = field(default_factory=GraphSnapshot)
    right: GraphSnapshot = field(default_factory=GraphSnapshot)
    union: GraphSnapshot = field(default_factory=GraphSnapshot)
    grouping: Grouping = field(default_factory=Grouping)
    folded: frozenset[str] = frozenset()
    selection: frozenset[str] = frozenset()
    marks: Mapping[str, DiffMark] = field(default_factory=dict)
    left_run: Run | None = None
    right_run: Run | None = None
    is_left_stale: bool = False
    is_right_stale: bool = False
    left_finals: frozenset[str] = frozenset()
    right_finals: frozenset[str] = frozenset()
    direction: Direction = "LR"


def union_graph(left: GraphSnapshot, right: GraphSnapshot) -> GraphSnapshot:
    """Return both graphs in one: every node once, in an order that keeps both, with both sides' dependencies."""
    nodes: dict[str, NodeRecord] = {}
    for name in _merged(list(left.nodes), list(right.nodes)):
        one, other = left.nodes.get(name), right.nodes.get(name)
        if one is None or other is None:
            found = one or other
            assert found is not None
            nodes[name] = found
        else:
            nodes[name] = replace(one, deps=_all_deps(one.deps, other.deps), definitions=())
    both = {**left.decided, **right.decided}
    decided = {name: tuple(dict.fromkeys((*left.decided.get(name, ()), *right.decided.get(name, ())))) for name in both}
    return GraphSnapshot(nodes=nodes, consumers=consumers_of(nodes), decided=decided)


def _merged(left: Sequence[str], right: Sequence[str]) -> list[str]:
    """Return the merged order: right's own names come before the shared name they came before on their side."""
    shared = set(left) & set(right)
    before: dict[str, list[str]] = {}
    waiting: list[str] = []
    for name in right:
        if name in shared:
            before[name], waiting = waiting, []
        else:
            waiting.append(name)
    merged = []
    for name in left:
        merged += [*before.get(name, ()), name]
    return merged + waiting


def _all_deps(left: Sequence[DependencyRecord], right: Sequence[DependencyRecord]) -> tuple[DependencyRecord, ...]:
    known = {dep.name for dep in left}
    return (*left, *(dep for dep in right if dep.name not in known))


def differences(diffs: Iterable[NodeDiff], order: Iterable[str] = ()) -> tuple[Difference, ...]:
    """Return the list of what differs: causes first, then what they affect, then the rest, in the union's order."""
    rank = {name: number for number, name in enumerate(order)}
    found = [
        (_ROLES.index(diff.role), rank.get(diff.name, len(rank)), _difference(diff)) for diff in diffs if diff.differs
    ]
    return tuple(item for _, _, item in sorted(found, key=lambda entry: entry[:2]))


def _difference(diff: NodeDiff) -> Difference:
    kinds = {change.kind for change in diff.structure}
    mark: DiffMark = "left" if "left" in kinds else "right" if "right" in kinds else "definition" if kinds else "value"
    if diff.is_unknown:
        return Difference(diff.name, "unknown", words_of(diff))
    return Difference(diff.name, mark, "the same otherwise" if diff.role == "same" else diff.role, words_of(diff))


def step(items: Sequence[Difference], current: str, by: int) -> str:
    """Return the next or previous difference after `current`, cyclically; nothing when there is none."""
    if not items:
        return ""
    names = [item.name for item in items]
    if current not in names:
        return names[0 if by > 0 else -1]
    return names[(names.index(current) + by) % len(names)]


def compare_scenes(picture: ComparePicture, layout: Layout) -> tuple[SceneSpec, SceneSpec]:
    """Return both pictures of one layout: each node at one position, and on each side only what is there."""
    return (
        _scene(picture, layout, picture.left, picture.left_run, picture.is_left_stale, picture.left_finals),
        _scene(picture, layout, picture.right, picture.right_run, picture.is_right_stale, picture.right_finals),
    )


def selected_in(scene: SceneSpec, grouping: Grouping, folded: frozenset[str], name: str) -> SceneSpec:
    """Return the picture with a node, or the folded group that stands for it, marked as selected."""
    shown = representative(grouping, folded, name) if name else ""
    if shown in scene.nodes:
        return replace(scene, nodes={**scene.nodes, shown: replace(scene.nodes[shown], is_selected=True)})
    if shown in scene.groups:
        return replace(scene, groups={**scene.groups, shown: replace(scene.groups[shown], is_selected=True)})
    return scene


def _scene(
    picture: ComparePicture,
    layout: Layout,
    graph: GraphSnapshot,
    run: Run | None,
    is_stale: bool,
    finals: frozenset[str],
) -> SceneSpec:
    nodes = {
        name: _node(picture, graph, graph.nodes[name], box, run, is_stale, finals)
        for name, box in layout.nodes.items()
        if name in graph.nodes
    }
    groups: dict[str, GroupItem] = {}
    for name, box in layout.groups.items():
        members = [item for item in picture.grouping.members.get(name, ()) if item in graph.nodes]
        if members:
            groups[name] = group_item(picture, name, box, members)
    width, height = layout.size
    parents = picture.grouping.parents, picture.grouping.group_parents
    return SceneSpec(nodes, groups, _wires(picture, layout, graph), width, height, picture.direction, *parents)


def _wires(picture: ComparePicture, layout: Layout, graph: GraphSnapshot) -> dict[WireKey, WireItem]:
    """Return the wires of the layout that one side has, between what is seen of their nodes."""
    shown: dict[str, str] = {}

    def visible(name: str) -> str:
        if name not in shown:
            shown[name] = representative(picture.grouping, picture.folded, name)
        return shown[name]

    ends = {
        (visible(dep.name), visible(name))
        for name, node in graph.nodes.items()
        for dep in node.deps
        if dep.name in graph.nodes
    }
    choices = {(visible(key), visible(name)) for name, keys in graph.decided.items() for key in keys} - ends
    return {
        WireKey(route.source, route.target): WireItem(
            route.source,
            route.target,
            route.points,
            route.count,
            is_optional=(route.source, route.target) in choices,
        )
        for route in layout.routes
        if (route.source, route.target) in ends | choices
    }


def _node(
    picture: ComparePicture,
    graph: GraphSnapshot,
    node: NodeRecord,
    box: Box,
    run: Run | None,
    is_stale: bool,
    finals: frozenset[str],
) -> NodeItem:
    ran = run.nodes.get(node.name) if run else None
    return NodeItem(
        id=node.name,
        label=node.label or node.name.rpartition(".")[2],
        type_text=node.type,
        kind=node.kind,
        box=box,
        state=shown_state(run, node.name, (node.name,) if is_stale else ()),
        time_text=seconds_text(ran.seconds) if ran and ran.state in WITH_RESULT else "",
        is_final=node.name in finals,
        definition_count=max(1, len(graph.definitions_of(node.name))),
        is_selected=node.name in picture.selection,
        diff=picture.marks.get(node.name, ""),
        tooltip=tooltip(node, ran),
    )


def group_item(picture: ComparePicture, name: str, box: Box, members: Sequence[str]) -> GroupItem:
    """Return a group that says how many of these members differ."""
    counts = diff_counts(picture.marks.get(member, "") for member in members)
    is_folded = name in picture.folded
    item = plain_group(picture.grouping, name, box, len(members), is_folded=is_folded)
    return replace(
        item,
        is_selected=is_folded and not picture.selection.isdisjoint(members),
        diff=(counts[0][0] if len(counts) == 1 else "definition") if is_folded and counts else "",
        diff_counts=counts,
        tooltip="\n".join([item.tooltip, *mark_words(counts)]),
    )
