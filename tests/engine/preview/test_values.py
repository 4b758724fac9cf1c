"""Everything that is no table: numbers, texts, trees, pictures, errors, and values that fight back."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import io
import itertools
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
import PIL.Image
import pytest
from dagscope.preview import preview_of, preview_of_error, summary_of
from dagscope.preview.budget import cut
from dagscope.preview.tree import children_of, descend
from dagscope.protocol.codec import to_json
from dagscope.protocol.framing import encode
from matplotlib.figure import Figure

from tests.patience import PATIENCE_S

mpl.use("Agg")


@dataclasses.dataclass
class Point:
    x: int
    y: list[int]


class Pair(NamedTuple):
    left: int
    right: str


@pytest.mark.parametrize(
    ("value", "kind", "summary"),
    [
        (None, "none", "None"),
        (3, "number", "3"),
        (True, "number", "True"),
        (0.1 + 0.2, "number", "0.30000000000000004"),
        (float("nan"), "number", "nan"),
        (decimal.Decimal("1.50"), "number", "1.50"),
        (np.float32(1.5), "number", "1.5"),
        pytest.param(10**6_000, "number", "<integer of 19,932 bits>", id="big"),
        ("text", "text", "'text'"),
        (b"\xff\x00", "text", "b'\\xff\\x00'"),
        (datetime.date(2024, 1, 2), "text", "2024-01-02"),
        ([1, 2], "tree", "[1, 2]"),
        ({"a": 1}, "tree", "{'a': 1}"),
        (list(range(10)), "tree", "10 items"),
        (Point(1, [2]), "tree", "Point(x=1, y=[2])"),
        (Pair(1, "a"), "tree", "Pair(left=1, right='a')"),
        (collections.Counter("aab"), "tree", "Counter({'a': 2, 'b': 1})"),
        (np.array(5), "number", "5"),
        (len, "object", None),
    ],
)
def test_kinds_and_summaries(value: Any, kind: str, summary: str | None) -> None:
    preview = preview_of(value).preview

    assert kind == preview.kind
    if summary is not None:
        assert summary == preview.summary
    assert summary_of(value)
    assert encode(to_json(preview))


def test_a_tree_gives_its_children_by_position() -> None:
    value = {"p": Point(1, [5, 6]), 2: list(range(1_000))}

    root = preview_of(value).preview.root
    page = children_of(descend(value, (1,)), (1,), 998, 10)

    assert root is not None
    assert [("p", 2), ("2", 1_000)] == [(child.label, child.count) for child in root.children]
    assert [("998", "998", (1, 998)), ("999", "999", (1, 999))] == [(c.label, c.summary, c.path) for c in page]
    assert 6 == descend(value, (0, 1, 1))
    with pytest.raises(LookupError):
        descend(value, (0, 7))


def test_cyclic_deep_and_huge_values_are_bounded() -> None:
    cyclic: list[Any] = [1]
    cyclic.append(cyclic)
    deep: list[Any] = []
    for _ in range(200_000):
        deep = [deep]
    huge = {number: number for number in range(1_000_000)}

    for value in (cyclic, deep, huge, "x" * 50_000_000, b"x" * 50_000_000, [huge] * 3):
        preview = preview_of(value).preview
        assert len(encode(to_json(preview))) < 900_000
    while deep:
        deep = deep.pop()  # or its destruction would recurse


def test_pictures_become_png() -> None:
    figure = Figure(figsize=(2, 1), dpi=100)
    axes = figure.subplots()
    axes.plot([1, 2])
    canvas = figure.canvas
    out = io.BytesIO()
    PIL.Image.new("RGB", (30, 20)).save(out, "PNG")

    shown = [preview_of(value) for value in (figure, axes, PIL.Image.new("CMYK", (7, 5)), out.getvalue())]

    assert [(200, 100), (200, 100), (7, 5), (30, 20)] == [(s.preview.width, s.preview.height) for s in shown]
    assert all(item.png.startswith(b"\x89PNG") for item in shown)
    assert canvas is figure.canvas


def test_a_picture_too_large_is_said() -> None:
    header = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (100_000).to_bytes(4, "big") * 2 + b"\x08\x02"

    assert ("object", b"") == (preview_of(header).preview.kind, preview_of(header).png)


def test_a_huge_image_is_made_smaller() -> None:
    shown = preview_of(PIL.Image.new("L", (6_000, 3_000)))

    assert 4_000_000 >= shown.preview.width * shown.preview.height > 3_000_000


def _raise(*_: Any) -> Any:
    raise ValueError("no")


def _exit(*_: Any) -> Any:
    sys.exit(3)


def _loop(*_: Any) -> Any:
    while True:
        pass


def _stubborn(*_: Any) -> Any:
    while True:
        try:
            for _step in itertools.count():
                pass
        except Exception:
            pass


BEHAVIOURS = {
    "raises": _raise,
    "exits": _exit,
    "loops": _loop,
    "loops on": _stubborn,
    "not text": lambda *_: 3,
    "huge": lambda *_: "x" * 50_000_000,
}
METHODS = [
    "__repr__", "__str__", "__len__", "__iter__", "__eq__", "__bool__", "__hash__", "__getattr__", "__sizeof__",
    "__dir__", "__format__", "__array__", "__dataframe__", "_repr_html_", "__index__", "__float__", "items",
]  # fmt: skip


@pytest.mark.parametrize("base", [object, list, dict, str, int])
@pytest.mark.parametrize("behaviour", ["raises", "exits", "not text", "huge"])
def test_hostile_classes_get_a_preview_or_a_reason(base: type, behaviour: str) -> None:
    for method in METHODS:
        hostile = type("Hostile", (base,), {method: BEHAVIOURS[behaviour]})
        value = hostile()

        for shown in (value, [value], {"k": value}, pd.DataFrame({"c": pd.Series([value], dtype=object)})):
            preview = preview_of(shown).preview
            assert preview.summary and preview.kind != "error"
            assert len(encode(to_json(preview))) < 900_000
            assert len(summary_of(shown)) <= 120


@pytest.mark.parametrize("behaviour", ["loops", "loops on"])
def test_a_loop_in_repr_is_cut(behaviour: str) -> None:
    value = type("Loop", (), {"__repr__": BEHAVIOURS[behaviour]})()

    assert "it took too long" in preview_of(value).preview.text


@pytest.mark.parametrize("method", ["__class__", "__dict__", "__getattribute__"])
def test_lies_about_the_class_are_not_asked(method: str) -> None:
    hostile = type("Liar", (), {method: property(_raise) if method != "__getattribute__" else _raise})

    assert preview_of(hostile()).preview.type.endswith("Liar")


def test_nothing_is_consumed_or_imported() -> None:
    generator = (number for number in range(3))
    for value in (
        generator,
        io.StringIO("x"),
        threading.Lock(),
        sys,
        lambda: 0,
        pd.DataFrame({"g": [1]}).groupby("g"),
    ):
        assert "object" == preview_of(value).preview.kind
    assert [0, 1, 2] == list(generator)

    code = (
        "import sys, dagscope.preview as p\n"
        "for v in (1, 'a', [1], {'a': 2}, object(), b'x', 1.5, None): p.preview_of(v)\n"
        "print([m for m in ('numpy', 'pandas', 'polars', 'pyarrow', 'matplotlib', 'PIL') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE_S)
    assert "[]\n" == done.stdout, done.stderr


def test_an_error_keeps_the_frames_of_the_project(tmp_path: Path) -> None:
    path = tmp_path / "flow.py"
    path.write_text(
        "import json\ndef a(x):\n    return b(x)\ndef b(x):\n    try:\n        1 / 0\n"
        "    except ZeroDivisionError as e:\n        json.loads(x)\n"
    )
    names: dict[str, Any] = {}
    exec(compile(path.read_text(), str(path), "exec"), names)
    try:
        names["a"]("{")
    except ValueError as error:
        preview = preview_of_error(error, tmp_path)

    own = [(Path(frame.file).name, frame.line, frame.function) for frame in preview.frames if frame.is_project]
    assert [("flow.py", 3, "a"), ("flow.py", 8, "b")] == own
    assert "JSONDecodeError" == preview.error_type
    assert "json/__init__" not in preview.text and "ZeroDivisionError" in preview.text


def test_an_exception_that_cannot_be_shown_is_shown() -> None:
    class Bad(Exception):
        def __str__(self) -> str:
            raise SystemExit(1)

    for error in (Bad(), SystemExit(9), RecursionError()):
        preview = preview_of_error(error, None)
        assert type(error).__name__ == preview.error_type
    assert "called sys.exit(9)" in preview_of_error(SystemExit(9), None).message


def test_bytes_are_shown_as_text_where_they_are_one_and_as_numbers_otherwise() -> None:
    text, raw = preview_of("größe\n".encode()), preview_of(bytes(range(14, 40)))
    long, many = preview_of(b"word " * 10_000), preview_of(bytes(20_000))

    assert ("größe\n", False) == (text.preview.text, text.preview.is_truncated)
    assert raw.preview.text.splitlines() == [
        "00000000  0e 0f 10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d  ................",
        "00000010  1e 1f 20 21 22 23 24 25 26 27                    .. !\"#$%&'",
    ]
    assert not raw.preview.is_truncated
    assert long.preview.is_truncated and long.preview.text.startswith("word word")
    assert many.preview.is_truncated and len(many.preview.text) < 64_000


def test_half_a_character_is_spelled_out_within_the_limit() -> None:
    assert [r"a\ud800", "a?", r"…"] == [cut("a\ud800", 10), cut("a?", 10), cut("\ud800", 1)]
    assert r"ValueError: \ud800" == preview_of(ValueError("\ud800")).preview.summary
