"""From the state and a layout to the picture: pure, and quick by reusing the items that did not change.
It must not lay out or draw.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace

from dagscope.expected_time import seconds_text
from dagscope.records import NodeRecord
from dagscope.scenario import Scenario

from dagscope_app.model.paths import last_part
from dagscope_app.model.picture.group_summaries import Tally
from dagscope_app.model.picture.resolve_context import (
    Context,
    ResolveCache,
    context_of,
)
from dagscope_app.model.picture.resolve_wires import wires_of
from dagscope_app.model.placement import Box, Layout, pin_key
from dagscope_app.model.records.grouping import Grouping
from dagscope_app.model.records.runs import WITH_RESULT, WITH_VALUE, NodeRun, shown_state
from dagscope_app.model.records.scene import GroupItem, NodeItem, SceneSpec, moved
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import trn

LEAST_HEAT_SECONDS = 0.01  # a bar says "this takes long", which nothing does below


def is_drawn_like(one: AppState, other: AppState) -> bool:
    """Return whether both states have one picture, as far as identity shows: the quick answer to changes of other
    things.
    """
    ours, theirs = one.view, other.view
    return (
        one.drawn is other.drawn
        and one.graph is other.graph
        and one.scenario is other.scenario
        and one.shown_run is other.shown_run
        and one.shown_stale is other.shown_stale
        and one.pinned is other.pinned
        and one.breakpoints is other.breakpoints
        and one.plan is other.plan
        and one.preview_plan is other.preview_plan
        and one.find.matches is other.find.matches
        and one.ghost is other.ghost
        and one.preferences.shows_heat is other.preferences.shows_heat
        and one.preferences.lights_downstream is other.preferences.lights_downstream
        and (ours.selection, ours.selected_groups, ours.path) == (theirs.selection, theirs.selected_groups, theirs.path)
    )


def resolve(state: AppState, layout: Layout, cache: ResolveCache | None = None) -> SceneSpec:
    """Return the picture of the main graph. With the cache of the last call, items that did not change stay
    identical.
    """
    steps = resolving(state, layout, cache if cache is not None else ResolveCache())
    while True:
        try:
            next(steps)
        except StopIteration as end:
            spec: SceneSpec = end.value
            return spec


def resolving(state: AppState, layout: Layout, cache: ResolveCache) -> Generator[None, None, SceneSpec]:
    """Resolve in steps, none of which takes long; other work may come between them."""
    context = context_of(state, layout)
    nodes = _nodes(context, layout, cache)
    yield
    groups = _groups(context, layout, cache)
    wires = wires_of(context, layout, cache)
    width, height = layout.size
    drawn_direction = state.drawn.direction if state.drawn is not None else state.view.direction
    parents = context.grouping.parents, context.grouping.group_parents
    dims_little = context.path is not None and not context.lights_path
    return SceneSpec(nodes, groups, wires, width, height, drawn_direction, *parents, dims_little)


def _nodes(context: Context, layout: Layout, cache: ResolveCache) -> dict[str, NodeItem]:
    made: dict[str, NodeItem] = {}
    kept = cache.nodes
    fresh: dict[str, tuple[tuple[object, ...], NodeItem]] = {}
    finals, overridden, selection, matches = (
        context.finals,
        context.scenario.overrides,
        context.selection,
        context.matches,
    )
    path, nodes, ports, stale = context.path, context.graph.nodes, context.ports, context.stale
    pinned, given = context.pinned, {**context.scenario.config, **context.scenario.inputs}
    runs: Mapping[str, NodeRun] = context.run.nodes if context.run else {}
    chosen = context.scenario.definitions
    for name, box in layout.nodes.items():
        node = nodes.get(name)
        if node is None:
            continue
        run = runs.get(name)
        is_bright = path is None or name in path
        # Compared element by element, identical ones first: what did not change costs next to nothing.
        key = (
            node,
            box,
            run,
            stale.get(name),
            name in context.blocked,
            context.slowest if run is not None and context.is_heat_shown else 0.0,
            name in finals,
            name in overridden,
            name in selection,
            is_bright,
            name in context.below,
            path is not None and context.lights_path,
            name in matches,
            ports,
            pin_key(name, is_group=False) in pinned,
            given.get(name),
            context.stops.get(name, ""),
            chosen if len(node.definitions) > 1 else None,
        )
        before = kept.get(name)
        if before is None:
            before = (key, _node_item(context, node, box))
        elif before[0] != key:
            has_only_moved = before[0][0] is node and before[0][2:] == key[2:]
            before = (key, moved(before[1], box) if has_only_moved else _node_item(context, node, box))
        fresh[name] = before
        made[name] = before[1]
    cache.nodes = fresh
    return made


def _node_item(context: Context, node: NodeRecord, box: Box) -> NodeItem:
    name, path = node.name, context.path
    run = context.run.nodes.get(name) if context.run else None
    seconds = run.seconds if run else None
    heat = None
    if seconds and seconds >= LEAST_HEAT_SECONDS and context.slowest > 0 and context.is_heat_shown:
        heat = min(1.0, seconds / context.slowest)
    definitions = [d for d in context.graph.definitions_of(name) if not d.reason.startswith("config")]
    return NodeItem(
        id=name,
        label=node.label,
        type_text=type_text(node, context.scenario),
        kind=node.kind,
        box=box,
        state=shown_state(context.run, name, context.stale, context.blocked),
        time_text=seconds_text(seconds) if run and run.state in WITH_RESULT else "",
        heat=heat,
        is_final=name in context.finals,
        is_value_overridden=name in context.scenario.overrides,
        is_definition_overridden=len({d.module for d in definitions}) > 1,
        definition_count=max(1, len(node.definitions)),
        is_selected=name in context.selection,
        is_on_path=path is not None and name in path and context.lights_path,
        is_dimmed=path is not None and name not in path and name not in context.matches,
        is_match=name in context.matches,
        is_pinned=pin_key(name, is_group=False) in context.pinned,
        is_chosen=any(d.is_active and context.scenario.definitions.get(d.function) == d.module for d in definitions),
        ports=tuple(d.name for d in node.deps if d.name in context.ports) if context.ports else (),
        tooltip=tooltip(node, run, context.stale.get(name, "")),
        is_below=name in context.below,
        stops=context.stops.get(name, ""),
    )


def type_text(node: NodeRecord, scenario: Scenario) -> str:
    """Return the second line of a node: its type; of a config key and an input with what the scenario gives it."""
    given = {"config": scenario.config, "input": scenario.inputs}.get(node.kind, {}).get(node.name)
    if given is None or given.kind == "none" or not given.text:
        return node.type
    value = last_part(given.text) if given.kind == "file" else given.text
    return f"= {value}" if node.type in ("", "Any") else f"{node.type} = {value}"


def tooltip(node: NodeRecord, run: NodeRun | None, stale: str = "") -> str:
    """Return plain text on a node: name and type, the first paragraph of its docstring, why it is unavailable, its
    value.
    """
    lines = [f"{node.name}: {node.type}" if node.type else node.name]
    first = node.doc.strip().partition("\n\n")[0].strip()
    if first:
        lines.append(" ".join(first.split()))
    if node.reason:
        lines.append(node.reason)
    if run is not None and run.summary:
        lines.append(run.summary)
    if run is not None and run.state in WITH_VALUE and stale:
        lines.append(f"out of date: {stale}")
    return "\n".join(lines)


def _groups(context: Context, layout: Layout, cache: ResolveCache) -> dict[str, GroupItem]:
    made: dict[str, GroupItem] = {}
    fresh: dict[str, tuple[tuple[object, ...], GroupItem]] = {}
    runs = context.run.nodes if context.run else {}
    cache.tallies.look_at(runs, context.stale, context.blocked, context.graph.nodes)
    for name, box in layout.groups.items():
        members = context.grouping.members.get(name)
        if members is None:
            continue
        is_folded = name in context.folded
        is_selected = name in context.groups_selected or (is_folded and not context.selection.isdisjoint(members))
        is_lit = context.path is not None and not context.path.isdisjoint(members)
        is_below = is_lit and context.path is not None and context.below.issuperset(context.path.intersection(members))
        found = len(context.matches.intersection(members)) if is_folded and context.matches else 0
        is_dimmed = context.path is not None and not is_lit and not found
        tally = cache.tallies.of(members)
        is_pinned = pin_key(name, is_group=True) in context.pinned
        key = (
            box,
            members,
            is_folded,
            tally,
            is_selected,
            is_lit,
            is_dimmed,
            is_below,
            context.lights_path,
            is_pinned,
            found,
        )
        before = cache.groups.get(name)
        if before is None or before[0] != key:
            item = _group_item(context, name, box, tally, is_selected=is_selected, is_lit=is_lit, is_dimmed=is_dimmed)
            item = replace(item, is_below=True) if is_below and item.is_on_path else item
            before = (key, _with_matches(item, found))
        fresh[name] = before
        made[name] = before[1]
    cache.groups = fresh
    return made


def plain_group(grouping: Grouping, name: str, box: Box, count: int, *, is_folded: bool) -> GroupItem:
    """Return a group with `count` nodes, without marks of a run or a comparison."""
    return GroupItem(
        id=name,
        label=grouping.labels.get(name, name),
        box=box,
        depth=grouping.depth(name),
        is_folded=is_folded,
        count=count,
        kind=grouping.kinds[name],
        name=grouping.names[name],
        tooltip=f"{grouping.describe(name)}\n{trn('{n} node', '{n} nodes', count)}",
    )


def _with_matches(item: GroupItem, found: int) -> GroupItem:
    """Return a folded group that says how many of its nodes the search found."""
    if not found:
        return item
    return replace(item, matches=found, tooltip=f"{item.tooltip}\n{found:,} found by the search")


def _group_item(
    context: Context, name: str, box: Box, tally: Tally, *, is_selected: bool, is_lit: bool, is_dimmed: bool
) -> GroupItem:
    is_folded = name in context.folded
    item = plain_group(context.grouping, name, box, len(context.grouping.members[name]), is_folded=is_folded)
    return replace(
        item,
        state_counts=tally.counts,
        time_text=tally.time_text,
        is_selected=is_selected,
        is_on_path=is_lit and is_folded and context.lights_path,
        is_dimmed=is_dimmed,
        is_pinned=pin_key(name, is_group=True) in context.pinned,
        tooltip=f"{item.tooltip}{tally.note}",
    )
