"""Both sides of a comparison in one picture: what each node did on either side, and which side is in the spotlight.
It must not lay out or draw.
"""

from __future__ import annotations

from dataclasses import replace

from dagscope_app.model.cases import ShownState, Spotlight
from dagscope_app.model.compare.union import ComparePicture, compare_scenes, group_item
from dagscope_app.model.placement import Layout
from dagscope_app.model.records.scene import GroupItem, NodeItem, SceneSpec
from dagscope_app.model.translation import tr

# Of two states that differ the one that is shown: a picture must not say "ok" of what failed on one side.
_FIRST_SHOWN: tuple[ShownState, ...] = (
    "failed", "blocked", "stopped", "warning", "running", "waiting", "skipped", "stale", "ok", "cached", "not_run",
)  # fmt: skip


def merged_scene(picture: ComparePicture, layout: Layout, spotlight: Spotlight = "both") -> SceneSpec:
    """Return both sides in one picture: what is on one side only is of its colour, what is not in the spotlight is
    dim; of what is on both sides the spotlight chooses whose run is shown.
    """
    left, right = compare_scenes(picture, layout)
    bright = {"left": left, "right": right}.get(spotlight)
    nodes = {}
    for name in layout.nodes:
        if bright is not None and name in bright.nodes:
            nodes[name] = bright.nodes[name]
        elif name in left.nodes and name in right.nodes:
            nodes[name] = _of_both(left.nodes[name], right.nodes[name])
        elif found := left.nodes.get(name) or right.nodes.get(name):
            nodes[name] = replace(found, is_dimmed=bright is not None)
    groups = {name: _group(picture, name, bright, left, right) for name in layout.groups}
    wires = {
        key: replace(
            item,
            diff="" if key in left.wires and key in right.wires else "left" if key in left.wires else "right",
            is_dimmed=bright is not None and key not in bright.wires,
        )
        for key, item in {**left.wires, **right.wires}.items()
    }
    return replace(left, nodes=nodes, groups={key: item for key, item in groups.items() if item}, wires=wires)


def _of_both(left: NodeItem, right: NodeItem) -> NodeItem:
    """Return a node as both sides have it; where they differ, its tooltip says what is whose."""
    times = {item.time_text for item in (left, right) if item.time_text}
    return replace(
        right,
        type_text=right.type_text if left.type_text == right.type_text else f"{left.type_text} → {right.type_text}",
        state=min(left.state, right.state, key=_FIRST_SHOWN.index),
        time_text=times.pop() if len(times) == 1 else "",
        is_final=left.is_final or right.is_final,
        definition_count=max(left.definition_count, right.definition_count),
        tooltip=_tooltip(left, right),
    )


def _tooltip(left: NodeItem, right: NodeItem) -> str:
    """Return what both tooltips say, then what one says alone, and how long each took."""
    lines, others = left.tooltip.split("\n"), right.tooltip.split("\n")
    own = [*[line for line in lines if line not in others], *([left.time_text] if left.time_text else [])]
    theirs = [*[line for line in others if line not in lines], *([right.time_text] if right.time_text else [])]
    if own == theirs:
        return left.tooltip
    return "\n".join(
        [line for line in lines if line in others]
        + [tr("left: {what}", what=line) for line in own]
        + [tr("right: {what}", what=line) for line in theirs]
    )


def _group(
    picture: ComparePicture, name: str, bright: SceneSpec | None, left: SceneSpec, right: SceneSpec
) -> GroupItem | None:
    """Return a group with the nodes of both sides."""
    item = left.groups.get(name) or right.groups.get(name)
    if item is None:
        return None
    whole = group_item(picture, name, item.box, picture.grouping.members.get(name, ()))
    return replace(whole, is_dimmed=bright is not None and name not in bright.groups)
