"""A value saved to a file is the whole value."""

from __future__ import annotations

import datetime
import decimal
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagscope.commands.values import value_json
from dagscope.session.saving import save_value

SUM = 0.1 + 0.2
MOMENT = datetime.datetime(2024, 1, 2, 12, 34, 56, 789123)


def _saved(value: Any, path: Path) -> Any:
    save_value(value, path, "json")
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (pd.DataFrame({"f": [SUM, np.nan, 1 / 3]}), [{"f": SUM}, {"f": None}, {"f": 1 / 3}]),
        (pd.DataFrame({"t": [MOMENT]}), [{"t": "2024-01-02T12:34:56.789123"}]),
        (pd.DataFrame({"i": pd.array([2**53 + 1, None], "Int64")}), [{"i": 2**53 + 1}, {"i": None}]),
        (pd.DataFrame({"o": [decimal.Decimal("1.10"), [1.5, None]]}), [{"o": "1.10"}, {"o": [1.5, None]}]),
        (pd.DataFrame({"x": [1]}, index=pd.Index(["a"], name="key")), [{"key": "a", "x": 1}]),
        (pd.DataFrame({"x": [1]}, index=[7]), [{"index": 7, "x": 1}]),
        (pd.DataFrame([[1, 2]], columns=["x", "x"]), [{"x": 1, "x#2": 2}]),
        (pd.DataFrame({"x": [np.inf]}), [{"x": "inf"}]),
        (pl.DataFrame({"f": [SUM, None]}), [{"f": SUM}, {"f": None}]),
        (pa.table({"i": [1, None]}), [{"i": 1}, {"i": None}]),
        (np.array([[0.1]], "float32"), [{"0": 0.1}]),
        (pd.DataFrame({"x": []}), []),
        (pd.DataFrame({"x": range(25_000)}), [{"x": number} for number in range(25_000)]),
    ],
)
def test_json_keeps_every_digit_and_the_index(value: Any, expected: Any, tmp_path: Path) -> None:
    assert expected == _saved(value, tmp_path / "v.json")


def test_csv_of_arrow_keeps_whole_numbers_beside_a_gap(tmp_path: Path) -> None:
    path = tmp_path / "v.csv"
    save_value(pa.table({"i": [1, None, 2**53 + 1]}), path, "csv")

    assert ['"i"', "1", "", str(2**53 + 1)] == path.read_text().splitlines()


def test_what_is_nested_too_deep_is_a_sentence_and_leaves_no_file(tmp_path: Path) -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]

    with pytest.raises(ValueError, match="nested too deep for JSON"):
        save_value(deep, tmp_path / "v.json", "json")
    assert [] == list(tmp_path.iterdir())


def test_the_command_line_gives_cells_in_full() -> None:
    found = value_json(pd.DataFrame({"f": [SUM, 9007199254740993.0], "s": ["x" * 3_000, "y"]}))

    assert [["0.30000000000000004", "x" * 3_000], ["9007199254740992.0", "y"]] == [
        list(row) for row in found["preview"]["page"]["cells"]
    ]
