"""The worker's ordinary day: open, build, plan, run, look at values, compare, save, leave."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope.protocol import messages as m
from dagscope.protocol import values
from dagscope.records import ValueRef
from dagscope.scenario import ValueSpec
from dagscope.value_records import SortKey, TablePreview

from tests.engine.worker.client import PATIENCE_S, Client

Make = Callable[..., Path]
EXAMPLES = Path(__file__).parents[3] / "examples"
FLOW = '''
import pandas as pd

def table(rows: int) -> pd.DataFrame:
    """A table."""
    return pd.DataFrame({"n": range(rows), "w": [f"w{i % 3}" for i in range(rows)]})

def total(table: pd.DataFrame, factor: float = 2.0) -> float:
    return float(table["n"].sum() * factor)

def broken(total: float) -> int:
    raise ValueError(f"cannot use {total}")

def after(broken: int) -> int:
    return broken

def nested(total: float) -> dict:
    return {"total": total, "list": list(range(100))}
'''


def test_a_graph_arrives_in_pages_with_inputs_and_definitions(client: Client, project: Make) -> None:
    end = client.build(project(flow=FLOW), "flow")

    nodes = client.nodes()
    assert ["table", "total", "broken", "after", "nested", "rows", "factor"] == sorted(
        nodes, key=["table", "total", "broken", "after", "nested", "rows", "factor"].index
    )
    assert ("input", "function") == (nodes["rows"].kind, nodes["table"].kind)
    assert [("rows", "int", True, ""), ("factor", "float", False, "2.0")] == [
        (item.name, item.type, item.required, item.default) for item in sorted(end.inputs, key=lambda i: not i.required)
    ]
    definitions = [
        d for message in client.seen if isinstance(message.body, m.GraphPage) for d in message.body.definitions
    ]
    (own,) = [d for d in definitions if d.node == "total"]
    assert own.source.startswith("def total(table") and own.id in nodes["total"].definitions
    assert () == end.problems


def test_a_run_keeps_going_after_a_failure_and_tells_everything(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW), "flow")

    finished = client.run("after", "nested", rows=4)

    assert {
        "table": "ok",
        "total": "ok",
        "broken": "failed",
        "after": "skipped",
        "nested": "ok",
    } == client.states()
    assert "failed" == finished.status and finished.error is not None
    assert ["flow.py"] == [Path(frame.file).name for frame in finished.error.frames if frame.is_project]
    assert "ValueError: cannot use 12.0" == finished.error.summary
    assert "12.0" == client.summaries()["total"]


def test_values_are_looked_at_page_by_page(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW), "flow")
    client.run("nested", rows=1_000)

    page = client.ask_value("table", values.PageAsk(0, 2, 0, 5, (SortKey(0, True),), "w == w1"))
    children = client.ask_value("nested", values.ChildrenAsk((1,), 98, 10))
    statistics = client.ask_value("table", values.StatisticsAsk(0))
    preview = client.look("table")

    assert (333, (("997", "w1"), ("994", "w1"))) == (page.total_rows, page.cells)
    assert ["98", "99"] == [child.summary for child in children.children]
    assert "499.5" == dict(statistics.rows)["mean"]
    assert (TablePreview, 1_000, "1,000 × 2") == (type(preview), preview.rows, preview.summary)


def test_what_is_inside_a_value_is_asked_by_its_path(client: Client, project: Make) -> None:
    text = (
        "import pandas as pd\n\ndef both() -> dict:\n"
        "    return {'train': pd.DataFrame({'a': [1, 2]}), 'more': ['x', {'test': pd.DataFrame({'b': range(300)})}]}\n"
    )
    client.build(project(flow=text), "flow")
    client.run("both")

    train, test = client.look("both", 0), client.look("both", 1, 1, 0)
    page = client.ask_value("both", values.PageAsk(298, 10, sort=(SortKey(0, True),)), 1, 1, 0)
    nothing = client.ask(m.AskValue("main", "r", "both", values.LookAsk(), (1, 7)), m.ErrorAnswer)

    assert (("table", 2), ("table", 300)) == ((train.kind, train.rows), (test.kind, test.rows))
    assert (("1",), ("0",)) == page.cells
    assert "nothing at this place" in nothing.message


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (values.PageAsk(), "a value of the kind tree cannot be asked for 'page'; it answers children"),
        (values.ChildrenAsk((5,)), "no child 5"),
        (values.UnknownAsk("spectrum"), "cannot be asked for 'spectrum'"),
    ],
)
def test_a_question_that_does_not_fit_is_refused_in_a_sentence(
    client: Client, project: Make, ask: values.Ask, words: str
) -> None:
    client.build(project(flow="def a() -> list:\n    return [1]\n"), "flow")
    client.run("a")

    refused = client.ask(m.AskValue("main", "r", "a", ask), m.ErrorAnswer)

    assert words in refused.message
    assert "[1]" == client.look("a").summary, "and the worker goes on"


def test_a_run_does_not_wait_for_pictures_which_are_drawn_when_asked_for(client: Client, project: Make) -> None:
    text = "import PIL.Image\n\ndef photo() -> object:\n    return PIL.Image.new('RGB', (6_000, 4_000))\n"
    client.build(project(flow=text), "flow")
    client.run("photo")

    (sent,) = [message for message in client.seen if isinstance(message.body, m.Result)]
    assert ("image", "6000 × 4000", b"") == (sent.body.preview.kind, sent.body.preview.summary, sent.attachment)
    assert "it was not looked at yet" == sent.body.preview.missing
    whole = client.look("photo")
    assert ("image", "") == (whole.kind, whole.missing) and whole.width * whole.height > 3_000_000
    assert next(item for item in reversed(client.seen) if item.attachment).attachment.startswith(b"\x89PNG")


def test_a_plan_says_what_would_run_and_what_is_missing(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW), "flow")

    missing = client.ask(m.Plan("main", ("total",)), m.PlanAnswer)
    given = client.ask(m.Plan("main", ("total",), ("rows",)), m.PlanAnswer)
    overridden = client.ask(m.Plan("main", ("total",), (), ("table",)), m.PlanAnswer)
    unknown = client.ask(m.Plan("main", ("nope",)), m.PlanAnswer)

    assert (("table", "total"), ("rows",)) == (missing.runs, missing.missing)
    assert (("table", "total"), ()) == (given.runs, given.missing)
    assert (("total",), ("table",)) == (overridden.runs, overridden.overridden)
    assert "nope" in unknown.problem


@pytest.mark.parametrize(
    ("inputs", "text"),
    [
        ({}, "rows"),
        ({"rows": ValueSpec("literal", "many")}, "int is expected"),
        ({"rows": ValueSpec("expression", "1/0")}, "ZeroDivisionError"),
        ({"rows": ValueSpec("file", "absent.csv")}, "there is no file"),
    ],
)
def test_missing_and_wrong_inputs_are_sentences(
    client: Client, project: Make, inputs: dict[str, ValueSpec], text: str
) -> None:
    client.build(project(flow=FLOW), "flow")

    finished = client.run("table", **inputs)

    assert "failed" == finished.status
    assert text in finished.message and "rows" in finished.message


def test_evaluate_checks_a_value_against_its_input(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW), "flow")

    good = client.ask(m.Evaluate("main", "rows", ValueSpec("expression", "2 + 3")), m.Evaluated)
    bad = client.ask(m.Evaluate("main", "rows", ValueSpec("literal", "x")), m.Evaluated)

    assert (True, "int", "5") == (good.ok, good.value_type, good.summary)
    assert (False, "int is expected, this is 'x' (str)") == (bad.ok, bad.message)


def test_overrides_stand_in_for_nodes(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW), "flow")
    id = client.send(m.Execute("main", "r", ("nested",), {}, {"total": ValueSpec("literal", "1.5")}))

    finished = client.wait_for(m.RunFinished, id)

    assert ("ok", {"nested": "ok"}) == (finished.status, client.states())


def test_values_of_an_earlier_run_stand_in_for_nodes(client: Client, project: Make) -> None:
    client.build(project(flow="def a() -> list:\n    return [1]\ndef b(a: list) -> int:\n    return len(a)\n"), "flow")
    client.run("b", run="first")
    id = client.send(m.Execute("main", "second", ("b",), taken=(ValueRef("main", "first", "a"),)))
    finished = client.wait_for(m.RunFinished, id)
    gone = client.send(m.Execute("main", "third", ("b",), taken=(ValueRef("main", "nowhere", "a"),)))
    refused = client.wait_for(m.RunFinished, gone)

    assert ({"a": "ok", "b": "ok"}, {"a": "cached", "b": "ok"}) == (client.states("first"), client.states("second"))
    assert "ok" == finished.status
    assert "failed" == refused.status and "nowhere" in refused.message


def test_two_slots_are_compared_node_by_node_and_value_by_value(client: Client, project: Make) -> None:
    folder = project(
        a="def x() -> int:\n    return 1\ndef y(x: int) -> int:\n    return x\ndef only() -> int:\n    return 0\n",
        b="def x() -> int:\n    return 2\ndef y(x: int) -> int:\n    return x\n",
        c="def y(x: int) -> int:\n    return x\n",
    )
    client.build(folder, "a", slot="left")
    client.rebuild("a", "b", slot="right", allow_module_overrides=True)
    client.run("y", slot="left", run="l")
    client.run("y", slot="right", run="r")

    id = client.send(m.Compare("left", "right", "l", "r"))
    client.wait_for(m.CompareEnd, id)
    diff = client.ask(m.CompareValues(ValueRef("left", "l", "y"), ValueRef("right", "r", "y")), m.ValueDiffAnswer)
    swapped = client.send(m.Compare("right", "left", "l", "r"))
    client.wait_for(m.CompareEnd, swapped)
    client.seen = [message for message in client.seen if message.id != swapped]
    sources = client.ask(m.CompareSources("left", "right", "x"), m.SourcesAnswer)
    assert ("return 1" in sources.left, "return 2" in sources.right) == (True, True)
    assert "" == client.ask(m.CompareSources("left", "right", "nowhere"), m.SourcesAnswer).left

    rows = [row for message in client.seen if isinstance(message.body, m.ComparePage) for row in message.body.rows]
    assert {
        "x": ("cause", ["code"], "different"),
        "y": ("affected", ["module"], "different"),
        "only": ("same", [], "not_run"),
    } == {row.name: (row.role, [change.kind for change in row.structure], row.value) for row in rows}
    assert ("different", "scalar", "1 → 2") == (diff.diff.verdict, diff.diff.kind, diff.diff.summary)


def test_the_same_build_in_two_slots_keeps_its_runs_apart(client: Client, project: Make) -> None:
    folder = project(flow="def a() -> int:\n    return 1\n")
    client.build(folder, "flow")
    client.build(folder, "flow", slot="left")

    client.wait_for(m.RunFinished, client.start("a"))

    assert "1" == client.look("a").text
    refused = client.ask(m.AskValue("left", "r", "a", values.LookAsk()), m.ErrorAnswer)
    assert "r" in refused.message


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir()))
def test_every_example_builds_and_runs_in_every_scenario(client: Client, name: str) -> None:
    opened = client.ask(m.Open(str(EXAMPLES / name)), m.Project)

    assert opened.scenarios and not opened.problems
    for scenario in opened.scenarios:
        assert () == client.ask(m.Build("main", scenario), m.GraphEnd).problems
        if scenario.final_vars:
            id = client.send(m.Execute("main", scenario.name, scenario.final_vars, scenario.inputs, scenario.overrides))
            assert "ok" == client.wait_for(m.RunFinished, id).status


def test_saved_scenarios_follow_those_that_are_found(client: Client, project: Make) -> None:
    folder = project(flow=FLOW)
    (folder / "dagscope.toml").write_text(
        '[[scenario]]\nname = "mine"\nbased_on = "all modules"\nfinal_vars = ["total"]\n'
    )
    opened = client.ask(m.Open(str(folder)), m.Project)

    (base,) = opened.bases
    assert ["mine", "all modules"] == [each.name for each in opened.scenarios]
    assert ("dagscope.toml", base.modules, ("total",)) == (
        opened.scenarios[0].origin, opened.scenarios[0].modules, opened.scenarios[0].final_vars
    )  # fmt: skip
    assert opened.saved


def test_a_value_is_saved_and_an_impossible_place_is_said(client: Client, project: Make, tmp_path: Path) -> None:
    client.build(project(flow=FLOW), "flow")
    client.run("nested", rows=2)

    client.ask(m.SaveValue("main", "r", "table", str(tmp_path / "t.csv"), "csv"), m.Saved)
    client.ask(m.SaveValue("main", "r", "nested", str(tmp_path / "n.json"), "json"), m.Saved)
    id = client.send(m.SaveValue("main", "r", "table", "/nowhere/at/all.csv", "csv"))
    refused = client.wait_for(m.ErrorAnswer, id)

    assert "n,w\n0,w0\n1,w1\n" == (tmp_path / "t.csv").read_text()
    assert "total" in (tmp_path / "n.json").read_text()
    assert "cannot be saved" in refused.message


def test_released_values_are_gone_with_a_sentence(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW), "flow")
    client.run("total", rows=2)

    client.ask(m.Forget("main", "r"), m.Forgotten)
    id = client.send(m.AskValue("main", "r", "total", values.LookAsk()))

    assert "not kept any more" in client.wait_for(m.ErrorAnswer, id).message


def test_async_nodes_and_dynamic_blocks_run(client: Client, project: Make) -> None:
    folder = project(
        slow="import asyncio\nasync def a() -> int:\n    await asyncio.sleep(0)\n    return 4\n"
        "async def b(a: int) -> int:\n    return a + 1\n",
        many="from hamilton.htypes import Parallelizable, Collect\n"
        "def url() -> Parallelizable[int]:\n    for i in range(3):\n        yield i\n"
        "def page(url: int) -> int:\n    return url * 10\ndef all_pages(page: Collect[int]) -> int:\n"
        "    return sum(page)\n",
    )
    client.build(folder, "slow")
    client.rebuild("many", slot="many")

    first = client.run("b")
    second = client.run("all_pages", slot="many", run="d")

    assert ("ok", "5") == (first.status, client.summaries()["b"])
    assert ("ok", "30", "ok") == (
        second.status,
        client.summaries("d")["all_pages"],
        client.states("d")["page"],
    )


def test_warm_imports_before_a_project_is_known(client: Client) -> None:
    warmed = client.ask(m.Warm(("json", "not_installed_anywhere")), m.Warmed)

    assert ("json",) == warmed.packages


def test_goodbye_comes_before_the_end(client: Client) -> None:
    client.send(m.Shutdown())

    client.wait_for(m.Goodbye)
    assert 0 == client.process.wait(PATIENCE_S)


def test_the_collector_is_on_when_a_project_is_imported_and_after_one_that_cannot_be(
    client: Client, project: Make
) -> None:
    code = "import gc\nAT_IMPORT = gc.isenabled()\n\ndef a() -> list:\n    return [AT_IMPORT, gc.isenabled()]\n"
    client.build(project(flow=code, broken="import flow\n1 / 0\n"), "broken")
    client.rebuild("flow")

    assert "ok" == client.run("a").status
    assert "[True, True]" in client.summaries()["a"]


@pytest.mark.parametrize("version", ["3.10.13", "3.12.1", "3.13.0", "3.8.18"])
def test_other_interpreters_are_served_or_refused(version: str, project: Make) -> None:
    interpreter = Path(os.environ.get("PYENV_ROOT", "")) / "versions" / version / "bin/python"
    if not interpreter.exists():
        pytest.skip(f"no Python {version} here")
    with Client(str(interpreter)) as client:
        if version.startswith("3.8"):
            assert m.Unsupported(version) == client.wait_for(m.Unsupported)
            return
        assert version == client.wait_for(m.Hello).python
        client.build(project(flow="def a(x: int | None = None) -> int:\n    return 3\n"), "flow")
        assert "ok" == client.run("a").status
