"""Which values of earlier runs let some nodes run by themselves. It must not run them."""

from __future__ import annotations

from dataclasses import dataclass

from dagscope.records import ValueRef

from dagscope_app.model.records.runs import newest_with
from dagscope_app.model.runs.kept import Kept, right_in
from dagscope_app.model.state import AppState


@dataclass(frozen=True, slots=True)
class Alone:
    """What a run of these nodes alone takes from earlier runs, and what none of them has."""

    names: tuple[str, ...] = ()
    kept: Kept = Kept()
    missing: tuple[str, ...] = ()

    @property
    def problem(self) -> str:
        """Why they cannot run alone, in one sentence; empty where they can."""
        if not self.missing:
            return ""
        shown = ", ".join(self.missing[:4]) + (f" and {len(self.missing) - 4} more" if len(self.missing) > 4 else "")
        what = "this input has" if len(self.missing) == 1 else "these inputs have"
        return f"{', '.join(self.names[:3])} cannot run alone: {what} no value of an earlier run: {shown}."


def alone(state: AppState, names: tuple[str, ...]) -> Alone:
    """Return a run of these nodes alone: what they need directly comes from the newest run that has it.

    Values that the scenario gives - inputs, config, overrides - are taken as in any run; an optional input that has no
    value stays away.
    """
    scenario, nodes = state.scenario, state.graph.nodes
    given = {**scenario.overrides, **scenario.inputs} if scenario is not None else {}
    right = right_in(state, state.run) if state.run is not None else {}
    taken: dict[str, ValueRef] = {}
    brought: dict[str, dict[str, None]] = {}
    missing: dict[str, None] = {}
    for name in names:
        for dep in nodes[name].deps:
            node = nodes.get(dep.name)
            is_given = dep.name in given or dep.name in names or dep.name in taken
            if node is None or is_given or node.kind in ("input", "config"):
                continue
            run = newest_with(state.runs, dep.name, None, state.worker.generation)
            if run is not None:
                taken[dep.name] = ValueRef(run.slot, run.id, dep.name)
            elif dep.name in right:  # made by an earlier process, and what this one would make
                brought.setdefault(right[dep.name].home, {})[dep.name] = None
            elif not dep.optional:
                missing[dep.name] = None
    ordered = {home: tuple(found) for home, found in brought.items()}
    needed = frozenset(name for found in ordered.values() for name in found)
    return Alone(names, Kept(tuple(taken.values()), ordered, needed), tuple(missing))
