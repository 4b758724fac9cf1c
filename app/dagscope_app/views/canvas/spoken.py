"""What a screen reader says of a node, a group or a wire. Plain text; it must not know widgets."""

from __future__ import annotations

from dagscope_app.drawing.anatomy.groups import nodes_text
from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.drawing.text import plain
from dagscope_app.model.cases import StopMark
from dagscope_app.model.placement import WireKey
from dagscope_app.model.records.graph import is_never_run
from dagscope_app.model.records.scene import GroupItem, NodeItem
from dagscope_app.model.translation import later, tr, trn
from dagscope_app.views.canvas.tooltips import state_word

STOP_WORDS: dict[StopMark, str] = {
    "": "", "before": later("runs stop before it"), "after": later("runs stop after it"),
    "both": later("runs stop before and after it"), "held": later("the run waits here"),
}  # fmt: skip


def describe(geometry: SceneGeometry, item_id: str, kind: str = "") -> str:
    """Return the description of a node or group: `C, float, function, group daily, 2 inputs, not run`."""
    node = geometry.spec.nodes.get(item_id) if kind != "group" else None
    if node is not None:
        return _node_text(geometry, node)
    group = geometry.spec.groups.get(item_id)
    return "" if group is None else _group_text(geometry, group)


def _node_text(geometry: SceneGeometry, node: NodeItem) -> str:
    adjacent, wires = geometry.adjacent.get(node.id, ()), geometry.wires.items
    inputs = sum(1 for i in adjacent if wires[i].target == node.id) + len(node.ports)
    parent = geometry.spec.groups.get(geometry.spec.group_of(node.id))
    parts = [
        node.label,
        node.type_text,
        tr(node.kind),
        group_text(parent, is_full=True) if parent is not None else "",
        trn("{n} input", "{n} inputs", inputs),
        "" if is_never_run(node.kind, node.state) else state_word(node.state),
        node.time_text,
        tr("final variable") if node.is_final else "",
        tr("value overridden") if node.is_value_overridden else "",
        tr("{count} definitions", count=node.definition_count) if node.definition_count > 1 else "",
        tr(STOP_WORDS[node.stops]),
        *_marks(node),
    ]
    return plain(", ".join(part for part in parts if part))


def _group_text(geometry: SceneGeometry, group: GroupItem) -> str:
    around = geometry.spec.groups.get(geometry.spec.group_around(group.id))
    parts = [
        group_text(group),
        tr("folded" if group.is_folded else "unfolded"),
        nodes_text(group.count),
        tr("in {group}", group=group_text(around)) if around is not None else "",
        *(f"{count} {state_word(state)}" for state, count in group.state_counts),
        *_marks(group),
    ]
    return plain(", ".join(part for part in parts if part))


def _marks(item: NodeItem | GroupItem) -> tuple[str, ...]:
    """Return what was done to an item, as texts."""
    on_path = tr("depends on the selection" if item.is_below else "on the path") if item.is_on_path else ""
    return on_path, tr("moved by hand") if item.is_pinned else "", tr("selected") if item.is_selected else ""


def describe_wire(geometry: SceneGeometry, ends: WireKey) -> str:
    """Return the description of a wire: `wire from a to b, float`; `wire from group daily to b, 3 edges`."""
    spec, wire = geometry.spec, geometry.spec.wires.get(ends)
    if wire is None:
        return ""

    def named(end: str) -> str:
        return end if end in spec.nodes or end not in spec.groups else group_text(spec.groups[end])

    source = spec.nodes.get(wire.source)
    parts = [
        tr("wire from {named} to {named2}", named=named(wire.source), named2=named(wire.target)),
        source.type_text if source is not None else "",
        tr("{count} edges", count=wire.count) if wire.count > 1 else "",
        tr("optional") if wire.is_optional else "",
        tr("after the selection" if wire.is_below else "on the path") if wire.is_on_path else "",
    ]
    return plain(", ".join(part for part in parts if part))


def group_text(group: GroupItem, *, is_full: bool = False) -> str:
    """Return `group daily`, in full `group shop.daily`; of a section, whose id is no name, `section price to total`."""
    if group.kind == "section":
        return f"section {group.label.replace(' … ', ' to ')}"
    return f"group {group.full_name if is_full else group.label}"
