"""Frames of many columns: taken apart and built again, the same as column by column, without work that grows with
both.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from dagscope import ad_hoc_utils, driver
from dagscope.base import NumpyMatrixResult, PandasDataFrameResult
from dagscope.function_modifiers.base import InvalidDecoratorException

INDEXES: list[Callable[[], pd.Index]] = [
    lambda: pd.RangeIndex(3),
    lambda: pd.Index([3, 1, 2], name="key"),
    lambda: pd.Index([1, 1, 2]),
    lambda: pd.date_range("2020", periods=3, freq="D", name="day"),
    lambda: pd.MultiIndex.from_tuples([(1, "a"), (1, "b"), (2, "a")], names=["n", "t"]),
    lambda: pd.CategoricalIndex(["a", "b", "a"]),
]


@pytest.mark.parametrize("make", INDEXES)
def test_columns_of_one_frame_are_joined_as_pandas_joins_them(make: Callable[[], pd.Index]) -> None:
    frame = pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", None], "c": pd.Categorical(["u", "v", "u"])}, index=make())
    outputs = {name: frame[name] for name in frame}
    pd.testing.assert_frame_equal(pd.DataFrame(outputs), PandasDataFrameResult.build_result(**outputs), check_freq=True)
    nested = PandasDataFrameResult.build_result(whole=frame[["a"]], b=frame["b"])
    pd.testing.assert_frame_equal(pd.DataFrame({"whole.a": frame["a"], "b": frame["b"]}), nested)


def test_other_columns_are_joined_as_before() -> None:
    one, other = pd.Series([1, 2], index=[0, 1]), pd.Series([3, 4], index=[1, 2])
    for outputs in ({"a": one, "b": other}, {"a": one, "b": 5}, {"a": one, "b": one.copy()}, {"b": 5, "a": one}):
        pd.testing.assert_frame_equal(pd.DataFrame(outputs), PandasDataFrameResult.build_result(**outputs))


@pytest.mark.filterwarnings("ignore:the matrix subclass")
def test_numbers_go_into_a_matrix_as_they_are() -> None:
    columns: list[Any] = [np.array([1, 2]), np.array([1.5, 2.5]), pd.Series([3, 4]), [5, 6], 7, np.array([True, False])]
    outputs = {f"c{number}": each for number, each in enumerate(columns)}
    expected = np.asmatrix([list(each) if hasattr(each, "__len__") else [each] * 2 for each in columns]).T
    matrix = NumpyMatrixResult.build_result(**outputs)
    assert (expected.dtype, expected.tolist()) == (matrix.dtype, matrix.tolist())


@pytest.mark.parametrize("library", [pd, pl])
def test_a_column_that_is_not_there_is_named(library: Any) -> None:
    source = (
        f"import {library.__name__} as lib\nfrom dagscope.function_modifiers import extract_columns\n"
        "@extract_columns('a', 'z')\ndef frame() -> lib.DataFrame:\n    return lib.DataFrame({'a': [1], 'b': [2]})\n"
    )
    module = ad_hoc_utils.module_from_source(source, "columns_not_there")
    dr = driver.Builder().with_modules(module).build()
    sys.modules.pop("columns_not_there", None)
    assert [1] == list(dr.execute(["a"])["a"])
    with pytest.raises(InvalidDecoratorException, match="No such column: z produced by frame"):
        dr.execute(["z"])
