"""What a change of the scenario would do to the graph, before it is done: its words, and the picture with it.
It must not ask or apply.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from dagscope.records import NodeRecord
from dagscope.scenario import Scenario

from dagscope_app.model.cases import DiffMark
from dagscope_app.model.placement import Box, WireKey
from dagscope_app.model.records.marks import diff_counts, mark_words
from dagscope_app.model.records.scene import GroupItem, NodeItem, SceneSpec, WireItem
from dagscope_app.model.translation import tr, trn

GAP = 24.0
MOST_TRIES = 60


@dataclass(frozen=True, slots=True)
class Ghost:
    """A change that is looked at: its title, the scenario it would give, and what would change by it.

    `sizes` are of the nodes it would add, as far as they are drawn; `counts` are of all: added, removed, redefined,
    affected.
    """

    title: str
    scenario: Scenario
    is_loading: bool = False
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)
    marks: Mapping[str, DiffMark] = field(default_factory=dict)
    nodes: tuple[NodeRecord, ...] = ()
    sizes: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    problem: str = ""


def effect_words(counts: tuple[int, int, int, int]) -> str:
    """Return the whole effect in one line: `2 nodes added, 1 removed, 3 redefined, 14 affected`."""
    words = (tr("added"), tr("removed"), tr("redefined"), tr("affected"))
    (first, word), *others = [pair for pair in zip(counts, words) if pair[0]] or [(0, "")]
    if not first:
        return tr("nothing changes")
    nodes = trn("{n} node", "{n} nodes", first)
    return ", ".join((f"{nodes} {word}", *(f"{count:,} {other}" for count, other in others)))


def ghost_words(ghost: Ghost) -> str:
    """Return what would change, and what would go wrong."""
    if ghost.is_loading:
        return tr("{title}: looking...", title=ghost.title)
    if ghost.problem:
        return tr(
            "{title}: {effect}, and a problem: {problem}",
            title=ghost.title,
            effect=effect_words(ghost.counts),
            problem=ghost.problem,
        )
    left_out = sum(ghost.counts) - len(ghost.marks)
    more = tr(" ({marks:,} of them marked)", marks=len(ghost.marks)) if left_out > 0 else ""
    return f"{ghost.title}: {effect_words(ghost.counts)}{more}"


def mirrored(counts: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Return the counts seen from the other side: what was added is what would be removed."""
    added, removed, redefined, affected = counts
    return removed, added, redefined, affected


# The picture --------------------------------------------------------------------------------------------------------


def with_ghost(spec: SceneSpec, ghost: Ghost, members: Mapping[str, tuple[str, ...]]) -> SceneSpec:
    """Return the picture with what would change marked, and what would be added drawn next to what it needs.

    Args:
        spec: the picture.
        ghost: the change.
        members: the nodes in each group.
    """
    if not ghost.marks:
        return spec
    nodes = {
        name: replace(item, diff=mark, is_dimmed=False) if (mark := ghost.marks.get(name, "")) else item
        for name, item in spec.nodes.items()
    }
    groups = {name: _group(item, members.get(name, ()), ghost.marks) for name, item in spec.groups.items()}
    shown = _representatives(groups, members)
    added = _added(spec, ghost, shown)
    wires = {**spec.wires, **_wires(spec, ghost, added, shown)}
    return replace(spec, nodes={**nodes, **added}, groups=groups, wires=wires)


def _group(item: GroupItem, members: Iterable[str], marks: Mapping[str, DiffMark]) -> GroupItem:
    if not item.is_folded:
        return item
    counts = diff_counts(marks.get(name, "") for name in members)
    if not counts:
        return item
    text = "\n".join([item.tooltip, *mark_words(counts)])
    return replace(item, diff=counts[0][0], diff_counts=counts, is_dimmed=False, tooltip=text)


def _representatives(groups: Mapping[str, GroupItem], members: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the folded group that represents each node that is in one."""
    return {node: name for name, item in groups.items() if item.is_folded for node in members.get(name, ())}


def _added(spec: SceneSpec, ghost: Ghost, shown: Mapping[str, str]) -> dict[str, NodeItem]:
    """Return the nodes to be added: behind what they need, at a free height; those without needs above all."""
    room = _Room([*(item.box for item in spec.nodes.values()), *(g.box for g in spec.groups.values() if g.is_folded)])
    made: dict[str, NodeItem] = {}
    for record in ghost.nodes:
        size = ghost.sizes.get(record.name)
        if size is None or record.name in spec.nodes:
            continue
        anchors = [_box(spec, made, shown.get(dep.name, dep.name)) for dep in record.deps]
        box = room.free_box([anchor for anchor in anchors if anchor is not None], size, spec.direction == "LR")
        made[record.name] = NodeItem(
            record.name, record.label or record.name, record.type, record.kind, box, diff="added",
            tooltip=tr("{name}\nwould be added", name=record.name),
        )  # fmt: skip
    return made


def _box(spec: SceneSpec, made: Mapping[str, NodeItem], name: str) -> Box | None:
    item = made.get(name) or spec.nodes.get(name) or spec.groups.get(name)
    return item.box if item is not None else None


def _wires(
    spec: SceneSpec, ghost: Ghost, added: Mapping[str, NodeItem], shown: Mapping[str, str]
) -> dict[WireKey, WireItem]:
    """Return straight dashed wires from what is needed to what would be added."""
    made: dict[WireKey, WireItem] = {}
    for record in ghost.nodes:
        target = added.get(record.name)
        for dep in record.deps if target is not None else ():
            source = shown.get(dep.name, dep.name)
            box = _box(spec, added, source)
            if box is None or target is None:
                continue
            points = _ends(box, target.box, spec.direction == "LR")
            key = WireKey(source, record.name)
            made[key] = WireItem(*key, points, is_optional=True, diff="added")
    return made


def _ends(source: Box, target: Box, is_across: bool) -> tuple[tuple[float, float], ...]:
    if is_across:
        return (
            (source.x + source.width, source.y + source.height / 2),
            (target.x, target.y + target.height / 2),
        )
    return ((source.x + source.width / 2, source.y + source.height), (target.x + target.width / 2, target.y))


class _Room:
    """Where boxes are, and where there is room for one more."""

    def __init__(self, boxes: list[Box]) -> None:
        self._boxes = boxes
        self._top = min((box.y for box in boxes), default=0.0)
        self._left = min((box.x for box in boxes), default=0.0)

    def free_box(self, anchors: list[Box], size: tuple[float, float], is_across: bool) -> Box:
        """Take the free place nearest behind the anchors; where there is none near by, one outside of the picture."""
        width, height = size
        if anchors and is_across:
            last = max(anchors, key=lambda box: box.x + box.width)
            x, y, step = last.x + last.width + 2 * GAP, last.y, (0.0, height + GAP)
        elif anchors:
            last = max(anchors, key=lambda box: box.y + box.height)
            x, y, step = last.x, last.y + last.height + 2 * GAP, (width + GAP, 0.0)
        else:
            x, y, step = self._left, self._top - height - 2 * GAP, (width + GAP, 0.0)
        for number in range(MOST_TRIES):
            away = (number + 1) // 2 * (1 if number % 2 else -1)
            box = Box(x + away * step[0], y + away * step[1], width, height)
            if self._is_free(box):
                break
        else:
            box = Box(x, self._top - height - 2 * GAP, width, height)
            self._top = box.y
        self._boxes.append(box)
        return box

    def _is_free(self, box: Box) -> bool:
        left, top, right, bottom = box.x - GAP / 2, box.y - GAP / 2, box.x + box.width, box.y + box.height
        return not any(
            other.x < right + GAP / 2
            and left < other.x + other.width
            and other.y < bottom + GAP / 2
            and top < other.y + other.height
            for other in self._boxes
        )
