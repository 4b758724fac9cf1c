"""Makes the gallery's pictures of tables: `python docs/gallery/tables.py FOLDER`, without a display."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pandas as pd
from dagscope.preview import AskProblem, OpenedValue, preview_of
from dagscope.protocol.values import Ask
from dagscope_app.model.records.results import ResultKey, ValueTab, value_key
from dagscope_app.views.results.page import ResultActions, ResultPage
from dagscope_app.views.results.table import TableResult
from dagscope_app.views.results.viewer import Failed, Then
from dagscope_app.views.theme import apply_theme, load_theme, stylesheet
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

ROWS = 2_000


def frame(columns: int) -> pd.DataFrame:
    """Return columns of seven kinds, again and again."""
    random = np.random.default_rng(0)
    kinds: dict[str, Callable[[], object]] = {
        "price": lambda: random.normal(100, 30, ROWS).round(3),
        "weight": lambda: np.where(random.random(ROWS) < 0.15, np.nan, random.exponential(5, ROWS)),
        "city": lambda: random.choice(["Rome", "New York", "Paris", "Oslo"], ROWS, p=[0.5, 0.3, 0.15, 0.05]),
        "day": lambda: pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 400, ROWS), unit="D"),
        "count": lambda: random.integers(-1_000, 1_000_000, ROWS),
        "is_open": lambda: random.random(ROWS) > 0.3,
        "note": lambda: pd.Series(random.choice(["x", "y"], ROWS)).where(random.random(ROWS) > 0.6),
    }
    names = list(kinds)
    chosen = [(names[number % 7], f"_{number}" if number >= 7 else "") for number in range(columns)]
    return pd.DataFrame({name + tail: kinds[name]() for name, tail in chosen})


def settle(application: QApplication, seconds: float = 0.4) -> None:
    """Let answers come and be painted."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        application.processEvents()


def picture(
    application: QApplication,
    value: object,
    theme: str,
    size: tuple[int, int],
    do: Callable[[TableResult], None],
    path: str,
) -> None:
    """Show a value as a result's tab does, and save the picture."""
    look = load_theme(theme)
    apply_theme(application, look)
    application.setStyleSheet(stylesheet(look))
    opened = OpenedValue(value)

    def ask(_: ResultKey, question: Ask, then: Then, failed: Failed | None = None) -> None:
        def answer() -> None:
            try:
                reply = opened.answer(question)
            except AskProblem as problem:
                if failed is not None:
                    failed(str(problem))
                return
            then(reply.answer, reply.data)

        QTimer.singleShot(0, answer)

    tab = ValueTab(value_key("1", "prices"), "prices", "1", "ok", preview_of(value).preview, number=1)
    page = ResultPage(tab, look, ResultActions(ask))
    page.resize(*size)
    page.show()
    settle(application)
    assert isinstance(page.viewer, TableResult)
    do(page.viewer)
    settle(application)
    page.grab().save(path)


def _choose(table: TableResult) -> None:
    table.filters.choose(2, "city: Rome", '`city` == "Rome"')


def _statistics(table: TableResult) -> None:
    _choose(table)
    table.bar.statistics.setChecked(True)


def _heat(table: TableResult) -> None:
    _choose(table)
    table.looks.heat((0, 1, 4), True)
    table.looks.freeze(1, True)


def _cell(table: TableResult) -> None:
    table.cell.open(table.model.index(1, 3))


def main(folder: str) -> None:
    """Make all of them."""
    application = QApplication([])
    nested = frame(3).assign(parts=[{"a": [1, 2], "b": {"c": None}}] * ROWS)
    levels = frame(5).set_index(["city", "day"]).sort_index()
    pictures: list[tuple[str, object, str, tuple[int, int], Callable[[TableResult], None]]] = [
        ("statistics-light", frame(60), "light", (1600, 500), _statistics),
        ("heat-dark", frame(60), "dark", (900, 460), _heat),
        ("levels-light", levels, "light", (900, 300), lambda table: None),
        ("cell-dark", nested, "dark", (1100, 420), _cell),
        ("small-light", frame(3), "light", (900, 300), lambda table: None),
    ]
    for name, value, theme, size, do in pictures:
        picture(application, value, theme, size, do, f"{folder}/table-{name}.png")


if __name__ == "__main__":
    main(sys.argv[1])
