"""Graphs from the worker, for any slot: asks for them and puts their pages together. It must not keep them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import Build, ErrorAnswer, Event, GraphEnd, GraphPage
from dagscope.scenario import Scenario

from dagscope_app.controllers.ports import Later, MeasurePort, WorkerPort
from dagscope_app.model.cases import Slot
from dagscope_app.model.records.graph import GraphAssembler, GraphSnapshot

BuildDone = Callable[[GraphSnapshot | None, str], None]


class Builder:
    """Asks the worker for graphs and puts their pages together; a newer build of a slot silences the older one."""

    def __init__(self, worker: WorkerPort, measure: MeasurePort, later: Later) -> None:
        self._worker = worker
        self._measure = measure
        self._later = later
        self._numbers: dict[str, int] = {}

    def forget(self) -> None:
        """Silence every build: another project is opened."""
        self._numbers = {slot: number + 1 for slot, number in self._numbers.items()}

    def build(
        self,
        slot: Slot,
        scenario: Scenario,
        done: BuildDone,
        prepare: Sequence[Callable[[GraphSnapshot], None]] = (),
        revision: str = "",
    ) -> None:
        """Build a scenario in a slot; `done` gets the graph, or None and a sentence.

        The graph of a large project is put together, prepared step by step and shown in a turn of the event loop each.
        """
        number = self._numbers.get(slot, 0) + 1
        self._numbers[slot] = number
        assembler = GraphAssembler()

        def answer(message: Message[Event]) -> None:
            if self._numbers.get(slot) != number:
                return
            body = message.body
            if isinstance(body, GraphPage):
                assembler.add_page(body)
                for node in body.nodes:
                    # Measured while the pages come in: all at once would hold up the window.
                    self._measure.node(node.label, node.type)
            elif isinstance(body, GraphEnd):
                made: list[GraphSnapshot] = []
                steps: list[Callable[[], None]] = [lambda: made.append(assembler.finish(body))]
                steps += [partial(_do, step, made) for step in prepare]
                steps.append(lambda: done(made[0], ""))
                self._in_turns(slot, number, steps)
            elif isinstance(body, ErrorAnswer):
                done(None, body.message)

        self._worker.request(Build(slot, scenario, revision), answer)

    def _in_turns(self, slot: Slot, number: int, steps: Sequence[Callable[[], None]]) -> None:
        def step() -> None:
            if self._numbers.get(slot) == number:
                steps[0]()
                if steps[1:]:
                    self._in_turns(slot, number, steps[1:])

        self._later(step)


def _do(step: Callable[[GraphSnapshot], None], made: list[GraphSnapshot]) -> None:
    step(made[0])
