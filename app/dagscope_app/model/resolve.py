"""From the state and a layout to the picture: pure, and quick by reusing the items that did not change.
It must not lay out or draw.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace

from dagscope.records import NodeRecord
from dagscope.scenario import Scenario

from dagscope_app.model.cases import StopMark
from dagscope_app.model.conflicts import blocked_in
from dagscope_app.model.graph import GraphSnapshot, Grouping, downstream, representative
from dagscope_app.model.group_summaries import Tallies, Tally
from dagscope_app.model.placement import Box, Layout, PinKey, Point, WireKey, pin_key
from dagscope_app.model.runs import WITH_RESULT, WITH_VALUE, NodeRun, Run, seconds_text, shown_state
from dagscope_app.model.scene import GroupItem, NodeItem, SceneSpec, WireItem, moved
from dagscope_app.model.state import AppState, Drawn

LEAST_HEAT_SECONDS = 0.01  # a bar says "this takes long", which nothing does below


@dataclass(slots=True)
class ResolveCache:
    """The items of the last picture with what they were made from; handed in again, it saves making them again."""

    nodes: dict[str, tuple[tuple[object, ...], NodeItem]] = field(default_factory=dict)
    groups: dict[str, tuple[tuple[object, ...], GroupItem]] = field(default_factory=dict)
    wires: dict[WireKey, WireItem] = field(default_factory=dict)
    wires_of: tuple[object, ...] | None = None
    tallies: Tallies = field(default_factory=Tallies)


@dataclass(frozen=True, slots=True)
class _Context:
    graph: GraphSnapshot
    grouping: Grouping
    folded: frozenset[str]
    scenario: Scenario
    finals: frozenset[str]
    run: Run | None
    slowest: float
    stale: Mapping[str, str]
    blocked: frozenset[str]
    selection: frozenset[str]
    groups_selected: frozenset[str]
    path: frozenset[str] | None
    below: frozenset[str]
    lights_path: bool
    matches: frozenset[str]
    is_heat_shown: bool
    ports: frozenset[str]
    pinned: Mapping[PinKey, Point]
    stops: Mapping[str, StopMark]


def highlighted(state: AppState) -> frozenset[str] | None:
    """Return the nodes to keep bright: a chosen path, else what the selected or the final variables would run."""
    if state.view.path is not None:
        return state.view.path
    plan = state.preview_plan or state.plan
    if plan is None or plan.problem or not plan.final_vars:
        return None
    path = plan.path
    return path if any(name not in path for name in state.graph.nodes) or state.preview_plan else None


def below(state: AppState) -> frozenset[str]:
    """Return what depends on the selected nodes, where that is to be shown: it is lit in a colour of its own."""
    view = state.view
    if view.path is not None or state.preview_plan is None or not state.preferences.lights_downstream:
        return frozenset()
    chosen = frozenset(state.chosen)
    return frozenset(downstream(state.graph, chosen)) - chosen - state.preview_plan.path


def lights_path(state: AppState) -> bool:
    """Return whether what stays bright is lit as well: only where something was chosen, never of its own accord."""
    return state.view.path is not None or state.preview_plan is not None


def is_drawn_like(one: AppState, other: AppState) -> bool:
    """Return whether both states have one picture, as far as identity tells: the quick answer to changes of other
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
    context = _context(state, layout)
    nodes = _nodes(context, layout, cache)
    yield
    groups = _groups(context, layout, cache)
    wires = _wires(context, layout, cache)
    width, height = layout.size
    drawn_direction = state.drawn.direction if state.drawn is not None else state.view.direction
    parents = context.grouping.parents, context.grouping.group_parents
    dims_little = context.path is not None and not context.lights_path
    return SceneSpec(nodes, groups, wires, width, height, drawn_direction, *parents, dims_little)


def _context(state: AppState, layout: Layout) -> _Context:
    drawn = state.drawn or Drawn(layout, state.view.folded, state.grouping, state.view.direction)
    run, scenario = state.shown_run, state.scenario or Scenario("")
    path, under = highlighted(state), below(state)
    return _Context(
        graph=state.graph,
        grouping=drawn.grouping,
        folded=drawn.folded,
        scenario=scenario,
        finals=frozenset(scenario.final_vars),
        run=run,
        slowest=run.slowest if run else 0.0,
        stale=state.shown_stale,
        blocked=blocked_in(state),
        selection=frozenset(state.view.selection),
        groups_selected=frozenset(state.view.selected_groups),
        path=None if path is None else path | under | _deciding(state.graph, path),
        below=under,
        lights_path=lights_path(state),
        matches=frozenset(state.find.matches),
        is_heat_shown=state.preferences.shows_heat,
        ports=drawn.ports,
        pinned=state.pinned,
        stops=stop_marks(state),
    )


def stop_marks(state: AppState) -> Mapping[str, StopMark]:
    """Return where runs stop, and where one waits."""
    before, after = state.breakpoints.before, state.breakpoints.after
    marks: dict[str, StopMark] = {**dict.fromkeys(before, "before"), **dict.fromkeys(after, "after")}
    marks.update(dict.fromkeys(before & after, "both"))
    run = state.shown_run
    if run is not None and run.held_at:
        marks[run.held_at] = "held"
    return marks


def _deciding(graph: GraphSnapshot, path: frozenset[str]) -> frozenset[str]:
    """Return the config nodes that chose a definition on the path."""
    return frozenset(key for name in graph.decided.keys() & path for key in graph.decided[name])


def _nodes(context: _Context, layout: Layout, cache: ResolveCache) -> dict[str, NodeItem]:
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


def _node_item(context: _Context, node: NodeRecord, box: Box) -> NodeItem:
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
        is_dimmed=path is not None and name not in path,
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
    value = given.text.rpartition("/")[2] if given.kind == "file" else given.text
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


def _groups(context: _Context, layout: Layout, cache: ResolveCache) -> dict[str, GroupItem]:
    made: dict[str, GroupItem] = {}
    fresh: dict[str, tuple[tuple[object, ...], GroupItem]] = {}
    cache.tallies.look_at(context.run.nodes if context.run else {}, context.stale, context.blocked)
    for name, box in layout.groups.items():
        members = context.grouping.members.get(name)
        if members is None:
            continue
        is_folded = name in context.folded
        is_selected = name in context.groups_selected or (is_folded and not context.selection.isdisjoint(members))
        is_lit = context.path is not None and not context.path.isdisjoint(members)
        is_below = is_lit and context.path is not None and context.below.issuperset(context.path.intersection(members))
        is_dimmed = context.path is not None and not is_lit
        found = len(context.matches.intersection(members)) if is_folded and context.matches else 0
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
            if found:
                note = f"{item.tooltip}\n{found:,} found by the search"
                item = replace(item, matches=found, tooltip=note)
            before = (key, item)
        fresh[name] = before
        made[name] = before[1]
    cache.groups = fresh
    return made


def _group_item(
    context: _Context, name: str, box: Box, tally: Tally, *, is_selected: bool, is_lit: bool, is_dimmed: bool
) -> GroupItem:
    members, is_folded = context.grouping.members[name], name in context.folded
    word = "node" if len(members) == 1 else "nodes"
    return GroupItem(
        id=name,
        label=context.grouping.labels.get(name, name),
        box=box,
        depth=context.grouping.depth(name),
        is_folded=is_folded,
        count=len(members),
        state_counts=tally.counts,
        time_text=tally.time_text,
        is_selected=is_selected,
        is_on_path=is_lit and is_folded and context.lights_path,
        is_dimmed=is_dimmed,
        is_pinned=pin_key(name, is_group=True) in context.pinned,
        tooltip=f"{context.grouping.describe(name)}\n{len(members)} {word}{tally.note}",
    )


def _wires(context: _Context, layout: Layout, cache: ResolveCache) -> Mapping[WireKey, WireItem]:
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


def _wires_on_path(context: _Context) -> frozenset[tuple[str, str]] | None:
    """Return the visible ends of every real edge whose two nodes are on the path; an overridden node needs nothing."""
    if context.path is None:
        return None
    above = context.path - context.below
    return _visible_ends(context, above, above)


def _wires_below(context: _Context) -> frozenset[tuple[str, str]]:
    """Return the visible ends of every real edge from the selection, or from what depends on it, to what depends on
    it.
    """
    if not context.below:
        return frozenset()
    chosen = context.selection.union(*(context.grouping.members.get(g, ()) for g in context.groups_selected))
    return _visible_ends(context, context.below | chosen, context.below)


def _visible_ends(context: _Context, sources: frozenset[str], targets: frozenset[str]) -> frozenset[tuple[str, str]]:
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
