"""Draws viewers of values as the window shows them, without a worker: the looks and answers are made here.
Run from the project's top.

    QT_QPA_PLATFORM=offscreen python docs/gallery/values.py

Writes `value-NAME-THEME.png` next to itself. It needs the `dev` extra.
"""

from __future__ import annotations

import linecache
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import altair as alt
import graphviz
import networkx as nx
import numpy as np
import pandas as pd
from dagscope.preview import OpenedValue, preview_of, preview_of_error
from dagscope.protocol.values import Ask
from dagscope.value_records import Preview
from dagscope_app.application import make_qt
from dagscope_app.model.records.results import ResultKey, ValueTab
from dagscope_app.views.results.page import ResultActions, ResultPage
from dagscope_app.views.results.table import TableResult
from dagscope_app.views.results.viewer import Failed, Then
from dagscope_app.views.theme import apply_theme, load_theme, register_fonts, stylesheet
from IPython import display
from PySide6.QtGui import QGuiApplication
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

HERE = Path(__file__).resolve().parent
SIZE = (900, 380)
RNG = np.random.default_rng(3)
COUNT = 4_000
SALES = pd.DataFrame(
    {
        "day": pd.date_range("2024-01-01", periods=COUNT, freq="3h"),
        "price": 100 + RNG.normal(size=COUNT).cumsum(),
        "volume": RNG.gamma(2, 50, COUNT),
        "shop": RNG.choice(["Berlin", "Paris", "Rome", "Oslo"], COUNT),
    }
)
REPORT = """<html><style>td.up { background-color: #d7f0dc } caption { color: #526370 }</style><h2>Sales</h2>
<p onclick="go()">Of <b>four shops</b>, see <a href="https://example.org">the method</a>.
<img src="https://example.org/x.png" alt="logo"></p>
<table border="1"><tr><th>shop</th><th>mean</th></tr>
<tr><td>Berlin</td><td class="up">102.5</td></tr><tr><td>Oslo</td><td>99.1</td></tr></table>
<svg width="180" height="40" viewBox="0 0 180 40"><rect width="180" height="40" rx="6" fill="#1b66db"/>
<circle cx="24" cy="20" r="12" fill="#ffe2a0"/></svg>
<script>go()</script>"""
NOTES = (
    "# Notes\n\nThe *third* week is **incomplete**.\n\n| shop | days |\n|---|---|\n| Berlin | 7 |\n| Oslo | 5 |\n\n"
    "- [x] cleaned\n- [ ] checked\n"
)
DOT = "digraph { rankdir=LR; node [shape=box]; load -> clean -> {train test} -> score }"
TREE = {
    "name": "spring sales",
    "shops": [{"city": "Berlin", "open": True, "area": 412.5}, {"city": "Oslo", "open": False, "area": None}],
    "table": SALES,
    "limits": {"price": (0, 200), "volume": (0, 1_000)},
    "days": SALES["day"],
}
Step = Callable[[ResultPage], None]


def plotted(form: str, columns: tuple[int, ...], x: int = -1) -> Step:
    """Return what opens a plot of a table."""

    def do(page: ResultPage) -> None:
        table = page.viewer
        assert isinstance(table, TableResult)
        table.plot_toggle.setChecked(True)
        table.plot.form.setCurrentIndex(table.plot.form.findData("line"))
        table.plot.axis.setCurrentIndex(table.plot.axis.findData(x))
        table.plot.form.setCurrentIndex(table.plot.form.findData(form))
        table.plot.tick(columns)

    return do


def colours() -> Any:
    """Return an array that is a picture."""
    y, x = np.mgrid[0:200, 0:320]
    return np.stack([x * 255 // 320, y * 255 // 200, 128 + 100 * np.sin(x / 20) * np.cos(y / 20)], 2).astype("uint8")


SHOP = Path("/home/ana/shop")
CODE = """def share(total, parts):
    return [total / part for part in parts]


def shares(budget, shops):
    return share(budget, shops)
"""


def failed() -> Preview:
    """Return an exception with the variables of its frames, of a file that is nowhere."""
    name = str(SHOP / "shares.py")
    linecache.cache[name] = (len(CODE), None, CODE.splitlines(keepends=True), name)
    names: dict[str, Any] = {}
    exec(compile(CODE, name, "exec"), names)
    try:
        names["shares"](12.5, [1, 2, 0])
    except ZeroDivisionError as error:
        return preview_of_error(error, SHOP)
    raise AssertionError


def draw(app: QGuiApplication, name: str, theme_name: str, value: Any, then: Step | None = None) -> None:
    """Show a value, or the preview of a failure, and keep the picture."""
    theme = load_theme(theme_name)
    apply_theme(app, theme)
    app.setStyleSheet(stylesheet(theme))
    png = b""
    if isinstance(value, Preview):
        preview = value
    else:
        shown = preview_of(value)
        preview, png = shown.preview, shown.png
    opened: list[OpenedValue] = []
    waiting: list[tuple[Ask, Then]] = []

    def ask(key: ResultKey, question: Ask, answered: Then, refused: Failed | None = None) -> None:
        waiting.append((question, answered))

    def answer_all() -> None:
        while waiting:
            question, answered = waiting.pop(0)
            if not opened:
                opened.append(OpenedValue(value))
            reply = opened[0].answer(question)
            answered(reply.answer, reply.data)
            app.processEvents()

    tab = ValueTab(ResultKey("value"), name, "1", "ok", preview, png, 1, is_looked=True)
    page = ResultPage(tab, theme, ResultActions(ask))
    page.resize(*SIZE)
    page.show()
    app.processEvents()
    answer_all()
    if then is not None:
        then(page)
        app.processEvents()
        answer_all()
    page.grab().save(str(HERE / f"value-{name}-{theme_name}.png"))
    page.hide()


def main() -> None:
    """Draw all of them."""
    app = make_qt()
    register_fonts()
    flow = nx.DiGraph(
        [
            ("load", "clean"),
            ("clean", "train"),
            ("clean", "test"),
            ("train", "model"),
            ("model", "score"),
            ("test", "score"),
        ]
    )
    model = Pipeline([("scale", StandardScaler()), ("model", LinearRegression())]).fit(
        SALES[["volume"]], SALES["price"]
    )
    chart = (
        alt.Chart(SALES[::200])
        .mark_circle()
        .encode(x="volume:Q", y="price:Q", color="shop:N")
        .properties(width=520, height=220)
    )
    pictures: list[tuple[str, Any, Step | None]] = [
        ("html", display.HTML(REPORT), None),
        ("markdown", display.Markdown(NOTES), None),
        (
            "formula",
            display.Math(r"\hat\beta = \frac{\sum_i (x_i - \bar x)(y_i - \bar y)}{\sum_i (x_i - \bar x)^2}"),
            None,
        ),
        ("dot", graphviz.Source(DOT), None),
        ("graph", flow, None),
        ("altair", chart, None),
        ("estimator", model, None),
        ("error", failed(), None),
        ("tree", TREE, None),
        ("text", NOTES, None),
        ("bytes", bytes(range(256)) * 8, None),
        ("colours", colours(), None),
        ("plot_line", SALES, plotted("line", (1,), 0)),
        ("plot_scatter", SALES, plotted("scatter", (1,), 2)),
        ("plot_box", SALES, plotted("box", (1,), 3)),
        ("plot_heat", SALES, plotted("heat", (1,), 2)),
        ("plot_histogram", SALES, plotted("histogram", (1, 2))),
        ("plot_counts", SALES, plotted("counts", (3,))),
    ]
    for name, value, then in pictures:
        for theme in ("light", "dark"):
            draw(app, name, theme, value, then)


if __name__ == "__main__":
    main()
