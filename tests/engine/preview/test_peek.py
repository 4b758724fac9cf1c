"""A value at a glance: words, a curve, or a thumbnail, of ordinary and hostile values."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from dagscope.preview.peek import POINTS, SIDE, peek_of
from dagscope.protocol.values import PeekAnswer
from matplotlib.figure import Figure
from PIL import Image


def glance(value: Any) -> PeekAnswer:
    answer = peek_of(value).answer
    assert isinstance(answer, PeekAnswer)
    return answer


@pytest.mark.parametrize("make", [pd.Series, pl.Series, np.array])
def test_a_column_of_numbers_is_a_curve(make: Any) -> None:
    found = glance(make(np.arange(4_000, dtype=float)))

    assert POINTS == len(found.points) and 0.0 == found.points[0] and list(found.points) == sorted(found.points)
    assert "4,000 × " in found.text.lower()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.5, "3.5"),
        ("text", "'text'"),
        ([1, 2], "[1, 2]"),
        (None, "None"),
        (pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}), "a 1, b x, …"),
        (pd.DataFrame({"a": [1]}), "a 1"),
        (pd.DataFrame(), "empty"),
        (pd.Series(["x", "y", "z", "w"]), "x, y, z, …"),
        (pd.Series([1.0]), "1.0"),
    ],
)
def test_other_values_are_words(value: Any, text: str) -> None:
    assert PeekAnswer(text) == glance(value)


def test_gaps_of_a_column_are_left_out() -> None:
    assert (1.0, 3.0) == glance(pd.Series([1.0, np.nan, 3.0, np.inf])).points


@pytest.mark.parametrize(
    "value",
    [Image.new("RGB", (4_000, 3_000)), Figure(), np.zeros((300, 200, 3), np.uint8)],
    ids=["photo", "figure", "array"],
)
def test_a_picture_is_a_thumbnail(value: Any) -> None:
    made = peek_of(value).data

    assert max(Image.open(io.BytesIO(made)).size) <= SIDE and len(made) < 60_000


def test_a_hostile_value_is_nothing_to_glance_at() -> None:
    class Bad:
        def __repr__(self) -> str:
            raise SystemExit

    class Slow:
        def __repr__(self) -> str:
            while True:
                pass

    assert "sys.exit" in glance(Bad()).text or glance(Bad()).text == ""
    assert "time" in glance(Slow()).text or "too long" in glance(Slow()).text or glance(Slow()).text == ""
