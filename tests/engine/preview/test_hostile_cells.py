"""Objects whose classes fight back cost their own cells and no others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from dagscope.preview import OpenedValue, preview_of
from dagscope.protocol.values import CopyAsk, PageAnswer, PageAsk, PlotAsk, ProfileAsk, StatisticsAnswer, StatisticsAsk
from dagscope.value_records import SeriesPreview, SortKey


def _raises(*_: Any, **__: Any) -> Any:
    raise RuntimeError("a class that fights back")


_CLASSES = [
    type("Number", (float,), dict.fromkeys(("__ne__", "__eq__", "__float__", "__repr__"), _raises)),
    type("Whole", (int,), dict.fromkeys(("__eq__", "__lt__", "__repr__", "bit_length"), _raises)),
    type("Text", (str,), dict.fromkeys(("__len__", "__str__", "lower", "__repr__"), _raises)),
    type("Fields", (), {"__getattribute__": _raises}),
    type("Liar", (), {"__class__": property(_raises)}),
]
_ASKS = [
    PageAsk(0, 20, 0, 1),
    PageAsk(0, 20, 0, 1, (SortKey(0),)),
    PageAsk(0, 20, 0, 1, where="value == 5 or value contains a"),
    StatisticsAsk(0),
    ProfileAsk((0,)),
    PlotAsk((0,)),
    PlotAsk((0,), form="counts"),
    CopyAsk(((0, 20),), ((0, 1),)),
]


def _values(kind: Any) -> list[Any]:
    made = kind("7") if issubclass(kind, (float, int, str)) else kind()
    return [made, 5, None, "a"]


@pytest.mark.parametrize("kind", _CLASSES, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("ask", _ASKS, ids=lambda ask: type(ask).__name__)
@pytest.mark.parametrize("library", ["pandas", "numpy"])
def test_every_question_is_answered(kind: Any, ask: Any, library: str) -> None:
    array = np.empty(4, dtype=object)
    for place, item in enumerate(_values(kind)):
        array[place] = item
    value = pd.Series(array, dtype=object) if library == "pandas" else array
    preview = preview_of(value).preview
    assert isinstance(preview, SeriesPreview) and preview.page is not None
    assert "5" == preview.page.cells[1][0] and preview.page.missing == ((2,),)

    answer = OpenedValue(value).answer(ask).answer

    if isinstance(answer, PageAnswer) and ask.where:
        assert {"5", "a"} <= {row[0] for row in answer.cells}
    if isinstance(answer, StatisticsAnswer):
        assert dict(answer.rows)["missing"] == "1"


@pytest.mark.parametrize("method", ["__hash__", "__eq__", "__getattribute__", "__instancecheck__", "__subclasscheck__"])
@pytest.mark.parametrize("library", ["pandas", "numpy"])
def test_a_class_of_a_class_that_fights_back(method: str, library: str) -> None:
    kind: Any = type("Meta", (type,), {method: _raises})("Odd", (), {})  # no parameter: pytest would ask it things
    array = np.empty(3, dtype=object)
    array[0], array[1] = object.__new__(kind), 5
    value = pd.Series(array, dtype=object) if library == "pandas" else array
    preview = preview_of(value).preview
    assert isinstance(preview, SeriesPreview) and not preview.missing and preview.page is not None
    assert "5" == preview.page.cells[1][0] and preview.page.missing == ((2,),)
    opened = OpenedValue(value)
    answers = [opened.answer(ask).answer for ask in _ASKS]
    statistics = next(answer for answer in answers if isinstance(answer, StatisticsAnswer))
    assert ("3", "1") == (dict(statistics.rows)["rows"], dict(statistics.rows)["missing"])
