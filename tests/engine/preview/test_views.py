"""Values that are looked at in another way: lists of dicts as tables, arrays of pictures as tables, and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from dagscope.preview import found_inside, preview_of, table_view
from dagscope.preview.asking import OpenedValue
from dagscope.preview.records_table import Records
from dagscope.preview.tree import descend
from dagscope.preview.views import plain_value
from dagscope.protocol.values import CellAnswer, CellAsk, PageAnswer, PageAsk, ProfileAnswer, ProfileAsk, StatisticsAsk
from dagscope.value_records import SortKey, TablePart, TablePreview

PEOPLE = [
    {"name": "Ana", "age": 31, "tags": ["a"]},
    {"name": "Bo", "age": 9007199254740993, "city": "Rome"},
    {"name": None, "age": 4},
]
COLUMNS = {"a": [1, 2, 3], "b": ["x", None, "z"], "c": (1.5, None, float("nan"))}
BY_KEY = {"one": {"x": 1, "y": True}, "two": {"x": 2}, 3: {"y": False}}


@pytest.mark.parametrize(
    ("value", "rows", "names"),
    [
        (PEOPLE, 3, ["name", "age", "tags", "city"]),
        (tuple(PEOPLE), 3, ["name", "age", "tags", "city"]),
        (COLUMNS, 3, ["a", "b", "c"]),
        (BY_KEY, 3, ["x", "y"]),
        ([{1: "a", "1": "b"}], 1, ["1", "1"]),
        (np.zeros((40, 30, 3), dtype="uint8"), 40, None),
    ],
)
def test_it_is_offered_and_found_as_a_table(value: Any, rows: int, names: list[str] | None) -> None:
    assert ("table",) == preview_of(value).preview.ways
    path, shown = found_inside(value, (-1,), ("as table",))

    assert (-1,) == path
    assert isinstance(shown.preview, TablePreview) and () == shown.preview.ways
    assert rows == shown.preview.rows
    if names is not None:
        assert names == [column.name for column in shown.preview.columns]
        assert type(value).__name__ == shown.preview.type


@pytest.mark.parametrize(
    "value",
    [
        [],
        [1, 2],
        {},
        {"a": 1},
        {"a": [1], "b": [1, 2]},
        {"a": []},
        [{}],
        {"a": [1], "b": 2},
        "text",
        pd.DataFrame({"a": [1]}),
    ],
    ids=repr,
)
def test_what_has_no_rows_and_columns_is_not_offered(value: Any) -> None:
    assert () == preview_of(value).preview.ways
    with pytest.raises(LookupError):
        found_inside(value, (-1,), ("as table",))


def test_a_part_that_does_not_fit_further_on_is_said() -> None:
    late = [{"a": 1}] * 300 + [5]

    with pytest.raises(LookupError, match="not all of its parts are dicts"):
        found_inside(late, (-1,), ("as table",))


def _ask(value: Any, ask: Any) -> Any:
    return OpenedValue(descend(value, (-1,))).answer(ask).answer


def test_it_is_sorted_filtered_and_counted_as_any_table() -> None:
    page = _ask(PEOPLE, PageAsk(sort=(SortKey(1, True),), where="age > 5 and not name is missing"))
    assert isinstance(page, PageAnswer)
    assert (("Bo", "9007199254740993", "None", "Rome"), ("Ana", "31", "['a']", "None")) == page.cells
    assert ("1", "0") == page.index
    assert 1 == _ask(PEOPLE, PageAsk(where="age == 9007199254740993")).total_rows
    assert ("one", "two") == _ask(BY_KEY, PageAsk(where="x >= 1")).index
    assert ("two",) == _ask(BY_KEY, PageAsk(where="key == two")).index
    found = _ask(PEOPLE, ProfileAsk((1,)))
    assert isinstance(found, ProfileAnswer) and 3 == sum(bar.count for bar in found.profiles[0].bars)
    assert ("missing", "2") in _ask(COLUMNS, StatisticsAsk(2)).rows


def test_a_cell_is_opened_and_found_again_by_its_name() -> None:
    cell = _ask(PEOPLE, CellAsk(0, 2))
    assert isinstance(cell, CellAnswer) and ("tags[0]", ["a"]) == (cell.name, descend(PEOPLE, (-1, *cell.path)))

    path, _ = found_inside({"people": PEOPLE[1:] + PEOPLE[:1]}, (0, -1, 2), ("people", "as table", "tags[2]"))
    assert ["a"] == descend({"people": PEOPLE[1:] + PEOPLE[:1]}, path)


def test_it_is_saved_and_compared_as_a_frame() -> None:
    frame = plain_value(descend(BY_KEY, (-1,)))
    assert ["one", "two", "3"] == list(frame.index) and ["x", "y"] == list(frame.columns)
    saved = table_view(frame)
    assert saved is not None
    where = "key == two or key == 3"  # a part is saved by the filter that shows it
    assert saved.row_count((), where) == _ask(BY_KEY, PageAsk(where=where)).total_rows == 2
    view = table_view(Records(PEOPLE))
    assert view is not None
    part = view.part(TablePart(((1, 2),), (SortKey(1),), "name == Bo or age < 5"))
    assert [[4], [9007199254740993]] == part.to_numpy().tolist()
    assert 5 == plain_value(5)


def test_a_key_that_sounds_like_a_way_is_a_part() -> None:
    value = {"as table": PEOPLE}

    assert PEOPLE is descend(value, (0,))
    assert (0,) == found_inside(value, (0,), ("as table",))[0]
