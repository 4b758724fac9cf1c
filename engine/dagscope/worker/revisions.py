"""Slots that hold the project at a git revision: built and run in a process of their own, compared here.
It must not compare itself.
"""

from __future__ import annotations

from pathlib import Path

from dagscope.build import BuildResult
from dagscope.compare.compared_side import ComparedSide
from dagscope.compare.facts import Side, side_of
from dagscope.compare.revision import RevisionProblem, side_at
from dagscope.compare.sources import source_of
from dagscope.dag import Dag
from dagscope.lifecycle.base import LifecycleAdapterSet
from dagscope.preview import summary_of
from dagscope.preview.budget import type_name
from dagscope.protocol import messages as m
from dagscope.records import StateRow
from dagscope.scenario import Scenario, to_plain
from dagscope.session.building import Slot
from dagscope.session.reporter import Reporter
from dagscope.session.run import Run
from dagscope.session.run_values import RunValues
from dagscope.session.session import Session


class Revisions:
    """The sides that were built from a revision, by slot; those of other slots are what the session holds."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._sides: dict[str, ComparedSide] = {}

    def build(self, slot: str, scenario: Scenario, revision: str) -> Slot:
        """Build a scenario from the files at a revision; where that one has none of the name, with the settings given.

        Raises:
            RevisionProblem: there is no such revision, or nothing can be built from it.
        """
        self._session.needs_code()
        side = self._side_at(scenario, revision, ())
        if not side.records.nodes:
            reason = next((item.message for item in side.problems), "it has no nodes")
            raise RevisionProblem(f"{revision} cannot be built: {reason}")
        self._sides[slot] = side
        empty = BuildResult(Dag({}, {}, LifecycleAdapterSet()))
        built = Slot(scenario, empty, {}, side.records, (), (), side.problems, {}, revision=revision)
        return self._session.put(slot, built)

    def _side_at(self, scenario: Scenario, revision: str, finals: tuple[str, ...]) -> ComparedSide:
        wanted = {"is_run": bool(finals), "instead": to_plain(scenario), "final_vars": finals}
        return side_at(Path(self._session.opened().folder), revision, scenario.name, wanted)

    def is_of(self, slot: str) -> bool:
        """Return whether a slot holds a revision."""
        found = self._session.slots.get(slot)
        return found is not None and bool(found.revision)

    def run(self, body: m.Execute, reporter: Reporter) -> m.RunFinished:
        """Run a slot's revision; its values come here when all of it has run."""
        slot = self._session.slot(body.slot)
        names = tuple(node.name for node in slot.records.nodes)
        reporter.started(body.run, body.slot, body.final_vars, len(names))
        side = self._side_at(slot.scenario, slot.revision, body.final_vars)
        run = side.run
        values = RunValues(run.values)
        slot.runs[body.run] = Run(body.run, body.slot, values, run.errors, run.states, run.seconds)
        for name, state in run.states.items():
            has_value = name in values
            texts = (summary_of(values[name]), type_name(values[name])) if has_value else ("", "")
            reporter.state(body.run, StateRow(name, state, run.seconds.get(name, 0.0), 0.0, *texts))
        reporter.idle()
        error = next(iter(run.errors.values()), None)
        return m.RunFinished(body.run, "failed" if side.failure else "ok", 0.0, error, side.failure)

    def side(self, slot: str) -> Side:
        """Return how the nodes of a slot are made."""
        return self._sides[slot].side if self.is_of(slot) else side_of(self._session.slot(slot))

    def sides(self, left: str, right: str) -> list[Side]:
        """Return how the nodes of two slots are made; with what their files hold where one is of a revision."""
        sides = [self.side(slot) for slot in (left, right)]
        if self.is_of(left) is self.is_of(right):
            return sides
        folder = Path(self._session.opened().folder)
        return [side if self.is_of(slot) else side.with_contents(folder) for slot, side in zip((left, right), sides)]

    def whole(self, slot: str) -> ComparedSide | None:
        """Return all that is held of a slot's revision; None where the slot is one of the session's."""
        return self._sides[slot] if self.is_of(slot) else None

    def source(self, slot: str, node: str) -> str:
        """Return the source of a slot's node."""
        if self.is_of(slot):
            return self._sides[slot].sources.get(node, "")
        return source_of(side_of(self._session.slot(slot)).nodes.get(node))
