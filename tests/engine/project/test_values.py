"""Specs to values, guided by the type of the input."""

from __future__ import annotations

import datetime
import enum
import typing
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from dagscope.project.values import ValueProblem, make_value
from dagscope.scenario import ValueSpec


class Colour(enum.Enum):
    RED = "r"


@pytest.mark.parametrize(
    ("text", "wanted", "expected"),
    [
        ("3", int, 3),
        ("3", str, "3"),
        ("3", float, 3.0),
        ("3.0", int, 3),
        ("US", str, "US"),
        ("'US'", str, "US"),
        ("US", Any, "US"),
        ("2024-01-01", str, "2024-01-01"),
        ("2024-01-01", datetime.date, datetime.date(2024, 1, 1)),
        ("yes", bool, True),
        ("False", bool, False),
        ("[1, 2]", list[float], [1.0, 2.0]),
        ("1, 2", list[int], [1, 2]),
        ("a, b", list[str], ["a", "b"]),
        ("(1, 'x')", tuple[int, str], (1, "x")),
        ("[1, 1]", set, {1}),
        ("None", typing.Optional[int], None),  # noqa: UP045
        ("None", str, "None"),
        ("5", int | None, 5),
        ("RED", Colour, Colour.RED),
        ("r", Colour, Colour.RED),
        ("data", Path, Path("data")),
        ("{'a': 1}", dict[str, int], {"a": 1}),
        ("3", typing.Annotated[str, "unit"], "3"),
    ],
)
def test_literals(text: str, wanted: Any, expected: object, tmp_path: Path) -> None:
    value = make_value(ValueSpec("literal", text), wanted, tmp_path)

    assert (expected, type(expected)) == (value, type(value))


def test_lists_become_the_library_types_that_are_wanted(tmp_path: Path) -> None:
    series = make_value(ValueSpec("literal", "[1, 2]"), pd.Series, tmp_path)
    array = make_value(ValueSpec("literal", "[1, 2]"), np.ndarray, tmp_path)
    frame = make_value(ValueSpec("literal", "{'a': [1]}"), pd.DataFrame, tmp_path)

    assert ([1, 2], [1, 2], ["a"]) == (series.tolist(), array.tolist(), list(frame.columns))


def test_files_are_read_by_their_ending(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,x\n")
    (tmp_path / "one.csv").write_text("a\n1\n2\n")
    (tmp_path / "d.json").write_text('{"k": [1]}')
    (tmp_path / "n.txt").write_text("hello")
    pd.DataFrame({"q": [1]}).to_parquet(tmp_path / "p.parquet")

    def read(name: str, wanted: Any = Any) -> Any:
        return make_value(ValueSpec("file", name), wanted, tmp_path)

    assert ["a", "b"] == list(read("t.csv").columns)
    assert [1, 2] == read("one.csv", pd.Series).tolist()
    assert [{"a": 1, "b": "x"}] == read("t.csv", list[dict])
    assert ({"k": [1]}, "hello", ["q"]) == (read("d.json"), read("n.txt"), list(read("p.parquet").columns))
    assert tmp_path / "t.csv" == read("t.csv", Path)


def test_expressions_use_libraries_and_comprehensions(tmp_path: Path) -> None:
    frame = make_value(ValueSpec("expression", "pd.DataFrame({'a': np.arange(2)})"), Any, tmp_path)

    assert [0, 1] == frame["a"].tolist()
    assert [0, 1, 4] == make_value(ValueSpec("expression", "[i * i for i in range(3)]"), list[int], tmp_path)


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        (ValueSpec("none"), "no value is given"),
        (ValueSpec("file", "absent.csv"), "there is no file"),
        (ValueSpec("file", "."), "no regular file"),
        (ValueSpec("expression", "1 +"), "not a Python expression"),
        (ValueSpec("expression", "nowhere"), "NameError"),
        (ValueSpec("expression", "1 / 0"), "ZeroDivisionError"),
        (ValueSpec("expression", "exit(3)"), "sys.exit"),
    ],
)
def test_what_cannot_be_made_is_a_sentence(spec: ValueSpec, text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueProblem, match=text):
        make_value(spec, Any, tmp_path)
