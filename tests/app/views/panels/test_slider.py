"""A slider for a number: its range, what it writes, and what its row says."""

from __future__ import annotations

import pytest
from dagscope.scenario import ValueSpec
from dagscope_app.views.panels.slider import NumberSlider, is_number_type, number_in, range_around, written
from dagscope_app.views.panels.value_row import ValueRow
from dagscope_app.views.theme import load_theme
from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(
    ("value", "is_whole", "expected"),
    [
        (5, True, (0, 10)),
        (0, True, (0, 10)),
        (-3, True, (-6, 0)),
        (0.3, False, (0, 1)),
        (1, True, (0, 2)),
        (0.0, False, (0, 1)),
        (250.0, False, (0, 500)),
        (-0.5, False, (-1, 0)),
    ],
)
def test_the_range_suits_the_value(value: float, is_whole: bool, expected: tuple[float, float]) -> None:
    assert expected == range_around(value, is_whole)


@pytest.mark.parametrize(
    "text", ["", "abc", "True", "None", "[1]", "1e400", "nan", "'3'", "(" * 5_000, "__import__('os')"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert number_in(text) is None


def test_numbers_are_written_with_as_many_digits_as_there_are_steps() -> None:
    assert ["3", "0.335", "12.5", "0.0", "2.0"] == [
        written(3.2, True, 10), written(0.3351234, False, 1), written(12.5, False, 100), written(0.0, False, 1),
            written(2, False, 1)
    ]  # fmt: skip
    assert 1e-9 == pytest.approx(float(written(1e-9, False, 2e-9)))


@pytest.mark.parametrize(
    ("type_text", "is_one"), [("int", True), ("float", True), ("float | None", True), ("bool", False), ("str", False)]
)
def test_only_numbers_have_one(type_text: str, is_one: bool) -> None:
    assert is_one is is_number_type(type_text)


def test_the_slider_moves_in_its_range_which_can_be_edited(qtbot: QtBot) -> None:
    slider = NumberSlider("rate", is_whole=False)
    qtbot.addWidget(slider)
    moved: list[str] = []
    slider.moved.connect(moved.append)
    slider.set_text("0.25")
    assert ("0.25", (0.0, 1.0), []) == (slider.value(), slider.range, moved)
    slider.slider.setValue(slider.slider.value() + 10)
    assert ["0.3"] == moved
    slider.high.setText("3")
    slider.high.editingFinished.emit()
    assert (0.0, 3.0) == slider.range and 0.3 == pytest.approx(float(slider.value()))
    slider.low.setText("oops")
    slider.low.editingFinished.emit()
    assert (0.0, 3.0) == slider.range and "0" == slider.low.text()
    slider.set_text("7.5")
    assert (0.0, 7.5) == slider.range and "7.5" == slider.value()


def test_a_row_offers_it_and_tells_where_it_stands(qtbot: QtBot) -> None:
    row = ValueRow("count", "int", load_theme("light"))
    qtbot.addWidget(row)
    row.show()
    row.set_spec(ValueSpec("literal", "4"))
    moved: list[tuple[str, ValueSpec]] = []
    row.moved.connect(lambda name, spec: moved.append((name, spec)))
    assert row.slides.isVisible() and row.slider is None
    row.slides.click()
    assert row.slider is not None and (0.0, 8.0) == row.slider.range
    row.slider.slider.setValue(6)
    assert [("count", ValueSpec("literal", "6"))] == moved and "6" == row.edit.text()
    row.set_spec(ValueSpec("literal", "2"))
    assert "2" == row.slider.value() and 1 == len(moved)
    text = ValueRow("name", "str", load_theme("light"))
    qtbot.addWidget(text)
    text.show()
    assert not text.slides.isVisible()
