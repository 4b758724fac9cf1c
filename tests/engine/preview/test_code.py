"""Code that is copied gives the rows, the order and the columns that are shown: it is run and compared."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagscope.preview import OpenedValue, table_view
from dagscope.preview.code import code_of
from dagscope.preview.kind import AskProblem
from dagscope.preview.pages import PageProblem, TableView
from dagscope.protocol.values import FILTER_JOINT, CodeAnswer, CodeAsk
from dagscope.value_records import SortKey, TablePart

from tests.engine.preview.test_profiles import COLUMNS

SIGNS = ("==", "!=", "<", "<=", ">", ">=")
VALUES = {
    "number": ("0", "2", "-3", "2.5", "0.1", "inf", "-inf", "1e30", "-1e30", "9007199254740993"),
    "text": ('"a"', '"x and y"', '""', '"never"', "b"),
    "truth": ("true", "false"),
    "moment": ("2024-03-30", "2024-03-30 12:20", "2024-03-30 00:37:00.000000001", "2024-01-05", "1900-01-01"),
    "span": ("3h", "-10 min", "0", "7 us", "1 ns", "2 days", "1.5 ns"),
    "category": ('"lo"', '"mid"', '"hi"', '"a"'),
    "period": ("2024-03", "2024-04-15"),
    "decimal": ("1.1", "2", "1.105", "-3"),
}
KINDS = {
    "number": ["int8", "int64 far", "uint64 far", "int one", "Int64", "int arrow", "float", "float32", "float far",
               "float near", "Float64", "double arrow", "all missing", "empty", "pl.UInt64", "pl.Float32",
                   "category ints"],
    "text": ["str", "string", "string arrow", "object texts", "pl.String"],
    "truth": ["bool", "boolean", "pl.Boolean"],
    "moment": ["moments", "moments ns", "moments zone", "moments arrow", "pl.Date", "pl.Datetime", "pl.Datetime zone"],
    "span": ["spans", "spans arrow", "pl.Duration"],
    "category": ["category", "ordered", "pl.Categorical", "pl.Enum"],
    "period": ["periods"],
    "decimal": ["decimals", "pl.Decimal"],
}  # fmt: skip
CASES = [(name, kind) for kind, names in KINDS.items() for name in names]
# What Dagscope does not write: no library has it, or not so that the rows would be the same ones.
REFUSED = {("pl.Decimal", "match"), ("category", "order")}


def _frame(column: Any) -> Any:
    if isinstance(column, pl.Series):
        return pl.DataFrame({"v": column}).with_columns(k=pl.int_range(pl.len()))
    return pd.DataFrame({"v": column, "k": range(len(column))})


def _view(value: Any) -> TableView:
    view = table_view(value)
    assert view is not None
    return view


def _run(value: Any, part: TablePart) -> Any:
    answer = code_of(_view(value), CodeAsk(part, "prices")).answer
    assert isinstance(answer, CodeAnswer)
    names: dict[str, Any] = {"prices": value}
    exec(compile(answer.text, "<code>", "exec"), names)
    return names["shown"]


def _assert_same(value: Any, part: TablePart) -> None:
    expected, found = _view(value).part(part), _run(value, part)
    assert type(expected) is type(found)
    if isinstance(expected, (pl.DataFrame, pl.Series)):
        assert expected.equals(found), part
        return
    pd.testing.assert_index_equal(
        pd.Index([*getattr(expected, "columns", [])]), pd.Index([*getattr(found, "columns", [])])
    )
    if isinstance(value.index, pd.RangeIndex):
        expected, found = expected.reset_index(drop=True), found.reset_index(drop=True)
    assert expected.equals(found), part


def _filters(kind: str) -> list[tuple[str, str]]:
    values = VALUES[kind]
    found = [("order" if sign[0] in "<>" else "equal", f"v {sign} {value}") for sign in SIGNS for value in values]
    found += [
        ("order", f"v between {values[0]} and {values[1]}"),
        ("order", f"v not between {values[1]} and {values[0]}"),
    ]
    found += [("equal", f"v in ({values[0]}, {values[1]})"), ("equal", f"not v in ({values[0]}, {values[1]})")]
    found += [("missing", f"v is {word}") for word in ("missing", "not missing", "empty", "not empty")]
    if kind == "truth":
        found += [("equal", text) for text in ("v", "not v", "v is true", "v is not false")]
    if kind in ("text", "category"):
        sought = ('"A"', '"x "', '"("', '"ß"')
        found += [("match", f"v {word} {text}") for word in ("contains", "starts with", "ends with") for text in sought]
        found += [("match", f"v {word}") for word in ('matches "^a|[x]"', 'not matches "o$"', 'not contains "a"')]
    found += [("equal", f"(v == {values[0]} and k > 1) or not (v != {values[1]} or k <= 2)")]
    return found


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_a_filter_as_code_gives_its_rows(name: str, kind: str) -> None:
    frame = _frame(COLUMNS[name])
    view, written, refused = _view(frame), 0, []
    for group, text in _filters(kind):
        try:
            view.row_count((), text)
        except PageProblem:
            continue  # the filter itself is refused
        try:
            _assert_same(frame, TablePart(where=text))
            written += 1
        except AskProblem as problem:
            refused.append((group, text, str(problem)))

    assert written > 5, refused
    fine = ("1 ns", "1.5 ns", "0000001")
    assert [] == [each for each in refused if (name, each[0]) not in REFUSED and not any(f in each[1] for f in fine)]


@pytest.mark.parametrize(
    "name", ["object mixed", "intervals", "complex", "pl.List", "pl.Struct", "pl.Int128", "sparse", "days"]
)
def test_what_cannot_be_written_is_refused_with_a_sentence_and_never_other_rows(name: str) -> None:
    frame = _frame(COLUMNS[name])
    view = _view(frame)
    for text in ("v == 1", "v > 1", 'v == "1"', "v contains 1", "v is missing", "v == 2024-01-01"):
        try:
            view.row_count((), text)
        except PageProblem:
            continue
        try:
            _assert_same(frame, TablePart(where=text))
        except AskProblem as problem:
            assert "cannot be written" in str(problem)


SORTABLE = [name for name in COLUMNS if name not in ("object mixed", "intervals", "complex", "sparse", "pl.List",
    "pl.Struct",
                                                      "pl.Null", "pl.Binary") and not isinstance(COLUMNS[name],
                                                          (pa.Array, np.ndarray))]  # fmt: skip


@pytest.mark.parametrize("name", SORTABLE)
@pytest.mark.parametrize("down", [False, True])
def test_a_sort_as_code_gives_the_order(name: str, down: bool) -> None:
    column = COLUMNS[name]
    twice = column.append(column) if isinstance(column, pl.Series) else pd.concat([column, column], ignore_index=True)
    frame = _frame(twice)

    _assert_same(frame, TablePart(sort=(SortKey(0, down),)))
    _assert_same(frame, TablePart(sort=(SortKey(0, down), SortKey(1, True)), where="k > 1"))


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": [3, 1, 2], "b": ["x", "y", None]}),
        pd.DataFrame([[3, 1, 2], [1, 5, 6], [1, 4, 4]], columns=["a", "a", "b"]),
        pd.DataFrame([[3, 1, 2], [1, 5, 6]], columns=[0, ("x", 1), pd.Timestamp("2024-01-01")]),
        pd.DataFrame([[3, 1], [1, 5]], columns=pd.MultiIndex.from_tuples([("x", 1), ("y", 2)])),
        pd.DataFrame({"a": [3, 1, 2], "b": [1, 1, 0]}, index=pd.Index(["u", "v", "v"], name="a")),
        pl.DataFrame({"a": [3, 1, 2], "b b": ["x", "y", None]}),
    ],
    ids=["plain", "repeated names", "odd names", "levels", "index", "polars"],
)  # fmt: skip
def test_columns_and_sort_of_odd_frames(frame: Any) -> None:
    width = frame.shape[1]
    _assert_same(frame, TablePart(((width - 1, width), (0, 1)), (SortKey(0), SortKey(1, True))))
    _assert_same(frame, TablePart(sort=(SortKey(1, True),)))
    _assert_same(frame, TablePart())


def test_levels_of_the_index_and_the_row_number_are_filtered() -> None:
    index = pd.MultiIndex.from_tuples([("x", 1), ("y", 2), ("x", 1)], names=["shop", "n"])
    frame = pd.DataFrame({"a": [1, 2, 3]}, index=index)

    _assert_same(frame, TablePart(where='shop == "x" and n <= 1 and a > 1'))
    _assert_same(frame, TablePart(sort=(SortKey(-1, True), SortKey(0, True)), where="a < 3"))
    _assert_same(frame["a"], TablePart(sort=(SortKey(-2),)))
    _assert_same(pl.DataFrame({"a": [1, 2, 3]}), TablePart(where="index >= 1"))
    _assert_same(frame["a"], TablePart(where='shop == "x"', sort=(SortKey(0, True),)))
    _assert_same(pl.Series("v", [3, 1, 2]), TablePart(where="v > 1", sort=(SortKey(0),)))


@pytest.mark.parametrize("library", [pd.DataFrame, pl.DataFrame])
def test_brackets_of_texts_and_names_are_none_of_the_code(library: Any) -> None:
    frame = library({"a)b": ["x(", "y)", "it's \"[", None], "k ~": [1, 2, 3, 4]})
    for text in ("x(", "y)", '"[', "\\(", "'("):
        written = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        _assert_same(frame, TablePart(where=f"not (`a)b` ends with {written} and (`k ~` > 0 or `a)b` == {written}))"))


def test_texts_of_bytes_and_of_other_alphabets_are_written_as_they_are_filtered() -> None:
    _assert_same(pl.DataFrame({"v": [b"", b"a", None]}), TablePart(where="v is empty"))
    _assert_same(pd.DataFrame({"v": pd.Series(["line", "ılık"], dtype="str")}), TablePart(where="v contains ı"))
    with pytest.raises(AskProblem, match="cannot be written"):
        _run(pd.DataFrame({"v": [b"", b"a"]}), TablePart(where="v is empty"))


def test_chips_and_line_are_one_mask_and_the_code_reads_well() -> None:
    frame = pd.DataFrame(
        {"price": [1.0, 7.5], "city": ["Rome", "Oslo"], "day": pd.to_datetime(["2024-01-01", "2024-02-03"])}
    )
    where = FILTER_JOINT.join(['price > 5 and city == "Oslo"', "day >= 2024-02-01"])
    part = TablePart(((1, 2), (0, 1)), (SortKey(0, True),), where)
    answer = code_of(_view(frame), CodeAsk(part, "prices")).answer

    assert isinstance(answer, CodeAnswer)
    assert (
        "import pandas as pd\n\n"
        "shown = prices[((prices['price'] > 5.0) & (prices['city'] == 'Oslo')) & (prices['day'] >= "
        "pd.Timestamp('2024-02-01'))]\n"
        'shown = shown.sort_values([\'price\'], ascending=[False], kind="stable", na_position="last")\n'
        "shown = shown[['city', 'price']]\n"
    ) == answer.text
    _assert_same(frame, part)


@pytest.mark.parametrize("value", [pa.table({"a": [1]}), np.array([1, 2]), pd.Index([1])])
def test_other_libraries_are_refused(value: Any) -> None:
    with pytest.raises(AskProblem, match="pandas and Polars"):
        code_of(_view(value), CodeAsk())


def test_objects_of_one_type_are_compared_exactly() -> None:
    frame = pd.DataFrame(
        {"v": pd.Series([2**60, 2**60 + 1, None], dtype="object"), "d": [datetime.date(2024, 1, 1)] * 3}
    )
    _assert_same(frame, TablePart(where=f"v == {2**60 + 1}"))
    frame = pd.DataFrame({"v": pd.Series([Decimal("1.10"), Decimal("1.1"), Decimal("NaN"), None], dtype="object")})
    _assert_same(frame, TablePart(where="v == 1.1"))


@pytest.mark.parametrize(
    "value",
    [
        pd.Series(pd.arrays.ArrowExtensionArray(pa.chunked_array([pa.array([[1], None, [2]])])), name="v"),
        pd.Series(
            pd.arrays.ArrowExtensionArray(pa.chunked_array([pa.array(["a", "b"]).dictionary_encode()])), name="v"
        ),
        pd.Series([pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [1]})], name="v", dtype=object),
        pl.Series("v", [object(), 1], dtype=pl.Object),
    ],
    ids=["lists of Arrow", "dictionaries of Arrow", "frames", "objects of Polars"],
)
def test_a_sort_that_the_library_has_not_is_refused_as_code(value: Any) -> None:
    with pytest.raises(AskProblem, match="sort"):
        OpenedValue(value).answer(CodeAsk(part=TablePart(sort=(SortKey(0),))))


@pytest.mark.parametrize(
    ("series", "where"),
    [
        (pd.Series([2**64 - 1, None, 3], dtype="uint64[pyarrow]"), f"v >= {2**64 - 1}"),
        (pd.Series(np.array([10**13, "NaT", -1], dtype="m8[s]")), "v == 115740740 days 17:46:40"),
        (
            pd.Series(pd.arrays.FloatingArray(np.array([0.5, np.nan, 2.0]), np.array([False, False, True]))),
            "v is missing",
        ),
    ],
    ids=["the largest whole number", "a duration of pandas' no more", "NaN beside NA"],
)
def test_values_at_the_edges_of_their_types_are_written_as_code(series: pd.Series, where: str) -> None:
    _assert_same(pd.DataFrame({"v": series}), TablePart(where=where))


@pytest.mark.parametrize("kind", ["binary_view", "run_end_encoded"])
def test_code_is_refused_where_pandas_takes_no_rows(kind: str) -> None:
    values = {
        "binary_view": pa.array([b"a", None], pa.binary_view()),
        "run_end_encoded": pa.RunEndEncodedArray.from_arrays([1, 2], [1.5, None]),
    }
    frame = pd.DataFrame({"v": pd.arrays.ArrowExtensionArray(pa.chunked_array([values[kind]])), "n": [1, 2]})
    with pytest.raises(AskProblem, match="pandas cannot take rows of the column 'v'"):
        _run(frame, TablePart(where="n == 1"))
