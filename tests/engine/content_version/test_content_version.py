"""Versions of values by content: equal values have equal ones however they are kept; what differs in anything
differs.
"""

from __future__ import annotations

import collections
import copy
import dataclasses
import datetime
import decimal
import enum
import pathlib
import pickle
import uuid
import zoneinfo
from typing import Any
from unittest import mock

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from dagscope.content_hash import UNHASHABLE, hash_value
from dagscope.content_version import data_version, version
from hypothesis import given, settings
from hypothesis import strategies as st

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from([0.0, 1.0, -1.5, float("nan"), float("inf")]),
    st.sampled_from(["", "1", "1.0", "a", "b", "None", "True", "nan", "\ud800", "<none>"]), st.sampled_from([b"",
        b"a", b"1"]),
    st.sampled_from([datetime.date(2020, 1, 1), decimal.Decimal("1.0"), decimal.Decimal("1.00"), 1 + 0j]),
)  # fmt: skip
KEYS = st.one_of(st.sampled_from(["a", "b", "1", ""]), st.integers(0, 2), st.booleans(), st.none())
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(KEYS, inner, max_size=3),
        st.frozensets(KEYS, max_size=3),
        st.sets(KEYS, max_size=3),
    ),
    max_leaves=8,
)


def typed(value: Any) -> str:
    """Return what a value is, types and all, with no order where there is none."""
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__}[{','.join(map(typed, value))}]"
    if isinstance(value, dict):
        return f"dict{sorted((typed(key), typed(each)) for key, each in value.items())}"
    if isinstance(value, (set, frozenset)):
        return f"{type(value).__name__}{sorted(map(typed, value))}"
    return f"{type(value).__name__}:{value!r}"


@pytest.mark.parametrize("small", [0, 1_000], ids=["as large ones", "as small ones"])
@settings(max_examples=400)
@given(one=VALUES, other=VALUES)
def test_plain_values_are_told_apart_exactly(one: Any, other: Any, small: int) -> None:
    with mock.patch.object(version, "_SMALL", small):
        assert (typed(one) == typed(other)) is (data_version(one) == data_version(other))
        assert data_version(one) == data_version(copy.deepcopy(one)) == data_version(pickle.loads(pickle.dumps(one)))


@settings(max_examples=200)
@given(st.lists(st.dictionaries(st.sampled_from("abc"), SCALARS, min_size=1), min_size=2, max_size=4), st.randoms())
def test_order_of_keys_makes_no_difference(records: list[dict[str, Any]], random: Any) -> None:
    other = []
    for record in records:
        items = list(record.items())
        random.shuffle(items)
        other.append(dict(items))
    with mock.patch.object(version, "_SMALL", 0):
        assert data_version(records) == data_version(other)


TEXTS = st.lists(st.one_of(st.text(max_size=4), st.none()), min_size=1, max_size=6)
STORAGES = ("object", pd.StringDtype("python"), pd.StringDtype("pyarrow"), "str")


@settings(max_examples=150)
@given(st.lists(st.text(max_size=4), min_size=1, max_size=6))
def test_texts_are_equal_in_every_storage(texts: list[str]) -> None:
    texts = [each.encode("utf-8", "ignore").decode() for each in texts]
    columns = [pd.Series(texts, dtype=dtype, name="n") for dtype in STORAGES]
    assert 1 == len({data_version(each) for each in columns})
    assert 1 == len({data_version(pd.DataFrame({"t": each, "x": 1})) for each in columns})
    assert 1 == len({data_version(pd.Series(1, index=pd.Index(texts, dtype=dtype))) for dtype in STORAGES})
    changed = [*texts[:-1], texts[-1] + "x"]
    assert data_version(columns[0]) != data_version(pd.Series(changed, dtype="object", name="n"))


@settings(max_examples=150)
@given(TEXTS)
def test_missing_texts_are_what_they_are(texts: list[str | None]) -> None:
    texts = [*texts, "text"]
    texts = [each if each is None else each.encode("utf-8", "ignore").decode() for each in texts]
    missing = [pd.NA if each is None else each for each in texts]
    gaps = [float("nan") if each is None else each for each in texts]
    as_na = {data_version(pd.Series(missing, dtype=each)) for each in ("object", *STORAGES[1:3])}
    as_nan = {
        data_version(pd.Series(gaps, dtype="object")),
        *(
            data_version(pd.Series(texts, dtype=pd.StringDtype(each, na_value=np.nan)))
            for each in ("python", "pyarrow")
        ),
    }
    as_none = {data_version(pd.Series(texts, dtype="object"))}
    assert [1, 1, 1] == [len(as_na), len(as_nan), len(as_none)]
    assert (3 if None in texts else 1) == len(as_na | as_nan | as_none)


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


@dataclasses.dataclass
class Holder:
    frame: Any
    more: Any = None


class Slotted:
    __slots__ = ("x",)

    def __init__(self, x: Any) -> None:
        self.x = x


class OwnPickle:
    def __init__(self, x: Any) -> None:
        self.x = x
        self.noise = object()

    def __reduce__(self) -> Any:
        return (OwnPickle, (self.x,))


FRAME = pd.DataFrame({"a": [1, 2], "b": [1.5, 2.5], "c": ["x", "y"]})
ZONE = zoneinfo.ZoneInfo("UTC")
MOMENT = datetime.datetime(2020, 1, 1, 12)
DIFFERENT: list[Any] = [
    FRAME, FRAME.rename(columns={"a": "z"}), FRAME[["b", "a", "c"]], FRAME.set_index("a"), FRAME.rename_axis("i"),
        FRAME.rename_axis(columns="i"),
    FRAME.astype({"a": "int32"}), FRAME.astype({"a": "Int64"}), FRAME.astype({"a": "float64"}),
        FRAME.astype({"c": "category"}),
    FRAME.iloc[::-1], FRAME.iloc[:1], FRAME.set_axis([5, 6]), FRAME.set_axis(["0", "1"]), FRAME.set_index(["a", "b"]),
        FRAME["a"], FRAME["b"],
    FRAME["a"].rename(None), FRAME["a"].rename(1), FRAME["a"].rename("1"), FRAME["a"].to_frame(),
        FRAME.to_dict("list"), FRAME.to_dict("records"),
    pd.DataFrame(), pd.DataFrame(index=[0, 1]), pd.DataFrame({"a": []}), pd.DataFrame({"a": []}, dtype="object"),
    pd.Series([1, "a"]), pd.Series(["1", "a"]), pd.Series([1, None], dtype="object"), pd.Series([1, np.nan],
        dtype="object"),
    pd.Series([1, pd.NA], dtype="object"), pd.Series([1, np.nan]), pd.Series([1, None], dtype="Int64"), pd.Series([1,
        0], dtype="Int64"),
    pd.Series([[1], [2]]), pd.Series([(1,), (2,)]), pd.Series([{"a": 1}, {}]), pd.Series([True, False]),
        pd.Series([True, False], dtype="boolean"),
    pd.Series([True, False], dtype="object"), pd.Series([1, 0], dtype="object"), pd.Series(["a", "b"],
        dtype="category"),
    pd.Series(pd.Categorical(["a", "b"], ["b", "a"])), pd.Series(pd.Categorical(["a", "b"], ordered=True)),
    pd.Series(pd.to_datetime(["2020-01-01", None])), pd.Series(pd.to_datetime(["2020-01-01",
        None])).dt.tz_localize("UTC"),
    pd.Series(pd.to_datetime(["2020-01-01", None])).dt.tz_localize("Europe/Berlin"),
        pd.Series(pd.to_datetime(["2020-01-01", None])).dt.as_unit("ns"),
    pd.Series(pd.to_timedelta([1, 2], unit="s")), pd.Series(pd.period_range("2020", periods=2, freq="D")),
        pd.Series(pd.period_range("2020", periods=2, freq="M")),
    pd.Series(pd.interval_range(0, 2)), pd.Series(pd.interval_range(0, 2, closed="both")),
        pd.Series(pd.arrays.SparseArray([0, 1])),
    pd.Series([1, 2], dtype="int64[pyarrow]"), pd.Series(["a", "b"], dtype=pd.ArrowDtype(pa.string())),
        pd.Series(["a,", "b"]), pd.Series(["a", ",b"]),
    pd.Index([1, 2]), pd.Index([1, 2], name="n"), pd.Index(["1", "2"]), pd.MultiIndex.from_tuples([(1, 2)]),
        pd.DatetimeIndex(["2020"]), pd.Timestamp("2020"),
    np.array([1, 2]), np.array([[1, 2]]), np.array([[1], [2]]), np.array([1, 2], dtype="int32"), np.array([1, 2],
        dtype=">i8"), np.array(["1", "2"]),
    np.array([1, 2], dtype=object), np.array(["1", 2], dtype=object), np.array([(1, 2)], dtype="i4,i4"), np.array([(1,
        2)], dtype=[("a", "i4"), ("b", "i4")]),
    np.array([], dtype="f8"), np.array([], dtype="f4"), np.zeros((0, 3)), np.int64(1), np.float64(1.0),
        np.datetime64("2020"), np.array("2020", dtype="M8[D]"),
    np.array([1.0, np.nan]), np.array([0.0]), np.array([-0.0]), np.ma.array([1, 2], mask=[True, False]),
        np.ma.array([1, 2]), np.array(1), np.array([1]),
    pl.Series([1, 2]), pl.Series("n", [1, 2]), pl.Series([1, None]), pl.Series([1.0, 2.0]), pl.Series(["a", None]),
        pl.Series(["a", ""]),
    pl.Series(["a", "b"], dtype=pl.Categorical), pl.Series(["a", "b"]), pl.Series([[1], [2]]), pl.Series([{"a": 1}]),
        pl.Series([MOMENT]), pl.Series([MOMENT.date()]),
    pl.DataFrame({"a": [1, 2]}), pl.DataFrame({"b": [1, 2]}), pl.DataFrame({"a": [1.0, 2.0]}), pl.DataFrame(),
        pl.DataFrame({"a": []}),
    pl.LazyFrame({"a": [1]}), pl.LazyFrame({"a": [2]}),
    pa.table({"a": [1, 2]}), pa.table({"b": [1, 2]}), pa.table({"a": [1.0, 2.0]}), pa.table({"a": [1, None]}),
        pa.array([1, 2]), pa.array(["1", "2"]),
    pa.array([1, 2], pa.int32()), pa.chunked_array([[1, 2]]), pa.record_batch({"a": [1, 2]}), pa.table({"a": [1,
        2]}).replace_schema_metadata({"k": "v"}),
    Colour.RED, Colour.BLUE, Holder(1), Holder(2), Holder(FRAME), Holder(FRAME * 2), Holder([FRAME]),
        Holder({"f": FRAME}), Slotted(1), Slotted(2), Slotted(FRAME),
    OwnPickle(1), OwnPickle(FRAME), collections.OrderedDict(a=1), collections.Counter("aab"), collections.deque([1]),
        {"a": FRAME}, [FRAME], (FRAME,), [FRAME, FRAME],
    MOMENT, MOMENT.replace(fold=1), MOMENT.replace(tzinfo=datetime.timezone.utc), MOMENT.replace(tzinfo=ZONE),
        MOMENT.date(), MOMENT.time(), [MOMENT], [MOMENT.date()],
    datetime.timedelta(1), decimal.Decimal("1"), decimal.Decimal("1.0"), uuid.UUID(int=1), pathlib.PurePosixPath("a"),
        pathlib.Path("a"), range(3), range(0, 3, 2), 1 + 2j, slice(1),
    10**40, str(10**40), -(10**40), str(-(10**40)), 10**5000, 1e300, "1e300", "1_0", 10, "10", b"10",
        bytearray(b"10"), {"1", 2}, {1, "2"}, {"1", 2, "x"}, {1, "2", "x"},
    list(range(5000)), tuple(range(5000)), [*range(4999), "4999"], [*range(4999), 4999.0],
        {each: each for each in range(2000)}, {str(each): each for each in range(2000)},
    [[each] for each in range(2000)], [(each,) for each in range(2000)], [[*range(2000)]], [[*range(1000)],
        [*range(1000, 2000)]], [[*range(1001)], [*range(1001, 2000)]],
    [{"a": each, "b": 0} for each in range(2000)], [{"a": each, "c": 0} for each in range(2000)], [{"a": 0,
        "b": each} for each in range(2000)],
    [{}] * 2000, [{}] * 2001, [[]] * 2000, [()] * 2000, [set()] * 2000, [None] * 2000, ["None"] * 2000, ["a", 1, None,
        2.5, MOMENT] * 500, ["a", 1, None, MOMENT, 2.5] * 500,
]  # fmt: skip


def test_what_differs_has_different_versions() -> None:
    found: dict[str, Any] = {}
    for each in DIFFERENT:
        key = data_version(each)
        assert key != UNHASHABLE, each
        assert key not in found, (found[key], each)
        found[key] = each
    assert all("." not in key and "/" not in key and "," not in key for key in found)


@pytest.mark.parametrize("number", range(len(DIFFERENT)))
def test_copies_have_the_same_version(number: int) -> None:
    value = DIFFERENT[number]
    if getattr(value, "dtype", None) != ">i8":  # NumPy's own pickle turns the bytes around
        assert data_version(value) == data_version(pickle.loads(pickle.dumps(value)))
    if not isinstance(value, pl.LazyFrame):
        assert data_version(value) == data_version(copy.deepcopy(value))


def test_objects_in_polars() -> None:
    one, same, other = (pl.Series([each], dtype=pl.Object) for each in (Colour.RED, Colour.RED, Colour.BLUE))
    assert data_version(one) == data_version(same) != data_version(other)


def _masked(under: int) -> pd.Series:
    return pd.Series(pd.arrays.IntegerArray(np.array([1, under]), np.array([False, True])))


def _in_chunks(values: list[Any], dtype: Any = None) -> tuple[Any, Any]:
    """Return a polars series in two chunks of longer ones, and the same values in one piece."""
    whole = pl.Series(values, dtype=dtype)
    return pl.concat([whole[:1], pl.concat([whole, whole])[1 : len(whole)]], rechunk=False), whole


RNG = np.random.default_rng(1)
MATRIX = RNG.random((5, 4))
EQUAL: list[tuple[Any, Any]] = [
    (MATRIX, np.asfortranarray(MATRIX)), (MATRIX[:, ::2], MATRIX[:, ::2].copy()), (MATRIX.T, MATRIX.T.copy()),
    (pd.DataFrame(MATRIX), pd.DataFrame({number: MATRIX[:, number] for number in range(4)})), (pd.DataFrame(MATRIX),
        pd.DataFrame(np.asfortranarray(MATRIX))),
    (pd.DataFrame({"a": [1, 2], "b": [3, 4]}), pd.DataFrame({"a": [1, 2]}).assign(b=[3, 4])), (FRAME,
        pd.concat([FRAME[["a", "b"]], FRAME[["c"]]], axis=1)),
    (FRAME, pd.concat([FRAME.iloc[:1], FRAME.iloc[1:]])), (pd.Series([1, 2], index=pd.RangeIndex(2)), pd.Series([1,
        2], index=[0, 1])), (_masked(7), _masked(0)),
    (pl.concat([pl.DataFrame({"a": [1]}), pl.DataFrame({"a": [2]})], rechunk=False), pl.DataFrame({"a": [1, 2]})),
        (pl.DataFrame({"a": [0, 1, 2]})[1:], pl.DataFrame({"a": [1, 2]})),
    (pl.Series(["x", "a", "b"], dtype=pl.Categorical)[1:], pl.Series(["a", "b"], dtype=pl.Categorical)),
        (pl.Series(["x" * 30, "a"])[1:], pl.Series(["a"])),
    (pl.Series([True, False, True])[1:], pl.Series([False, True])), (pl.Series([1, None, 2])[1:], pl.Series([None, 2],
        dtype=pl.Int64)), (pa.table({"a": [0, 1, 2]}).slice(1), pa.table({"a": [1, 2]})),
    (pa.concat_tables([pa.table({"a": [1]}), pa.table({"a": [2]})]), pa.table({"a": [1, 2]})), (pa.array(["x",
        "a"]).slice(1), pa.array(["a"])),
    _in_chunks([0.0, None, 0.0]), _in_chunks(["", None, ""]), _in_chunks([b"", None, b"x"]), _in_chunks([[1], None,
        [], [None, 2]]), _in_chunks([{"p": 0, "q": None}, None, {"p": None, "q": "x"}]), _in_chunks([[["a"]], [["b"],
            []]], pl.List(pl.List(pl.Categorical))), _in_chunks([[1, None], [3, 4]], pl.Array(pl.Int8, 2)),
    _in_chunks([decimal.Decimal("1.5"), None]), _in_chunks([1, None, 3], pl.Int128), _in_chunks([MOMENT, None]),
    (Holder(FRAME), Holder(pd.concat([FRAME.iloc[:1], FRAME.iloc[1:]]))), (Slotted(MATRIX),
        Slotted(np.asfortranarray(MATRIX))),
    ({"a": FRAME, "b": 1}, {"b": 1, "a": FRAME.copy()}), (["ab" * 600] * 2, ["".join(["ab"] * 600),
        "".join(["ab"] * 600)]), (OwnPickle(1), OwnPickle(1)),
    ([{"a": 1, "b": 2}] * 2000, [{"b": 2, "a": 1}] * 1999 + [{"a": 1, "b": 2}]), ([MOMENT] * 2000,
        [copy.deepcopy(MOMENT) for _ in range(2000)]),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(EQUAL)))
def test_equal_values_have_the_same_version_wherever_they_lie(number: int) -> None:
    one, other = EQUAL[number]
    assert data_version(one) == data_version(other)


def test_values_that_hold_themselves() -> None:
    knot: list[Any] = [1]
    knot.append(knot)
    doubled: list[Any] = []
    for _ in range(60):
        doubled = [doubled, doubled]
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert data_version(knot) != data_version(doubled)
    assert UNHASHABLE in (data_version(deep), UNHASHABLE)


def test_what_nothing_can_be_said_about() -> None:
    class Local:
        def __init__(self) -> None:
            self.x = 1

    for each in (lambda: 1, Local(), [1, lambda: 1], Holder(lambda: 1), {"a": Local()}):
        assert UNHASHABLE == data_version(each)


class _Told:
    def __init__(self, x: int) -> None:
        self.x = x


def test_a_project_says_how_its_values_are_hashed() -> None:
    hash_value.register(_Told)(lambda obj, *args, **kwargs: f"told {obj.x % 2}")
    assert "told 1" == data_version(_Told(3))
    assert data_version([_Told(1)]) == data_version([_Told(3)]) != data_version([_Told(2)])


def test_small_plain_values_have_hamiltons_hash_and_only_where_it_tells_them_apart() -> None:
    for value in (1, 1.5, "a", None, True, [1, "a", None], {"a": [1, {"b": 2}]}, ["a", "b", "c"]):
        assert hash_value(value) == data_version(value)
    for value in ("1", (1,), {}, {1: 2}, ["a", 1], {1}, b"a"):
        assert hash_value(value) != data_version(value)
