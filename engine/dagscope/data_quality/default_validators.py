"""The ready-made validators of `check_output`, and how they are found. pandas is looked at only where it is in use."""

from __future__ import annotations

import logging
import numbers
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from dagscope.annotations import is_class
from dagscope.data_quality.base import BaseDefaultValidator, ValidationResult
from dagscope.data_quality.ibis_validators import SchemaValidatorIbis
from dagscope.data_quality.lazy import computed, computed_call, computed_series
from dagscope.data_quality.pandera_validators import PANDERA_VALIDATORS
from dagscope.data_quality.pydantic_validators import PydanticModelValidator

logger = logging.getLogger(__name__)


def _is_subclass(datatype: Any, bases: Any) -> bool:
    return is_class(datatype) and issubclass(datatype, bases)


def _limits(range: Sequence[Any]) -> str:
    """Return how both limits are written, whatever holds them: NumPy's numbers as plain ones."""
    low, high = range
    return f"({low}, {high})"


class _ForSeries:
    """The part of a validator that says it checks a pandas series."""

    @classmethod
    def applies_to(cls, datatype: type) -> bool:
        pandas = sys.modules.get("pandas")
        return pandas is not None and _is_subclass(datatype, pandas.Series)


class DataInRangeValidatorPandasSeries(_ForSeries, BaseDefaultValidator):
    """`range=(low, high)`: every item lies between them."""

    def __init__(self, range: tuple[float, float], importance: str) -> None:
        super().__init__(importance)
        self.range = range

    @classmethod
    def arg(cls) -> str:
        return "range"

    def description(self) -> str:
        return f"Validates that the datapoint falls within the range {_limits(self.range)}"

    def validate(self, data: Any) -> ValidationResult:
        data = computed_series(data)
        low, high = self.range
        found = data.between(low, high, inclusive="both")
        # What is unknown (`<NA>`) is neither; a NaN is outside.
        inside, outside = int(found.sum()), int((~found).sum())
        return ValidationResult(
            passes=outside == 0,
            message=f"Series contains {inside} values in range ({low},{high}), and {outside} outside.",
            diagnostics={
                "range": self.range,
                "in_range": inside,
                "out_range": outside,
                "data_size": len(data),
            },
        )


class DataInRangeValidatorPrimitives(BaseDefaultValidator):
    """`range=(low, high)`: the number lies between them."""

    def __init__(self, range: tuple[numbers.Real, numbers.Real], importance: str) -> None:
        super().__init__(importance)
        self.range = range

    @classmethod
    def applies_to(cls, datatype: type) -> bool:
        return _is_subclass(datatype, numbers.Real)

    def description(self) -> str:
        return f"Validates that the datapoint falls within the range {_limits(self.range)}"

    def validate(self, data: Any) -> ValidationResult:
        data = computed(data)
        low, high = self.range
        passes = bool(low <= data <= high)
        return ValidationResult(
            passes=passes,
            message=f"Data point {data} {'falls' if passes else 'does not fall'} within acceptable range: "
            f"{_limits(self.range)}",
            diagnostics={"range": self.range, "value": data},
        )

    @classmethod
    def arg(cls) -> str:
        return "range"


class DataInValuesValidatorPandasSeries(_ForSeries, BaseDefaultValidator):
    """`values_in=[...]`: every item that is there is one of them."""

    def __init__(self, values_in: Iterable[Any], importance: str) -> None:
        super().__init__(importance)
        self.values = frozenset(values_in)

    @classmethod
    def arg(cls) -> str:
        return "values_in"

    def description(self) -> str:
        return f"Validates that all data points are from a fixed set of values: ({self.values}), ignoring NA values."

    def validate(self, data: Any) -> ValidationResult:
        data = computed_series(data)
        is_correct = data.isin(self.values) | data.isna()
        wrong = data[~is_correct].value_counts().to_dict()
        correct_count = int(is_correct.sum())
        wrong_count = len(data) - correct_count
        message = f"Series contains {correct_count} correct values, and {wrong_count} incorrect values."
        if wrong_count:
            message += f" Valid values are: {self.values}."
        return ValidationResult(
            passes=wrong_count == 0,
            message=message,
            diagnostics={
                "values": self.values,
                "correct_values_count": correct_count,
                "incorrect_values_count": wrong_count,
                "incorrect_values": wrong,
                "data_size": len(data),
            },
        )


class DataInValuesValidatorPrimitives(BaseDefaultValidator):
    """`values_in=[...]`: the value is one of them."""

    def __init__(self, values_in: Iterable[Any], importance: str) -> None:
        super().__init__(importance)
        self.values = frozenset(values_in)

    @classmethod
    def arg(cls) -> str:
        return "values_in"

    @classmethod
    def applies_to(cls, datatype: type) -> bool:
        return _is_subclass(datatype, (numbers.Real, str))

    def description(self) -> str:
        return f"Validates that python values are from a fixed set of values: ({self.values})."

    def validate(self, data: Any) -> ValidationResult:
        data = computed(data)
        passes = data in self.values
        message = f"Primitive python value was valid is {passes}."
        if not passes:
            message += f" Correct possible values are {self.values}."
        return ValidationResult(
            passes=passes,
            message=message,
            diagnostics={
                "values": self.values,
                "was_correct": passes,
                "incorrect_value": None if passes else data,
                "data_size": 1,
            },
        )


def _match(passes: bool) -> str:
    return f"This is {'' if passes else 'not '}a match."


class DataTypeValidatorPandasSeries(_ForSeries, BaseDefaultValidator):
    """`data_type=T`: the dtype of the series is a kind of T."""

    datatype: type = object

    def __init__(self, data_type: type, importance: str) -> None:
        super().__init__(importance)
        self.datatype = data_type

    def description(self) -> str:
        return f"Validates that the datatype of the pandas series is a subclass of: {self.datatype}"

    def validate(self, data: Any) -> ValidationResult:
        import numpy as np  # There is a series, so it is there.

        data = data if hasattr(getattr(data, "dtype", None), "type") else computed_series(data)

        found = data.dtype.type if hasattr(data.dtype, "type") else data.dtype
        passes = bool(np.issubdtype(found, self.datatype))  # `int` takes int64, `"float64"` is a type too
        return ValidationResult(
            passes=passes,
            message=f"Requires subclass of datatype: {self.datatype}. Got datatype: {found}. {_match(passes)}",
            diagnostics={"required_dtype": self.datatype, "actual_dtype": found},
        )

    @classmethod
    def arg(cls) -> str:
        return "data_type"


class DataTypeValidatorPrimitives(BaseDefaultValidator):
    """`data_type=T`: the value is a T."""

    datatype: type = object

    def __init__(self, data_type: type, importance: str) -> None:
        super().__init__(importance)
        self.datatype = data_type

    @classmethod
    def applies_to(cls, datatype: type) -> bool:
        return _is_subclass(datatype, (numbers.Real, str, bool))

    def description(self) -> str:
        return f"Validates that the datatype of the pandas series is a subclass of: {self.datatype}"

    def validate(self, data: Any) -> ValidationResult:
        data = computed(data)
        passes = isinstance(data, self.datatype)
        return ValidationResult(
            passes=passes,
            message=f"Requires data type: {self.datatype}. Got data type: {type(data)}. {_match(passes)}",
            diagnostics={"required_data_type": self.datatype, "actual_data_type": type(data)},
        )

    @classmethod
    def arg(cls) -> str:
        return "data_type"


class MaxFractionNansValidatorPandasSeries(_ForSeries, BaseDefaultValidator):
    """`max_fraction_nans=f`: no more than that share of the items is missing."""

    def __init__(self, max_fraction_nans: float, importance: str) -> None:
        super().__init__(importance)
        self._validate_max_fraction_nans(max_fraction_nans)
        self.max_fraction_nans = max_fraction_nans

    @staticmethod
    def _validate_max_fraction_nans(max_fraction_nans: float) -> None:
        if not 0 <= max_fraction_nans <= 1:
            raise ValueError(f"max_fraction_nans is a share between 0 and 1, not {max_fraction_nans}.")

    @staticmethod
    def _to_percent(fraction: float) -> str:
        return f"{fraction:.2%}"

    def description(self) -> str:
        return f"Validates that no more than {self._to_percent(self.max_fraction_nans)} of the data is Nan."

    def validate(self, data: Any) -> ValidationResult:
        data = computed_series(data)
        missing, total = data.isna().sum(), len(data)
        fraction = missing / total if total else 0
        passes = bool(fraction <= self.max_fraction_nans)
        return ValidationResult(
            passes=passes,
            message=(
                f"Out of {total} items in the series, {missing} of them are Nan, representing: "
                f"{self._to_percent(fraction)}. Max allowable Nans is: {self._to_percent(self.max_fraction_nans)}, "
                f"so this {'passes' if passes else 'does not pass'}."
            ),
            diagnostics={
                "total_nan": missing,
                "total_length": total,
                "fraction_na": fraction,
                "max_fraction_na": self.max_fraction_nans,
            },
        )

    @classmethod
    def arg(cls) -> str:
        return "max_fraction_nans"


class AllowNaNsValidatorPandasSeries(MaxFractionNansValidatorPandasSeries):
    """`allow_nans=False`: nothing is missing."""

    def __init__(self, allow_nans: bool, importance: str) -> None:
        if allow_nans:
            raise ValueError("allow_nans can only be False: leave it out to allow NaNs, or give max_fraction_nans.")
        super().__init__(max_fraction_nans=0, importance=importance)

    @classmethod
    def arg(cls) -> str:
        return "allow_nans"


class MaxStandardDevValidatorPandasSeries(_ForSeries, BaseDefaultValidator):
    """`max_standard_dev=s`: the standard deviation is no greater."""

    def __init__(self, max_standard_dev: float, importance: str) -> None:
        super().__init__(importance)
        self.max_standard_dev = max_standard_dev

    def description(self) -> str:
        return f"Validates that the standard deviation of a pandas series is no greater than : {self.max_standard_dev}"

    def validate(self, data: Any) -> ValidationResult:
        data = computed_series(data)
        found = data.std()
        passes = bool(found <= self.max_standard_dev)
        return ValidationResult(
            passes=passes,
            message=(
                f"Max allowable standard dev is: {self.max_standard_dev}. Dataset stddev is : {found}. "
                f"This {'passes' if passes else 'does not pass'}."
            ),
            diagnostics={"standard_dev": found, "max_standard_dev": self.max_standard_dev},
        )

    @classmethod
    def arg(cls) -> str:
        return "max_standard_dev"


class MeanInRangeValidatorPandasSeries(_ForSeries, BaseDefaultValidator):
    """`mean_in_range=(low, high)`: the mean lies between them."""

    def __init__(self, mean_in_range: tuple[float, float], importance: str) -> None:
        super().__init__(importance)
        self.mean_in_range = mean_in_range

    def description(self) -> str:
        low, high = self.mean_in_range
        return f"Validates that a pandas series has mean in range [{low}, {high}]"

    def validate(self, data: Any) -> ValidationResult:
        data = computed_series(data)
        low, high = self.mean_in_range
        found = data.mean()
        passes = bool(low <= found <= high)
        return ValidationResult(
            passes=passes,
            message=(
                f"Dataset has mean: {found}. This is {'' if passes else 'not '} in the required range: [{low}, {high}]."
            ),
            diagnostics={"dataset_mean": found, "mean_in_range": self.mean_in_range},
        )

    @classmethod
    def arg(cls) -> str:
        return "mean_in_range"


class AllowNoneValidator(BaseDefaultValidator):
    """`allow_none=False`: the value is not None."""

    def __init__(self, allow_none: bool, importance: str) -> None:
        super().__init__(importance)
        self.allow_none = allow_none

    @classmethod
    def applies_to(cls, datatype: type) -> bool:
        return True

    def description(self) -> str:
        return "No-op validator." if self.allow_none else "Validates that an output ;is not None"

    def validate(self, data: Any) -> ValidationResult:
        data = computed_call(data)
        passes = self.allow_none or data is not None
        return ValidationResult(
            passes=passes,
            message="Data is not None" if passes else "Data is not allowed to be None, got None",
        )

    @classmethod
    def arg(cls) -> str:
        return "allow_none"


def _as_list(given: str | list[str]) -> list[str]:
    return [given] if isinstance(given, str) else given


class _ForText:
    """The part of a validator that says it checks a string."""

    @classmethod
    def applies_to(cls, datatype: type) -> bool:
        return _is_subclass(datatype, str)


class StrContainsValidator(_ForText, BaseDefaultValidator):
    """`contains=...`: the string contains all of the parts."""

    def __init__(self, contains: str | list[str], importance: str) -> None:
        super().__init__(importance)
        self.contains = _as_list(contains)

    def description(self) -> str:
        return f"Validates that a string contains [{self.contains}] within it."

    def validate(self, data: Any) -> ValidationResult:
        data = computed(data)
        if all(part in data for part in self.contains):
            return ValidationResult(passes=True, message="All good.")
        return ValidationResult(
            passes=False,
            message=f"String did not contain {self.contains}",
            diagnostics={"contains": self.contains, "data": _shortened(data)},
        )

    @classmethod
    def arg(cls) -> str:
        return "contains"


class StrDoesNotContainValidator(_ForText, BaseDefaultValidator):
    """`does_not_contain=...`: the string contains none of the parts."""

    def __init__(self, does_not_contain: str | list[str], importance: str) -> None:
        super().__init__(importance)
        self.does_not_contain = _as_list(does_not_contain)

    def description(self) -> str:
        return f"Validates that a string does not contain [{self.does_not_contain}] within it."

    def validate(self, data: Any) -> ValidationResult:
        data = computed(data)
        if not any(part in data for part in self.does_not_contain):
            return ValidationResult(passes=True, message="All good.")
        return ValidationResult(
            passes=False,
            message=f"String did contain {self.does_not_contain}",
            diagnostics={"does_not_contain": self.does_not_contain, "data": _shortened(data)},
        )

    @classmethod
    def arg(cls) -> str:
        return "does_not_contain"


def _shortened(text: str, limit: int = 1000) -> str:
    return text if len(text) <= limit else text[:limit] + "..."


AVAILABLE_DEFAULT_VALIDATORS: list[type[BaseDefaultValidator]] = [
    AllowNaNsValidatorPandasSeries,
    DataInRangeValidatorPandasSeries,
    DataInRangeValidatorPrimitives,
    DataInValuesValidatorPandasSeries,
    DataInValuesValidatorPrimitives,
    DataTypeValidatorPandasSeries,
    DataTypeValidatorPrimitives,
    MaxFractionNansValidatorPandasSeries,
    MaxStandardDevValidatorPandasSeries,
    MeanInRangeValidatorPandasSeries,
    AllowNoneValidator,
    StrContainsValidator,
    StrDoesNotContainValidator,
    *PANDERA_VALIDATORS,
    SchemaValidatorIbis,
    PydanticModelValidator,
]


def resolve_default_validators(
    output_type: type,
    importance: str,
    available_validators: list[type[BaseDefaultValidator]] | None = None,
    **default_validator_kwargs: Any,
) -> list[BaseDefaultValidator]:
    """Return the validators for the arguments of `check_output`; raises ValueError where there is none."""
    candidates = AVAILABLE_DEFAULT_VALIDATORS if available_validators is None else available_validators
    found = []
    for argument, given in default_validator_kwargs.items():
        for candidate in candidates:
            if candidate.arg() == argument and candidate.applies_to(output_type):
                found.append(candidate(**{argument: given, "importance": importance}))
                break
        else:
            raise ValueError(
                f"No registered subclass of BaseDefaultValidator is available for arg: {argument} and type "
                f"{output_type}. " + _advice(argument, candidates)
            )
    return found


def _advice(argument: str, candidates: list[type[BaseDefaultValidator]]) -> str:
    known = list(dict.fromkeys(candidate.arg() for candidate in candidates))
    if argument in known:
        return "It checks other types; write a DataValidator for this one and use check_output_custom."
    return f"Arguments are {', '.join(known)}."
