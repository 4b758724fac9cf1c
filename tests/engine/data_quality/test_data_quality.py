"""Validators: which apply, what they find, and what `check_output` does with it."""

from __future__ import annotations

import asyncio
import logging
import typing
import warnings
from types import ModuleType
from typing import Any

import pandas as pd
import pydantic
import pytest
from dagscope.ad_hoc_utils import create_temporary_module
from dagscope.data_quality import default_validators as dv
from dagscope.data_quality.base import (
    AsyncDataValidator,
    BaseDefaultValidator,
    DataValidationError,
    DataValidationLevel,
    ValidationResult,
)
from dagscope.driver import Builder, Driver
from dagscope.function_modifiers import check_output, check_output_custom
from dagscope.function_modifiers.base import resolve_nodes
from dagscope.preview import preview_of_error

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pandera.pandas as pa
    from dagscope.plugins import h_pandera
    from pandera.typing import DataFrame


LIMITS: Any = (0, 4)


def _driver(*functions: Any) -> Driver:
    module: ModuleType = create_temporary_module(*functions)
    return Builder().with_modules(module).build()


@pytest.mark.parametrize(
    ("validator", "good", "bad"),
    [
        (dv.DataInRangeValidatorPrimitives(LIMITS, "warn"), 4, 4.1),
        (dv.DataInValuesValidatorPrimitives(["a"], "warn"), "a", "b"),
        (dv.DataTypeValidatorPrimitives(int, "warn"), 1, 1.0),
        (dv.StrContainsValidator("a", "warn"), "cat", "dog"),
        (dv.StrDoesNotContainValidator(["a", "b"], "warn"), "dog", "cab"),
        (dv.AllowNoneValidator(False, "warn"), 0, None),
        (dv.DataInRangeValidatorPandasSeries((0, 4), "warn"), pd.Series([0, 4]), pd.Series([0, 5])),
        (dv.DataInValuesValidatorPandasSeries([1], "warn"), pd.Series([1, None]), pd.Series([1, 2])),
        (dv.DataTypeValidatorPandasSeries(float, "warn"), pd.Series([1.0]), pd.Series([1])),
        (dv.MaxFractionNansValidatorPandasSeries(0.5, "warn"), pd.Series([1, None]), pd.Series([None, None])),
        (dv.AllowNaNsValidatorPandasSeries(False, "warn"), pd.Series([1.0]), pd.Series([None, 1.0])),
        (dv.MaxStandardDevValidatorPandasSeries(1.0, "warn"), pd.Series([1, 2]), pd.Series([1, 9])),
        (dv.MeanInRangeValidatorPandasSeries((0, 2), "warn"), pd.Series([1, 2]), pd.Series([8, 9])),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseDefaultValidator) else "",
)
def test_validator_tells_good_from_bad(validator: BaseDefaultValidator, good: Any, bad: Any) -> None:
    assert validator.validate(good).passes is True
    assert validator.validate(bad).passes is False


def test_validator_is_chosen_by_argument_and_type() -> None:
    (number,) = dv.resolve_default_validators(int, "fail", range=(0, 1))
    (series,) = dv.resolve_default_validators(pd.Series, "fail", range=(0, 1))

    assert isinstance(number, dv.DataInRangeValidatorPrimitives)
    assert isinstance(series, dv.DataInRangeValidatorPandasSeries)
    assert DataValidationLevel.FAIL is number.importance
    assert "range_validator" == number.name()


@pytest.mark.parametrize("type_", [str, list[int], int | None])
def test_type_that_no_validator_checks_is_an_error_that_says_what_to_do(type_: Any) -> None:
    with pytest.raises(ValueError, match="arg: range and type .* check_output_custom"):
        dv.resolve_default_validators(type_, "warn", range=(0, 1))


def test_failing_checks_are_raised_together() -> None:
    @check_output(range=(0, 1), values_in=[7], importance="fail")
    def number() -> int:
        return 5

    with pytest.raises(DataValidationError) as caught:
        _driver(number).execute(["number"])

    (messages,) = caught.value.args
    assert ["[number:range_validator]", "[number:values_in_validator]"] == [each.split()[0] for each in messages]
    said = preview_of_error(caught.value, None).message
    assert said.startswith("2 checks failed: Data point 5 ") and "Diagnostic" not in said and "[" not in said[:40], said
    assert "['odd', 5]" == preview_of_error(DataValidationError(["odd", 5]), None).message


def test_warning_checks_are_logged_and_let_the_value_through(caplog: pytest.LogCaptureFixture) -> None:
    @check_output(range=(0, 1), importance="warn")
    def number() -> int:
        return 5

    with caplog.at_level(logging.WARNING):
        assert {"number": 5} == _driver(number).execute(["number"])

    assert "[number:range_validator] validator failed." in caplog.text


def test_pandera_schema_is_checked() -> None:
    @check_output(schema=pa.DataFrameSchema({"a": pa.Column(int)}), importance="fail")
    def table(name: str) -> pd.DataFrame:
        frame: pd.DataFrame = pd.DataFrame({name: [1]})
        return frame

    driver = _driver(table)

    assert ["a"] == list(driver.execute(["table"], inputs={"name": "a"})["table"].columns)
    with pytest.raises(DataValidationError, match="pandera_schema_validator"):
        driver.execute(["table"], inputs={"name": "b"})


class Schema(pa.DataFrameModel):
    a: int


@pytest.mark.parametrize("type_", [dict[str, Any], typing.Dict[str, int], typing.OrderedDict[str, int], dict])  # noqa: UP006
def test_pydantic_checks_what_its_arguments_make_of_a_dict(type_: Any) -> None:
    model = pydantic.create_model("Model", a=(int, ...))

    def record(cell: Any) -> Any:
        return {"a": cell}

    record.__annotations__["return"] = type_
    driver = _driver(check_output(model=model, importance="fail")(record))

    assert driver.execute(["record"], inputs={"cell": 1}) == {"record": {"a": 1}}
    with pytest.raises(DataValidationError):
        driver.execute(["record"], inputs={"cell": "text"})


@pytest.mark.parametrize("type_", [DataFrame[Schema], typing.Annotated[pd.DataFrame, "as read"]])
def test_a_pandera_schema_is_checked_on_types_with_arguments(type_: Any) -> None:
    def table(cell: Any) -> Any:
        return pd.DataFrame({"a": [cell]})

    table.__annotations__["return"] = type_
    schema = pa.DataFrameSchema({"a": pa.Column(int)})
    driver = _driver(check_output(schema=schema, importance="fail")(table))

    assert [1] == list(driver.execute(["table"], inputs={"cell": 1})["table"]["a"])
    with pytest.raises(DataValidationError):
        driver.execute(["table"], inputs={"cell": "text"})


def test_pandera_annotation_is_checked() -> None:
    @h_pandera.check_output(importance="fail")
    def table(cell: Any) -> DataFrame[Schema]:
        frame: Any = pd.DataFrame({"a": [cell]})
        found: DataFrame[Schema] = frame
        return found

    driver = _driver(table)

    assert [1] == list(driver.execute(["table"], inputs={"cell": 1})["table"]["a"])
    with pytest.raises(DataValidationError):
        driver.execute(["table"], inputs={"cell": "text"})


def test_pandera_annotation_without_a_model_is_an_error() -> None:
    @h_pandera.check_output()
    def table() -> pd.DataFrame:
        frame: pd.DataFrame = pd.DataFrame()
        return frame

    with pytest.raises(Exception, match="is not a valid pandera schema"):
        resolve_nodes(table, {})


class Later(AsyncDataValidator):
    """Checks that a number is even, in a coroutine."""

    def applies_to(self, datatype: type) -> bool:
        return datatype is int

    def description(self) -> str:
        return "is even"

    @classmethod
    def name(cls) -> str:
        return "later"

    async def validate(self, dataset: Any) -> ValidationResult:  # type: ignore[override]
        return ValidationResult(dataset % 2 == 0, "looked at")


def test_asynchronous_validator_becomes_a_coroutine_node() -> None:
    @check_output_custom(Later("fail"))
    def number() -> int:
        return 3

    nodes = {each.name: each for each in resolve_nodes(number, {})}

    assert asyncio.run(nodes["number_later"](number_raw=3)).passes is False
