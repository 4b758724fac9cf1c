"""`check_output` computes what is lazy before it judges it, and lets the lazy value itself through."""

from __future__ import annotations

from typing import Any

import dask
import dask.dataframe as dd
import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest
from dagscope.ad_hoc_utils import create_temporary_module
from dagscope.data_quality import default_validators as dv
from dagscope.data_quality.base import BaseDefaultValidator, DataValidationError
from dagscope.data_quality.pandera_validators import PanderaDataFrameValidator
from dagscope.data_quality.pydantic_validators import PydanticModelValidator
from dagscope.driver import Builder
from dagscope.function_modifiers import check_output


def _dask(values: list[Any]) -> Any:
    return dd.from_pandas(pd.Series(values), npartitions=1)


def _narwhals(values: list[Any]) -> Any:
    return nw.from_native(pl.Series(values), series_only=True)


NUMBERS: list[BaseDefaultValidator] = [
    dv.DataInRangeValidatorPrimitives((0.0, 5.0), "fail"),  # type: ignore[arg-type]
    dv.DataInValuesValidatorPrimitives([1.5], "fail"),
    dv.DataTypeValidatorPrimitives(float, "fail"),
]


@pytest.mark.parametrize("validator", NUMBERS, ids=lambda each: type(each).__name__)
def test_a_number_of_dask_is_judged_by_its_value(validator: BaseDefaultValidator) -> None:
    assert validator.validate(_dask([1.0, 2.0]).mean()).passes is True
    assert validator.validate(dask.delayed(lambda: 1.5)()).passes is True
    assert validator.validate(
        dask.delayed(lambda: "x")() if validator.arg() != "range" else _dask([9]).sum()
    ).passes is (False)


def test_a_number_of_dask_has_the_type_its_library_gives_it() -> None:
    total = _dask([1, 2]).sum()

    for data_type in (int, np.int64):
        assert dv.DataTypeValidatorPrimitives(data_type, "warn").validate(total).passes is True
    assert dv.DataTypeValidatorPrimitives(str, "warn").validate(total).passes is False


@pytest.mark.parametrize(("make"), [_dask, _narwhals], ids=["dask", "narwhals"])
@pytest.mark.parametrize(
    ("validator", "good", "bad"),
    [
        (dv.DataInRangeValidatorPandasSeries((0, 4), "warn"), [0, 4], [0, 5]),
        (dv.DataInValuesValidatorPandasSeries([1], "warn"), [1, 1], [1, 2]),
        (dv.DataTypeValidatorPandasSeries(float, "warn"), [1.0], [1]),
        (dv.MaxFractionNansValidatorPandasSeries(0.5, "warn"), [1.0, None], [None, None, 1.0]),
        (dv.AllowNaNsValidatorPandasSeries(False, "warn"), [1.0], [None, 1.0]),
        (dv.MaxStandardDevValidatorPandasSeries(1.0, "warn"), [1, 2], [1, 9]),
        (dv.MeanInRangeValidatorPandasSeries((0, 2), "warn"), [1, 2], [8, 9]),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseDefaultValidator) else "",
)
def test_a_lazy_or_foreign_series_is_judged_by_its_values(
    make: Any, validator: BaseDefaultValidator, good: list[Any], bad: list[Any]
) -> None:
    assert validator.validate(make(good)).passes is True
    assert validator.validate(make(bad)).passes is False


def test_a_delayed_call_may_turn_out_to_be_none() -> None:
    assert dv.AllowNoneValidator(False, "warn").validate(dask.delayed(lambda: None)()).passes is False
    assert dv.AllowNoneValidator(False, "warn").validate(dask.delayed(lambda: 1)()).passes is True


def test_a_lazy_text_is_judged_by_its_letters() -> None:
    text = dask.delayed(lambda: "cat")()

    assert dv.StrContainsValidator("a", "warn").validate(text).passes is True
    assert dv.StrDoesNotContainValidator("a", "warn").validate(text).passes is False


def test_pandera_sees_the_rows_of_lazy_frames() -> None:
    pandera_pandas = pytest.importorskip("pandera.pandas")
    pandera_polars = pytest.importorskip("pandera.polars")
    of_pandas = pandera_pandas.DataFrameSchema({"a": pandera_pandas.Column(int, pandera_pandas.Check.gt(0))})
    of_polars = pandera_polars.DataFrameSchema({"a": pandera_polars.Column(int, pandera_polars.Check.gt(0))})
    for rows, passes in (([1, 2], True), ([1, -2], False)):
        frame = dd.from_pandas(pd.DataFrame({"a": rows}), npartitions=1)
        assert PanderaDataFrameValidator(of_pandas, "warn").validate(frame).passes is passes
        assert PanderaDataFrameValidator(of_polars, "warn").validate(pl.LazyFrame({"a": rows})).passes is passes
        wrapped = nw.from_native(pl.LazyFrame({"a": rows}))
        assert PanderaDataFrameValidator(of_polars, "warn").validate(wrapped).passes is passes


def test_pydantic_sees_what_a_delayed_call_gives() -> None:
    pydantic = pytest.importorskip("pydantic")
    model = pydantic.create_model("M", a=(int, ...))

    assert PydanticModelValidator(model, "warn").validate(dask.delayed(lambda: {"a": 1})()).passes is True
    assert PydanticModelValidator(model, "warn").validate(dask.delayed(lambda: {"a": "q"})()).passes is False


def test_the_lazy_value_itself_goes_on() -> None:
    total = _dask([1.0, 2.0]).mean()

    @check_output(range=(0.0, 5.0), values_in=[1.5], data_type=float, importance="fail")
    def mean() -> float:
        return total

    @check_output(range=(0.0, 1.0), importance="fail")
    def too_high() -> float:
        return total

    driver = Builder().with_modules(create_temporary_module(mean, too_high)).build()

    assert driver.execute(["mean"])["mean"] is total
    with pytest.raises(DataValidationError):
        driver.execute(["too_high"])
