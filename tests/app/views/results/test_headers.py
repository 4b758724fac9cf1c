"""The headers of a table: types below names, the index' names in the corner."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest
from dagscope.preview import preview_of
from dagscope.protocol.values import PageAnswer
from dagscope.value_records import Column, SortKey, TablePreview
from dagscope_app.model.panels.table_window import PageRequest
from dagscope_app.views.results.headers import fitting
from dagscope_app.views.results.table import TableResult
from dagscope_app.views.theme import load_theme
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics
from pytestqt.qtbot import QtBot

SALES = pd.DataFrame(
    {"price": [1.5, 2.5], "name": ["a", "b"]},
    index=pd.MultiIndex.from_tuples([("x", 1), ("y", 2)], names=["shop", None]),
)


def _shown(value: object, qtbot: QtBot) -> TableResult:
    preview = preview_of(value).preview
    assert isinstance(preview, TablePreview)
    made = TableResult(preview, load_theme("light"), lambda *_: None)
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    return made


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (SALES, ("shop", "level_1")),
        (SALES["price"], ("shop", "level_1")),
        (SALES.reset_index(drop=True), ()),
        (pd.DataFrame({"a": [1]}, index=pd.Index([5], name="id")), ("id",)),
        (pd.Index([1, 2], name="id"), ()),
        (pl.DataFrame({"a": [1]}), ()),
    ],
)
def test_the_names_of_the_index_come_with_the_table(value: object, names: tuple[str, ...]) -> None:
    preview = preview_of(value).preview

    assert isinstance(preview, TablePreview)
    assert names == preview.index_names


def test_types_stand_below_the_names_and_the_index_in_the_corner(qtbot: QtBot) -> None:
    table = _shown(SALES, qtbot)
    header, model = table.table.horizontalHeader(), table.model
    plain = type(header).__mro__[1].sizeHint(header)

    assert header.sizeHint().height() >= plain.height() + 10
    assert "price</nobr><br><nobr>float64" in str(
        model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    )
    assert "price" == model.headerData(0, Qt.Orientation.Horizontal)
    assert "shop, level_1" in table.corner.accessibleName()
    assert table.corner.height() == header.height() and table.corner.width() > 0
    painted = header.grab().toImage()
    colours = {
        painted.pixelColor(x, y).name() for x in range(110) for y in range(painted.height() // 2, painted.height())
    }
    assert len(colours) > 2, "the type is painted in the lower half"


def test_what_a_header_has_no_room_for_is_left_out_whole(qtbot: QtBot) -> None:
    measure = QFontMetrics(QFont())

    def wide(text: str) -> int:
        return measure.horizontalAdvance(text)

    assert "float64  3 % missing" == fitting("float64", "3 % missing", measure, wide("float64  3 % missing"))
    assert "3 % missing" == fitting("float64", "3 % missing", measure, wide("3 % missing"))
    assert "float64" == fitting("float64", "", measure, wide("float64"))


def test_labels_of_rows_are_measured_when_other_ones_come_among_those_that_count(qtbot: QtBot) -> None:
    columns = (Column("a", "int64", True),)
    table = TableResult(
        TablePreview("x", rows=5_000, columns=columns, column_count=1), load_theme("light"), lambda *_: None
    )
    qtbot.addWidget(table)
    header, model = table.table.verticalHeader(), table.model

    def come(row: int, label: str) -> QSize:
        rows = range(row, row + 100)
        answer = PageAnswer(5_000, row, 0, columns, (("1",),) * 100, tuple(f"{label}{at}" for at in rows))
        model.put(PageRequest(row, 100, 0, 1, serial=model.serial), answer)
        return header.sizeHint()

    first = come(0, "row ")
    measured = header._hint
    assert first == come(2_500, "a label in the middle is not measured by Qt ") and measured is header._hint
    assert first.width() < come(4_900, "the last ones are ").width()
    wide = header.sizeHint().width()
    model.arrange((SortKey(0),), "")
    assert header.sizeHint().width() < wide

    narrow = header.sizeHint().width()
    header.setStyleSheet("QHeaderView::section { padding: 0 20px; }")
    assert header.sizeHint().width() >= narrow + 20  # without room for the style, the first digits are cut
