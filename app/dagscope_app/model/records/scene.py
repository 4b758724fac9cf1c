"""What the canvas draws, as frozen records. It must not know Qt or the engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter

from dagscope.records import NodeKind

from dagscope_app.model.cases import DiffMark, ShownState, StopMark
from dagscope_app.model.placement import Box, Direction, WireKey
from dagscope_app.model.records.grouping import GroupKind


@dataclass(frozen=True, slots=True)
class Look:
    """Where the camera is: scale, and the middle of what is in view, seen from the corner of an item near it.

    The item gives the position in a later layout, where it may lie elsewhere; without one the middle is a scene point.
    Scale 0 means that all is in view.
    """

    scale: float = 0.0
    x: float = 0.0
    y: float = 0.0
    item: str = ""


@dataclass(frozen=True, slots=True)
class NodeItem:
    """One drawn node.

    `heat` 0..1 draws the duration bar; `definition_count` above 1 draws the stacked second border; `is_pinned` says
    that it was moved by hand; `is_chosen` that its definition was chosen among them; `is_below` that it is lit because
    it depends on what is selected, not because that depends on it; `stops` that runs stop there, or that one waits
    there now.
    """

    id: str
    label: str
    type_text: str
    kind: NodeKind
    box: Box
    state: ShownState = "not_run"
    time_text: str = ""
    heat: float | None = None
    is_final: bool = False
    is_value_overridden: bool = False
    is_definition_overridden: bool = False
    definition_count: int = 1
    is_selected: bool = False
    is_on_path: bool = False
    is_dimmed: bool = False
    is_match: bool = False
    is_pinned: bool = False
    is_chosen: bool = False
    diff: DiffMark = ""
    ports: tuple[str, ...] = ()
    tooltip: str = ""
    is_below: bool = False
    stops: StopMark = ""


_REST = attrgetter(*[entry.name for entry in fields(NodeItem)][5:])


def moved(item: NodeItem, box: Box) -> NodeItem:
    """Return the node at another position, three times as quickly as `dataclasses.replace`."""
    return NodeItem(item.id, item.label, item.type_text, item.kind, box, *_REST(item))


@dataclass(frozen=True, slots=True)
class GroupItem:
    """One drawn group: a frame with a header, or one box when folded.

    `state_counts` are (state, nodes) pairs, `diff_counts` (mark, nodes); `matches` is how many nodes in a folded group
    were found.
    """

    id: str
    label: str
    box: Box
    depth: int
    is_folded: bool
    count: int
    state_counts: tuple[tuple[ShownState, int], ...] = ()
    time_text: str = ""
    is_selected: bool = False
    is_on_path: bool = False
    is_dimmed: bool = False
    is_pinned: bool = False
    diff: DiffMark = ""
    diff_counts: tuple[tuple[DiffMark, int], ...] = ()
    tooltip: str = ""
    matches: int = 0
    is_below: bool = False
    kind: GroupKind = "namespace"
    name: str = ""

    @property
    def full_name(self) -> str:
        """The name that the label may be the last part of."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class WireItem:
    """One drawn wire between visible things; `count` real edges are bundled in it; `points` is its polyline."""

    source: str
    target: str
    points: tuple[tuple[float, float], ...]
    count: int = 1
    is_optional: bool = False
    is_on_path: bool = False
    is_dimmed: bool = False
    diff: DiffMark = ""
    is_below: bool = False

    @property
    def id(self) -> WireKey:
        """The wire's identity: its visible ends."""
        return WireKey(self.source, self.target)


@dataclass(frozen=True, slots=True)
class SceneSpec:
    """A whole picture. Mappings are never changed after creation; order is drawing order.

    `dims_little` makes what is dimmed only a little quieter: nothing is singled out, some of it is just not needed.
    `is_printed` leaves out what is for the hand, or says nothing on paper: arrows to fold, rings of what was not run.
    """

    nodes: Mapping[str, NodeItem] = field(default_factory=dict)
    groups: Mapping[str, GroupItem] = field(default_factory=dict)
    wires: Mapping[WireKey, WireItem] = field(default_factory=dict)
    width: float = 0.0
    height: float = 0.0
    direction: Direction = "LR"
    node_groups: Mapping[str, str] | None = None
    group_groups: Mapping[str, str] | None = None
    dims_little: bool = False
    is_printed: bool = False

    def group_of(self, name: str) -> str:
        """Return the group a node lies in; by default, its name up to the last dot."""
        if self.node_groups is not None:
            return self.node_groups.get(name, "")
        return name if name in self.groups else name.rpartition(".")[0]

    def group_around(self, name: str) -> str:
        """Return the group a group lies in; by default, its name up to the last dot."""
        return name.rpartition(".")[0] if self.group_groups is None else self.group_groups.get(name, "")


def same_items(one: SceneSpec, other: SceneSpec) -> bool:
    """Return whether the pictures hold identical items, dimmed alike."""
    if one.dims_little != other.dims_little:
        return False
    for name in ("nodes", "groups", "wires"):
        ours, theirs = getattr(one, name), getattr(other, name)
        if len(ours) != len(theirs) or any(theirs.get(key) is not item for key, item in ours.items()):
            return False
    return True
