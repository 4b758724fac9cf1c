"""Opening source files: which file and line the editor is asked for, and what is said where it cannot."""

from __future__ import annotations

from tests.app.controllers.bench import FOLDER, Bench


def test_the_selected_node_s_function_is_opened_at_its_line(shop: Bench) -> None:
    shop.c.preferences.set_editor("code -g")
    definition = shop.state.graph.active_definition("total")
    assert definition is not None
    shop.c.graph.select(["total"])
    shop.do("go.source")
    assert [(f"{FOLDER}/orders.py", definition.line, "code -g")] == shop.editor.opened


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
