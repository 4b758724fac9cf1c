"""Values that are not computed yet, of polars, dask, ibis, DuckDB and Narwhals: computed within a limit that is said,
then compared.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from dagscope.compare.values.outcome import Context, Outcome, single, types_beside, worst
from dagscope.compare.values.pairs import texts_of
from dagscope.preview.budget import attempt, is_a
from dagscope.preview.lazy import has_dask_graph, is_duckdb, is_ibis, is_narwhals
from dagscope.records import Verdict

MOST_ROWS = 100_000
MOST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Computed:
    """What a lazy value gave: its first rows, and whether there are more."""

    value: Any
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class _Failed:
    reason: str


def is_lazy(value: Any) -> bool:
    """Return whether a value has to be computed before anything is known of it, or wraps one of another library."""
    if has_dask_graph(value) or is_a(value, "polars", "LazyFrame"):
        return True
    return is_narwhals(value) or is_ibis(value) or is_duckdb(value)


def compare_lazy(left: Any, right: Any, context: Context) -> Outcome:
    """Compare two values of which at least one is lazy, by what they compute."""
    if left is right:
        return single("equal", ("", ""), context, kind="object", summary="the same lazy value")
    found = [attempt(partial(_computed, value), _Failed) for value in (left, right)]
    failed = next((each for each in found if isinstance(each, _Failed)), None)
    if failed is not None:
        return _by_plan(left, right, context, failed.reason)
    one, other = found
    assert isinstance(one, Computed) and isinstance(other, Computed)
    outcome = context.judge(one.value, other.value, context)
    lazy = [is_lazy(value) and not is_narwhals(value) for value in (left, right)]
    notes = ["computed for the comparison"] if any(lazy) else []
    if one.is_cut or other.is_cut:
        notes = [f"the first {MOST_ROWS:,} rows were computed and compared; there are more"]
        if outcome.verdict in ("equal", "close"):
            verdict = worst(outcome.verdict, "partial")
            summary = f"the first {MOST_ROWS:,} rows are equal; there are more"
            outcome = replace(outcome, verdict=verdict, summary=summary)
    beside = types_beside(left, right) if lazy[0] != lazy[1] else ()
    return replace(outcome, notes=(*notes, *outcome.notes), beside=(*beside, *outcome.beside))


def _by_plan(left: Any, right: Any, context: Context, reason: str) -> Outcome:
    """Say what is known where computing did not end: whether the plans are alike, never that the values are."""
    plans = [attempt(partial(_plan, value), lambda why: None) for value in (left, right)]
    is_same = plans[0] is not None and plans[0] == plans[1]
    summary = f"{'the same plan, ' if is_same else ''}not computed: {reason}"
    verdict: Verdict = "partial" if is_same else "incomparable"
    return single(verdict, texts_of(left, right), context, kind="object", summary=summary)


def _plan(value: Any) -> object:
    """Return what is going to be computed, in a form that is equal where the computation is, or None."""
    if is_narwhals(value):
        return _plan(value.to_native())
    if is_a(value, "polars", "LazyFrame"):
        return value.serialize()
    if has_dask_graph(value):
        return sorted(map(str, value.__dask_keys__())) if type(value).__name__ != "Delayed" else str(value.key)
    return None


def _computed(value: Any) -> Computed:
    if is_narwhals(value):
        return _computed(value.to_native())
    if is_a(value, "polars", "LazyFrame"):
        frame = value.head(MOST_ROWS + 1).collect()
        return Computed(frame.head(MOST_ROWS), frame.height > MOST_ROWS)
    if has_dask_graph(value):
        return _of_dask(value)
    if is_duckdb(value):
        return _of_duckdb(value)
    return _of_ibis(value) if is_ibis(value) else Computed(value)


def _of_dask(value: Any) -> Computed:
    """Return the first rows of a frame, an array that is not too large, the first items of a bag, or a delayed
    value.
    """
    kind = type(value)  # a delayed value has every attribute
    if hasattr(kind, "npartitions") and hasattr(kind, "head"):
        return _of_partitions(value)
    if hasattr(kind, "npartitions") and hasattr(kind, "take"):
        items = list(value.take(MOST_ROWS + 1, npartitions=-1, warn=False))
        return Computed(items[:MOST_ROWS], len(items) > MOST_ROWS)
    size = value.nbytes if hasattr(kind, "nbytes") else 0
    if size != size or size > MOST_BYTES:
        raise ValueError(
            f"it takes {size:,} bytes, more than {MOST_BYTES:,}" if size == size else "its size is unknown"
        )
    return Computed(value.compute())


def _of_partitions(value: Any) -> Computed:
    """Rows of a dask frame, one partition after the other until there are enough."""
    frame = value.head(MOST_ROWS + 1, npartitions=-1, compute=True)
    return Computed(frame.iloc[:MOST_ROWS], len(frame) > MOST_ROWS)


def _of_ibis(value: Any) -> Computed:
    if not hasattr(value, "limit"):
        return Computed(value.execute())
    frame = value.limit(MOST_ROWS + 1).execute()
    return Computed(frame.iloc[:MOST_ROWS], len(frame) > MOST_ROWS)


def _of_duckdb(value: Any) -> Computed:
    """Return the first rows of a relation as Python has them, a column each: no other library is needed for that."""
    rows = value.limit(MOST_ROWS + 1).fetchall()
    kept = rows[:MOST_ROWS]
    types = dict.fromkeys(value.columns, "")
    types.update(zip(value.columns, map(str, value.types)))
    return Computed({"types": types, "rows": kept}, len(rows) > MOST_ROWS)
