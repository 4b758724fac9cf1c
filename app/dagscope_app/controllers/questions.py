"""Questions that nodes ask with `input()`: kept until they are answered or their run ends. It must not show them."""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.commands import InputGiven
from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import Event, InputWanted

from dagscope_app.controllers.ports import StorePort, WorkerPort
from dagscope_app.model.records.questions import Question
from dagscope_app.model.state import AppState


class QuestionsController:
    """Owns the open questions."""

    def __init__(self, store: StorePort, worker: WorkerPort) -> None:
        self._store = store
        self._worker = worker
        store.listen(self._on_state_changed)

    def on_event(self, message: Message[Event]) -> None:
        """Take in what a node asks."""
        body = message.body
        if isinstance(body, InputWanted):
            question = Question(body.run, body.node, body.prompt, body.number)
            self._store.update(lambda now: replace(now, questions=(*now.questions, question)))

    def answer(self, number: int, text: str) -> None:
        """Let the node that asked go on with this text."""
        if any(item.number == number for item in self._store.state.questions):
            self._worker.request(InputGiven(number, text))
            self._store.update(
                lambda now: replace(now, questions=tuple(q for q in now.questions if q.number != number))
            )

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if not new.questions or old.runs is new.runs:
            return
        going_on = {run.id for run in new.runs if run.is_active and run.status != "cancelling"}
        if any(item.run not in going_on for item in new.questions):
            self._store.update(lambda now: replace(now, questions=tuple(q for q in now.questions if q.run in going_on)))
