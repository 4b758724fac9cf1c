"""A graph is put together, prepared and shown in turns of their own; what was overtaken meanwhile is dropped."""

from __future__ import annotations

from collections.abc import Callable

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import Command, ErrorAnswer, Event, GraphEnd, GraphPage
from dagscope.records import NodeRecord
from dagscope.scenario import Scenario
from dagscope_app.controllers.builder import Builder
from dagscope_app.model.records.graph import GraphSnapshot

Answer = Callable[[Message[Event]], None]


class FakeWorker:
    """Keeps the answers of the requests."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []

    def request(self, command: Command, answer: Answer) -> None:
        self.answers.append(answer)

    def tell(self, number: int, *events: Event) -> None:
        for event in events:
            self.answers[number](Message(event))


class FlatMeasure:
    def node(self, label: str, type_text: str) -> tuple[float, float]:
        return (100.0, 40.0)

    def group(self, label: str, count: int) -> tuple[float, float]:
        return (120.0, 32.0)


class Bench:
    """A builder whose turns are made one at a time."""

    def __init__(self) -> None:
        self.worker = FakeWorker()
        self.turns: list[Callable[[], None]] = []
        self.told: list[str] = []
        self.builder = Builder(self.worker, FlatMeasure(), self.turns.append)  # type: ignore[arg-type]

    def build(self, name: str) -> None:
        def done(graph: GraphSnapshot | None, message: str) -> None:
            self.told.append(f"{name}: {message or ', '.join(graph.nodes if graph else ())}")

        self.builder.build("main", Scenario(name), done, [self.group, self.divide])

    def group(self, graph: GraphSnapshot) -> None:
        self.told.append(f"grouped {len(graph.nodes)}")

    def divide(self, graph: GraphSnapshot) -> None:
        self.told.append(f"divided {len(graph.nodes)}")

    def turn(self) -> None:
        self.turns.pop(0)()


PAGE = GraphPage("main", (NodeRecord("a", "a", "int"), NodeRecord("b", "b", "int")))


def test_a_graph_takes_five_turns() -> None:
    bench = Bench()
    bench.build("one")
    bench.worker.tell(0, PAGE, GraphEnd("main"))
    bench.turn()
    assert [] == bench.told
    bench.turn()
    assert ["grouped 2"] == bench.told
    bench.turn()
    assert ["grouped 2", "divided 2"] == bench.told
    bench.turn()
    assert ["grouped 2", "divided 2", "one: a, b"] == bench.told
    assert [] == bench.turns


def test_a_later_build_and_another_project_silence_what_waits() -> None:
    bench = Bench()
    bench.build("one")
    bench.worker.tell(0, PAGE, GraphEnd("main"))
    bench.build("two")
    bench.turn()
    bench.worker.tell(1, PAGE, GraphEnd("main"))
    bench.turn()
    bench.turn()
    bench.builder.forget()
    bench.turn()

    assert ["grouped 2"] == bench.told
    assert [] == bench.turns


def test_a_failure_is_said_at_once() -> None:
    bench = Bench()
    bench.build("one")
    bench.worker.tell(0, ErrorAnswer("no such module"))

    assert ["one: no such module"] == bench.told
