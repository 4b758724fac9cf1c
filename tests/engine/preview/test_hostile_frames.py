"""Tables of a project's own classes are tables, whatever their methods do."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
import pytest
from dagscope.preview import AskProblem, OpenedValue, preview_of
from dagscope.protocol.values import PageAnswer, PageAsk, StatisticsAnswer, StatisticsAsk
from dagscope.value_records import SeriesPreview, SortKey, TablePreview


def _raises(*_: Any, **__: Any) -> Any:
    raise RuntimeError("a class that fights back")


def _ends(*_: Any, **__: Any) -> Any:
    raise SystemExit(3)


class _Methods:
    __len__ = __getitem__ = __iter__ = __eq__ = __hash__ = __repr__ = _raises  # type: ignore[assignment]
    shape = columns = dtypes = iloc = loc = width = height = property(_raises)


class PandasFrame(_Methods, pd.DataFrame):
    pass


class PolarsFrame(_Methods, pl.DataFrame):
    pass


class PandasEnding(pd.DataFrame):
    __len__ = _ends


class PandasColumn(pd.Series):
    __len__ = __getitem__ = __iter__ = _raises  # type: ignore[assignment]
    iloc = loc = dtype = property(_raises)


class PolarsColumn(pl.Series):
    __len__ = __getitem__ = __iter__ = _raises  # type: ignore[assignment]


def _frame(kind: Any) -> Any:
    return kind({"a": [3, 1, 2], "b": ["x", None, "y"]})


@pytest.mark.parametrize("kind", [PandasFrame, PolarsFrame, PandasEnding])
def test_a_frame_of_another_class_is_a_table(kind: Any) -> None:
    value = _frame(kind)
    preview = preview_of(value).preview
    assert isinstance(preview, TablePreview) and (3, 2) == (preview.rows, preview.column_count)
    assert kind.__name__ in preview.type and not preview.missing
    opened = OpenedValue(value)
    page = opened.answer(PageAsk(0, 10, 0, 10, (SortKey(0),), "a > 1")).answer
    assert isinstance(page, PageAnswer) and (("2", "y"), ("3", "x")) == page.cells
    found = opened.answer(StatisticsAsk(0)).answer
    assert isinstance(found, StatisticsAnswer) and "0" == dict(found.rows)["missing"]


@pytest.mark.parametrize("kind", [PandasColumn, PolarsColumn])
def test_a_column_of_another_class_is_a_column(kind: Any) -> None:
    preview = preview_of(kind([3, 1, 2])).preview
    assert isinstance(preview, SeriesPreview) and preview.page is not None
    assert (("3",), ("1",), ("2",)) == preview.page.cells


def test_what_no_way_leads_to_is_said_in_a_sentence() -> None:
    class Closed(pd.DataFrame):
        is_closed = False

        def __getattribute__(self, name: str) -> Any:
            if type(self).is_closed:
                raise RuntimeError("closed")
            return super().__getattribute__(name)

    value = Closed({"a": [1]})
    Closed.is_closed = True
    assert "closed" in preview_of(value).preview.missing
    with pytest.raises(AskProblem, match="a method of its own class failed: RuntimeError: closed"):
        OpenedValue(value)
