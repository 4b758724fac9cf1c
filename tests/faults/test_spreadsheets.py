"""Cells of saved tables that spreadsheets would run as formulas. No window, no process."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagscope.preview import table_view
from dagscope.preview.copying import copied
from dagscope.protocol.values import CopyAnswer, CopyAsk
from dagscope.session.saving import save_value
from dagscope.session.sweep_tables import Row, read_rows, write_rows
from dagscope.spreadsheet_cells import AS_TEXT, csv_text, is_formula, is_formula_inside, made_safe, marked, unmarked
from hypothesis import given
from hypothesis import strategies as st

HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    '="a,b"',
    "=1\nnext",
    "\uff1dA1",
    "\ufeff=1",
    " =1",
    "\xa0+1+a",
    "\u200b=1",
]
HARMLESS = [
    "a",
    "",
    "-1.5",
    "+3",
    "-1e9",
    "-inf",
    "1=2",
    "'=1",
    "a\n- b\n+ c",
    "1;-2;a",
    'say "=1"',
    "x,=1",
    "-1+2j",
    " -1.5",
    " x",
    "\ufeff",
    "–=1",
]
# What is two cells, or two rows, where another sign parts cells.
PARTED = {
    "a;=1": "a;'=1",
    "a; =1;": "a;' =1;",
    "a\n=1\nb": "a\n'=1\nb",
    "a\t@SUM(1)": "a\t'@SUM(1)",
    "a;-cmd|' /C calc'!A0": "a;'-cmd|' /C calc'!A0",
    "a;\uff1d1": "a;'\uff1d1",
    'a "b";+HYPERLINK("x")': 'a "b";\'+HYPERLINK("x")',
    "=1;=2": "'=1;'=2",
}
MAKE = [pd.DataFrame, pl.DataFrame, pa.table]


def cells(path: Path) -> list[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize("make", MAKE, ids=["pandas", "polars", "pyarrow"])
def test_f88_a_cell_is_no_formula(make: Any, tmp_path: Path) -> None:
    texts = [*HOSTILE, *HARMLESS, *PARTED]
    table = make({"=name": texts, "number": [-1.5] * len(texts)})
    save_value(table, tmp_path / "plain.csv", "csv")

    changed = save_value(table, tmp_path / "safe.csv", "csv", is_safe=True)

    plain, safe = cells(tmp_path / "plain.csv"), cells(tmp_path / "safe.csv")
    assert [made_safe(row) for row in plain] == safe
    assert sum(cell != made_safe([cell])[0] for row in plain for cell in row) == changed >= len(HOSTILE) + len(PARTED)
    # pandas does not quote a bare \r, so that readers see a new row there
    assert {f"'{text}" for text in HOSTILE if not set("\r\t\n") & set(text)} <= {row[0] for row in safe if row}
    assert set(PARTED.values()) <= {row[0] for row in safe if row}
    assert set(HARMLESS) - {""} <= {row[0] for row in safe if row}


@pytest.mark.parametrize("make", MAKE, ids=["pandas", "polars", "pyarrow"])
@pytest.mark.parametrize("form", ["tsv", "csv"])
def test_f88_several_copied_cells_hold_no_formula_and_one_is_exact(make: Any, form: Any) -> None:
    texts = [*HOSTILE, *HARMLESS]
    view = table_view(make({"=name": texts, "b": ["x"] * len(texts)}))
    assert view is not None

    def copy(rows: int, columns: int, is_safe: bool, has_names: bool = False) -> tuple[list[list[str]], int]:
        ask = CopyAsk(((0, rows),), ((0, columns),), form=form, has_names=has_names, is_safe=is_safe)
        reply = copied(view, ask)
        assert isinstance(reply.answer, CopyAnswer)
        delimiter = "," if form == "csv" else "\t"
        read = csv.reader(io.StringIO(reply.data.decode(), newline=""), delimiter=delimiter)
        return list(read), reply.answer.made_safe

    exact, _ = copy(len(texts), 2, False)
    assert ([made_safe(line) for line in exact], len(HOSTILE)) == copy(len(texts), 2, True)
    assert ([["=1+1"]], 0) == copy(1, 1, True)
    assert [["", "'=name"], ["0", "'=1+1"]] == copy(1, 1, True, has_names=True)[0]


@given(st.text(alphabet="'=+-@\t\r\n;|(\uff1d1aj \ufeff", max_size=8))
def test_a_marked_text_is_no_formula_and_reads_back(text: str) -> None:
    assert text == unmarked(marked(text))
    for made in (marked(text), *made_safe([text])):
        assert not is_formula(made)
        assert [] == [part for part in re.split("[;\t\r\n]", made)[1:] if is_formula_inside(part)]


@pytest.mark.parametrize(("text", "expected"), PARTED.items())
def test_a_part_is_no_formula_where_another_sign_parts_cells(text: str, expected: str) -> None:
    assert [expected] == made_safe([text])
    assert text == unmarked(marked(text))


def test_f88_a_table_of_a_sweep_holds_no_formula_and_reads_back(tmp_path: Path) -> None:
    names = ["=key", "number"]
    rows = [Row((text, "-1"), {"+x": text, "n": -2.5, "yes": True}, 0.5, text) for text in [*HOSTILE, *HARMLESS[:1]]]
    for ending in (".csv", ".html"):
        write_rows(tmp_path / f"t{ending}", rows, names, "id")
        assert rows == read_rows(tmp_path / f"t{ending}", names, "id")

    written = cells(tmp_path / "t.csv")
    assert [] == [cell for line in written for cell in line if is_formula(cell)]
    assert {"-1", "-2.5"} <= set(written[1])
    page = (tmp_path / "t.html").read_text()
    texts = re.findall(r"<(?:td|th)>([^<]*)<", page)
    assert texts and [] == [text for text in texts if is_formula(unescape(text))]
    assert AS_TEXT in page


def test_labels_of_rows_are_cells_too(tmp_path: Path) -> None:
    save_value(pd.DataFrame({"a": [1]}, index=["=1"]), tmp_path / "a.csv", "csv", is_safe=True)

    assert [["", "a"], ["'=1", "1"]] == cells(tmp_path / "a.csv")


def test_a_file_without_formulas_keeps_every_byte(tmp_path: Path) -> None:
    table = pa.table({"a": ["x", None, ""], "b": [-1, 2, 3]})
    save_value(table, tmp_path / "plain.csv", "csv")

    assert 0 == save_value(table, tmp_path / "safe.csv", "csv", is_safe=True)

    assert (tmp_path / "plain.csv").read_bytes() == (tmp_path / "safe.csv").read_bytes()
    assert ["plain.csv", "safe.csv"] == sorted(path.name for path in tmp_path.iterdir())


@given(st.lists(st.lists(st.text(alphabet='a"\r\n\t, ', max_size=5), min_size=2, max_size=3), max_size=4))
def test_lines_of_csv_read_back_whatever_ends_of_lines_are_in_their_cells(lines: list[list[str]]) -> None:
    assert lines == list(csv.reader(io.StringIO(csv_text(lines), newline="")))
