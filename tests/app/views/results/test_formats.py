"""How numbers are written for the eye; what is not a number stays as it is."""

from __future__ import annotations

import pytest
from dagscope.value_records import CellPage, Column, TablePreview
from dagscope_app.views.results.formats import NumberFormat, aligned, decimals, heat, most_decimals, written
from dagscope_app.views.results.table_model import TableModel
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

THOUSANDS = NumberFormat("thousands")
SCIENTIFIC = NumberFormat("scientific", 3)
THREE = NumberFormat("significant", 3)


@pytest.mark.parametrize(
    ("text", "format", "expected"),
    [
        ("1234567.125", NumberFormat(), "1234567.125"),
        ("1234567.125", THOUSANDS, "1,234,567.125"),
        ("-1234", THOUSANDS, "-1,234"),
        ("12.50", THOUSANDS, "12.50"),
        ("1.5e+20", THOUSANDS, "1.5e+20"),
        ("1234567.125", SCIENTIFIC, "1.235e+6"),
        ("0.00012345", SCIENTIFIC, "1.234e-4"),
        ("1234567.125", THREE, "1,230,000"),
        ("0.123456", THREE, "0.123"),
        ("-99.96", THREE, "-100"),
        ("0", THREE, "0"),
        ("1.5e-9", THREE, "1.50e-9"),
        ("12345678901234567890", THREE, "1.23e+19"),
    ],
)
def test_a_number_in_a_format(text: str, format: NumberFormat, expected: str) -> None:
    assert expected == written(text, format)


@pytest.mark.parametrize("text", ["", "NaN", "∞", "-∞", "--", "True", "(1+2j)", "1 day", "…", "NaT", "-"])
@pytest.mark.parametrize("format", [THOUSANDS, SCIENTIFIC, THREE])
def test_what_is_no_number_stays(text: str, format: NumberFormat) -> None:
    assert text == written(text, format)
    assert text == aligned(text, 3)


def test_points_stand_below_each_other() -> None:
    texts = ["1.25", "10.5", "3", "-2.0", "NaN"]
    most = most_decimals(texts, NumberFormat())
    lengths = {len(aligned(text, most).partition(".")[2] or aligned(text, most)[-3:]) for text in texts[:2]}

    assert 2 == most
    assert {2} == lengths
    assert "3\u2008\u2007\u2007" == aligned("3", most)


@pytest.mark.parametrize("texts", [["1.5", "1e+20"], ["0." + "1" * 13, "1.5"]])
def test_points_that_cannot_be_aligned_are_left_alone(texts: list[str]) -> None:
    assert -1 == most_decimals(texts, NumberFormat())
    assert texts == [aligned(text, -1) for text in texts]


@pytest.mark.parametrize(("text", "expected"), [("1e-5", -1), ("1,234.50", 2), ("12", 0), ("(1.5+2j)", 0)])
def test_decimals(text: str, expected: int) -> None:
    assert expected == decimals(text)


@pytest.mark.parametrize(
    ("text", "low", "high", "expected"),
    [("5", 0, 10, 0.5), ("0", 0, 10, 0.0), ("20", 0, 10, 1.0), ("NaN", 0, 10, None), ("5", 5, 5, None),
     ("0", -1.7e308, 1.7e308, 0.5)],
)  # fmt: skip
def test_heat(text: str, low: float, high: float, expected: float | None) -> None:
    assert expected == heat(text, low, high)


def test_a_format_and_heat_are_for_the_eye_only() -> None:
    page = CellPage(0, 0, (("1234.5", "a"), ("10", "b")), ("0", "1"))
    preview = TablePreview("x", rows=2, columns=(Column("n", "float64", True), Column("s")), column_count=2, page=page)
    model = TableModel(preview)
    model.set_ink(QColor("grey"), QColor("red"))
    background = Qt.ItemDataRole.BackgroundRole
    cold = model.data(model.index(1, 0), background)
    model.set_format(0, THOUSANDS)
    model.set_range(0, 10, 1234.5)
    model.set_heated(frozenset({0}))

    assert ["1,234.5", "10\u2008\u2007"] == [model.data(model.index(row, 0)) for row in range(2)]
    assert ["1234.5", "10"] == [model.data(model.index(row, 0), Qt.ItemDataRole.EditRole) for row in range(2)]
    assert "1234.5\n10" == model.text_of([0, 1], [0], "\t", has_names=False)
    assert cold is None
    assert model.data(model.index(0, 0), background).alpha() > model.data(model.index(1, 0), background).alpha() > 0
    assert model.data(model.index(0, 1), background) is None
