"""What the items of a picture are resolved from: the state as they need it, and those of the last picture.
It must not make items.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dagscope.scenario import Scenario

from dagscope_app.model.cases import StopMark
from dagscope_app.model.graph.conflicts import blocked_in
from dagscope_app.model.picture.group_summaries import Tallies
from dagscope_app.model.placement import Layout, PinKey, Point, WireKey
from dagscope_app.model.records.graph import GraphSnapshot, downstream
from dagscope_app.model.records.grouping import Grouping
from dagscope_app.model.records.runs import Run
from dagscope_app.model.records.scene import GroupItem, NodeItem, WireItem
from dagscope_app.model.state import AppState, Drawn


@dataclass(slots=True)
class ResolveCache:
    """The items of the last picture with what they were made from; handed in again, it saves making them again."""

    nodes: dict[str, tuple[tuple[object, ...], NodeItem]] = field(default_factory=dict)
    groups: dict[str, tuple[tuple[object, ...], GroupItem]] = field(default_factory=dict)
    wires: dict[WireKey, WireItem] = field(default_factory=dict)
    wires_of: tuple[object, ...] | None = None
    tallies: Tallies = field(default_factory=Tallies)


@dataclass(frozen=True, slots=True)
class Context:
    """What every item of one picture is resolved from."""

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


def context_of(state: AppState, layout: Layout) -> Context:
    """Return what the items of the main graph are resolved from."""
    drawn = state.drawn or Drawn(layout, state.view.folded, state.grouping, state.view.direction)
    run, scenario = state.shown_run, state.scenario or Scenario("")
    path, under = highlighted(state), below(state)
    return Context(
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
        path=None if path is None else path | under | _given_to(path, state) | _deciding(state.graph, path),
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


def _given_to(path: frozenset[str], state: AppState) -> frozenset[str]:
    """Return the inputs that nodes on the path have parameters for, those without a value as well, and what is chosen.

    A plan names what would run and what it would be given, so it names no input that is missing or left out.
    """
    if state.view.path is not None:
        return frozenset()
    computed = path.difference(state.scenario.overrides if state.scenario is not None else ())
    consumers = state.graph.consumers
    inputs = (item.name for item in state.graph.inputs)
    wanted = frozenset(name for name in inputs if not computed.isdisjoint(consumers.get(name, ())))
    return wanted | (frozenset(state.view.selection) if state.preview_plan is not None else frozenset())


def _deciding(graph: GraphSnapshot, path: frozenset[str]) -> frozenset[str]:
    """Return the config nodes that chose a definition on the path."""
    return frozenset(key for name in graph.decided.keys() & path for key in graph.decided[name])
