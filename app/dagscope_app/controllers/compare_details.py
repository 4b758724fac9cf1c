"""What the comparison shows of one node: its values, their pictures, both sources. It must not choose the node."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import (
    AskValue,
    CompareSources,
    CompareValues,
    ErrorAnswer,
    Event,
    SourcesAnswer,
    ValueAnswer,
    ValueDiffAnswer,
)
from dagscope.protocol.values import LookAsk
from dagscope.records import CompareRule, ValueRef

from dagscope_app.controllers.ports import StorePort, WorkerPort
from dagscope_app.model.compare.comparison import has_other_source
from dagscope_app.model.records.comparison import CompareState
from dagscope_app.model.records.runs import Run

MOST_PICTURES = 8


class CompareDetails:
    """Asks for a node once, and keeps what comes; the values only until the runs are compared again."""

    def __init__(self, store: StorePort, worker: WorkerPort) -> None:
        self._store = store
        self._worker = worker
        self._number = 0

    def drop(self) -> None:
        """Take no answers about values any more that were asked for before."""
        self._number += 1

    def ask(self, name: str) -> None:
        """Fetch how the node's values differ, and its sources where those do."""
        self._ask_value(name)
        self._ask_sources(name)

    def _ask_value(self, name: str) -> None:
        compare = self._store.state.compare
        left, right = (self._store.state.run_with(run) for run in (compare.left_run, compare.right_run))
        if not name or name in compare.values or left is None or right is None:
            return
        number = self._number
        self._change(lambda now: replace(now, values={**now.values, name: None}))

        def answer(message: Message[Event]) -> None:
            if number != self._number:
                return
            body = message.body
            if isinstance(body, ValueDiffAnswer):
                self._change(lambda now: replace(now, values={**now.values, name: body.diff}))
                if body.diff.kind == "image":
                    self._put_picture(name, 2, message.attachment)
                    for side, run in enumerate((left, right)):
                        self._ask_picture(name, run, side, number)
            elif isinstance(body, ErrorAnswer):
                rest = {key: value for key, value in self._store.state.compare.values.items() if key != name}
                self._change(lambda now: replace(now, values=rest))

        one, other = (ValueRef(run.slot, run.id, name) for run in (left, right))
        columns = compare.keys.get(name, ())
        rule = CompareRule(compare.rule.rtol, compare.rule.atol, "key", columns) if columns else compare.rule
        self._worker.request(CompareValues(one, other, rule), answer)

    def _ask_picture(self, name: str, run: Run, side: int, number: int) -> None:
        """Fetch the picture of one side, to stand next to the other one."""

        def answer(message: Message[Event]) -> None:
            if number == self._number and isinstance(message.body, ValueAnswer):
                self._put_picture(name, side, message.attachment)

        self._worker.request(AskValue(run.slot, run.id, name, LookAsk()), answer)

    def _put_picture(self, name: str, side: int, png: bytes) -> None:
        """Keep a picture; of older nodes they are asked for again."""

        def change(now: CompareState) -> CompareState:
            known = now.pictures.get(name, (b"", b"", b""))
            found = tuple(png if at == side else each for at, each in enumerate(known))
            rest = {key: value for key, value in list(now.pictures.items())[-MOST_PICTURES:] if key != name}
            values = {
                key: value
                for key, value in now.values.items()
                if value is None or value.kind != "image" or key in (*rest, name)
            }
            return replace(now, pictures={**rest, name: (found[0], found[1], found[2])}, values=values)

        self._change(change)

    def _ask_sources(self, name: str) -> None:
        """Fetch both sources of a node whose definition differs."""
        compare = self._store.state.compare
        if not has_other_source(compare, name) or name in compare.sources:
            return
        built = compare.built
        self._change(lambda now: replace(now, sources={**now.sources, name: None}))

        def answer(message: Message[Event]) -> None:
            body = message.body
            if isinstance(body, SourcesAnswer) and self._store.state.compare.built == built:
                both = (body.left, body.right)
                self._change(lambda now: replace(now, sources={**now.sources, name: both}))

        self._worker.request(CompareSources("left", "right", name), answer)

    def _change(self, change: Callable[[CompareState], CompareState]) -> None:
        self._store.update(lambda now: replace(now, compare=change(now.compare)))
