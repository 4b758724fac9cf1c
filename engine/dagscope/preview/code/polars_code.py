"""What is shown of a Polars frame or column as Polars code.
It must not run it, nor write what would give other rows.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from dagscope.preview.code.conditions import expression, text_test
from dagscope.preview.code.literals import decimal_text, float_literal, moment_literal, span_literal
from dagscope.preview.filters import literals
from dagscope.preview.filters.language import Filter, FilterError, Literal
from dagscope.preview.filters.numbers import bound_of, unit_ns
from dagscope.value_records import SortKey

_ROW = -1


def polars_code(value: Any, name: str, found: Filter | None, sort: tuple[SortKey, ...], columns: list[int]) -> str:
    """Return code that gives some rows of a frame or column, sorted, and some columns.

    Raises:
        FilterError: a part of it cannot be written.
    """
    is_series = type(value).__name__ == "Series"
    frame = value.to_frame() if is_series else value
    steps = [f"{name}.to_frame()" if is_series else name]
    if found is not None:
        steps.append(f".filter({expression(found, lambda position: _column(frame, position))})")
    if sort:
        keys = ", ".join(_key(frame, key.column) for key in sort)
        down = [key.descending for key in sort]
        steps.append(f".sort([{keys}], descending={down!r}, nulls_last=True, maintain_order=True)")
    if not is_series and columns != list(range(frame.width)):
        steps.append(f".select({[_name(frame, column) for column in columns]!r})")
    if is_series:
        steps.append(".to_series()")
    body = steps[0] if len(steps) == 1 else "(\n    " + "\n    ".join(steps) + "\n)"
    text = f"shown = {body}\n"
    return "\n".join([*_imports(text), text]) if _imports(text) else text


def _imports(text: str) -> list[str]:
    found = [f"import {module}" for module in ("datetime", "re") if f"{module}." in text]
    found += ["from decimal import Decimal"] if "Decimal(" in text else []
    found += ["import polars as pl"] if "pl." in text else []
    return [*found, ""] if found else []


def _name(frame: Any, position: int) -> str:
    name: str = frame.columns[position]
    if (name.startswith("^") and name.endswith("$")) or name == "*":
        raise FilterError(f"Polars reads the name {name!r} as a pattern; code for it cannot be written")
    return name


def _reference(frame: Any, position: int) -> str:
    return "pl.int_range(pl.len())" if position == _ROW else f"pl.col({_name(frame, position)!r})"


def _key(frame: Any, position: int) -> str:
    series = frame.to_series(position)
    if str(series.dtype) == "Object":
        raise FilterError(f"Polars cannot sort the objects of the column {series.name!r}")
    ref = _reference(frame, position)
    return f"{ref}.fill_nan(None)" if series.dtype.is_float() else ref


def _column(frame: Any, position: int) -> PolarsCode:
    import polars as pl

    kind = pl.Int64() if position == _ROW else frame.to_series(position).dtype
    return PolarsCode(kind, _reference(frame, position))


class PolarsCode:
    """Writes the conditions of one column."""

    def __init__(self, dtype: Any, ref: str) -> None:
        self._dtype = dtype
        self._ref = ref
        self._name = type(dtype).__name__

    def _refused(self) -> FilterError:
        return FilterError(f"a filter of a column of type {self._dtype} cannot be written as Polars code")

    def missing(self) -> str:
        if self._dtype.is_float():
            return f"{self._ref}.is_null() | {self._ref}.is_nan().fill_null(True)"
        return f"{self._ref}.is_null()"

    def empty(self) -> str:
        if self._name == "Binary":
            return f"{self.missing()} | ({self._ref}.bin.size() == 0).fill_null(True)"
        if self._name not in ("String", "Categorical", "Enum"):
            return self.missing()
        return f'{self.missing()} | ({self._ref}.cast(pl.String) == "").fill_null(True)'

    @staticmethod
    def _truths(text: str) -> str:
        return f"({text}).fill_null(False)"

    def compare(self, op: str, wanted: Literal) -> str:
        writers = {"String": self._text, "Categorical": self._category, "Enum": self._enum, "Boolean": self._truth}
        writers |= {"Date": self._day, "Datetime": self._moment, "Duration": self._span}
        if self._name in writers:
            return writers[self._name](op, wanted)
        if self._dtype.is_float():
            number = f"pl.lit({float_literal(literals.number(wanted))}, dtype=pl.{self._name})"
            return f"({self._ref} {op} {number}).fill_null(False) & ~{self._ref}.is_nan().fill_null(True)"
        if self._dtype.is_integer() and "128" not in self._name:
            return self._whole(op, literals.number(wanted), self._numpy_name(), self._ref, self._integer)
        if self._name == "Decimal" and not wanted.is_quoted:
            return self._decimal(op, wanted)
        raise self._refused()

    def _numpy_name(self) -> str:
        return self._name.lower()

    def _integer(self, bound: int) -> str:
        return str(bound) if -(2**31) <= bound < 2**31 else f"pl.lit({bound}, dtype=pl.{self._name})"

    def _whole(self, op: str, number: Any, dtype: str, ref: str, write: Any) -> str:
        """Return a comparison with a whole number, or with all or none of those that there are."""
        import numpy as np

        bound = bound_of(op, number, np.iinfo(dtype))
        if isinstance(bound, bool):
            return f"{self._ref}.is_not_null()" if bound else f"{self._ref}.is_null() & False"
        return self._truths(f"{ref} {op} {write(bound)}")

    def _text(self, op: str, wanted: Literal) -> str:
        return self._truths(f"{self._ref} {op} {wanted.text!r}")

    def _category(self, op: str, wanted: Literal) -> str:
        return self._truths(f"{self._ref}.cast(pl.String) {op} {wanted.text!r}")

    def _enum(self, op: str, wanted: Literal) -> str:
        if op == "==":
            return self._category(op, wanted)
        names = self._dtype.categories.to_list()
        if wanted.text not in names:
            raise FilterError(f"{wanted} is none of the categories")
        return self._truths(f"{self._ref}.to_physical() {op} {names.index(wanted.text)}")

    def _truth(self, op: str, wanted: Literal) -> str:
        return self._truths(f"{self._ref} {op} {literals.truth(wanted)}")

    def _day(self, op: str, wanted: Literal) -> str:
        asked = literals.fraction(literals.moment(wanted).in_zone(None), int(unit_ns("D")))
        return self._whole(
            op, asked, "int32", self._ref, lambda day: f"{moment_literal(day * int(unit_ns('D')))}.date()"
        )

    def _moment(self, op: str, wanted: Literal) -> str:
        zone = getattr(self._dtype, "time_zone", None)
        step = int(unit_ns(self._dtype.time_unit))
        asked = literals.fraction(literals.moment(wanted).in_zone(ZoneInfo(zone) if zone else None), step)
        if step == 1:  # Python's own moments are not as fine
            return self._whole(op, asked, "int64", f'{self._ref}.dt.epoch("ns")', self._far)
        ref = f'{self._ref}.dt.convert_time_zone("UTC").dt.replace_time_zone(None)' if zone else self._ref
        return self._whole(op, asked, "int64", ref, lambda tick: moment_literal(tick * step))

    def _span(self, op: str, wanted: Literal) -> str:
        step = int(unit_ns(self._dtype.time_unit))
        asked = literals.duration(wanted) / step
        if step == 1:
            return self._whole(op, asked, "int64", f"{self._ref}.dt.total_nanoseconds()", self._far)
        return self._whole(op, asked, "int64", self._ref, lambda tick: span_literal(tick * step))

    @staticmethod
    def _far(bound: int) -> str:
        return f"pl.lit({bound}, dtype=pl.Int64)"

    def _decimal(self, op: str, wanted: Literal) -> str:
        number = literals.number(wanted)
        if isinstance(number, float):
            raise self._refused()
        return self._truths(f'{self._ref} {op} pl.lit(Decimal("{decimal_text(number)}"))')

    def match(self, op: str, wanted: Literal) -> str:
        if self._name not in ("String", "Categorical", "Enum") and not self._dtype.is_integer():
            raise self._refused()
        ref = self._ref if self._name == "String" else f"{self._ref}.cast(pl.String)"
        if op == "matches":
            test = text_test(op, wanted.text)
            return self._truths(f"{ref}.map_elements(lambda value: {test}, return_dtype=pl.Boolean)")
        low = wanted.text.lower()
        tests = {"contains": f"contains({low!r}, literal=True)", "starts": f"starts_with({low!r})"}
        return self._truths(f"{ref}.str.to_lowercase().str.{tests.get(op, f'ends_with({low!r})')}")
