"""Cells of saved tables that spreadsheets would run as formulas. No window, no process."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagscope.session.saving import save_value
from dagscope.session.spreadsheets import is_formula

HOSTILE = ["=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(1)", "\t=1", "\r=1", '="a,b"', "=1\nnext", "\uff1dA1"]
HARMLESS = ["a", "", "-1.5", "+3", "-1e9", "-inf", "1=2", "'=1", "a\n=1", 'say "=1"', "x,=1", "-1+2j"]
MAKE = [pd.DataFrame, pl.DataFrame, pa.table]


def cells(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("make", MAKE, ids=["pandas", "polars", "pyarrow"])
def test_f88_a_cell_is_no_formula(make: Any, tmp_path: Path) -> None:
    texts = [*HOSTILE, *HARMLESS]
    table = make({"=name": texts, "number": [-1.5] * len(texts)})
    save_value(table, tmp_path / "plain.csv", "csv")

    changed = save_value(table, tmp_path / "safe.csv", "csv", is_safe=True)

    plain, safe = cells(tmp_path / "plain.csv"), cells(tmp_path / "safe.csv")
    assert [[f"'{cell}" if is_formula(cell) else cell for cell in row] for row in plain] == safe
    assert sum(is_formula(cell) for row in plain for cell in row) == changed >= len(HOSTILE)
    # pandas does not quote a bare \r, so that readers see a new row there
    assert {f"'{text}" for text in HOSTILE if "\r" not in text} <= {row[0] for row in safe if row}
    assert set(HARMLESS) - {""} <= {row[0] for row in safe if row}


def test_labels_of_rows_are_cells_too(tmp_path: Path) -> None:
    save_value(pd.DataFrame({"a": [1]}, index=["=1"]), tmp_path / "a.csv", "csv", is_safe=True)

    assert [["", "a"], ["'=1", "1"]] == cells(tmp_path / "a.csv")


def test_a_file_without_formulas_keeps_every_byte(tmp_path: Path) -> None:
    table = pa.table({"a": ["x", None, ""], "b": [-1, 2, 3]})
    save_value(table, tmp_path / "plain.csv", "csv")

    assert 0 == save_value(table, tmp_path / "safe.csv", "csv", is_safe=True)

    assert (tmp_path / "plain.csv").read_bytes() == (tmp_path / "safe.csv").read_bytes()
    assert ["plain.csv", "safe.csv"] == sorted(path.name for path in tmp_path.iterdir())
