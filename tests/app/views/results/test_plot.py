"""The chart's own arithmetic, each form as it is painted, and what is asked for it."""

from __future__ import annotations

import pandas as pd
import pytest
from dagscope.preview import table_view
from dagscope.preview.plot import plot_of
from dagscope.protocol.values import Answer, Ask, PlotAnswer, PlotAsk, PlotSeries
from dagscope.value_records import SortKey
from dagscope_app.views.results.chart_scale import moment, steps, ticks, title_of
from dagscope_app.views.results.plot import NO_NUMBERS, Plot
from dagscope_app.views.results.plot_panel import PlotPanel
from dagscope_app.views.results.viewer import Failed, Then
from dagscope_app.views.theme import load_theme
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

FRAME = pd.DataFrame({"v": [1.0, 4.0, 2.0, 9.0], "w": [4.0, 3.0, 2.0, 1.0], "name": list("abca")})


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 10.0, [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]),
        (-1.0, 1.0, [-1.0, -0.5, 0.0, 0.5, 1.0]),
        (5.0, 5.0, [5.0, 6.0, 7.0, 8.0, 9.0, 10.0]),
        (0.0, 0.0, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
    ],
)
def test_axis_is_marked_at_round_values(low: float, high: float, expected: list[float]) -> None:
    assert expected == steps(low, high)


@pytest.mark.parametrize("span", [(1_700_000_002.0, 1_700_000_003.0), (1e13, 1e13 + 8), (0.1, 0.100001), (0.0, 10.0)])
def test_marks_can_be_told_apart(span: tuple[float, float]) -> None:
    texts = [text for _, text in ticks(span, False, 5)]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("size", [1e-305, 1e-200, 1e300, 1.7e308, 1e15])
def test_axis_of_extreme_values_is_bounded_and_covers_them(size: float) -> None:
    found = steps(-size, size)

    assert 2 <= len(found) <= 12 and found[0] <= -size * 0.99 and size * 0.99 <= found[-1]


@pytest.mark.parametrize(
    ("answer", "title"),
    [
        (PlotAnswer("line", 4_200, "every 5th of 4,200 rows", (PlotSeries("n"),)),
            "n: 4,200 rows (every 5th of 4,200 rows)"),
        (PlotAnswer("bar", 1, "", (PlotSeries("n"),)), "n: 1 row"),
        (PlotAnswer("scatter", 3, "", (PlotSeries("n"), PlotSeries("m")), "t", "time"), "n, m by t: 3 rows"),
        (PlotAnswer("box", 3, "", (PlotSeries("a"), PlotSeries("b")), "g", "label", "v"), "v by g: 3 rows"),
        (PlotAnswer("counts", 3, "", (PlotSeries("n"),)), "n: how often the most frequent values occur: 3 rows"),
    ],
)  # fmt: skip
def test_title_says_how_much_is_seen(answer: PlotAnswer, title: str) -> None:
    assert title == title_of(answer)


def test_moments_are_as_exact_as_the_axis() -> None:
    seconds = 1_704_067_200.0  # 2024-01-01
    spans = (1e9, 1e6, 1e4, 60.0)
    assert ["2024", "2024-01-01", "01-01 00:00", "00:00:00"] == [moment(seconds, span) for span in spans]
    assert "1e+300 s" == moment(1e300, 1.0)


@pytest.fixture
def plot(qtbot: QtBot) -> Plot:
    made = Plot(load_theme("light"))
    qtbot.addWidget(made)
    made.resize(420, 300)
    made.show()
    return made


@pytest.mark.parametrize(
    "ask",
    [
        PlotAsk((0, 1), form="line"), PlotAsk((0,), 1, "scatter"), PlotAsk((0, 1), form="bar"), PlotAsk((2,)),
        PlotAsk((0, 1), form="histogram"), PlotAsk((0,), 2, "box"), PlotAsk((0,), 1, "heat"), PlotAsk((2,), 2, "heat"),
    ],
)  # fmt: skip
def test_every_form_is_painted_in_its_colours(plot: Plot, ask: PlotAsk) -> None:
    view = table_view(FRAME)
    assert view is not None
    empty = plot.grab().toImage()
    plot.set_plot(plot_of(view, ask))
    painted = plot.grab().toImage()

    assert painted != empty and plot.accessibleDescription()
    assert painted == plot.grab().toImage(), "painting changes no colour that others share"
    plot.set_plot(PlotAnswer("line", 0))
    assert NO_NUMBERS == plot._word


@pytest.mark.parametrize("number", [1e308, -1e308, 0.0, 5e-324])
def test_extreme_points_are_painted(plot: Plot, number: float) -> None:
    for form in ("line", "scatter", "bar"):
        plot.set_plot(PlotAnswer(form, 2, "", (PlotSeries("n", ((0.0, number), (1.0, -number))),)))  # type: ignore[arg-type]
        assert not plot.grab().isNull()


def test_dragging_and_a_double_click_choose_what_is_looked_at_closely(plot: Plot, qtbot: QtBot) -> None:
    plot.set_plot(PlotAnswer("line", 101, "", (PlotSeries("n", tuple((float(x), float(x)) for x in range(101))),)))
    plot.grab()
    wanted: list[tuple[float, ...]] = []
    plot.zoomed.connect(wanted.append)
    start, end = plot.at(20.0, 50.0).toPoint(), plot.at(60.0, 50.0).toPoint()
    qtbot.mousePress(plot, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(plot, end)
    qtbot.mouseRelease(plot, Qt.MouseButton.LeftButton, pos=end)
    qtbot.mouseDClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(200, 100))

    assert [20, 60] == [round(value) for value in wanted[0]] and () == wanted[-1]


class Asked:
    """Keeps what is asked, and who waits."""

    def __init__(self) -> None:
        self.asks: list[Ask] = []
        self.waiting: list[tuple[Then, Failed | None]] = []

    def __call__(self, ask: Ask, then: Then, failed: Failed | None = None) -> None:
        self.asks.append(ask)
        self.waiting.append((then, failed))

    def answer(self, number: int, answer: Answer) -> None:
        self.waiting[number][0](answer, b"")


def test_the_panel_asks_for_what_is_chosen_and_drops_late_answers(qtbot: QtBot) -> None:
    asked = Asked()
    panel = PlotPanel(load_theme("dark"), asked, lambda: ["v", "w", "name"])
    qtbot.addWidget(panel)
    panel.show_part(0, (), "")
    assert [] == asked.asks, "nothing is asked for what is not seen"
    panel.show()
    assert [PlotAsk((0,), -1, "auto")] == asked.asks, "but once it is"
    asked.asks.clear()
    asked.waiting.clear()
    panel.show_part(1, (SortKey(0),), "v > 1")
    panel.form.setCurrentIndex(panel.form.findData("scatter"))
    panel.axis.setCurrentIndex(panel.axis.findData(0))
    panel.tick((1, 2))
    panel.plot.zoomed.emit((1.0, 2.0))

    sort = (SortKey(0),)
    assert [
        PlotAsk((1,), -1, "auto", sort, "v > 1"),
        PlotAsk((1,), -1, "scatter", sort, "v > 1"),
        PlotAsk((1,), 0, "scatter", sort, "v > 1"),
        PlotAsk((1, 2), 0, "scatter", sort, "v > 1"),
        PlotAsk((1, 2), 0, "scatter", sort, "v > 1", 0, (1.0, 2.0)),
    ] == asked.asks
    assert not panel.all.isHidden() and "w, name" == panel.columns.text()
    asked.answer(1, PlotAnswer("line", 1, "", (PlotSeries("late"),)))
    assert panel.answer is None
    asked.answer(4, PlotAnswer("scatter", 1, "", (PlotSeries("w", ((1.0, 1.0),)),)))
    assert panel.answer is not None
    panel.all.click()
    assert () == asked.asks[-1].within  # type: ignore[attr-defined]
    failed = asked.waiting[-1][1]
    assert failed is not None
    failed("a heat map needs a column")
    assert panel.answer is None and "A heat map needs a column." == panel.plot.accessibleDescription()


def test_columns_of_a_very_wide_table_can_be_chosen_once_they_have_names(qtbot: QtBot) -> None:
    names = ["v", "…", "…", *(f"c{number}" for number in range(600))]
    panel = PlotPanel(load_theme("dark"), Asked(), lambda: names)
    qtbot.addWidget(panel)
    panel.axis.setCurrentIndex(panel.axis.findData(3))
    names[1] = "w"
    panel.show_part(0, (), "")

    listed = [panel.axis.itemText(at) for at in range(panel.axis.count())]
    assert ["v", "w", "c0"] == listed[1:4] and 3 == panel.axis.currentData()
    panel._fill_menu()
    last = panel.columns.menu().actions()[-1]
    assert "103 more columns are not listed" == last.text() in panel.axis.toolTip() and not last.isEnabled()
