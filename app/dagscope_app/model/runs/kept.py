"""Values of earlier runs that are still right, and how a new run gets at them. It must not ask or run anything."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from dagscope.records import ValueRef

from dagscope_app.model.records.graph import GraphSnapshot, downstream, upstream
from dagscope_app.model.records.results import value_tabs
from dagscope_app.model.records.runs import WITH_VALUE, NodeRun, Run, RunId
from dagscope_app.model.state import AppState

MOST_TAKEN = 1000
"""So many values are named in one request; beyond that only those that are needed."""
_GIVEN = ("input", "config", "unavailable")


@dataclass(frozen=True, slots=True)
class Kept:
    """What a run need not compute.

    `taken` are values of its own process; `brought` maps a run of an earlier process to nodes whose values are to be
    handed over, the `needed` ones first; `right` are all nodes whose values are right, as they stand in their run; of
    the run `branches_of` the finished branches of the nodes `branched` are right.
    """

    taken: tuple[ValueRef, ...] = ()
    brought: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()
    right: Mapping[str, NodeRun] = field(default_factory=dict)
    branches_of: str = ""
    branched: tuple[str, ...] = ()

    def home_of(self, name: str) -> str:
        """Return the run whose value is to be handed over."""
        return next((run for run, names in self.brought.items() if name in names), "")

    def held_beside(self, here: Iterable[str]) -> dict[str, NodeRun]:
        """Return the nodes whose values stay where they are, when those of `here` come along."""
        gone = set(here)
        return {name: item for name, item in self.right.items() if name not in gone}


def kept_for(state: AppState, names: Iterable[str]) -> Kept:
    """Return the values of the latest run that are still right, and which of them a run of these nodes needs."""
    run = state.run
    if run is None:
        return Kept()
    right = right_in(state, run)
    overrides = state.scenario.overrides if state.scenario is not None else {}
    given = {name for name, spec in overrides.items() if spec.kind != "none"}
    needed = _needed(state.graph, [name for name in names if name not in given], right, given)
    here = [name for name in right if RunId.parse(run.home_of(name)).generation == state.worker.generation]
    if len(here) > MOST_TAKEN:
        here = [name for name in here if name in needed]
    brought: dict[str, list[str]] = {}
    for name in sorted(right, key=lambda each: each not in needed):
        home = run.home_of(name)
        if RunId.parse(home).generation != state.worker.generation:
            brought.setdefault(home, []).append(name)
    taken = tuple(ValueRef(run.slot, run.home_of(name), name) for name in here)
    ordered = {home: tuple(found[:MOST_TAKEN]) for home, found in brought.items()}
    return Kept(taken, ordered, needed, right)


def right_in(state: AppState, run: Run) -> dict[str, NodeRun]:
    """Return the nodes of a run whose values can be read and are what a run would give now.

    What lies inside a `Parallelizable` block has a value a branch, and is not among them.
    """
    nodes, stale = state.graph.nodes, state.stale
    inside = _inside_blocks(state.graph)
    return {
        name: replace(item, state="cached", home=run.home_of(name), seconds=0.0, begun=0.0)
        for name, item in run.nodes.items()
        if item.state in WITH_VALUE
        and name in nodes
        and name not in stale
        and name not in inside
        and nodes[name].kind not in _GIVEN
        and (run.status != "lost" or item.home)
    }


def shown_generations(state: AppState) -> tuple[int, ...]:
    """Return the processes that hold values of the latest run or of a tab."""
    runs = {tab.run for tab in value_tabs(state.results) if not tab.is_gone}
    if state.run is not None:
        runs |= {state.run.id, *(item.home for item in state.run.nodes.values() if item.home)}
    return tuple(sorted({RunId.parse(run).generation for run in runs}))


def _inside_blocks(graph: GraphSnapshot) -> frozenset[str]:
    expanding = [name for name, node in graph.nodes.items() if node.kind == "expand"]
    return downstream(graph, expanding, passes=lambda name: graph.nodes[name].kind != "collect")


def _needed(
    graph: GraphSnapshot, names: Iterable[str], right: Mapping[str, NodeRun], given: Collection[str]
) -> frozenset[str]:
    """Return whose right values are read when these nodes, and what they need that has none, are computed."""
    computed = upstream(graph, names, passes=lambda name: name not in given and name not in right)
    read = {dep.name for name in computed for dep in graph.nodes[name].deps}
    return frozenset(name for name in read if name in right and name not in given)
