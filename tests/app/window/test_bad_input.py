"""Bad input gets a clear sentence and loses nothing: what a project can hold that is wrong, in the real window."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from dagscope.scenario import ValueSpec
from dagscope_app.views.panels.modules import shadowed_counts
from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from tests.app.window.conftest import Desk

GOOD = "def a(b: int) -> int:\n    return b\n"


def _project(desk: Desk, name: str = "project", /, **files: str) -> Path:
    folder = desk.scratch / name
    folder.mkdir()
    for module, text in files.items():
        (folder / f"{module}.py").write_text(text, encoding="utf-8")
    desk.open(folder)
    return folder


def _problem(desk: Desk, kind: str) -> str:
    return next(item.message for item in desk.state.problems if item.kind == kind)


def _text(desk: Desk) -> str:
    preview = desk.state.results[-1].preview
    return preview.text if preview else ""


def _inputs(desk: Desk) -> dict[str, ValueSpec]:
    return dict(desk.state.scenario.inputs) if desk.state.scenario else {}


def _banner(desk: Desk) -> str:
    return desk.state.banner.text if desk.state.banner else ""


def test_files_are_followed_through_mistakes_and_nothing_is_lost(desk: Desk) -> None:
    folder = desk.scratch / "project"
    folder.mkdir()
    (folder / "m.py").write_text("x = 1\ndef broken(:\n")
    desk.application.open(str(folder))
    desk.wait(lambda: desk.state.phase == "broken")
    assert "Syntax error in m.py, line 2: invalid syntax" == _banner(desk)
    (folder / "m.py").write_text(GOOD)
    desk.wait(lambda: "a" in desk.state.graph.nodes)
    assert desk.state.banner is None

    desk.set_input("b", "literal", "3")
    (folder / "numbers_of.py").write_text("ONE = 1\n")
    (folder / "n.py").write_text("from numbers_of import ONE\n\ndef later(a: int) -> int:\n    return a + ONE\n")
    desk.wait(lambda: "later" in desk.state.graph.nodes and not desk.state.is_building)
    assert {"b": ValueSpec("literal", "3")} == _inputs(desk), "a new module joins a scenario that was edited"
    desk.run("later")
    assert "4" == _text(desk)
    (folder / "numbers_of.py").write_text("ONE = 12\n")
    reason = "what later uses changed: a function or a constant"
    desk.wait(lambda: {"later": reason} == desk.state.stale and not desk.state.is_building)
    assert "4" == _text(desk), "what it was is still there"
    desk.run("later")
    assert {} == desk.state.stale
    assert "15" == _text(desk), "a helper that a module imports is followed"

    desk.application.show_node("later")
    scenarios = desk.state.scenarios
    (folder / "n.py").write_text("def later(a: int) -> int:\n    return a +\n")
    desk.wait(lambda: desk.state.problems and not desk.state.is_building)
    assert "The last graph" in _banner(desk) and {"a", "b", "later"} == set(desk.state.graph.nodes)
    assert (scenarios, ("later",)) == (desk.state.scenarios, desk.state.view.selection)
    (folder / "n.py").write_text(
        "def later(a: int) -> int:\n    return a\ndef more(later: int) -> int:\n    return later\n"
    )
    desk.wait(lambda: "more" in desk.state.graph.nodes and not desk.state.problems)
    assert desk.state.banner is None and {"b": ValueSpec("literal", "3")} == _inputs(desk)

    for name in ("n", "numbers_of", "m"):
        (folder / f"{name}.py").unlink()
    desk.wait(lambda: "The last graph" in _banner(desk))
    assert {"a", "b", "later", "more"} == set(desk.state.graph.nodes)
    (folder / "m.py").write_text(GOOD)
    desk.wait(lambda: {"a", "b"} == set(desk.state.graph.nodes) and desk.state.banner is None)
    shutil.rmtree(folder)
    desk.wait(lambda: "is not there any more" in _banner(desk))
    desk.run("a")
    assert "ok" == desk.state.run.status, "what was loaded from it still runs"


def test_file_saved_during_a_run_does_not_take_the_run_away(desk: Desk) -> None:
    folder = _project(
        desk,
        m="import os, time\ndef slow(gate: str) -> int:\n    while not os.path.exists(gate): time.sleep(0.01)\n"
        "    return 1\n",
    )
    gate = desk.scratch / "gate"
    desk.set_input("gate", "literal", repr(str(gate)))
    desk.run_selected("slow")
    run = desk.state.runs[-1].id
    desk.wait(lambda: not desk.state.run_with(run).is_active or desk.state.run_with(run).state_of("slow") == "running")
    # Where memory is short the system ends workers first: then there is no run to wait for.
    assert desk.state.run_with(run).is_active, (desk.state.run_with(run).message, desk.state.banner)
    (folder / "m.py").write_text((folder / "m.py").read_text() + "def more(slow: int) -> int:\n    return slow\n")
    desk.wait(lambda: desk.state.banner)
    assert _banner(desk).startswith("Files changed while the code runs")

    gate.touch()
    desk.wait_run()
    assert "ok" == desk.state.runs[-1].status
    assert desk.state.banner and "project.reload" == desk.state.banner.command


MISTAKES = {
    "missing_annotation": ("def a(b) -> int:\n    return 1\ndef ok() -> int:\n    return 1\n", "type hint for b"),
    "type_mismatch": ("def a() -> int:\n    return 1\ndef c(a: str) -> str:\n    return a\n", "c is expecting a"),
    "cycle": ("def a(b: int) -> int:\n    return b\ndef b(a: int) -> int:\n    return a\n", "a -> b -> a"),
}


def test_mistakes_of_the_dataflow_are_said_with_their_places(desk: Desk) -> None:
    for kind, (source, text) in MISTAKES.items():
        folder = _project(desk, kind, m=source)
        problem = next(item for item in desk.state.problems if item.kind == kind)
        shown = desk.window.problems.tree.topLevelItem(0)

        assert text in problem.message and text in shown.text(0)
        assert str(folder / "m.py") == problem.file and problem.line > 0


def test_odd_names_and_values_are_drawn_run_and_shown(desk: Desk) -> None:
    long = "a_very_long_name_" * 6
    source = (
        "class N:\n    def __repr__(self): raise ValueError('no repr')\n"
        "def größe(ширина: int) -> int:\n    return ширина * 2\ndef مساحة(größe: int) -> int:\n    return größe + 1\n"
        "def strange() -> object:\n    return N()\n"
        "def bad(größe: int) -> int:\n    raise ValueError('no <b>')\ndef z(bad: int) -> int:\n    return 1\n"
        f"def {long}() -> dict[str, dict[str, list[tuple[int, float, str]]]]:\n    return {{}}\n"
    )
    _project(desk, m=source)
    desk.set_input("ширина", "literal", "3")
    desk.run("مساحة")
    assert "7" == _text(desk)
    assert "مساحة" == desk.window.results.tabs.tabText(0)

    desk.run("strange")
    assert "ok" == desk.state.runs[-1].status
    assert "unavailable: ValueError: no repr" in _text(desk)

    desk.run("bad", "z")
    current = next(tab for tab in desk.state.results if tab.key == desk.state.current_result)
    assert "bad" == current.node, "of several that did not come about, the one that failed comes to the front"
    assert "bad: ValueError: no <b>" == _banner(desk)

    desk.application.show_node(long)
    details = desk.window.details
    assert "dict[str, dict[str, list[tuple[int, float, str]]]]" == desk.state.graph.nodes[long].type
    assert details.widget().width() <= details.viewport().width()


def test_module_that_fails_on_import_is_marked_and_the_rest_runs(desk: Desk) -> None:
    _project(desk, failing="import nothere_xyz\n\ndef c(a: int) -> int:\n    return a\n", good=GOOD)
    desk.set_input("b", "literal", "3")
    modules = desk.window.scenario.modules.list

    assert "unavailable" == desk.state.graph.nodes["c"].kind
    assert "failing  · cannot be imported" == modules.item(0).text()
    assert "This project needs nothere_xyz, which is not installed" in _problem(desk, "needs")
    assert "unavailable" == desk.window.canvas.spec.nodes["c"].kind
    bottom = desk.window.bottom
    assert any(bottom.tabText(number).startswith("Problems") for number in range(bottom.count()))

    desk.run("a")
    assert "ok" == desk.state.runs[-1].status
    desk.run("c")
    assert _banner(desk).startswith("c cannot run: module 'failing' cannot be imported")


def test_circle_cannot_be_run_and_says_which(desk: Desk) -> None:
    _project(desk, m="def a(b: int) -> int:\n    return b\ndef b(a: int) -> int:\n    return a\n")
    desk.application.do("run.final")
    assert _banner(desk).startswith("There is nothing to run")

    desk.run("a")
    assert "a -> b -> a" in _banner(desk)

    desk.controllers.scenario.set_override("b", ValueSpec("literal", "4"))
    desk.run("a")
    assert "ok" == desk.state.runs[-1].status, "an overridden value breaks the circle"


def test_names_defined_twice_name_the_switch_that_helps(desk: Desk) -> None:
    _project(desk, m1=GOOD, m2="def a() -> int:\n    return 2\n")
    desk.controllers.scenario.set_module_on("m2", True)
    desk.wait(lambda: not desk.state.is_building and desk.state.problems)
    item = desk.window.problems.tree.topLevelItem(0)

    assert item.text(0).startswith('a is defined more than once. Switch "Allow overrides" on')

    desk.controllers.scenario.set_later_wins(True)
    desk.wait(lambda: not desk.state.is_building and not desk.state.problems)
    found = {item.module: item.is_active for item in desk.state.graph.definitions_of("a")}
    assert {"m1": False, "m2": True} == found


def test_table_that_is_none_is_said_at_the_input(desk: Desk) -> None:
    folder = _project(desk, m="import pandas as pd\ndef n(df: pd.DataFrame) -> int:\n    return len(df)\n")
    (folder / "c.json").write_text('{"x": 1}')
    desk.set_input("df", "file", "c.json")
    desk.wait(lambda: desk.state.checked.get("df"))

    assert desk.state.checked["df"].message.startswith("c.json is no table: a list of objects")
    desk.run("n")
    assert desk.state.banner and "panel.inputs" == desk.state.banner.command
    assert "c.json is no table" in desk.state.banner.text


def test_value_that_is_not_of_the_latest_run_says_so(desk: Desk) -> None:
    _project(desk, m="def a() -> int:\n    return 1\ndef c() -> int:\n    return 2\n")
    desk.run("a")
    desk.run("c")
    tabs = desk.window.results.tabs

    def notes() -> dict[str, str]:
        return {tabs.widget(at).tab.node: tabs.widget(at).fill().note.text() for at in range(tabs.count())}

    desk.wait(lambda: {"a": "run #1, earlier", "c": ""} == notes())  # whole once the header has its width

    desk.application.do("project.reload")
    desk.wait(lambda: desk.state.worker.generation > 1 and not desk.state.is_building)
    assert ["ok", "ok"] == [tab.state for tab in desk.state.results], "their process stays for them"
    desk.wait(lambda: "run #1, earlier" == tabs.widget(0).fill().note.text())


def test_settings_that_break_while_open_are_said_and_their_scenarios_stay(desk: Desk) -> None:
    folder = desk.open_copy("shop")
    desk.choose("discounted")
    good = (folder / "dagscope.toml").read_text()
    (folder / "dagscope.toml").write_text("[[scenario]\nname =\n")
    desk.wait(lambda: any(item.kind == "settings" for item in desk.state.problems) and not desk.state.is_building)

    assert ["plain", "discounted", "all modules"] == [item.name for item in desk.state.scenarios]
    assert "discounted" == desk.state.current

    desk.application.do("scenario.save")
    desk.wait(lambda: desk.state.banner)
    assert "dagscope.toml is not TOML" in _banner(desk)
    assert "[[scenario]\nname =\n" == (folder / "dagscope.toml").read_text()

    (folder / "dagscope.toml").write_text(good.replace("plain", "simple"))
    desk.wait(lambda: ["simple", "discounted", "all modules"] == [item.name for item in desk.state.scenarios])


def test_columns_that_come_later_are_as_wide_as_they_need(desk: Desk) -> None:
    source = (
        "import pandas as pd\ndef wide() -> pd.DataFrame:\n"
        "    return pd.DataFrame({f'column_number_{i}': [1.23456789] * 3 for i in range(120)})\n"
    )
    _project(desk, m=source)
    desk.run("wide")
    table = desk.window.results.viewer(desk.state.current_result).table
    table.scrollTo(table.model().index(0, 119))
    desk.wait(lambda: "column_number_119" == table.model().headerData(119, Qt.Orientation.Horizontal))

    needed = table.fontMetrics().horizontalAdvance("column_number_119")
    assert table.columnWidth(119) > needed


def test_functions_that_the_config_does_not_choose_are_told_apart_from_inputs(desk: Desk) -> None:
    text = (
        "from hamilton.function_modifiers import config\n\n\n"
        "@config.when(region='US')\ndef rate__us() -> float:\n    return 1.1\n\n\n"
        "@config.when(region='EU')\ndef rate__eu() -> float:\n    return 1.2\n\n\n"
        "def score(rate: float) -> float:\n    return rate\n"
    )
    _project(desk, flow=text)
    assert {} == shadowed_counts(desk.state.graph), "nothing is overridden: nothing is chosen"
    desk.run("score")

    assert "No value for rate: the config chooses none of the functions of that name. Set region." == _banner(desk)
    assert desk.state.banner is not None and "panel.config" == desk.state.banner.command


def test_a_config_line_without_a_sign_and_a_value_of_another_type_are_said(desk: Desk) -> None:
    _project(desk, good=GOOD + "\n\ndef twice(a: int) -> int:\n    return 2 * a\n")
    panel = desk.window.scenario.config
    panel.new_key.setText("region")
    panel.new_key.returnPressed.emit()
    assert panel.new_key.property("invalid") and not panel.new_key_word.isHidden()
    panel.new_key.setText("region=US")
    panel.new_key.returnPressed.emit()
    desk.wait_built()
    assert not panel.new_key.property("invalid") and panel.new_key_word.isHidden()
    assert desk.state.scenario is not None and "region" in desk.state.scenario.config

    desk.controllers.scenario.set_override("a", ValueSpec("literal", "abc"))
    desk.wait(lambda: "a" in desk.state.checked)
    found = desk.state.checked["a"]
    assert (True, "int is expected, this is 'abc' (str)") == (found.is_ok, found.message)
