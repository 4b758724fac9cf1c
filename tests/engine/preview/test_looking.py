"""Looking takes as long as it may: what a type tells is always there, and what was cut is said."""

from __future__ import annotations

import signal
import time
from typing import Any

import numpy as np
import pandas as pd
import PIL.Image
import pytest
from dagscope.preview import budget, image, preview_of, sketch_of, summary_of, tables, tree
from dagscope.preview.budget import OutOfTime, attempt, time_limit
from dagscope.value_records import ImagePreview, TablePreview, TreePreview
from matplotlib.figure import Figure


class Loop:
    """Never says what it is."""

    begun = 0

    def __repr__(self) -> str:
        Loop.begun += 1
        while True:
            pass


def _no_time(*_: Any, **__: Any) -> Any:
    raise OutOfTime


FRAME = pd.DataFrame({"price": [1.5, 2.5], "name": ["a", "b"]})
FIGURE = Figure(figsize=(2, 1), dpi=100)


@pytest.mark.parametrize(
    ("value", "where", "expected"),
    [
        (FRAME, (tables.TableView, "page"), TablePreview),
        (FIGURE, (image, "picture_of"), ImagePreview),
        (PIL.Image.new("L", (6_000, 4_000)), (image, "picture_of"), ImagePreview),
        ({"a": 1}, (tree, "_children_in_time"), TreePreview),
    ],
    ids=["frame", "figure", "photo", "dict"],
)
def test_what_its_type_tells_of_a_value_is_there_without_time(
    value: Any, where: tuple[Any, str], expected: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*where, _no_time)
    preview = preview_of(value).preview

    assert expected is type(preview)
    assert "only this much is known of it: it took too long" == preview.missing
    sizes = {TablePreview: "2 × 2", ImagePreview: "200 × 100", TreePreview: "1 entries"}
    assert preview.summary in (sizes[expected], "6000 × 4000")
    if isinstance(preview, TablePreview):
        assert [("price", "float64"), ("name", str(FRAME["name"].dtype))] == [(c.name, c.type) for c in preview.columns]


def test_a_very_wide_frame_is_a_table_whose_size_is_reckoned_by_types(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame(np.zeros((5, 100_000)))
    monkeypatch.setattr(pd.DataFrame, "memory_usage", _no_time)  # makes a Series of every column
    preview = sketch_of(frame).preview

    assert isinstance(preview, TablePreview)
    assert (5, 100_000, 50, "") == (preview.rows, preview.column_count, len(preview.columns), preview.missing)
    assert 5 * 100_000 * 8 == pytest.approx(preview.size_bytes, abs=1_000)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": [1, 2], "b": pd.Series([1, None], dtype="Int64"), "c": pd.Categorical(["x", "y"])}),
        pd.DataFrame({"a": [1.0]}, index=pd.MultiIndex.from_tuples([("x", 1)])),
        pd.DataFrame(),
        pd.DataFrame({str(number): pd.array([1, 2], dtype="Int32") for number in range(300)}),
    ],
)
def test_the_size_of_a_frame_is_what_pandas_says(frame: pd.DataFrame) -> None:
    preview = preview_of(frame).preview

    assert int(frame.memory_usage().sum()) == pytest.approx(preview.size_bytes, abs=200)


def test_one_object_that_never_ends_does_not_use_up_the_time_of_the_others() -> None:
    preview = preview_of([1, Loop(), "b", Loop(), 2.5], cpu=0.8).preview

    assert isinstance(preview, TreePreview) and preview.root is not None
    shown = [child.summary for child in preview.root.children]
    assert ["1", "'b'", "2.5"] == [text for text in shown if "unavailable" not in text]
    assert shown[1] == shown[3] == "<unavailable: it took too long>"
    assert "2 parts took too long to look at" == preview.missing


def test_a_look_has_one_deadline_whatever_is_in_it() -> None:
    Loop.begun = 0
    before = time.thread_time()
    preview = preview_of(pd.DataFrame({"c": pd.Series([Loop() for _ in range(100)], dtype=object)}), cpu=0.2).preview

    assert time.thread_time() - before < 2.0
    assert 0 < Loop.begun < 60, "what comes after the deadline is not begun"
    assert isinstance(preview, TablePreview) and preview.page is not None
    assert "<unavailable: no time was left for it>" == preview.page.cells[-1][0]
    assert preview.missing.endswith("parts took too long to look at")


def test_code_that_waits_is_waited_for() -> None:
    class Slow:
        def __repr__(self) -> str:
            time.sleep(0.002)
            return "here"

    preview = preview_of([Slow() for _ in range(20)], cpu=0.1).preview

    assert isinstance(preview, TreePreview) and preview.root is not None
    assert {"here"} == {child.summary for child in preview.root.children}
    assert "" == preview.missing


def test_a_run_does_not_wait_for_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image, "picture_of", _no_time)
    shown = sketch_of(FIGURE)

    assert (b"", "200 × 100", "it was not looked at yet") == (shown.png, shown.preview.summary, shown.preview.missing)
    assert "picture" == summary_of(FIGURE)


def test_a_picture_that_hardly_compresses_is_made_smaller_until_it_can_cross() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (1_500, 1_500, 3)).astype("uint8")
    shown = preview_of(PIL.Image.fromarray(noise))

    assert isinstance(shown.preview, ImagePreview)
    assert shown.preview.summary.startswith("1500 × 1500, shown as ")
    assert image.png_size(shown.png) == (shown.preview.width, shown.preview.height)
    assert 1_000_000 < len(shown.png) <= image.MAX_PNG


def test_an_alarm_of_the_users_own_is_still_to_come() -> None:
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, 600.0)
        preview_of([Loop()], cpu=0.1)
        delay, _ = signal.getitimer(signal.ITIMER_REAL)
        assert 300.0 < delay <= 600.0
        assert signal.default_int_handler is signal.getsignal(signal.SIGALRM)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert (0.0, 0.0) == signal.getitimer(signal.ITIMER_PROF)


def test_nothing_is_begun_when_the_time_is_up() -> None:
    begun: list[str] = []

    with time_limit(cpu=-1.0) as deadline:
        said = attempt(lambda: begun.append("inner") or "", lambda reason: reason)

    assert ([], "no time was left for it", 1) == (begun, said, deadline.cuts)


def _raises(*args: object, **kwargs: object) -> None:
    raise RuntimeError("a class that fights back")


_FIGHTING = [
    type("Meta", (type,), {"__getattribute__": _raises}),
    type("Meta", (type,), {"__eq__": _raises, "__hash__": _raises, "__repr__": _raises}),
]


@pytest.mark.parametrize("meta", _FIGHTING, ids=["attributes", "comparisons"])
def test_a_class_that_fights_back_is_looked_at_all_the_same(meta: Any) -> None:
    value = type.__call__(type.__call__(meta, "Q", (), {}))
    for look in (preview_of, sketch_of):
        assert look(value).preview.type.endswith("Q")
    assert "Q" in summary_of(value)


@pytest.mark.parametrize("name", ["__dataclass_fields__", "_fields", "model_fields"])
@pytest.mark.parametrize("lie", [_raises, property(_raises), 5], ids=["method", "property", "number"])
def test_fields_that_are_none_are_no_fields(name: str, lie: object) -> None:
    value = type("Q", (tuple,), {name: lie})()
    assert preview_of(value).preview.type.endswith("Q")


def test_sleeping_counts_apart_from_waiting_for_a_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0, 0.0, 0.0]
    monkeypatch.setattr(budget, "_idle", budget._Idle())
    monkeypatch.setattr(budget.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(budget.time, "process_time", lambda: now[1])
    monkeypatch.setattr(budget.system, "queued_seconds", lambda: now[2])
    budget._idle.begin()
    for wall, worked, queued in [(1.0, 0.9, 0.0), (1.0, 0.0, 0.95), (1.0, 0.5, 0.0), (1.0, 0.0, 0.0)]:
        now[:] = [now[0] + wall, now[1] + worked, now[2] + queued]
        budget._idle.note()
    assert 1.0 == budget._idle.seconds
    with budget.patience():
        now[0] += 1.0
        budget._idle.note()
    assert 1.0 == budget._idle.seconds


def test_a_look_that_sleeps_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    class Asleep:
        def __repr__(self) -> str:
            while True:
                time.sleep(0.01)

    monkeypatch.setattr(budget, "IDLE_SECONDS", 0.4)
    preview = preview_of([1, Asleep(), 2], wall=1_000.0).preview

    assert isinstance(preview, TreePreview) and preview.root is not None
    assert ["1", "<unavailable: it took too long>", "2"] == [child.summary for child in preview.root.children]
