"""A cell opens beside its table, by mouse and keys; missing values and codes of terminals look right."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from dagscope.protocol.values import (
    Answer,
    Ask,
    CellAnswer,
    CellAsk,
    ChildrenAnswer,
    ChildrenAsk,
    PageAsk,
    TextAnswer,
    TextAsk,
)
from dagscope.value_records import CellPage, Column, TablePreview, TextPreview, TreeNode, TreePreview
from dagscope_app.views.results.table import TableResult
from dagscope_app.views.results.table_model import TableModel
from dagscope_app.views.results.text import TextResult
from dagscope_app.views.results.tree import TreeResult
from dagscope_app.views.theme import load_theme
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

COLUMNS = (Column("f", "float64", True), Column("s", "object"))
PAGE = CellPage(0, 0, (("0.3", "NaN"), ("NaN", "\x1b[31mred\x1b[0m")), ("0", "1"), ((1,), ()))
TABLE = TablePreview("pandas.DataFrame", rows=2, columns=COLUMNS, column_count=2, page=PAGE)


class Asked:
    """Keeps what is asked, and who waits for it."""

    def __init__(self) -> None:
        self.asks: list[Ask] = []
        self.then: Callable[[Answer, bytes], None] = lambda answer, data: None

    def __call__(
        self, ask: Ask, then: Callable[[Answer, bytes], None], failed: Callable[[str], None] | None = None
    ) -> None:
        self.asks.append(ask)
        self.then = then


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def table(qtbot: QtBot, asked: Asked) -> TableResult:
    made = TableResult(TABLE, load_theme("light"), asked)
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    return made


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_cell_opens_in_full_by_a_key_follows_and_closes(
    table: TableResult, asked: Asked, key: Qt.Key, qtbot: QtBot
) -> None:
    table.table.setCurrentIndex(table.model.index(0, 0))
    qtbot.keyClick(table.table, key)

    assert CellAsk(0, 0) == asked.asks[-1]
    asked.then(CellAnswer("f", "0", "f[0]", (0,), TextPreview("float"), 19), b"0.30000000000000004")
    assert isinstance(table.cell.shown, TextResult)
    assert "0.30000000000000004" == table.cell.shown.toPlainText()
    table.table.setCurrentIndex(table.model.index(1, 1))
    assert CellAsk(1, 1) == asked.asks[-1]
    qtbot.keyClick(table.table, Qt.Key.Key_Escape)
    assert not table.cell.isVisible()


def test_a_double_click_opens_a_nested_cell_as_a_tree(table: TableResult, asked: Asked, qtbot: QtBot) -> None:
    place = table.table.visualRect(table.model.index(1, 1)).center()
    qtbot.mouseClick(table.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(table.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    root = TreeNode("", "dict", "1 entry", 1, (TreeNode("a", "list", "3 items", 3),))
    asked.then(CellAnswer("s", "1", "s[1]", (3,), TreePreview("dict", root=root)), b"{...}")

    tree = table.cell.shown
    assert isinstance(tree, TreeResult)
    top = tree.topLevelItem(0)
    assert top is not None
    top.child(0).setExpanded(True)
    assert ChildrenAsk((3, 0), 0, 100) == asked.asks[-1]


def test_what_is_cut_is_said_and_a_value_that_is_gone_is_asked_nothing(table: TableResult, asked: Asked) -> None:
    table.cell.open(table.model.index(0, 1))
    asked.then(CellAnswer("s", "0", "s[0]", (1,), TextPreview("str"), 4_000_000), b"x" * 1_000)
    assert "The first 1,000 of 4,000,000 bytes" in table.cell._note.text()

    table.freeze()
    count = len(asked.asks)
    table.cell.open(table.model.index(1, 1))
    assert "The value is gone" in table.cell._note.text()
    assert count == len(asked.asks)


def test_a_missing_value_has_its_own_ink_and_a_text_that_says_nan_has_not(table: TableResult) -> None:
    model = table.model
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    ink = Qt.ItemDataRole.ForegroundRole

    assert load_theme("light").color("quiet") == model.data(model.index(1, 0), ink)
    assert model.data(model.index(0, 1), ink) is None
    table.freeze()
    assert model.data(model.index(1, 0), ink) is not None


def test_codes_of_terminals_are_not_shown(table: TableResult, qtbot: QtBot) -> None:
    assert "red" == table.model.data(table.model.index(1, 1))
    text = TextResult(TextPreview(text="\x1b[1;32mok\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x07"), load_theme("dark"))
    qtbot.addWidget(text)
    assert "ok link" == text.toPlainText()


def test_rows_of_a_table_without_columns_have_their_names(qtbot: QtBot) -> None:
    model = TableModel(TablePreview("pandas.DataFrame", rows=3, page=CellPage(0, 0, (), ("a", "b", "c"))))
    asked: list[PageAsk] = []
    model.page_wanted.connect(lambda request: asked.append(request.to_ask()))

    model.headerData(1, Qt.Orientation.Vertical)
    qtbot.waitUntil(lambda: bool(asked))
    assert (0, 0) == (asked[0].row, asked[0].columns)
    model.freeze()
    assert ["a", "b", "c"] == [model.headerData(row, Qt.Orientation.Vertical) for row in range(3)]


def test_an_entry_that_is_a_table_opens_in_a_tab_of_its_own(qtbot: QtBot, asked: Asked) -> None:
    opened: list[tuple[tuple[int, ...], tuple[str, ...]]] = []
    inner = TreeNode("train", "DataFrame", "table, 5 rows × 1 columns", path=(0, 0), value_kind="table")
    number = TreeNode("n", "int", "1", path=(1,), value_kind="number")
    root = TreeNode("", "dict", "", 2, (TreeNode("split", "dict", "", 1, (inner,), (0,), "tree"), number))
    tree = TreeResult(TreePreview("dict", root=root), asked, lambda path, names: opened.append((path, names)))
    qtbot.addWidget(tree)
    top = tree.topLevelItem(0)
    assert top is not None

    for item in (top, top.child(1), top.child(0), top.child(0).child(0)):
        tree.itemActivated.emit(item, 0)
    assert [((0, 0), ("split", "train"))] == opened
    tree.setCurrentItem(top.child(0))
    (action,) = [each for each in tree.actions() if each.text().startswith("Open")]
    action.trigger()
    assert ((0,), ("split",)) == opened[-1]


def test_what_a_cell_holds_opens_in_a_tab_of_its_own(qtbot: QtBot, asked: Asked) -> None:
    opened: list[tuple[tuple[int, ...], tuple[str, ...]]] = []
    table = TableResult(TABLE, load_theme("light"), asked, lambda path, names: opened.append((path, names)))
    qtbot.addWidget(table)
    table.show()
    table.cell.open(table.model.index(1, 1))
    asked.then(CellAnswer("s", "1", "s[1]", (3,), TreePreview("dict", root=TreeNode("", "dict"))), b"{}")
    table.cell.opener.click()

    assert [((3,), ("s[1]",))] == opened


@pytest.mark.parametrize("held", [0, 1])
def test_what_was_asked_for_twice_is_shown_once(qtbot: QtBot, asked: Asked, held: int) -> None:
    """Whoever unfolds, folds and unfolds before the answer is here asks twice."""
    entries = tuple(TreeNode(str(number), "int", "1", path=(number,)) for number in range(held))
    tree = TreeResult(TreePreview("list", root=TreeNode("", "list", "", held + 1, entries)), asked)
    qtbot.addWidget(tree)
    answer = ChildrenAnswer((), held, (TreeNode(str(held), "int", "1", path=(held,)),))
    for _ in range(2):
        tree._put_children(answer, b"")
    top = tree.topLevelItem(0)
    assert top is not None
    assert [str(number) for number in range(held + 1)] == [top.child(at).text(0) for at in range(top.childCount())]


def test_a_value_is_copied_whole_from_a_tree_and_as_shown_once_it_is_gone(qtbot: QtBot, asked: Asked) -> None:
    said: list[str] = []
    root = TreeNode("", "list", "", 1, (TreeNode("0", "str", "'long, cut...", path=(0,)),))
    tree = TreeResult(TreePreview("list", root=root), asked, say=said.append)
    qtbot.addWidget(tree)
    tree.show()
    top = tree.topLevelItem(0)
    assert top is not None
    tree.setCurrentItem(top.child(0))
    clipboard = QGuiApplication.clipboard()
    tree.activateWindow()
    tree.setFocus()
    qtbot.waitUntil(tree.hasFocus)

    qtbot.keyClick(tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert TextAsk((0,)) == asked.asks[-1]
    asked.then(TextAnswer(12), b"long, whole!")
    assert ("long, whole!", []) == (clipboard.text(), said)
    asked.then(TextAnswer(5_000), b"long")
    assert "first 4 of 5,000 bytes" in said.pop()

    tree.freeze()
    qtbot.keyClick(tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "'long, cut..." == clipboard.text() and "may be cut" in said.pop()
