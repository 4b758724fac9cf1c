"""Pictures of other forms than PNG: read where they can be, told where not, an array encoded exactly."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from dagscope.preview import preview_inside, preview_of, summary_of
from dagscope.preview.errors import error_preview
from dagscope.value_records import ImagePreview, ObjectPreview, TablePreview
from PIL import Image


def encoded(form: str) -> bytes:
    """Return a picture of 40 x 20 in some form."""
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("form", ["JPEG", "GIF", "WEBP"])
def test_bytes_and_files_are_shown_as_pictures(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"picture.{form.lower()}"
    path.write_bytes(encoded(form))
    for value in (encoded(form), path):
        shown = preview_of(value)
        assert isinstance(shown.preview, ImagePreview)
        assert ((40, 20), "40 × 20") == ((shown.preview.width, shown.preview.height), shown.preview.summary)
        assert (40, 20) == Image.open(io.BytesIO(shown.png)).size


@pytest.mark.parametrize("colours", [3, 4])
def test_an_array_of_colours_is_encoded_exactly(colours: int) -> None:
    array = np.random.default_rng(1).integers(0, 256, (30, 50, colours), dtype=np.uint8)
    for value in (array, array[::2, ::-1], np.asfortranarray(array)):
        shown = preview_of(value)
        assert isinstance(shown.preview, ImagePreview)
        assert np.array_equal(value, np.asarray(Image.open(io.BytesIO(shown.png))))


def test_a_large_array_is_thinned_out_and_that_is_said() -> None:
    shown = preview_of(np.zeros((6_000, 4_000, 3), dtype=np.uint8))

    assert "4000 × 6000, shown as 1334 × 2000" == shown.preview.summary


@pytest.mark.parametrize(
    "value",
    [
        np.zeros((30, 50, 3)),
        np.zeros((30, 50, 2), dtype=np.uint8),
        np.zeros((4, 50, 3), dtype=np.uint8),
        np.zeros((30, 50), dtype=np.uint8),
    ],
)
def test_other_arrays_stay_tables(value: Any) -> None:
    assert isinstance(preview_of(value).preview, TablePreview)


def test_what_cannot_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff nothing")
    gone = tmp_path / "gone.png"
    shown = [preview_of(value).preview for value in (broken, gone, b"\xff\xd8\xff nothing", tmp_path / "x.png\0")]
    assert all(isinstance(preview, ObjectPreview) for preview in shown)
    assert "no picture that can be read" in shown[0].summary and str(gone) == shown[1].summary
    assert str(gone) == summary_of(gone)

    jpeg = encoded("JPEG")
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert "install Pillow" in preview_of(jpeg).preview.summary


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 has no exception groups")
def test_a_group_tells_each_of_its_exceptions() -> None:
    inner = ExceptionGroup("inner", [KeyError("k")])  # noqa: F821
    text = error_preview(ExceptionGroup("all", [ValueError("one"), inner]), None).text  # noqa: F821

    assert "ExceptionGroup: all (2 sub-exceptions)\n  1 of 2:\n    ValueError: one\n  2 of 2:" in text
    assert "      1 of 1:\n        KeyError: 'k'" in text
    many = error_preview(ExceptionGroup("many", [ValueError(str(n)) for n in range(30)]), None).text  # noqa: F821
    assert "  … 20 more" in many
    for _ in range(50):
        inner = ExceptionGroup("deeper", [inner])  # noqa: F821
    assert "more inside" in error_preview(inner, None).text


def otherwise(array: Any) -> tuple[Any, np.ndarray]:
    """Return what an array looks like as a picture, and its colours."""
    assert ("picture",) == preview_of(array).preview.ways
    shown = preview_inside(array, (-3,))
    assert isinstance(shown.preview, ImagePreview)
    return shown.preview, np.asarray(Image.open(io.BytesIO(shown.png)))


@pytest.mark.parametrize("kind", ["float64", "float32", "int64", "uint8"])
def test_an_array_of_numbers_can_be_looked_at_as_a_picture(kind: str) -> None:
    array = np.arange(200).reshape(10, 20).astype(kind)
    preview, colours = otherwise(array)

    assert "20 × 10; black is 0, white 199" == preview.summary
    assert np.array_equal(
        np.repeat((np.arange(200).reshape(10, 20, 1) / 199 * 255).round().astype("uint8"), 3, 2), colours
    )


def test_what_is_no_number_is_red_and_counted() -> None:
    array = np.zeros((10, 10))
    array[2, 3], array[4, 4], array[0, 0] = np.nan, np.inf, 1.0
    preview, colours = otherwise(array)

    assert preview.summary.endswith("red is no number (2)")
    assert (196, 40, 28) == tuple(colours[2, 3]) == tuple(colours[4, 4]) and (255, 255, 255) == tuple(colours[0, 0])
    masked, _ = otherwise(np.ma.masked_equal(np.arange(100).reshape(10, 10), 5))
    assert masked.summary.endswith("(1)")


def test_colours_between_nothing_and_one_are_taken_as_they_are() -> None:
    array = np.full((9, 9, 3), 0.5)
    assert {128} == set(otherwise(array)[1].ravel().tolist())
    assert (9, 9, 4) == otherwise(np.full((9, 9, 4), 0.25))[1].shape


@pytest.mark.parametrize(
    "array",
    [
        np.full((9, 9), 5.0), np.full((9, 9), np.nan), np.array([[1e308, -1e308] * 8] * 8), np.zeros((9, 9), bool),
        np.zeros((5_000, 3_000)),
    ],
    ids=["one", "none", "enormous", "truth", "large"],
)  # fmt: skip
def test_extreme_arrays_are_pictures_too(array: Any) -> None:
    assert otherwise(array)[1].size


@pytest.mark.parametrize("array", [np.zeros(9), np.zeros((9, 2)), np.zeros((9, 9, 2)), np.full((9, 9), "a")])
def test_other_arrays_are_none(array: Any) -> None:
    assert () == preview_of(array).preview.ways
