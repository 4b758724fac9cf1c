"""The wires of a picture: which are lit, dimmed or optional. It must not move them."""

from __future__ import annotations

from collections.abc import Mapping

from dagscope_app.model.picture.resolve_context import Context, ResolveCache
from dagscope_app.model.placement import Layout, WireKey
from dagscope_app.model.records.grouping import representative
from dagscope_app.model.records.scene import WireItem


def wires_of(context: Context, layout: Layout, cache: ResolveCache) -> Mapping[WireKey, WireItem]:
    """Return the wires; as long as layout, graph and path stay identical, the mapping does too."""
    cut = context.scenario.overrides
    given = (layout, context.graph, context.path, context.below, context.lights_path, tuple(cut))
    was = cache.wires_of
    # Layout and graph by identity: to compare two of them costs more than the wires do.
    if was is not None and was[0] is layout and was[1] is context.graph and was[2:] == given[2:]:
        return cache.wires
    made: dict[WireKey, WireItem] = {}
    on_path, after = _wires_on_path(context), _wires_below(context)
    if on_path is not None:
        on_path = on_path | after
    nodes, kept = context.graph.nodes, cache.wires
    for route in layout.routes:
        ends = WireKey(route.source, route.target)
        is_dimmed = on_path is not None and ends not in on_path
        is_lit = on_path is not None and not is_dimmed and context.lights_path
        before = kept.get(ends)
        if (
            before is not None
            and before.points is route.points
            and before.is_on_path == is_lit
            and before.is_below == (is_lit and ends in after)
            and before.is_dimmed == is_dimmed
            and before.count == route.count
        ):
            made[ends] = before
            continue
        if before is not None and cache.wires_of is not None and cache.wires_of[1] is context.graph:
            optional = before.is_optional
        else:
            node = nodes.get(route.target)
            optional = node is not None and any(dep.optional for dep in node.deps if dep.name == route.source)
            optional = optional or route.source in context.graph.decided.get(route.target, ())
        made[ends] = WireItem(
            *ends, route.points, route.count, optional, is_lit, is_dimmed, "", is_lit and ends in after
        )
    cache.wires_of, cache.wires = given, made
    return made


def _wires_on_path(context: Context) -> frozenset[tuple[str, str]] | None:
    """Return the visible ends of every real edge whose two nodes are on the path; an overridden node needs nothing."""
    if context.path is None:
        return None
    above = context.path - context.below
    return _visible_ends(context, above, above)


def _wires_below(context: Context) -> frozenset[tuple[str, str]]:
    """Return the visible ends of every real edge from the selection, or from what depends on it, to what depends on
    it.
    """
    if not context.below:
        return frozenset()
    chosen = context.selection.union(*(context.grouping.members.get(g, ()) for g in context.groups_selected))
    return _visible_ends(context, context.below | chosen, context.below)


def _visible_ends(context: Context, sources: frozenset[str], targets: frozenset[str]) -> frozenset[tuple[str, str]]:
    nodes, cut = context.graph.nodes, context.scenario.overrides
    edges = [
        (dep.name, name)
        for name in targets
        if name in nodes and name not in cut
        for dep in nodes[name].deps
        if dep.name in sources
    ]
    decided = context.graph.decided
    edges += [(key, name) for name in targets if name in decided for key in decided[name] if key in sources]
    if not context.folded:
        return frozenset(edges)
    shown = {name: representative(context.grouping, context.folded, name) for name in sources | targets}
    return frozenset((shown[source], shown[target]) for source, target in edges)
