"""What a designer would see: nothing cut off, colours that stay, room used for names."""

from __future__ import annotations

from inspect import cleandoc

import pytest
from dagscope.value_records import Column, TablePreview
from dagscope_app.drawing.theme import load_theme
from dagscope_app.model.panels.outline import OutlineRow
from dagscope_app.model.records.results import ValueTab
from dagscope_app.views.panels.outline import EMPTY, OutlinePanel
from dagscope_app.views.results.page import ResultActions, ResultPage
from dagscope_app.views.theme import apply_stylesheet, apply_theme, contrast
from dagscope_app.views.widgets.labels import ElidedLabel, reflowed
from dagscope_app.views.widgets.state_icons import state_icon
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("state", ["ok", "failed", "cached", "not_run"])
def test_a_selected_row_keeps_its_state_colour(qtbot: QtBot, state: str) -> None:
    icon = state_icon(state, load_theme("light"))
    size = QSize(16, 16)
    assert icon.pixmap(size).toImage() == icon.pixmap(size, QIcon.Mode.Selected).toImage()


def test_a_sign_is_drawn_once_for_all_rows(qtbot: QtBot) -> None:
    first, again = (state_icon("ok", load_theme("light")) for _ in range(2))
    assert first.cacheKey() == again.cacheKey() != state_icon("ok", load_theme("dark")).cacheKey()


def test_states_differ_in_more_than_colour(qtbot: QtBot) -> None:
    signs = set()
    for state in ("ok", "failed", "cached", "running", "stale", "skipped", "not_run"):
        image = state_icon(state, load_theme("light")).pixmap(QSize(16, 16)).toImage()
        points = range(image.width())
        signs.add(tuple(image.pixelColor(x, y).alpha() > 120 for x in points for y in points))
    assert len(signs) == 7


@pytest.mark.parametrize("width", [500, 720, 1000])
def test_a_result_s_buttons_are_whole(qtbot: QtBot, width: int) -> None:
    theme = load_theme("light")
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply_theme(app, theme)
    columns = (Column("US", "int64"), Column("CA", "int64"))
    preview = TablePreview(type="pandas.DataFrame", summary="4 × 2", rows=4, columns=columns, column_count=2)
    page = ResultPage(
        ValueTab("key", "monthly_overview", "run", preview=preview), theme, ResultActions(lambda *_: None)
    )
    apply_stylesheet(page, theme)  # the application's would stay for the tests that come after
    qtbot.addWidget(page)
    page.resize(width, 300)
    page.show()
    qtbot.waitExposed(page)
    buttons = [button for button in page.findChildren(QToolButton) if button.isVisible() and button.text()]
    assert buttons
    for button in buttons:
        assert button.width() >= button.sizeHint().width(), button.text()


def test_a_docstring_wraps_where_the_panel_ends() -> None:
    doc = """First line.

    A paragraph that the file
    breaks in two.

    - an item
      and its second line
    - another

    Args:
        rows: how many
            there are
        name: of it
    """
    assert reflowed(cleandoc(doc)).splitlines() == [
        "First line.",
        "",
        "A paragraph that the file breaks in two.",
        "",
        "- an item and its second line",
        "- another",
        "",
        "Args:",
        "    rows: how many there are",
        "    name: of it",
    ]


def test_a_summary_gives_way_to_the_buttons(qtbot: QtBot) -> None:
    label = ElidedLabel("a summary " * 20)
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.show()
    qtbot.waitExposed(label)
    assert label.text().endswith("…") and "summary" in label.toolTip()
    label.resize(4000, 20)
    assert label.text().startswith("a summary") and not label.text().endswith("…") and not label.toolTip()


def test_an_empty_outline_says_what_would_be_in_it(qtbot: QtBot) -> None:
    panel = OutlinePanel(load_theme("light"))
    qtbot.addWidget(panel)
    panel.resize(240, 300)
    panel.show()
    qtbot.waitExposed(panel)
    assert panel.tree.empty_text == EMPTY
    image = panel.tree.viewport().grab().toImage()
    points = [(x, y) for x in range(image.width()) for y in range(image.height())]
    assert len({image.pixel(x, y) for x, y in points}) > 2


def test_what_a_key_leads_to_in_the_outline_is_selected(qtbot: QtBot) -> None:
    panel = OutlinePanel(load_theme("light"))
    qtbot.addWidget(panel)
    names = ("customers", "age", "risk", "risk_plot")
    panel.model.set_rows([OutlineRow(name, name, True, -1, at, []) for at, name in enumerate(names)], {}, {})
    shown: list[str] = []
    panel.node_clicked.connect(shown.append)
    panel.set_selection(("age",))
    assert [] == shown, "what the graph selects is not sent back"
    qtbot.keyClick(panel.tree, Qt.Key.Key_Down)
    qtbot.keyClick(panel.tree, Qt.Key.Key_Up)
    qtbot.keyClick(panel.tree, Qt.Key.Key_R)
    qtbot.keyClick(panel.tree, Qt.Key.Key_Shift)
    assert ["risk", "age", "risk"] == shown


@pytest.mark.parametrize("name", ["light", "dark", "high_contrast"])
def test_what_could_be_typed_can_be_read(qtbot: QtBot, name: str) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = load_theme(name)
    apply_theme(app, theme)
    edit = QLineEdit()
    apply_stylesheet(edit, theme)
    qtbot.addWidget(edit)
    edit.show()
    edit.ensurePolished()
    color = edit.palette().placeholderText().color()
    assert color.alpha() == 255
    assert contrast(color.name(), theme.hex("panel")) >= 4.5
