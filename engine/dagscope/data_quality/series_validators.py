"""The ready-made validators of pandas series. pandas is looked at only where it is in use."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from dagscope.annotations import is_class
from dagscope.data_quality.base import BaseDefaultValidator, ValidationResult
from dagscope.data_quality.lazy import computed_series


def is_subclass(datatype: Any, bases: Any) -> bool:
    return is_class(datatype) and issubclass(datatype, bases)


def limits(range: Sequence[Any]) -> str:
    """Return how both limits are written, whatever holds them: NumPy's numbers as plain ones."""
    low, high = range
    return f"({low}, {high})"


class _ForSeries:
    """The part of a validator that says it checks a pandas series."""

    @classmethod
    def applies_to(cls, datatype: type) -> bool:
        pandas = sys.modules.get("pandas")
        return pandas is not None and is_subclass(datatype, pandas.Series)


class DataInRangeValidatorPandasSeries(_ForSeries, BaseDefaultValidator):
    """`range=(low, high)`: every item lies between them."""

    def __init__(self, range: tuple[float, float], importance: str) -> None:
        super().__init__(importance)
        self.range = range

    @classmethod
    def arg(cls) -> str:
        return "range"

    def description(self) -> str:
        return f"Validates that the datapoint falls within the range {limits(self.range)}"

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


def match_text(passes: bool) -> str:
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
            message=f"Requires subclass of datatype: {self.datatype}. Got datatype: {found}. {match_text(passes)}",
            diagnostics={"required_dtype": self.datatype, "actual_dtype": found},
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
