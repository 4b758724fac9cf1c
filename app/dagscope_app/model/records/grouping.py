"""How a graph's nodes are sorted into groups: by namespace, module, tag. It must not decide what is folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, NewType, get_args

from dagscope_app.model.records.graph import GraphSnapshot, origin_of

GroupId = NewType("GroupId", str)
"""What a group is known by, in the state, the layout and the files; nobody takes one apart. The grouping knows its kind
and its name.
"""
NO_GROUP = GroupId("")
GroupKind = Literal["namespace", "module", "tag", "section"]
GroupingKind = Literal["namespace", "both", "module", "tag", "none"]
GROUPINGS: tuple[GroupingKind, ...] = get_args(GroupingKind)


class GroupBy(NamedTuple):
    """What nodes are grouped by; of `tag`, by which (without one, each by its own first tag)."""

    kind: GroupingKind = "namespace"
    tag: str = ""


def group_by_from(plain: object) -> GroupBy | None:
    """Return what was written as JSON, or None where it makes no sense."""
    parts = [plain] if isinstance(plain, str) else plain
    if not isinstance(parts, Sequence) or not 1 <= len(parts) <= 2:
        return None
    kind = next((each for each in GROUPINGS if each == parts[0]), None)
    return GroupBy(kind, *map(str, parts[1:])) if kind is not None else None


def namespace_id(name: str) -> GroupId:
    """Return the id of a namespace."""
    return GroupId(name)


def module_id(name: str) -> GroupId:
    """Return the id of a module; a namespace may have its name."""
    return GroupId(f"module:{name}")


def tag_id(key: str, value: str) -> GroupId:
    """Return the id of what has this tag."""
    return GroupId(f"tag:{key}={value}")


def section_id(path: str) -> GroupId:
    """Return the id of a section."""
    return GroupId(f"section:{path}")


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which group each node and each group lies in ("" is none), in order of first appearance.

    `names` are full (`shop.daily`), `labels` what is drawn (`daily`); `notes` say what is in a section.
    """

    by: GroupBy = GroupBy()
    parents: Mapping[str, GroupId] = field(default_factory=dict)
    group_parents: Mapping[str, GroupId] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, GroupKind] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def ancestors(self, group: str) -> tuple[GroupId, ...]:
        """Return the group and those around it, innermost first."""
        found: list[GroupId] = []
        key = GroupId(group)
        while key:
            found.append(key)
            key = self.group_parents.get(key, NO_GROUP)
        return tuple(found)

    def around(self, name: str) -> tuple[GroupId, ...]:
        """Return the groups a node lies in, innermost first."""
        return self.ancestors(self.parents.get(name, NO_GROUP))

    def describe(self, group: str) -> str:
        """Return what to show of a group next to its label: its note, or its name."""
        return self.notes.get(group) or self.names.get(group, group)

    def depth(self, group: str) -> int:
        """Return the depth of a group, 0 for an outermost one."""
        return len(self.ancestors(group)) - 1


class _Found(NamedTuple):
    """A group that nodes lie in, before it is known which groups that lies in."""

    id: GroupId
    kind: GroupKind
    name: str
    label: str


_NONE = _Found(NO_GROUP, "namespace", "", "")


def group(graph: GraphSnapshot, by: GroupBy) -> Grouping:
    """Sort the nodes into groups: by namespace, by module, by module with the namespaces in it, or by a tag."""
    if by.kind == "none":
        return Grouping(by, dict.fromkeys(graph.nodes, NO_GROUP))
    made: dict[tuple[GroupKind, str], _Found] = {}
    found = {name: _group_of(graph, name, by, made) for name in graph.nodes}
    parents = {name: each.id for name, each in found.items()}
    around = _modules_of_namespaces(graph) if by.kind == "both" else {}
    groups: dict[GroupId, _Found] = {}
    group_parents: dict[str, GroupId] = {}
    for first in found.values():
        each = first
        while each.id and each.id not in groups:
            above = _NONE
            if each.kind == "namespace":
                outer = each.name.rpartition(".")[0]
                above = _namespace(outer) if outer else around.get(each.name, _NONE)
            groups[each.id], group_parents[each.id] = each, above.id
            each = above
    if by.kind in ("namespace", "both"):
        parents.update((name, key) for name in graph.nodes if (key := namespace_id(name)) in groups)
    members: dict[str, list[str]] = {key: [] for key in groups}
    for name, parent in parents.items():
        while parent:
            members[parent].append(name)
            parent = group_parents[parent]
    return Grouping(
        by,
        parents,
        group_parents,
        {key: each.label for key, each in groups.items()},
        {key: tuple(value) for key, value in members.items()},
        kinds={key: each.kind for key, each in groups.items()},
        names={key: each.name for key, each in groups.items()},
    )


def useful_tags(graph: GraphSnapshot) -> tuple[str, ...]:
    """Return the tags that it makes sense to group by, the most used first; nobody wants a group for every node."""
    values: dict[str, set[str]] = {}
    counts: Counter[str] = Counter()
    for node in graph.nodes.values():
        for key, value in node.tags.items():
            counts[key] += 1
            values.setdefault(key, set()).add(value)
    limits = {key: max(8, count // 2) for key, count in counts.items()}
    return tuple(
        key
        for key, _ in counts.most_common()
        if key != "module" and not key.startswith("hamilton.") and len(values[key]) <= limits[key]
    )


def _namespace(name: str) -> _Found:
    return _Found(namespace_id(name), "namespace", name, name.rpartition(".")[2])


def _module(name: str) -> _Found:
    return _Found(module_id(name), "module", name, name) if name else _NONE


def _group_of(graph: GraphSnapshot, name: str, by: GroupBy, made: dict[tuple[GroupKind, str], _Found]) -> _Found:
    """Return the group a node lies in; those of many nodes are `made` once."""
    if by.kind == "tag":
        tags = graph.nodes[name].tags
        key = by.tag or next(iter(tags), "")
        shown = f"{key}={tags[key]}" if key in tags else ""
        return _Found(tag_id(key, tags[key]), "tag", shown, shown) if shown else _NONE
    space = name.rpartition(".")[0] if by.kind != "module" else ""
    kind: GroupKind = "namespace" if space or by.kind == "namespace" else "module"
    known_as = (kind, space if kind == "namespace" else origin_of(graph, name))
    if not known_as[1]:
        return _NONE
    each = made.get(known_as)
    if each is None:
        each = made[known_as] = _namespace(space) if space else _module(known_as[1])
    return each


def _modules_of_namespaces(graph: GraphSnapshot) -> dict[str, _Found]:
    """Return for each outermost namespace the module it is used in: of the node of its name, or of its first reader."""
    found: dict[str, _Found] = {}
    for name in graph.nodes:
        space, dot, _ = name.partition(".")
        if not dot or found.get(space, _NONE).id:
            continue
        users = [user for user in graph.consumers.get(name, ()) if not user.startswith(f"{space}.")]
        owner = space if space in graph.nodes else next((user for user in users if "." not in user), "")
        found[space] = _module(origin_of(graph, owner)) if owner else _NONE
    return found


def representative(grouping: Grouping, folded: frozenset[str], name: str) -> str:
    """Return what represents a node in the picture: itself, or the outermost folded group around it."""
    found = name
    for key in grouping.around(name):
        if key in folded:
            found = key
    return found
