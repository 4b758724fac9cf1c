"""A graph that is a value, laid out and painted; a click lights its neighbours up."""

from __future__ import annotations

import networkx as nx
from dagscope.preview import preview_of
from dagscope.value_records import GraphPreview
from dagscope_app.model.records.results import ResultKey, ValueTab
from dagscope_app.views.results.graph import GraphResult, laid_out
from dagscope_app.views.results.viewer import Desk
from dagscope_app.views.results.viewers import viewer_of
from dagscope_app.views.theme import load_theme
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot


def made(qtbot: QtBot, graph: object) -> GraphResult:
    preview = preview_of(graph).preview
    assert isinstance(preview, GraphPreview)
    tab = ValueTab(ResultKey("k"), "n", "r", "ok", preview)
    found = viewer_of(tab, Desk(load_theme("dark"), lambda ask, then, failed=None: None)).widget
    assert isinstance(found, GraphResult)
    qtbot.addWidget(found)
    qtbot.addWidget(found.bar)
    found.resize(700, 400)
    found.show()
    return found


def test_every_node_has_its_place_and_none_lies_on_another(qtbot: QtBot) -> None:
    for graph in (nx.karate_club_graph(), nx.cycle_graph(9, nx.DiGraph), nx.Graph(), nx.MultiDiGraph([(0, 0), (0, 1)])):
        preview = preview_of(graph).preview
        assert isinstance(preview, GraphPreview)
        boxes = list(laid_out(preview).nodes.values())
        assert graph.number_of_nodes() == len(boxes)
        for at, one in enumerate(boxes):
            for other in boxes[at + 1 :]:
                assert (
                    one.x + one.width <= other.x or other.x + other.width <= one.x
                    or one.y + one.height <= other.y or other.y + other.height <= one.y
                )  # fmt: skip


def test_a_click_chooses_a_node_and_its_neighbours(qtbot: QtBot) -> None:
    found = made(qtbot, nx.path_graph(4, nx.DiGraph))
    view = found.graph
    box = view.layout_.nodes["1"]
    middle = (view._origin() + view._scale() * QPointF(box.x + box.width / 2, box.y + 14)).toPoint()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=middle)

    assert ("1", {"0", "1", "2"}) == (view.chosen, view.neighbours())
    assert not view.grab().isNull()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.rect().topLeft())
    assert "" == view.chosen


def test_the_edges_are_text_too_and_a_part_is_said(qtbot: QtBot) -> None:
    found = made(qtbot, nx.star_graph(500))

    assert found.note.text().startswith("Shown: the 200 of 501 nodes")
    found.as_text.click()
    assert "0 -- 1" in found.text.toPlainText()
