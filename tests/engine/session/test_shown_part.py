"""What is shown of a table as a file: the rows that a filter keeps, sorted, some columns; Excel, Markdown, arrays,
pickles.
"""

from __future__ import annotations

import csv
import datetime
import decimal
import io
import pickle
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagscope.preview import AskProblem
from dagscope.session import excel
from dagscope.session.saving import part_of, save_value
from dagscope.value_records import SortKey, TablePart

DATA = {"n": [3, 1, 2, 9], "s": ["c", "a", "b", "z"], "x": [0.1 + 0.2, 1.0, 2.5, 4.0]}
PART = TablePart(((0, 1), (2, 3)), (SortKey(0, descending=True),), "n < 5")
WANTED = [["n", "x"], ["3", "0.30000000000000004"], ["2", "2.5"], ["1", "1.0"]]


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table], ids=["pandas", "polars", "pyarrow"])
def test_the_shown_part_is_saved(make: Any, tmp_path: Path) -> None:
    path = tmp_path / "part.csv"
    save_value(part_of(make(DATA), PART), path, "csv")
    lines = list(csv.reader(io.StringIO(path.read_text())))

    assert WANTED[0] == lines[0]
    assert [[float(cell) for cell in row] for row in WANTED[1:]] == [[float(cell) for cell in row] for row in lines[1:]]


def test_labels_stay_with_their_rows() -> None:
    part = part_of(pd.DataFrame(DATA, index=list("wxyz")), PART)

    assert (["w", "y", "x"], ["n", "x"]) == (list(part.index), list(part.columns))
    assert [3, 2, 1] == part_of(pd.Series([3, 1, 2, 9]), TablePart((), (SortKey(0, True),), "value < 5")).tolist()


def test_a_part_of_an_array_keeps_its_mask() -> None:
    part = part_of(np.ma.masked_array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]]), TablePart(((1, 2),)))

    assert [[None], [4]] == part.tolist()


def test_a_filter_that_does_not_fit_is_refused() -> None:
    with pytest.raises(AskProblem):
        part_of(pd.DataFrame(DATA), TablePart(where="cost > 1"))
    with pytest.raises(ValueError, match="no table"):
        part_of(5, PART)


HOSTILE = {
    "=text": ["=1+1", "\x00", "#N/A"],
    "big": pd.Series([2**60, 1, 2], dtype=object),
    "when": pd.to_datetime(["2024-01-02 03:04:05", None, "2024-01-02 03:04:05.123456"], format="ISO8601"),
    "zone": pd.to_datetime(["2024-01-02", None, "2024-06-01"]).tz_localize("Europe/Berlin"),
    "f": [0.1 + 0.2, float("inf"), float("nan")],
    "d": [decimal.Decimal("1.10"), None, decimal.Decimal("2")],
}


@pytest.mark.parametrize("library", ["openpyxl", "xlsxwriter"])
def test_a_sheet_of_excel_keeps_texts_whole_numbers_and_moments(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "v.xlsx"
    with monkeypatch.context() as patch:
        if library == "xlsxwriter":
            patch.setitem(sys.modules, "openpyxl", None)
        save_value(pd.DataFrame(HOSTILE), path, "xlsx")
    sheet = openpyxl.load_workbook(path).active
    head, *rows = sheet.iter_rows(values_only=True)

    assert {"s"} == {sheet[name].data_type for name in ("A1", "A2", "A4")}, "neither a formula nor an error"
    assert tuple(HOSTILE) == head
    first = ("=1+1", "1152921504606846976", datetime.datetime(2024, 1, 2, 3, 4, 5), "2024-01-02 00:00:00+01:00")
    assert (*first, 0.1 + 0.2, "1.10") == rows[0]
    assert ("_x0000_", 1, None, None, "inf", None) == rows[1]
    assert ("#N/A", 2, "2024-01-02 03:04:05.123456", "2024-06-01 00:00:00+02:00", None, "2") == rows[2]


def test_a_sheet_that_cannot_be_written_leaves_no_file_of_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(OSError):
        excel._by_openpyxl(iter([["a"], [1]]), tmp_path)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize("library", ["openpyxl", "xlsxwriter"])
@pytest.mark.parametrize("text", ["_x0041_", "a_x000D_b", "__x0041__", "_x41_", "_X0041_"])
def test_texts_like_the_escapes_of_excel_are_those_texts_there(
    text: str, library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        if library == "xlsxwriter":
            patch.setitem(sys.modules, "openpyxl", None)
        save_value(pd.DataFrame({text: [text]}), tmp_path / "v.xlsx", "xlsx")

    assert [text, text] == _texts_as_excel_reads_them(tmp_path / "v.xlsx")


@pytest.mark.parametrize("text", ["_x0041_x0042_", "_x005F_x0041_"])
def test_escapes_that_share_a_sign_are_those_texts_or_are_refused(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_value(pd.DataFrame({"a": [text]}), tmp_path / "v.xlsx", "xlsx")

    assert ["a", text] == _texts_as_excel_reads_them(tmp_path / "v.xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(ValueError, match=f"xlsxwriter would change the text '{text}'"):
        save_value(pd.DataFrame({"a": [text]}), tmp_path / "other.xlsx", "xlsx")
    assert not (tmp_path / "other.xlsx").exists()


def test_a_text_is_whole_where_its_escapes_are_longer_than_a_cell(tmp_path: Path) -> None:
    text = "\x01" * 6000
    save_value(pd.DataFrame({"a": [text]}), tmp_path / "v.xlsx", "xlsx")

    assert ["a", text] == _texts_as_excel_reads_them(tmp_path / "v.xlsx")


def _texts_as_excel_reads_them(path: Path) -> list[str]:
    """Return the texts of a book in order; openpyxl leaves the format's escapes as they are."""
    found = []
    with zipfile.ZipFile(path) as book:
        for name in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"):
            if name in book.namelist():
                found += re.findall(r"<t(?: [^>]*)?>([^<]+)</t>", book.read(name).decode())
    return [re.sub("_x([0-9A-Fa-f]{4})_", lambda escape: chr(int(escape[1], 16)), text) for text in found]


def test_what_excel_cannot_hold_or_nobody_can_write_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "v.xlsx"
    for value in (np.zeros((2_000_000, 1)), np.zeros((1, 20_000)), pd.Series(["x" * 40_000])):
        with pytest.raises(ValueError, match="Excel"):
            save_value(value, path, "xlsx")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(ValueError, match=excel.MISSING.split(";", maxsplit=1)[0]):
        save_value(pd.DataFrame(DATA), path, "xlsx")
    assert not path.exists()


def test_markdown_arrays_and_pickles(tmp_path: Path) -> None:
    save_value(pd.DataFrame({"a": [1, 2], "b": ["x|y", None]}), tmp_path / "v.md", "md")
    assert "|  | a | b |\n| --- | --- | --- |\n| 0 | 1 | x\\|y |\n| 1 | 2 |  |\n" == (tmp_path / "v.md").read_text()
    cube = np.arange(24.0).reshape(2, 3, 4)
    save_value(cube, tmp_path / "v.npy", "npy")
    assert np.array_equal(cube, np.load(tmp_path / "v.npy"))
    save_value({"model": cube}, tmp_path / "v.pickle", "pickle")
    assert np.array_equal(cube, pickle.loads((tmp_path / "v.pickle").read_bytes())["model"])


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        ({"a": 1}, "md", "no table"),
        ({"a": 1}, "xlsx", "no table"),
        ([1], "npy", "array"),
        (np.array([{}], dtype=object), "npy", "pickle"),
        (lambda: 1, "pickle", "cannot pickle it"),
    ],
)
def test_what_a_form_does_not_hold_is_refused_and_leaves_no_file(
    value: Any, kind: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / f"v.{kind}"
    with pytest.raises(ValueError, match=said):
        save_value(value, path, kind)
    assert not list(tmp_path.iterdir())
