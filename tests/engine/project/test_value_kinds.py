"""Values of every kind of type from what is typed, and tables of SQLite databases."""

from __future__ import annotations

import datetime
import enum
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import polars as pl
import pytest
from dagscope.project.values import ValueProblem, make_value, type_problem
from dagscope.scenario import ValueSpec


class Level(enum.Enum):
    LOW = 1
    HIGH = "h"


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("Level.HIGH", Level, Level.HIGH),
        ("flow.Level.HIGH", Level, Level.HIGH),
        ("HIGH", Level | None, Level.HIGH),
        ("h", Level, Level.HIGH),
        ("1", Level, Level.LOW),
        ("{'a': 'HIGH'}", dict[str, Level], {"a": Level.HIGH}),
        ("1", bool, True),
        ("0", bool, False),
        ("1.10", Decimal, Decimal("1.10")),
        ("3", Decimal, Decimal(3)),
        ("[1.5]", list[Decimal], [Decimal("1.5")]),
        ("1:30", datetime.timedelta, datetime.timedelta(minutes=90)),
        ("2 days, 3:00:01.5", datetime.timedelta, datetime.timedelta(2, 3 * 3600 + 1, 500_000)),
        ("-1 day, 23:00:00", datetime.timedelta, datetime.timedelta(hours=-1)),
        ("1", Literal["1", "2"], "1"),
        ("2", Literal[1, 2], 2),
        ("['2024-02-01']", list[datetime.date], [datetime.date(2024, 2, 1)]),
    ],
)
def test_what_is_typed_becomes_what_is_wanted(text: str, wanted: Any, expected: Any) -> None:
    found = make_value(ValueSpec("literal", text), wanted, Path("."))
    assert (expected, type(expected)) == (found, type(found))
    assert str(expected) == str(found)


@pytest.mark.parametrize(
    ("text", "wanted", "words"),
    [
        ("MIDDLE", Level, "'MIDDLE' is no member of Level: it has LOW, HIGH"),
        ("soon", datetime.timedelta, "'soon' is no duration: write it as '2 days, 3:00:00' or '1:30'"),
        ("", datetime.timedelta, "'' is no duration: write it as '2 days, 3:00:00' or '1:30'"),
        ("2024-13-01", datetime.date, "'2024-13-01' is no date: month must be in 1..12"),
        ("soon", datetime.date, "'soon' is no date: write 2024-02-01"),
        ("noon", datetime.time, "'noon' is no time: write 12:30:00"),
        ("much", Decimal, "'much' is no decimal number: write 1.10"),
    ],
)
def test_what_cannot_be_is_said(text: str, wanted: Any, words: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        make_value(ValueSpec("literal", text), wanted, Path("."))
    assert words == str(caught.value)


@pytest.mark.parametrize(
    ("value", "wanted", "words"),
    [
        ("x", Literal["a", "b"], "Literal['a', 'b'] is expected, this is 'x' (str)"),
        ("x", float | None, "float | None is expected, this is 'x' (str)"),
        ([1], int, "int is expected, this is list"),
        (2, bool, "bool is expected, this is 2 (int)"),
    ],
)
def test_a_type_that_does_not_fit_is_said_in_full(value: Any, wanted: Any, words: str) -> None:
    assert words == type_problem(value, wanted)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
        connection.execute("CREATE TABLE orders (id INTEGER, name TEXT)")
        connection.executemany("INSERT INTO orders VALUES (?, ?)", [(1, "a"), (2, None)])
        connection.commit()
    return tmp_path


def test_a_table_of_a_database_is_a_frame_or_rows(database: Path) -> None:
    frame = make_value(ValueSpec("file", "shop.db"), pd.DataFrame, database)
    pd.testing.assert_frame_equal(pd.DataFrame({"id": [1, 2], "name": ["a", None]}), frame)
    assert pl.DataFrame({"id": [1, 2], "name": ["a", None]}).equals(
        make_value(ValueSpec("file", "shop.db::orders"), pl.DataFrame, database)
    )
    assert [{"id": 1, "name": "a"}, {"id": 2, "name": None}] == make_value(ValueSpec("file", "shop.db"), list, database)
    assert database / "shop.db" == make_value(ValueSpec("file", "shop.db"), Path, database)


def test_which_table_is_asked_where_there_are_several(database: Path) -> None:
    with closing(sqlite3.connect(database / "shop.db")) as connection:
        connection.execute('CREATE VIEW "all ""of"" them" AS SELECT id FROM orders')
        connection.commit()
    with pytest.raises(ValueProblem, match="2 tables; write shop.db::TABLE with one of orders, all"):
        make_value(ValueSpec("file", "shop.db"), pd.DataFrame, database)
    with pytest.raises(ValueProblem, match="no table 'none'"):
        make_value(ValueSpec("file", "shop.db::none"), pd.DataFrame, database)
    assert 2 == len(make_value(ValueSpec("file", 'shop.db::all "of" them'), pd.DataFrame, database))
    (database / "text.db").write_text("no database, but long enough to have a header of one hundred bytes" * 3)
    with pytest.raises(ValueProblem, match="is no SQLite database"):
        make_value(ValueSpec("file", "text.db"), pd.DataFrame, database)


@pytest.mark.parametrize("text", ["['a', 'b'", "'a', 'b", "(1, 2", "1, 2]", "{1: 2, 3"])
def test_a_list_with_a_mistake_in_it_is_no_text_of_commas(text: str) -> None:
    assert text == make_value(ValueSpec("literal", text), list, Path("."))
    assert "list is expected" in type_problem(text, list)
    assert ["a", "b"] == make_value(ValueSpec("literal", "a, b"), list[str], Path("."))
