"""Answers how two graphs, runs, values or sources differ, and what a change would do. It must not run nodes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from dagscope.compare.classify import Classification, scenario_changes
from dagscope.compare.compared_side import ComparedSide
from dagscope.compare.facts import Side, side_of
from dagscope.compare.made_report import UNWRITTEN, made_report, write_report
from dagscope.compare.reports import REPORTS
from dagscope.compare.runs import compared
from dagscope.compare.values import compare_values
from dagscope.compare.what_if import MOST_NAMES, effect_of
from dagscope.describe.graph import GraphRecords
from dagscope.protocol import messages as m
from dagscope.records import NodeDiff
from dagscope.scenario import Scenario, ScenarioChange
from dagscope.session.building import Slot
from dagscope.session.refusal import Refusal
from dagscope.session.run import Run
from dagscope.session.session import Session
from dagscope.worker.guards import Guard
from dagscope.worker.outbox import Outbox
from dagscope.worker.revisions import Revisions

_DIFFS_A_PAGE = 200
_ROWS_A_PAGE = 500


class CompareAnswers:
    """Answers commands about differences."""

    def __init__(self, session: Session, revisions: Revisions, guard: Guard, outbox: Outbox) -> None:
        self.session = session
        self._revisions = revisions
        self._guard = guard
        self._outbox = outbox
        self._before: tuple[GraphRecords, Scenario, Side] | None = None

    def compare(self, body: m.Compare, id: int) -> None:
        with self._guard.answering(id), self._guard.working_on(f"{body.left} and {body.right}", "compare"):
            self.session.needs_code()
            sides = self._revisions.sides(body.left, body.right)
            found = Classification(*sides)
            rows: Iterable[NodeDiff] = found.rows()
            if body.left_run and body.right_run:
                one = self.session.run_of_any_slot(body.left_run)
                other = self.session.run_of_any_slot(body.right_run)
                rows = compared(found, one, other, body.rule, body.keys, self._guard.name_compared)
            self._send_rows(rows, scenario_changes(*sides), id)

    def _send_rows(self, rows: Iterable[NodeDiff], scenario: tuple[ScenarioChange, ...], id: int) -> None:
        """Send the scenarios' differences first, then the nodes as they are known, a page at a time."""
        self._outbox.send(m.ComparePage((), scenario), id)
        counts = {"different": 0, "not_run": 0, "same": 0}
        waiting: list[NodeDiff] = []
        for row in rows:
            counts["different" if row.differs else "not_run" if row.value == "not_run" else "same"] += 1
            waiting.append(row)
            if len(waiting) == _DIFFS_A_PAGE:
                self._outbox.send(m.ComparePage(tuple(waiting)), id)
                waiting.clear()
        if waiting:
            self._outbox.send(m.ComparePage(tuple(waiting)), id)
        self._outbox.send(m.CompareEnd(counts["same"], counts["different"], counts["not_run"]), id)

    def compare_values(self, body: m.CompareValues, id: int) -> None:
        with self._guard.answering(id), self._guard.working_on(body.left.node, "compare"):
            left, right = self.session.value_at(body.left), self.session.value_at(body.right)
            start, count = max(0, body.start), min(max(0, body.count), _ROWS_A_PAGE)
            found = compare_values(left, right, body.rule, start=start, count=count)
            self._outbox.send(m.ValueDiffAnswer(found.diff), id, found.png)

    def compare_sources(self, body: m.CompareSources, id: int) -> None:
        with self._guard.answering(id):
            texts = [self._revisions.source(name, body.node) for name in (body.left, body.right)]
            self._outbox.send(m.SourcesAnswer(*texts), id)

    def save_comparison(self, body: m.SaveComparison, id: int) -> None:
        asked = body.comparison
        with self._guard.answering(id), self._guard.working_on(f"{body.names[0]} and {body.names[1]}", "compare"):
            self.session.needs_code()
            path = Path(body.path)
            form = path.suffix.lower()
            if form not in REPORTS:
                raise Refusal(f"{path.name!r} says no form: end the file's name in {', '.join(REPORTS)}")
            runs = (asked.left_run, asked.right_run)
            left, right = (self._whole(*pair) for pair in zip((asked.left, asked.right), runs))
            sides = self._revisions.sides(asked.left, asked.right)
            left, right = (replace(whole, side=side) for whole, side in zip((left, right), sides))
            report = made_report(
                (left, right), body.names, asked.rule, asked.keys, has_values=all(runs),
                on_node=self._guard.name_compared,
            )  # fmt: skip
            try:
                write_report(report, path, form)
            except UNWRITTEN as error:
                raise Refusal(f"{path} cannot be written: {' '.join(str(error).split())}") from None
            self._outbox.send(m.Saved(body.path), id)

    def _whole(self, slot: str, run: str) -> ComparedSide:
        """Return all of a side, with its run where that is named."""
        kept = self.session.run_of_any_slot(run) if run else Run("", slot)
        held = self._revisions.whole(slot)
        if held is not None:
            return replace(held, run=kept)
        found = self.session.slot(slot)
        sources = {item.node: item.source for item in found.records.definitions if item.is_active}
        finals = found.scenario.final_vars
        return ComparedSide(found.records, side_of(found), kept, finals, sources, found.problems)

    def _side_before(self, slot: Slot) -> Side:
        """Return a build as a side, made once for all changes that are looked at before one is applied."""
        if self._before is None or self._before[0] is not slot.records or self._before[1] != slot.scenario:
            self._before = (slot.records, slot.scenario, side_of(slot))
        return self._before[2]

    def what_if(self, body: m.WhatIf, id: int) -> None:
        with self._guard.answering(id):
            self.session.needs_code()
            with self._guard.user_code("", ", ".join(body.right.module_names())[:200], "import"):
                before, after = (self.session.build_aside(side, is_brief=True) for side in (body.left, body.right))
            effect = effect_of(self._side_before(before), after)
            known = {problem.message for problem in before.problems}
            errors = [each.message for each in after.problems if each.severity == "error" and each.message not in known]
            answer = m.WhatIfAnswer(
                added=effect.added[:MOST_NAMES],
                removed=effect.removed[:MOST_NAMES],
                redefined=effect.redefined[:MOST_NAMES],
                affected=effect.affected[:MOST_NAMES],
                nodes=effect.nodes,
                counts=(len(effect.added), len(effect.removed), len(effect.redefined), len(effect.affected)),
                problem=errors[0][:1_000] if errors else "",
            )
            self._outbox.send(answer, id)
