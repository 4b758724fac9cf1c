"""A slot at a git revision: built, run and compared with the files as they are; and what another scenario would
change.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope.protocol import messages as m
from dagscope.records import NodeDiff, ValueRef
from dagscope.scenario import ModuleChoice, Scenario

from tests.engine.worker.client import Client

Make = Callable[..., Path]
FLOW = "K = {}\ndef x() -> int:\n    return K\ndef y(x: int) -> int:\n    return x\n"
SCENARIO = Scenario("flow", modules=(ModuleChoice("flow"),))


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.email=ann@example.org", "-c", "user.name=ann")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def folder(project: Make) -> Path:
    made = project(flow=FLOW.format(1))
    git(made, "init", "-q")
    git(made, "add", ".")
    git(made, "commit", "-q", "-m", "one")
    (made / "flow.py").write_text(FLOW.format(2), "utf-8")
    return made


def rows(client: Client, request: m.Compare) -> dict[str, NodeDiff]:
    id = client.send(request)
    client.wait_for(m.CompareEnd, id)
    pages = [item.body for item in client.seen if item.id == id and isinstance(item.body, m.ComparePage)]
    return {row.name: row for page in pages for row in page.rows}


def test_a_revision_is_built_run_and_compared_with_the_files_here(client: Client, folder: Path) -> None:
    client.build(folder, "flow", slot="right")
    client.run("y", slot="right", run="r")
    client.wait_for(m.GraphEnd, client.send(m.Build("left", SCENARIO, "HEAD")))
    assert ["constant"] == [change.kind for change in rows(client, m.Compare("left", "right"))["x"].structure]
    sources = client.ask(m.CompareSources("left", "right", "x"), m.SourcesAnswer)
    assert ("K = 1" in sources.left, "K = 2" in sources.right) == (True, True)

    client.run("y", slot="left", run="l")
    found = rows(client, m.Compare("left", "right", "l", "r"))
    assert ("different", "different") == (found["x"].value, found["y"].value)
    diff = client.ask(m.CompareValues(ValueRef("left", "l", "y"), ValueRef("right", "r", "y")), m.ValueDiffAnswer)
    assert "different" == diff.diff.verdict

    asked = m.Compare("left", "right", "l", "r")
    for ending in ("html", "md", "json"):
        report = folder / f"report.{ending}"
        request = m.SaveComparison(asked, ("flow @ HEAD", "flow"), str(report))
        assert str(report) == client.ask(request, m.Saved).path
        assert "flow @ HEAD" in report.read_text("utf-8")
    saved = json.loads((folder / "report.json").read_text("utf-8"))
    assert ["different", "different"] == [row["value"] for row in saved["nodes"]] and "y" in saved["values"]
    for name, sentence in (("report.doc", "end the file's name in .html"), ("no/report.md", "cannot be written")):
        refused = m.SaveComparison(asked, ("one", "two"), str(folder / name))
        assert sentence in client.ask(refused, m.ErrorAnswer).message

    client.wait_for(m.GraphEnd, client.send(m.Build("left", SCENARIO)))
    assert not rows(client, m.Compare("left", "right"))["x"].structure, "the slot holds the files here again"


@pytest.mark.parametrize(
    ("revision", "sentence"),
    [("nowhere", "there is no revision 'nowhere'"), ("--help", "there is no revision '--help'"), ("broken", "broken")],
)
def test_a_revision_that_cannot_be_is_one_sentence(client: Client, folder: Path, revision: str, sentence: str) -> None:
    (folder / "flow.py").unlink()
    git(folder, "rm", "-q", "--cached", "flow.py")
    git(folder, "commit", "-q", "--allow-empty", "-m", "nothing left")
    git(folder, "tag", "broken")
    (folder / "flow.py").write_text(FLOW.format(2), "utf-8")
    client.build(folder, "flow", slot="right")
    error = client.ask(m.Build("left", SCENARIO, revision), m.ErrorAnswer)
    assert sentence in error.message and "Traceback" not in error.message and "\n" not in error.message


def test_a_folder_without_git_says_so(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW.format(1)), "flow", slot="right")
    error = client.ask(m.Build("left", SCENARIO, "HEAD"), m.ErrorAnswer)
    assert "is in no git repository" in error.message


def test_what_another_scenario_would_change_is_answered_with_counts(client: Client, project: Make) -> None:
    more = "def z(y: int) -> int:\n    return y\ndef x() -> int:\n    return 5\n"
    client.build(project(flow=FLOW.format(1), more=more), "flow")
    both = Scenario("flow", modules=(ModuleChoice("flow"), ModuleChoice("more")), allow_module_overrides=True)
    found = client.ask(m.WhatIf(SCENARIO, both), m.WhatIfAnswer)
    assert (("z",), (), ("x",), ("y",), (1, 0, 1, 1), "") == (
        found.added, found.removed, found.redefined, found.affected, found.counts, found.problem,
    )  # fmt: skip
    refused = Scenario("flow", modules=both.modules)
    assert "more than once" in client.ask(m.WhatIf(SCENARIO, refused), m.WhatIfAnswer).problem


def swept(client: Client, request: m.Sweep) -> tuple[list[m.SweepRow], m.SweepEnd]:
    id = client.send(request)
    end = client.wait_for(m.SweepEnd, id)
    return [item.body for item in client.seen if item.id == id and isinstance(item.body, m.SweepRow)], end


def test_a_sweep_gives_a_row_for_each_combination(client: Client, project: Make) -> None:
    text = "def a(k: int) -> int:\n    return k\ndef b(a: int, j: int) -> float:\n    return 10 / (a - j)\n"
    client.build(project(flow=text), "flow")
    found, end = swept(client, m.Sweep(SCENARIO, {"k": ("1", "2"), "j": ("1", "5")}))
    assert [("1", "1"), ("1", "5"), ("2", "1"), ("2", "5")] == [row.values for row in found]
    assert ["", "-2.5", "10.0", repr(10 / -3)] == [row.numbers.get("b", "") for row in found]
    assert "division" in found[0].error and not found[1].error and "ok" == end.status
    assert {4} == {row.total for row in found} and "2" == found[2].scenario.inputs["k"].text
    assert "nowhere is no config key" in client.ask(m.Sweep(SCENARIO, {"nowhere": ("1",)}), m.ErrorAnswer).message


def test_a_sweep_is_stopped_between_and_inside_of_nodes(client: Client, project: Make) -> None:
    text = "import time\ndef a(k: int) -> int:\n    while k > 1:\n        time.sleep(0.01)\n    return k\n"
    client.build(project(flow=text), "flow")
    id = client.send(m.Sweep(SCENARIO, {"k": ("1", "2", "3")}))
    assert ("1",) == client.wait_for(m.SweepRow, id).values
    client.send(m.Cancel("sweep"))
    assert "cancelled" == client.wait_for(m.SweepEnd, id).status
    assert "ok" == client.run("a", k=1).status


def test_a_sweep_goes_on_with_what_failed_and_is_written(client: Client, project: Make, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    text = f"import os\nimport time\ndef a(k: int) -> float:\n    if k == 2 and not os.path.exists({str(mark)!r}):\n"
    client.build(project(flow=f"{text}        raise ValueError('not yet')\n    return time.perf_counter()\n"), "flow")
    request = m.Sweep(SCENARIO, {"k": ("1", "2")})
    first, _ = swept(client, request)
    mark.touch()
    table = tmp_path / "table.csv"
    assert str(table) == client.ask(m.SaveSweep(str(table)), m.Saved).path

    again, _ = swept(client, m.Sweep(SCENARIO, {"k": ("1", "2")}, str(table)))

    assert ["", "a: ValueError: not yet"] == [row.error for row in first]
    assert ["", ""] == [row.error for row in again]
    assert first[0].numbers == again[0].numbers, "it was computed again"
    assert 3 == len(table.read_text().splitlines()) and "not yet" not in table.read_text()
    (tmp_path / "other.csv").write_text("a\n1\n")
    refused = client.ask(m.Sweep(SCENARIO, {"k": ("1", "2")}, str(tmp_path / "other.csv")), m.ErrorAnswer)
    assert "no table of this sweep" in refused.message
