"""Each command's answer: which part gives it, and those about project and graph.
It must not let anything escape: what goes wrong becomes one `error`.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dagscope.protocol import messages as m
from dagscope.protocol.breadcrumb import Trail
from dagscope.session.elsewhere import defined_elsewhere
from dagscope.session.graph_pages import pages
from dagscope.session.interrupts import Interrupts
from dagscope.session.replaced import remember_originals
from dagscope.session.script_text import asked_for, script_text
from dagscope.session.session import Session
from dagscope.session.stops import Stops
from dagscope.worker.capture import Capture
from dagscope.worker.compare_answers import CompareAnswers
from dagscope.worker.files_read import FilesRead
from dagscope.worker.guards import Guard
from dagscope.worker.outbox import Outbox
from dagscope.worker.revisions import Revisions
from dagscope.worker.run_answers import RunAnswers
from dagscope.worker.value_answers import ValueAnswers

BETWEEN_NODES = (m.AskValue, m.AskVersions, m.AskFiles, m.CompareValues, m.CompareSources, m.Plan, m.Compare)


class Answers:
    """Answers commands from the session, through the outbox."""

    def __init__(
        self,
        outbox: Outbox,
        capture: Capture,
        trail: Trail,
        interrupts: Interrupts,
        between: Callable[[], None],
        stops: Stops,
    ) -> None:
        self.session = session = Session(goes_on=True)
        self._outbox = outbox
        self._guard = guard = Guard(outbox, capture, trail, interrupts)
        self._revisions = revisions = Revisions(session)
        files = FilesRead(guard, outbox, capture)
        self.runs = runs = RunAnswers(
            session, revisions, files, guard, outbox, capture, trail, interrupts, between, stops
        )
        self.values = values = ValueAnswers(session, guard, outbox, capture)
        comparisons = CompareAnswers(session, revisions, guard, outbox)
        self._handlers: dict[type, Callable[[Any, int], None]] = {
            m.Open: self.open,
            m.Build: self.build,
            m.Plan: runs.plan,
            m.Foresee: runs.foresee,
            m.Execute: runs.execute,
            m.AskValue: values.ask_value,
            m.AskVersions: values.ask_versions,
            m.AskFiles: files.ask_files,
            m.AskScript: self.ask_script,
            m.Evaluate: values.evaluate,
            m.Compare: comparisons.compare,
            m.CompareValues: comparisons.compare_values,
            m.CompareSources: comparisons.compare_sources,
            m.SaveComparison: comparisons.save_comparison,
            m.WhatIf: comparisons.what_if,
            m.Sweep: runs.sweep,
            m.SaveSweep: runs.save_sweep,
            m.SaveValue: values.save_value,
            m.Forget: values.forget,
            m.HandOver: values.hand_over,
            m.Warm: self.warm,
        }

    def answer(self, body: m.Command, id: int) -> None:
        """Answer a command."""
        self._handlers[type(body)](body, id)

    def open(self, body: m.Open, id: int) -> None:
        with self._guard.answering(id), self._guard.working_on(os.path.basename(body.folder), "open"):
            project = self.session.open(body.folder, "listed" if body.may_run else "no", body.modules)
            self._outbox.send(
                m.Project(
                    str(project.folder),
                    project.modules,
                    project.scenarios,
                    project.problems,
                    project.is_saved,
                    project.positions,
                    project.bases,
                    self.session.is_preview,
                ),
                id,
            )

    def build(self, body: m.Build, id: int) -> None:
        with self._guard.answering(id):
            remember_originals(self.session.opened().sources or {})
            with self._guard.user_code("", ", ".join(body.scenario.module_names())[:200], "import"):
                if body.revision:
                    slot = self._revisions.build(body.slot, body.scenario, body.revision)
                else:
                    slot = self.session.build(body.slot, body.scenario)
            records = slot.records
            self._outbox.send(m.GraphBegin(body.slot, len(records.nodes), len(records.definitions)), id)
            is_main = body.slot == "main" and not self.session.is_preview
            elsewhere = defined_elsewhere(self.session.opened(), slot) if is_main else ()
            for page in pages(body.slot, records, elsewhere):
                self._outbox.send(page, id)
            self._outbox.send(
                m.GraphEnd(
                    body.slot,
                    slot.problems,
                    slot.config_keys,
                    records.inputs,
                    slot.modules,
                    self.session.version(),
                ),
                id,
            )

    def ask_script(self, body: m.AskScript, id: int) -> None:
        with self._guard.answering(id):
            slot = replace(self.session.slot(body.slot), scenario=body.scenario)
            text = script_text(self.session.opened(), slot, asked_for(slot), None)
            self._outbox.send(m.Script(text), id)

    def warm(self, body: m.Warm, id: int) -> None:
        with self._guard.answering(id):
            found: list[str] = []
            for name in body.packages:
                try:
                    importlib.import_module(name)
                    found.append(name)
                except Exception:  # noqa: BLE001 - a broken package is as good as none here
                    continue
            self._outbox.send(m.Warmed(tuple(found)), id)
