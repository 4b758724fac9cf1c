"""A panel of results for tests: who answers its viewers, and the long table that they look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from dagscope.protocol.values import (
    Answer,
    Ask,
    PageAnswer,
    PageAsk,
    ProfileAsk,
)
from dagscope.value_records import (
    Column,
    Preview,
    TablePreview,
)
from dagscope_app.model.records.results import ValueTab
from dagscope_app.views.results.page import ResultActions
from dagscope_app.views.results.panel import ResultsPanel
from dagscope_app.views.results.table import TableResult
from pytestqt.qtbot import QtBot

A = TypeVar("A", bound=Ask)


COLUMNS = (Column("price", "float64", True), Column("name", "object"))


LONG = TablePreview("pandas.DataFrame", "5,000 rows × 2 columns", rows=5000, columns=COLUMNS, column_count=2)


class Worker:
    """Takes what viewers ask, and answers when the test says so."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Ask]] = []
        self._then: list[Callable[[Answer, bytes], None]] = []
        self._failed: list[Callable[[str], None] | None] = []
        self.opened: list[tuple[str, int]] = []
        self.found: list[tuple[str, Preview, bytes]] = []
        self.actions = ResultActions(
            self.ask,
            open_location=lambda file, line: self.opened.append((file, line)),
            refill=lambda key, preview, data: self.found.append((key, preview, data)),
        )

    def ask(
        self, key: str, ask: Ask, then: Callable[[Answer, bytes], None], failed: Callable[[str], None] | None = None
    ) -> None:
        if isinstance(ask, ProfileAsk):  # asked whenever a header is painted; test_profiles is about it
            return
        self.asked.append((key, ask))
        self._then.append(then)
        self._failed.append(failed)

    def answer(self, answer: Answer, number: int = -1) -> None:
        self._then[number](answer, b"")

    def answer_with(self, answer: Answer, text: str) -> None:
        self._then[-1](answer, text.encode())

    def refuse(self, message: str, number: int = -1) -> None:
        failed = self._failed[number]
        assert failed is not None
        failed(message)

    def last(self, kind: type[A]) -> A:
        ask = self.asked[-1][1]
        assert isinstance(ask, kind)
        return ask


def show(panel: ResultsPanel, preview: Preview, image: bytes = b"") -> None:
    panel.set_results((ValueTab("k", "ns.node", "1", "ok", preview, image),), "k")


def table_of(panel: ResultsPanel) -> TableResult:
    viewer = panel.viewer("k")
    assert isinstance(viewer, TableResult)
    return viewer


def page(request: PageAsk, total: int) -> PageAnswer:
    rows = range(request.row, min(request.row + request.rows, total))
    cells = tuple((f"{row}.5", f"n{row}") for row in rows)
    return PageAnswer(total, request.row, request.column, COLUMNS, cells, tuple(str(row) for row in rows))


def first_page(panel: ResultsPanel, worker: Worker, qtbot: QtBot) -> PageAsk:
    """Show a long table, and give its question for the first page."""
    show(panel, LONG)
    qtbot.waitUntil(lambda: bool(worker.asked))
    return worker.last(PageAsk)
