"""Opening source files: which file and line the editor is asked for, and what is said where it cannot."""

from __future__ import annotations

from dagscope.protocol.messages import Open, Project
from dagscope.records import ProblemRecord
from dagscope_app.commands.table import BY_ID

from tests.app.controllers.bench import FOLDER, Bench


def test_the_selected_node_s_function_is_opened_at_its_line(shop: Bench) -> None:
    shop.c.preferences.set_editor("code -g")
    definition = shop.state.graph.active_definition("total")
    assert definition is not None
    shop.c.graph.select(["total"])
    shop.do("go.source")
    assert [(f"{FOLDER}/orders.py", definition.line, "code -g")] == shop.editor.opened


def test_a_folder_that_cannot_be_read_leads_to_the_line_that_is_wrong(bench: Bench) -> None:
    bench.start()
    problem = ProblemRecord("syntax", "Syntax error in model.py, line 4: expected ':'", file="model.py", line=4)
    bench.worker.answer(Open, Project(FOLDER, (), (), (problem,)))
    assert (problem.message, "go.problem_source") == (bench.said, bench.offered)
    bench.do(bench.offered)
    assert [(f"{FOLDER}/model.py", 4, "")] == bench.editor.opened


def test_a_folder_without_a_dataflow_leads_to_another_one(bench: Bench) -> None:
    bench.start()
    bench.worker.answer(Open, Project(FOLDER, (), (), (ProblemRecord("empty", "no Python files", file=FOLDER),)))
    assert "project.open" == bench.offered and not BY_ID["go.problem_source"].enabled_when(bench.state)


def test_an_input_has_no_source(shop: Bench) -> None:
    shop.c.source.open_node("count")
    assert ("count",) == shop.state.view.selection and [] == shop.editor.opened
    assert "count has no source of its own to open." == shop.said


def test_a_file_of_the_project_is_found_from_its_folder_and_a_failure_is_said(shop: Bench) -> None:
    shop.editor.problem = "No editor was found."
    shop.c.source.open("notes/read.py", 3)
    assert [(f"{FOLDER}/notes/read.py", 3, "")] == shop.editor.opened
    assert shop.state.banner is not None and ("No editor was found.", "warning") == (
        shop.state.banner.text,
        shop.state.banner.severity,
    )


def test_a_notebook_s_cell_opens_the_notebook(shop: Bench) -> None:
    shop.c.source.open(f"{FOLDER}/flow.ipynb#prices", 7)
    assert [(f"{FOLDER}/flow.ipynb", 1, "")] == shop.editor.opened
