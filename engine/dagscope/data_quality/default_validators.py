"""The ready-made validators of `check_output`, and how they are found.
Those of pandas series, pandera, pydantic and Ibis have files of their own.
"""

from __future__ import annotations

import logging
import numbers
from collections.abc import Iterable
from typing import Any

from dagscope.data_quality.base import BaseDefaultValidator, ValidationResult
from dagscope.data_quality.ibis_validators import SchemaValidatorIbis
from dagscope.data_quality.lazy import computed, computed_call, evaluated, plain
from dagscope.data_quality.pandera_validators import PANDERA_VALIDATORS
from dagscope.data_quality.pydantic_validators import PydanticModelValidator
from dagscope.data_quality.series_validators import (
    AllowNaNsValidatorPandasSeries,
    DataInRangeValidatorPandasSeries,
    DataInValuesValidatorPandasSeries,
    DataTypeValidatorPandasSeries,
    MaxFractionNansValidatorPandasSeries,
    MaxStandardDevValidatorPandasSeries,
    MeanInRangeValidatorPandasSeries,
    is_subclass,
    limits,
    match_text,
)

logger = logging.getLogger(__name__)


class DataInRangeValidatorPrimitives(BaseDefaultValidator):
    """`range=(low, high)`: the number lies between them."""

    def __init__(self, range: tuple[numbers.Real, numbers.Real], importance: str) -> None:
        super().__init__(importance)
        self.range = range

    @classmethod
    def applies_to(cls, datatype: type) -> bool:
        return is_subclass(datatype, numbers.Real)

    def description(self) -> str:
        return f"Validates that the datapoint falls within the range {limits(self.range)}"

    def validate(self, data: Any) -> ValidationResult:
        data = computed(data)
        low, high = self.range
        passes = bool(low <= data <= high)
        return ValidationResult(
            passes=passes,
            message=f"Data point {data} {'falls' if passes else 'does not fall'} within acceptable range: "
            f"{limits(self.range)}",
            diagnostics={"range": self.range, "value": data},
        )

    @classmethod
    def arg(cls) -> str:
        return "range"


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
        return is_subclass(datatype, (numbers.Real, str))

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


class DataTypeValidatorPrimitives(BaseDefaultValidator):
    """`data_type=T`: the value is a T."""

    datatype: type = object

    def __init__(self, data_type: type, importance: str) -> None:
        super().__init__(importance)
        self.datatype = data_type

    @classmethod
    def applies_to(cls, datatype: type) -> bool:
        return is_subclass(datatype, (numbers.Real, str, bool))

    def description(self) -> str:
        return f"Validates that the datatype of the pandas series is a subclass of: {self.datatype}"

    def validate(self, data: Any) -> ValidationResult:
        found = evaluated(data)
        data = found if found is data or isinstance(found, self.datatype) else plain(found)
        passes = isinstance(data, self.datatype)
        return ValidationResult(
            passes=passes,
            message=f"Requires data type: {self.datatype}. Got data type: {type(data)}. {match_text(passes)}",
            diagnostics={"required_data_type": self.datatype, "actual_data_type": type(data)},
        )

    @classmethod
    def arg(cls) -> str:
        return "data_type"


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
        return is_subclass(datatype, str)


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
# Types, messages and pickles are named as Hamilton's: by the module that offers them.
for _validator in AVAILABLE_DEFAULT_VALIDATORS:
    if _validator.__module__.endswith(".series_validators"):
        _validator.__module__ = __name__


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
