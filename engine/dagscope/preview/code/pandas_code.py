"""What is shown of a pandas frame or column as pandas code.
It must not run it, nor write what would give other rows.
"""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal
from typing import Any

from dagscope.class_home import package_of
from dagscope.preview.code.conditions import bracketed, expression, text_test
from dagscope.preview.code.literals import exact_literal, float_literal, moment_text, span_arguments
from dagscope.preview.filters import literals
from dagscope.preview.filters.language import Filter, FilterError, Literal
from dagscope.preview.filters.numbers import bound_of, unit_ns
from dagscope.preview.filters.objects import is_nothing
from dagscope.preview.filters.pandas_columns import pandas_column
from dagscope.preview.real_types import types_in
from dagscope.preview.zones import zone_named
from dagscope.value_records import SortKey


def pandas_code(value: Any, name: str, found: Filter | None, sort: tuple[SortKey, ...], columns: list[int]) -> str:
    """Return code that gives some rows of a frame or column, sorted, and some columns.

    Raises:
        FilterError: a part of it cannot be written.
    """
    is_series = type(value).__name__ == "Series" or not hasattr(value, "columns")
    frame = value.to_frame("value") if is_series else value
    if found is not None or sort:
        _check_rows(frame)
    writer = _Writer(frame, name, is_series)
    lines = []
    if found is not None:
        lines.append(f"shown = {name}[{expression(found, writer.column)}]")
    else:
        lines.append(f"shown = {name}")
    if sort:
        lines += writer.sorted_lines(sort)
    if not is_series and columns != list(range(frame.shape[1])):
        lines.append(writer.chosen(columns))
    return "\n".join([*writer.imports("\n".join(lines)), *lines]) + "\n"


class _Writer:
    def __init__(self, frame: Any, name: str, is_series: bool) -> None:
        self._frame = frame
        self._name = name
        self._is_series = is_series
        self._counts = Counter(frame.columns.tolist())

    def imports(self, text: str) -> list[str]:
        """Return the imports that the code needs."""
        found = [f"import {module}" for module in ("re",) if f"{module}." in text]
        found += ["from decimal import Decimal"] if "Decimal" in text else []
        found += ["import numpy as np"] if "np." in text else []
        found += ["import pandas as pd"] if "pd." in text else []
        return [*found, ""] if found else []

    def _is_plain(self, label: Any) -> bool:
        """Return whether a column can be written by its label."""
        parts = label if type(label) is tuple else (label,)
        return self._counts[label] == 1 and all(type(part) in (str, int) for part in parts)

    def reference(self, position: int, of: str) -> str:
        """Return the column at a position, or below zero a level of the index."""
        if position < 0:
            return f"pd.Series({of}.index.get_level_values({-1 - position}), index={of}.index)"
        if self._is_series:
            return of
        label = self._frame.columns[position]
        return f"{of}[{label!r}]" if self._is_plain(label) else f"{of}.iloc[:, {position}]"

    def column(self, position: int) -> PandasCode:
        """Return what writes the conditions of a column."""
        import pandas as pd

        if position >= 0 and type(self._frame.dtypes.iloc[position]).__name__ == "SparseDtype":
            raise FilterError("a filter of a sparse column cannot be written as pandas code")
        if position >= 0:
            return PandasCode(self._frame.iloc[:, position], self.reference(position, self._name))
        level = pd.Series(self._frame.index.get_level_values(-1 - position))
        return PandasCode(level, self.reference(position, self._name))

    def sorted_lines(self, sort: tuple[SortKey, ...]) -> list[str]:
        """Return the lines that sort: by names in one step, or by positions, the weakest key first."""
        for key in sort:
            _check_order(self._keyed(key.column))
        if self._is_series and len(sort) == 1 and sort[0].column == 0:
            up = not sort[0].descending
            return [f'shown = shown.sort_values(ascending={up}, kind="stable", na_position="last")']
        are_columns = not self._is_series and all(key.column >= 0 for key in sort)
        labels = [self._frame.columns[key.column] for key in sort] if are_columns else []
        levels = set(self._frame.index.names)
        if are_columns and all(
            self._is_plain(label) and type(label) is str and label not in levels for label in labels
        ):
            each = [not key.descending for key in sort]
            return [f'shown = shown.sort_values({labels!r}, ascending={each!r}, kind="stable", na_position="last")']
        return [
            f"shown = shown.iloc[{self.reference(key.column, 'shown')}.reset_index(drop=True).sort_values("
            f'ascending={not key.descending}, kind="stable", na_position="last").index]'
            for key in reversed(sort)
        ]

    def _keyed(self, position: int) -> Any:
        """Return the column, or below zero the level of the index, that is sorted by."""
        import pandas as pd

        if position >= 0:
            return self._frame.iloc[:, position]
        return pd.Series(self._frame.index.get_level_values(-1 - position))

    def chosen(self, columns: list[int]) -> str:
        """Return the line that takes some columns."""
        labels = [self._frame.columns[column] for column in columns]
        if labels and all(self._is_plain(label) for label in labels):
            return f"shown = shown[{labels!r}]"
        return f"shown = shown.iloc[:, {columns!r}]"


def _span(tick: int, step: int, unit: str) -> str:
    """Return a duration; one that is too long for pandas as NumPy's."""
    nanoseconds = tick * step
    if abs(nanoseconds) >= 2**63 * 1_000:
        return f'np.timedelta64({tick}, "{unit}")'
    return f"pd.Timedelta({span_arguments(nanoseconds)})"


_BUILTIN = {str, bytes, int, float, bool}
_ORDERED = ("datetime", "decimal", "fractions", "uuid")
"""Types, and modules of types, that have an order of their own."""


_NO_ROWS = ("binary_view", "string_view", "run_end_encoded", "dense_union", "sparse_union")


def _check_rows(frame: Any) -> None:
    """Refuse to take rows where pandas cannot.

    Raises:
        FilterError: a column is of a type of Arrow's from which pandas takes no rows.
    """
    for name, dtype in zip(frame.columns, frame.dtypes):
        if type(dtype).__name__ == "ArrowDtype" and str(dtype.pyarrow_dtype).startswith(_NO_ROWS):
            raise FilterError(f"pandas cannot take rows of the column {name!r}, of type {dtype}")


def _check_order(series: Any) -> None:
    """Refuse to sort what pandas cannot.

    Raises:
        FilterError: the column holds objects of several types.
    """
    if type(series.dtype).__name__ == "ArrowDtype":
        try:
            series.iloc[:2].sort_values()
        except (NotImplementedError, TypeError):  # Arrow has no order for it, or pandas does not ask it for one
            raise FilterError(f"pandas cannot sort the column {series.name!r}, of type {series.dtype}") from None
    elif str(series.dtype) == "object":
        items = [item for item in series if not is_nothing(item)]
        kinds = types_in(items)
        zones = {item.tzinfo is None for item in items if type(item) is datetime.datetime}
        if len(kinds) > 1 or len(zones) > 1 or any(package_of(kind) not in _ORDERED for kind in kinds - _BUILTIN):
            raise FilterError(f"pandas cannot sort the objects of the column {series.name!r}")
    elif type(series.dtype).__name__ in ("Float32Dtype", "Float64Dtype") and (series != series).fillna(False).any():
        raise FilterError(f"pandas sorts NaN and missing values of the column {series.name!r} apart from each other")
    elif series.dtype.kind == "c" or type(series.dtype).__name__ in ("IntervalDtype", "SparseDtype"):
        raise FilterError(f"the sort of the column {series.name!r} cannot be written as code")


class PandasCode:
    """Writes the conditions of one column."""

    def __init__(self, series: Any, ref: str) -> None:
        self._series = series
        self._ref = ref
        self._dtype = series.dtype
        self._name = type(series.dtype).__name__
        self._kind = series.dtype.kind
        self._is_object = str(series.dtype) == "object"
        self._has_na = hasattr(series.dtype, "na_value") and str(getattr(series.dtype, "na_value", "")) == "<NA>"

    def _refused(self) -> FilterError:
        return FilterError(f"a filter of a column of type {self._dtype} cannot be written as pandas code")

    def _truths(self, text: str) -> str:
        """Return a comparison as truths alone."""
        return f"({text}).fillna(False).astype(bool)" if self._has_na else text

    def missing(self) -> str:
        if self._name == "ArrowDtype" and self._kind == "f" and self._dtype.itemsize == 2:
            raise self._refused()  # Arrow does not know NaN in it
        if self._has_na and self._kind == "f":  # NaN is a value there
            return f"({self._ref}.isna() | ({self._ref} != {self._ref}).fillna(False).astype(bool))"
        if self._kind == "O" and self._name not in ("StringDtype", "ArrowDtype", "CategoricalDtype"):
            kinds = self._kinds()
            if len(kinds) > 1 and Decimal in kinds:
                raise self._refused()
        return f"{self._ref}.isna()"

    def empty(self) -> str:
        if self._name == "CategoricalDtype":
            return self._categories(pandas_column(self._series.cat.categories).empty(), or_missing=True)
        if self._is_text():
            return f"{self.missing()} | {bracketed(self.compare('==', Literal('', is_quoted=True)))}"
        if self._kind == "O" and any(issubclass(kind, (str, bytes)) for kind in self._kinds()):
            raise self._refused()
        return self.missing()

    def _kinds(self) -> set[type]:
        return types_in(item for item in self._series if not is_nothing(item))

    def _is_text(self) -> bool:
        if self._name == "StringDtype" or str(self._dtype) in ("string[pyarrow]", "large_string[pyarrow]"):
            return True
        return self._is_object and self._kinds() == {str}

    def _is_ascii(self) -> bool:
        """Return whether pandas and Python agree which letters are the same but for case."""
        return all(item.isascii() for item in self._series.dropna())

    def compare(self, op: str, wanted: Literal) -> str:
        if self._name == "CategoricalDtype":
            return self._categories(self._category_mask(op, wanted))
        if self._name == "PeriodDtype":
            return f"{self._ref} {op} pd.Period({wanted.text.strip()!r}, freq={str(self._dtype)[7:-1]!r})"
        if self._is_text():
            return self._text_compare(op, wanted)
        if self._is_object:
            return self._object_compare(op, wanted)
        if self._name in ("IntervalDtype", "SparseDtype") or self._kind not in "biufmM":
            raise self._refused()
        if self._kind == "b":
            return self._truths(f"{self._ref} {op} {literals.truth(wanted)}")
        if self._kind == "f":
            return self._float_compare(op, wanted)
        if self._kind in "iu":
            return self._whole(op, literals.number(wanted), self._numpy_dtype(), self._integer)
        return self._in_time(op, wanted)

    def _integer(self, bound: int) -> str:
        return f"np.uint64({bound})" if self._name == "ArrowDtype" and bound >= 2**63 else str(bound)

    def _numpy_dtype(self) -> Any:
        import numpy as np

        return np.dtype(f"{self._kind}{self._dtype.itemsize}")

    def _float_compare(self, op: str, wanted: Literal) -> str:
        import numpy as np

        number = self._numpy_dtype().type(float(literals.number(wanted)))
        text = float_literal(float(number))
        if self._dtype.itemsize < 8 and np.isfinite(number):
            text = f"np.float{8 * self._dtype.itemsize}({text})"
        return self._truths(f"{self._ref} {op} {text}")

    def _whole(self, op: str, number: Any, dtype: Any, write: Any) -> str:
        """Return a comparison with a whole number, or with all or none of those that there are."""
        import numpy as np

        bound = bound_of(op, number, np.iinfo(dtype))
        if isinstance(bound, bool):
            return f"{self._ref}.notna()" if bound else f"{self._ref}.isna() & False"
        return self._truths(f"{self._ref} {op} {write(bound)}")

    def _in_time(self, op: str, wanted: Literal) -> str:
        unit, zone = self._unit_and_zone()
        step = int(unit_ns(unit))
        if self._kind == "m":
            asked: Any = literals.duration(wanted)
            return self._whole(op, asked / step, "int64", lambda tick: _span(tick, step, unit))
        asked = literals.moment(wanted).in_zone(zone)
        tail = ', tz="UTC"' if zone is not None else ""
        return self._whole(
            op,
            literals.fraction(asked, step),
            "int64",
            lambda tick: f"pd.Timestamp({moment_text(tick * step)!r}{tail})",
        )

    def _unit_and_zone(self) -> tuple[str, Any]:
        import numpy as np

        if self._name == "ArrowDtype":
            kind = self._dtype.pyarrow_dtype
            zone = getattr(kind, "tz", None)
            if not hasattr(kind, "unit") or str(kind).startswith(("date", "time32", "time64")):
                raise self._refused()
            return kind.unit, zone_named(zone) if zone else None
        if self._name == "DatetimeTZDtype":
            return self._dtype.unit, self._dtype.tz
        return np.datetime_data(self._dtype)[0], None

    def _text_compare(self, op: str, wanted: Literal) -> str:
        if self._is_object and op != "==":
            return self._mapped(f"isinstance(value, str) and value {op} {wanted.text!r}")
        return self._truths(f"{self._ref} {op} {wanted.text!r}")

    def _mapped(self, test: str) -> str:
        return f"{self._ref}.map(lambda value: {test}).astype(bool)"

    def _object_compare(self, op: str, wanted: Literal) -> str:
        """Return a comparison of Python objects, all of one type or numbers of several."""
        kinds = self._kinds()
        if kinds == {bool}:
            return self._mapped(f"isinstance(value, bool) and value {op} {literals.truth(wanted)}")
        number = literals.maybe_number(wanted)
        if number is None or not kinds or not kinds <= {int, float, Decimal}:
            raise self._refused()
        if kinds == {float}:
            text = float_literal(number)
        elif float in kinds:
            raise self._refused()
        else:
            text = exact_literal(number)
        return self._mapped(f"isinstance(value, (int, float, Decimal)) and value == value and value {op} {text}")

    def match(self, op: str, wanted: Literal) -> str:
        if self._name == "CategoricalDtype":
            return self._categories(pandas_column(self._series.cat.categories).match(op, wanted))
        if op == "contains" and self._name == "StringDtype" and wanted.text.isascii() and self._is_ascii():
            return f"{self._ref}.str.contains({wanted.text!r}, case=False, regex=False, na=False)"
        if self._is_text():
            return self._mapped(f"isinstance(value, str) and {text_test(op, wanted.text)}")
        if self._kind in "iu" and not self._has_na:
            return self._mapped(text_test(op, wanted.text, "str(value)"))
        raise self._refused()

    def _category_mask(self, op: str, wanted: Literal) -> Any:
        import pandas as pd

        categories = pd.Series(pd.Categorical(self._series.cat.categories, dtype=self._dtype))
        return pandas_column(categories).compare(op, wanted)

    def _categories(self, keeps: Any, or_missing: bool = False) -> str:
        """Return a test for the categories that are kept."""
        kept = [item for item, is_kept in zip(self._series.cat.categories.tolist(), keeps) if is_kept]
        if not all(type(item) in (str, int, bool) for item in kept):
            raise self._refused()
        found = f"{self._ref}.isin({kept!r})"
        return f"{self._ref}.isna() | {found}" if or_missing else found
