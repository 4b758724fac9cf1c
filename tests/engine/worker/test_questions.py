"""`input()` in a node is answered from the window; pictures that a node shows come as values of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dagscope.protocol import messages as m
from dagscope.worker.questions import Questions

from tests.engine.worker.client import Client

Make = Callable[..., Path]

ASKING = """
import sys

def name() -> str:
    return input("Your name? ")

def lines() -> list[str]:
    return [sys.stdin.readline(), next(sys.stdin)]

def greeting(name: str) -> str:
    return "hello " + name
"""


@pytest.mark.parametrize("executor", ["sync", "threads:2"])
def test_an_answer_goes_to_the_node_that_asked(client: Client, project: Make, executor: str) -> None:
    client.build(project(flow=ASKING), "flow")
    id = client.send(m.Execute("main", "r", ("greeting",), executor=executor))
    asked = client.wait_for(m.InputWanted)
    assert ("r", "name", "Your name? ") == (asked.run, asked.node, asked.prompt)
    assert "running" == client.states()["name"]
    client.send(m.InputGiven(asked.number + 7, "nobody asked"))
    client.send(m.InputGiven(asked.number, "Ada"))
    assert "ok" == client.wait_for(m.RunFinished, id).status
    assert "hello Ada" == client.look("greeting").text
    assert "Your name? Ada\n" == client.output("name")


def test_the_standard_input_asks_line_by_line(client: Client, project: Make) -> None:
    client.build(project(flow=ASKING), "flow")
    id = client.start("lines")
    for text in ("one", "two"):
        client.send(m.InputGiven(client.wait_for(m.InputWanted).number, text))
    assert "ok" == client.wait_for(m.RunFinished, id).status
    assert ["'one\\n'", "'two\\n'"] == [item.summary for item in client.look("lines").root.children]


@pytest.mark.parametrize("executor", ["sync", "threads:2"])
def test_stop_ends_the_waiting(client: Client, project: Make, executor: str) -> None:
    client.build(project(flow=ASKING), "flow")
    id = client.send(m.Execute("main", "r", ("greeting",), executor=executor))
    client.wait_for(m.InputWanted)
    client.send(m.Cancel("r"))
    client.interrupt()
    assert "cancelled" == client.wait_for(m.RunFinished, id).status
    assert "stopped" == client.states()["name"]
    again = client.start("greeting", run="2")
    client.send(m.InputGiven(client.wait_for(m.InputWanted).number, "Bo"))
    assert "ok" == client.wait_for(m.RunFinished, again).status


def test_where_nobody_can_answer_the_sentence_says_so(client: Client, project: Make) -> None:
    flow = "import os\n\ndef a() -> str:\n    child = os.fork()\n    if child == 0:\n" \
           "        try:\n            input('?')\n" \
           "        except EOFError as error:\n            os.write(2, str(error).encode())\n        os._exit(0)\n" \
           "    os.waitpid(child, 0)\n    return 'ok'\n"  # fmt: skip
    client.build(project(flow=flow), "flow")
    assert "ok" == client.run("a").status
    assert "choose the executor sync or threads" in client.output("a", "stderr")
    end = client.build(project(other="NAME = input('who? ')\ndef b() -> int:\n    return 1\n"), "other")
    assert any("none runs here" in problem.message for problem in end.problems)


SHOWING = """
import matplotlib
matplotlib.use("TkAgg")
import matplotlib.pyplot as plt

def plots(count: int) -> int:
    for number in range(count):
        plt.figure(figsize=(2, 1))
        plt.plot([1, number])
    plt.show()
    return len(plt.get_fignums())

def one() -> int:
    from matplotlib.figure import Figure
    figure = Figure(figsize=(3, 1))
    figure.show()
    return 1
"""


def test_pictures_that_are_shown_are_values_beside_the_node_s_own(client: Client, project: Make) -> None:
    pytest.importorskip("matplotlib")
    client.build(project(flow=SHOWING), "flow")
    assert "ok" == client.run("plots", "one", count=2).status
    assert "0" == client.look("plots").text  # shown and closed
    for name, size in (("plots#figure 1", (200, 100)), ("plots#figure 2", (200, 100)), ("one#figure 1", (300, 100))):
        shown = client.look(name)
        assert ("image", size) == (shown.kind, (shown.width, shown.height))
    told = [message.body.node for message in client.seen if isinstance(message.body, m.Result)]
    assert {"plots#figure 1", "plots#figure 2", "one#figure 1"} < set(told)


def test_no_more_pictures_are_kept_than_is_said(client: Client, project: Make) -> None:
    pytest.importorskip("matplotlib")
    client.build(project(flow=SHOWING), "flow")
    client.run("plots", count=53)
    said = client.output("plots", "warning")
    assert said.endswith("plots shows more than 50 pictures; the others are left out.\n")


def test_charts_of_plotly_are_caught_too(client: Client, project: Make) -> None:
    pytest.importorskip("plotly")
    flow = (
        "import plotly.graph_objects as go\n\ndef chart() -> int:\n    go.Figure(go.Bar(y=[1, 2])).show()\n"
        "    return 1\n"
    )
    client.build(project(flow=flow), "flow")
    assert "ok" == client.run("chart").status
    told = [message.body.node for message in client.seen if isinstance(message.body, m.Result)]
    assert "chart#figure 1" in told


def test_a_question_that_comes_after_the_stop_waits_for_nobody() -> None:
    outbox: Any = SimpleNamespace(send=lambda *_, **__: None)
    here: Any = SimpleNamespace(here=lambda: ("run", "node"))
    questions = Questions(outbox, here, lambda: True)
    questions.give_up()  # as the reader thread does on Stop, before a node on a thread comes to ask
    with pytest.raises(KeyboardInterrupt):
        questions.ask("?")
