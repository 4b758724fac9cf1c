"""The words of a tooltip for what is under the pointer. Plain text; it must not know widgets."""

from __future__ import annotations

from collections.abc import Mapping

from dagscope_app.drawing.anatomy.groups import nodes_text
from dagscope_app.drawing.geometry import Hit, SceneGeometry
from dagscope_app.model.cases import ShownState
from dagscope_app.model.placement import WireKey
from dagscope_app.model.translation import later, tr, trn

STATE_WORDS: Mapping[ShownState, str] = {
    "not_run": later("not run"),
    "waiting": later("waiting"),
    "running": later("running"),
    "ok": later("ok"),
    "warning": later("done, a check failed"),
    "cached": later("from cache"),
    "failed": later("failed"),
    "stopped": later("stopped"),
    "stale": later("out of date"),
    "skipped": later("skipped"),
    "blocked": later("cannot run: defined more than once"),
}


def state_word(state: ShownState) -> str:
    """Return what a state is called in words."""
    return tr(STATE_WORDS[state])


def tooltip_of(geometry: SceneGeometry, hit: Hit) -> str:
    """Name, type and whatever the item brings along; a wire's ends and its count; empty for the background."""
    spec = geometry.spec
    if hit.kind == "node":
        node = spec.nodes[hit.id]
        lines = [node.tooltip or f"{node.id}: {node.type_text}".rstrip(": ")]
        if node.definition_count > 1:
            lines.append(tr("{count} definitions", count=node.definition_count))
        if node.is_value_overridden:
            lines.append(tr("Its value is given; the function does not run."))
        if node.ports:
            lines.append(tr("Also takes {names}", names=", ".join(node.ports)))
        return "\n".join(lines)
    if hit.kind == "group":
        group = spec.groups[hit.id]
        return group.tooltip or f"{group.id}\n{nodes_text(group.count)}" if group.is_folded or hit.is_header else ""
    if hit.kind == "wire":
        wire = spec.wires.get(WireKey(hit.id, hit.target))
        source = spec.nodes.get(hit.id)
        text = f"{hit.id} → {hit.target}"
        if source is not None and source.type_text:
            text += f": {source.type_text}"
        if wire is not None and wire.count > 1:
            text += "\n" + trn("{n} wire", "{n} wires", wire.count)
        return text + (f"\n{tr('optional')}" if wire is not None and wire.is_optional else "")
    return ""
