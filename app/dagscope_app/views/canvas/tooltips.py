"""The words of a tooltip for what is under the pointer. Plain text; it must not know widgets."""

from __future__ import annotations

from dagscope_app.drawing.anatomy.groups import nodes_text
from dagscope_app.drawing.geometry import Hit, SceneGeometry
from dagscope_app.model.placement import WireKey

STATE_WORDS = {
    "not_run": "not run",
    "waiting": "waiting",
    "running": "running",
    "ok": "ok",
    "warning": "done, a check failed",
    "cached": "from cache",
    "failed": "failed",
    "stopped": "stopped",
    "stale": "out of date",
    "skipped": "skipped",
    "blocked": "cannot run: defined more than once",
}


def tooltip_of(geometry: SceneGeometry, hit: Hit) -> str:
    """Name, type and whatever the item brings along; a wire's ends and its count; empty for the background."""
    spec = geometry.spec
    if hit.kind == "node":
        node = spec.nodes[hit.id]
        lines = [node.tooltip or f"{node.id}: {node.type_text}".rstrip(": ")]
        if node.definition_count > 1:
            lines.append(f"{node.definition_count} definitions")
        if node.is_value_overridden:
            lines.append("Its value is given, the function does not run.")
        if node.ports:
            lines.append("Also takes " + ", ".join(node.ports))
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
            text += f"\n{wire.count} wires"
        return text + ("\noptional" if wire is not None and wire.is_optional else "")
    return ""
