"""Every item model of the window keeps Qt's rules while it changes: all of them are found, none is left out."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import dagscope_app
import pytest
from dagscope.protocol.values import PageAnswer, ProfileAnswer
from dagscope.records import BranchRow, NodeRecord
from dagscope.value_records import CellPage, Column, ColumnProfile, SortKey, TablePreview
from dagscope_app.model.panels.group_rows import GroupRow
from dagscope_app.model.panels.outline import OutlineRow
from dagscope_app.model.panels.table_window import PageRequest
from dagscope_app.model.records.forecast import PlanRow
from dagscope_app.views.dialogs.palette import Choice, ChoiceModel
from dagscope_app.views.panels.branches import BranchModel
from dagscope_app.views.panels.outline_model import OutlineModel
from dagscope_app.views.panels.plan import PlanModel
from dagscope_app.views.results.formats import NumberFormat
from dagscope_app.views.results.group_table import GroupModel
from dagscope_app.views.results.profiles import Profiles
from dagscope_app.views.results.summary import ColumnsModel
from dagscope_app.views.results.table_model import TableModel
from dagscope_app.views.theme import load_theme
from PySide6.QtCore import QAbstractItemModel
from PySide6.QtGui import QColor
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

COLUMNS = (Column("price", "float64", True), Column("name", "str"))
PAGE = CellPage(0, 0, (("1.5", "a"), ("2", "b")), ("0", "1"))
Change = Callable[[], None]


def _table() -> TableModel:
    """Return a table that is longer and wider than one page; Qt's tester asks for every cell after every change."""
    return TableModel(TablePreview("x", rows=120, columns=COLUMNS, column_count=50, page=PAGE))


def _table_changes(model: TableModel) -> Iterator[Change]:
    wanted: list[PageRequest] = []
    model.page_wanted.connect(wanted.append)

    def answer(rows: int) -> Change:
        def put() -> None:
            request = PageRequest(0, 100, 0, 40, model.sort_order(), model.where, model.serial)
            model.put(request, PageAnswer(rows, 0, 0, COLUMNS, PAGE.cells, PAGE.index))

        return put

    yield lambda: model.arrange((SortKey(0),), "price > 1")
    yield answer(2)
    yield lambda: model.arrange((), "")
    yield answer(120)
    yield lambda: model.set_ink(QColor("grey"), QColor("red"))
    yield lambda: model.set_format(0, NumberFormat("thousands"))
    yield lambda: model.set_range(0, 1, 2)
    yield lambda: model.set_heated(frozenset({0}))
    yield lambda: model.put_problem(PageRequest(0, 100, 0, 40, serial=model.serial)) and None
    yield model.freeze


def _columns() -> ColumnsModel:
    table = _table()
    model = ColumnsModel(table, Profiles(lambda ask, then, failed=None: None))
    table.setParent(model)
    return model


def _columns_changes(model: ColumnsModel) -> Iterator[Change]:
    profiles = model._profiles
    yield lambda: model.seek("price")
    yield lambda: profiles._put((ColumnProfile(0, 5, 5),))
    yield lambda: model.seek("nothing is called so")
    yield lambda: profiles._put(ProfileAnswer().profiles)
    yield lambda: model.seek("")


def _outline_changes(model: OutlineModel) -> Iterator[Change]:
    rows = [
        OutlineRow("g", "g", False, -1, 0, [1]),
        OutlineRow("g.a", "a", True, 0, 0, []),
        OutlineRow("b", "b", True, -1, 1, []),
    ]
    nodes = {name: NodeRecord(name) for name in ("g.a", "b")}
    yield lambda: model.set_rows(rows, nodes, {})
    yield lambda: model.set_run(None, {"b": "edited"}) and None
    yield lambda: model.set_theme(load_theme("dark"))
    yield lambda: model.set_rows([], {}, {})


def _choice_changes(model: ChoiceModel) -> Iterator[Change]:
    yield lambda: model.set_choices([Choice(name, name) for name in ("open", "close", "save")])
    yield lambda: model.narrow("s")
    yield lambda: model.narrow("zzz")
    yield lambda: model.set_choices([])


def _group_changes(model: GroupModel) -> Iterator[Change]:
    rows = (GroupRow("a"), GroupRow("b", "ok", 1.5, "int", "7"))
    yield lambda: model.set_rows(rows)
    yield lambda: model.set_rows((replace(rows[0], state="running"), rows[1]))
    yield lambda: model.set_rows(())


def _plan_changes(model: PlanModel) -> Iterator[Change]:
    yield lambda: model.set_rows((PlanRow("a", "missing"), PlanRow("b", "runs", 1.5)))
    yield lambda: model.set_rows(())


def _branch_changes(model: BranchModel) -> Iterator[Change]:
    rows = (BranchRow("a", "0", "running"), BranchRow("a", "1", "ok", 1.5))
    yield lambda: model.set_rows(rows)
    yield lambda: model.set_rows((replace(rows[0], state="failed"), rows[1]))
    yield lambda: model.set_theme(load_theme("dark"))
    yield lambda: model.set_rows(())


LIGHT = load_theme("light")
MODELS: dict[type[QAbstractItemModel], tuple[Callable[[], Any], Callable[[Any], Iterator[Change]]]] = {
    TableModel: (_table, _table_changes),
    ColumnsModel: (_columns, _columns_changes),
    OutlineModel: (lambda: OutlineModel(LIGHT), _outline_changes),
    ChoiceModel: (ChoiceModel, _choice_changes),
    GroupModel: (lambda: GroupModel(LIGHT), _group_changes),
    PlanModel: (lambda: PlanModel(LIGHT), _plan_changes),
    BranchModel: (lambda: BranchModel(LIGHT), _branch_changes),
}


def _every_model() -> set[type[QAbstractItemModel]]:
    """Return the item models that the window's packages define; what others are derived from is no model yet."""
    for found in pkgutil.walk_packages(dagscope_app.__path__, "dagscope_app."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    waiting, models = [QAbstractItemModel], set()
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.startswith("dagscope_app.") and not kind.__subclasses__():
                models.add(kind)
    return models


def test_no_model_is_left_out(qapp: QApplication) -> None:
    assert set(MODELS) == _every_model()


@pytest.mark.parametrize("kind", MODELS, ids=lambda kind: kind.__name__)
def test_a_model_keeps_the_rules_of_qt_while_it_changes(kind: type[QAbstractItemModel], qtbot: QtBot) -> None:
    make, changes = MODELS[kind]
    model = make()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    rows = set()
    for change in changes(model):
        change()
        rows.add(model.rowCount())
        for row in range(min(3, model.rowCount())):
            model.data(model.index(row, 0))

    assert tester.model() is model
    assert len(rows) > 1, "it never changed"
