"""Looking closely in the whole window: values below their nodes, what a node received, a slider that runs what
depends on it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dagscope.scenario import ValueSpec
from dagscope_app.model.records.results import value_tab
from dagscope_app.views.canvas.camera import Camera
from dagscope_app.views.widgets.link_button import LinkButton
from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from tests.app.window.conftest import Desk

FLOW = """
from pathlib import Path
import pandas as pd

def prices(count: int) -> pd.Series:
    with open(Path(__file__).parent / "computed.txt", "a") as file:
        file.write("prices\\n")
    return pd.Series(range(count), dtype=float)

def scaled(prices: pd.Series, rate: float) -> pd.Series:
    return prices * rate

def total(scaled: pd.Series) -> float:
    return float(scaled.sum())
"""


def flow(desk: Desk) -> Path:
    """Open a project of three nodes, with its inputs, and run it."""
    folder = desk.scratch / "closely"
    folder.mkdir(exist_ok=True)
    (folder / "flow.py").write_text(FLOW, "utf-8")
    desk.open(folder)
    desk.set_input("count", "literal", "10")
    desk.set_input("rate", "literal", "2.0")
    desk.run("total")
    return folder


def text_of(desk: Desk, node: str) -> str:
    run = desk.state.run
    return run.nodes[node].summary if run is not None and node in run.nodes else ""


def test_a_slider_runs_what_depends_on_it_from_what_does_not(desk: Desk) -> None:
    folder = flow(desk)
    assert "90.0" == text_of(desk, "total")
    row = desk.window.scenario.inputs.rows["rate"]
    row.slides.setChecked(True)
    assert row.slider is not None and (0.0, 4.0) == row.slider.range
    for step in (30, 60, 150):
        row.slider.slider.setValue(step)
    desk.wait(lambda: text_of(desk, "total") == "135.0" and desk.state.active_run is None)

    assert desk.state.scenario is not None and ValueSpec("literal", "3.0") == desk.state.scenario.inputs["rate"]
    for step in range(20, 29):
        row.slider.slider.setValue(step)
        desk.wait(lambda: desk.state.active_run is None)
    row.slider.slider.setValue(50)
    desk.wait(lambda: text_of(desk, "total") == "45.0" and desk.state.active_run is None)
    assert "prices\n" == (folder / "computed.txt").read_text("utf-8"), "kept through more runs than are remembered"
    tab = value_tab(desk.state.results, desk.state.current_result)
    assert tab is not None and tab.preview is not None and "45.0" == tab.preview.as_text()


def test_what_a_node_received_is_one_click_away(desk: Desk) -> None:
    flow(desk)
    desk.click("scaled")
    links = [link for link in desk.window.details.findChildren(LinkButton) if link.accessibleName()]
    assert ["Value received from prices"] == [link.accessibleName() for link in links]
    assert "= 2.0" in [label.text() for label in desk.window.details.findChildren(QLabel)]
    links[0].click()
    desk.wait(lambda: "prices" in [tab.node for tab in desk.state.results])
    desk.wait(lambda: desk.state.current_result.endswith("/prices"))


def test_values_stand_below_their_nodes_from_near(desk: Desk) -> None:
    flow(desk)
    canvas = desk.window.canvas
    canvas.fit()
    canvas.set_camera(Camera(1.3, canvas.camera.x, canvas.camera.y))
    desk.wait(lambda: {"prices", "scaled", "total"} <= set(desk.state.peeks))

    assert 10 == len(desk.state.peeks["prices"].points) and "90.0" == desk.state.peeks["total"].text


COLUMNS = """
import pandas as pd
from dagscope.function_modifiers import extract_columns

@extract_columns("price", "n")
def raw(count: int) -> pd.DataFrame:
    return pd.DataFrame({"price": range(count), "n": 1})

def priced(raw: pd.DataFrame) -> pd.DataFrame:
    return raw.assign(tax=raw["price"] * 0.2)

def total(priced: pd.DataFrame) -> float:
    return float(priced["tax"].sum())

def rows(priced: pd.DataFrame) -> int:
    return len(priced)

def most(n: pd.Series) -> int:
    return int(n.max())
"""


def test_a_column_is_followed_through_the_graph(desk: Desk) -> None:
    folder = desk.scratch / "columns"
    folder.mkdir()
    (folder / "flow.py").write_text(COLUMNS, "utf-8")
    desk.open(folder)
    desk.set_input("count", "literal", "3")
    desk.run("total", "rows", "most", "priced")
    desk.controllers.lineage.follow("priced", "tax")
    desk.wait(lambda: desk.state.view.path is not None)

    path, banner = desk.state.view.path, desk.state.banner
    assert path is not None and {"priced", "total", "raw", "count"} <= path and not {"rows", "most", "n"} & path
    assert banner is not None
    assert (
        "The column tax is made by priced. It is read by total. rows gets the whole table and may read it."
        == banner.text
    )
    desk.controllers.lineage.follow("priced", "price")
    desk.wait(lambda: desk.state.view.path != path)
    banner = desk.state.banner
    assert banner is not None and banner.text.startswith(
        "The column price is made by raw. It is in 2 tables. No function reads it by its name."
    )
