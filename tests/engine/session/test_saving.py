"""A value saved to a file is the whole value."""

from __future__ import annotations

import csv
import datetime
import decimal
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as parquet
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
        (
            np.array(["1970-01-01T00:00:00.123456789012", "NaT"], "M8[ps]"),
            [{"value": "1970-01-01T00:00:00.123456789012"}, {"value": None}],
        ),
        (np.array(["2024-01"], "M8[M]"), [{"value": "2024-01"}]),
        (np.array([5], "m8[fs]"), [{"value": "5 femtoseconds"}]),
        (np.array(["2024-01-02T03:04:05"], "M8[s]"), [{"value": "2024-01-02T03:04:05"}]),
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


_IN_ZONE = pa.array([1711839600, None], pa.timestamp("s", tz="Europe/Berlin"))
_EXACT = {
    "a dictionary with a null": (pa.chunked_array([pa.array(["u", None]).dictionary_encode()]), ["u", ""]),
    "a zone": (_IN_ZONE, ["2024-03-31 00:00:00+01:00", ""]),
    "lists with a missing number": (pa.array([[1, None], [2**53 + 1]]), ["[1, None]", f"[{2**53 + 1}]"]),
    "durations": (pa.table({"v": pa.array([1, None], pa.duration("us"))}), ["0:00:00.000001", ""]),
    "narrow floats of Arrow": (
        pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([pa.array([0.1, None], pa.float32())]))),
        ["0.1", ""],
    ),
    "nested values of Polars": (pl.Series("v", [[1, None], [2]]), ["[1, None]", "[2]"]),
    "bytes of Polars": (pl.DataFrame({"v": [b"\xff", None]}), [r"b'\xff'", ""]),
    "masked whole numbers": (np.ma.array([2**53 + 1, 2], mask=[0, 1]), [str(2**53 + 1), ""]),
    "very long integers": (pd.Series([10**5_000, 1], dtype=object), [str(Decimal(10**5_000)), "1"]),
    "ends of lines in pandas": (
        pd.DataFrame({"v": ["a\rb", "a\r\nb", "\ud800"]}, dtype=object),
        ["a\rb", "a\r\nb", "\ud800"],
    ),
    "ends of lines in Polars": (pl.DataFrame({"n": [1, 2], "v": ["a\rb", "c"]}), ["a\rb", "c"]),
    "labels that do not begin with 0": (pd.DataFrame(index=pd.RangeIndex(5, 7)), ["5", "6"]),
    "sparse floats": (pd.Series(pd.arrays.SparseArray([np.nan, 0.1])), ["", "0.1"]),
}


@pytest.mark.parametrize(("value", "expected"), _EXACT.values(), ids=list(_EXACT))
def test_a_csv_file_has_every_cell_as_it_is(tmp_path: Path, value: Any, expected: list[str]) -> None:
    save_value(value, tmp_path / "v.csv", "csv")
    with (tmp_path / "v.csv").open(encoding="utf-8", errors="surrogatepass", newline="") as file:
        assert [row[-1] if row else "" for row in csv.reader(file)][1:] == expected


def test_parquet_of_arrow_is_of_its_own_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "m": pa.array([[("k", 1)], [("z", None)], None], pa.map_(pa.string(), pa.int64())),
            "t": pa.array([1, None, 3]),
        }
    )
    save_value(table, tmp_path / "v.parquet", "parquet")
    assert parquet.read_table(tmp_path / "v.parquet").equals(table)


def test_parquet_of_a_frame_is_read_by_pandas_whatever_its_types_of_arrow(tmp_path: Path) -> None:
    columns = [pa.array(["u", None]).dictionary_encode(), pa.array([[1], []]), pa.array([{"a": 1}, None])]
    made = {str(column.type): pd.arrays.ArrowExtensionArray(column) for column in columns}
    value = pd.DataFrame(made, index=pd.Index(pd.arrays.ArrowExtensionArray(columns[0]), name="key"))
    save_value(value, tmp_path / "v.parquet", "parquet")

    read = pd.read_parquet(tmp_path / "v.parquet", dtype_backend="pyarrow")
    assert [column.to_pylist() for column in columns] == [
        read[name].array.__arrow_array__().to_pylist() for name in made
    ]
    assert ["u", None] == [None if pd.isna(label) else label for label in read.index]


@pytest.mark.parametrize("kind", ["parquet", "txt"])
def test_what_a_library_cannot_write_is_one_sentence(tmp_path: Path, kind: str) -> None:
    union = pa.UnionArray.from_sparse(pa.array([0, 1], pa.int8()), [pa.array([1, 2]), pa.array(["a", "b"])])
    value = pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([union])))
    with pytest.raises(ValueError, match=f"it cannot be written as {kind}"):
        save_value(value, tmp_path / f"v.{kind}", kind)
    assert not list(tmp_path.iterdir())


def test_a_very_long_integer_is_written_in_full(tmp_path: Path) -> None:
    for value in (10**5000, {"a": [10**5000]}, pd.Series([10**5000], dtype=object, name="a")):
        for kind in ("json", "txt") if isinstance(value, int) else ("json",):
            save_value(value, tmp_path / "long", kind)
            assert "1" + "0" * 5000 in (tmp_path / "long").read_text()


def test_a_text_with_half_a_character_is_written(tmp_path: Path) -> None:
    save_value("a\ud800b", tmp_path / "half.txt", "txt")
    assert "a\ud800b" == (tmp_path / "half.txt").read_text("utf-8", "surrogatepass")


def test_a_text_that_no_file_can_hold_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="it cannot be written as parquet: .*surrogates not allowed; another form"):
        save_value(pd.DataFrame({"a": pd.Series(["\ud800"], dtype=object)}), tmp_path / "v.parquet", "parquet")
    assert not list(tmp_path.iterdir())


def _read_parquet(value: Any, path: Path) -> list[Any]:
    save_value(value, path, "parquet")
    return [tuple(row.values()) for row in parquet.read_table(path).to_pylist()]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.array([b"a\x00b", b""]), [(b"a\x00b",), (b"",)]),
        (np.ma.array([2**53 + 1, 5], mask=[False, True]), [(2**53 + 1,), (None,)]),
        (np.ma.array([[2**53 + 1, 5], [7, 8]], mask=[[0, 1], [0, 0]]), [(2**53 + 1, None), (7, 8)]),
        (np.ma.array([True, False], mask=[True, False]), [(None,), (False,)]),
        (np.array([1, 300], dtype=">i2"), [(1,), (300,)]),
    ],
)
def test_parquet_of_arrays_loses_nothing(value: Any, expected: list[Any], tmp_path: Path) -> None:
    assert expected == _read_parquet(value, tmp_path / "x.parquet")


def test_moments_finer_than_parquets_are_refused_and_written_in_full_to_excel(tmp_path: Path) -> None:
    value = np.array(["1970-01-01T00:00:00.123456789012"], "M8[ps]")
    with pytest.raises(ValueError, match="finer than nanoseconds"):
        save_value(value, tmp_path / "x.parquet", "parquet")
    save_value(value, tmp_path / "x.xlsx", "xlsx")
    assert "1970-01-01T00:00:00.123456789012" == pd.read_excel(tmp_path / "x.xlsx")["value"][0]
