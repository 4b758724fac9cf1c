"""Answers what is asked of values: looks into them, saves, hands over, forgets and checks them.
It must not run nodes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dagscope.preview import AskProblem, preview_of, sketch_of, summary_of
from dagscope.preview.budget import type_name
from dagscope.protocol import messages as m
from dagscope.records import ValueName, ValueRef
from dagscope.session.handing import hand_over
from dagscope.session.refusal import Refusal
from dagscope.session.saving import part_of, save_value
from dagscope.session.session import Session
from dagscope.worker.capture import Capture
from dagscope.worker.guards import Guard
from dagscope.worker.node_versions import code_versions
from dagscope.worker.outbox import Outbox

FIGURES_LIMIT = 50
_REASONS = 200
_CHANGED_IN_PLACE = "it was changed in place after it was made"


class ValueAnswers:
    """Answers commands about values."""

    def __init__(self, session: Session, guard: Guard, outbox: Outbox, capture: Capture) -> None:
        self.session = session
        self._guard = guard
        self._outbox = outbox
        self._capture = capture

    def ask_value(self, body: m.AskValue, id: int) -> None:
        with self._guard.answering(id), self._guard.working_on(body.node, "look"):
            reply = self.session.ask(ValueRef(body.slot, body.run, body.node, body.path), body.ask)
            self._outbox.send(m.ValueAnswer(reply.answer), id, reply.data)

    def save_value(self, body: m.SaveValue, id: int) -> None:
        with self._guard.answering(id), self._guard.working_on(body.node, "save"):
            value = self.session.value_at(ValueRef(body.slot, body.run, body.node, body.inside))
            try:
                value = value if body.part is None else part_of(value, body.part)
                made_safe = save_value(value, Path(body.path), body.format, body.is_safe)
            except (OSError, ValueError, TypeError, ImportError, AskProblem) as error:
                raise Refusal(f"{body.node} cannot be saved as {body.format}: {error}") from None
            self._outbox.send(m.Saved(body.path, made_safe), id)

    def forget(self, body: m.Forget, id: int) -> None:
        with self._guard.answering(id):
            self.session.forget(body.slot, body.run)
            self._outbox.send(m.Forgotten(body.run), id)

    def evaluate(self, body: m.Evaluate, id: int) -> None:
        with self._guard.answering(id):
            slot = self.session.slot(body.slot)
            try:
                with self._guard.user_code("", body.name, "value"):
                    value = self.session.value_of(slot, body.name, body.spec)
            except Refusal as refusal:
                self._outbox.send(m.Evaluated(False, "", "", str(refusal)), id)
                return
            # An overriding value of another type is taken: it is said, and nothing more.
            remark = self.session.type_remark(slot, body.name, value)
            self._outbox.send(m.Evaluated(True, type_name(value), summary_of(value), remark), id)

    def ask_versions(self, body: m.AskVersions, id: int) -> None:
        with self._guard.answering(id):
            nodes = self.session.slot(body.slot).result.graph.nodes
            self._outbox.send(m.Versions(code_versions([nodes.get(name) for name in body.names])), id)

    def hand_over(self, body: m.HandOver, id: int) -> None:
        with self._guard.answering(id), self._guard.user_code("", ", ".join(body.nodes)[:200], "value"):
            run = self.session.run(body.slot, body.run)
            wanted = [name for name in body.nodes if name not in run.changed]
            needed = [name for name in body.nodes[: body.needed] if name not in run.changed]

            def value_of(name: str) -> Any:
                return self.session.value(body.slot, body.run, name)

            handed = hand_over(body.path, wanted, value_of, len(needed), body.limit)
            lacking = {name: handed.refused[name] for name in needed if name in handed.refused}
            lacking.update(dict.fromkeys(run.changed.intersection(body.nodes[: body.needed]), _CHANGED_IN_PLACE))
            self._outbox.send(m.HandedOver(handed.names, dict(list(lacking.items())[:_REASONS])), id)

    def take_figure(self, figure: Any) -> None:
        """Make a picture that a node shows a value next to the node's own."""
        run_name, node = self._capture.here()
        slot = next((each for each in self.session.slots.values() if run_name in each.runs), None)
        if not node or slot is None:
            return  # what a module shows when it is imported belongs to no run
        run = slot.runs[run_name]
        number = 1 + sum(1 for each in map(ValueName.parse, run.values) if each.node == node and each.is_figure)
        if number > FIGURES_LIMIT:
            if number == FIGURES_LIMIT + 1:
                text = f"{node} shows more than {FIGURES_LIMIT} pictures; the others are left out.\n"
                self._outbox.send(m.Output(run_name, node, "warning", text))
                run.values[str(ValueName.of_figure(node, number))] = None
            return
        name = str(ValueName.of_figure(node, number))
        run.values[name] = figure
        shown = preview_of(figure) if isinstance(figure, bytes) else sketch_of(figure)
        self._outbox.send(m.Result(run_name, name, shown.preview), attachment=shown.png)
