"""Order, filters and statistics of one NumPy array. NumPy is imported in the functions: only tables get here."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from dagscope.preview.cells import cell_text

MAX_SLOW_ROWS = 300_000
BINS = 20
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def missing(values: Any) -> Any:
    """Which values are NaN, NaT or None, as a mask."""
    import numpy as np

    if values.dtype.kind in "fc":
        return np.isnan(values)
    if values.dtype.kind in "mM":
        return np.isnat(values)
    if values.dtype.kind == "O":
        return np.fromiter((_is_nothing(item) for item in values), dtype=bool, count=len(values))
    return np.zeros(len(values), dtype=bool)


def _is_nothing(item: Any) -> bool:
    return item is None or (type(item) is float and item != item) or type(item).__name__ in ("NaTType", "NAType")


def stable_order(values: Any, descending: bool) -> Any:
    """Positions that sort the values, equal ones in their old order, missing ones last."""
    import numpy as np

    if values.dtype.kind == "O":
        values = _ranks(values)
    if not descending:
        order = np.argsort(values, kind="stable")
    else:
        order = len(values) - 1 - np.argsort(values[::-1], kind="stable")[::-1]
    gone = int(missing(values).sum()) if values.dtype.kind in "fcmM" else 0
    # Ascending, NumPy puts NaN and NaT last by itself; turned round they stand first.
    return np.roll(order, -gone) if descending and gone else order


def _ranks(values: Any) -> Any:
    """Objects as numbers in their order; what cannot be compared goes by type and text."""
    import numpy as np

    if len(values) > MAX_SLOW_ROWS * 10:
        raise ValueError(f"it has {len(values):,} rows of Python objects, too many to sort")
    places: dict[Any, int] = {}
    codes = np.empty(len(values), dtype=np.float64)
    try:
        for number, item in enumerate(values):
            codes[number] = np.nan if _is_nothing(item) else places.setdefault(item, len(places))
    except TypeError:
        return _ranks(np.array([None if _is_nothing(item) else cell_text(item) for item in values], dtype=object))
    try:
        ordered = sorted(places)
    except TypeError:
        ordered = sorted(places, key=lambda item: (type(item).__name__, cell_text(item)))
    rank = np.empty(len(ordered) + 1)
    for number, item in enumerate(ordered):
        rank[places[item]] = number
    rank[-1] = np.nan
    return rank[np.where(np.isnan(codes), len(ordered), codes).astype(np.int64)]


def number_of(text: str, dtype: Any) -> Any:
    """What a filter's text means for an array of this dtype.

    Raises:
        ValueError: it is no such thing; the text says what is expected.
    """
    import numpy as np

    kind = dtype.kind
    if kind == "b":
        if text.strip().lower() not in _WORDS:
            raise ValueError(f"{text!r} is not true or false")
        return _WORDS[text.strip().lower()]
    if kind in "iufc":
        try:
            return int(text) if kind in "iu" and text.strip().lstrip("+-").isdigit() else float(text)
        except ValueError:
            raise ValueError(f"{text!r} is no number") from None
    try:
        return np.datetime64(text.strip()) if kind == "M" else np.timedelta64(int(text), "s")
    except ValueError:
        raise ValueError(f"{text!r} is no date; write it as 2024-01-31") from None


def mask_of(values: Any, op: str, text: str) -> Any:
    """Which values a rule keeps."""
    import numpy as np

    if op in ("empty", "filled"):
        gone = missing(values)
        if values.dtype.kind in "OUS":
            gone = gone | np.fromiter((type(v) in (str, np.str_) and v == "" for v in values), bool, len(values))
        return gone if op == "empty" else ~gone
    if op in ("~", "!~") or values.dtype.kind not in "biufcmM":
        return _text_mask(values, op, text)
    if op not in _COMPARE:
        raise ValueError(f"there is no filter {op!r}")
    with np.errstate(invalid="ignore"):
        return np.asarray(_COMPARE[op](values, number_of(text, values.dtype)), dtype=bool)


def _text_mask(values: Any, op: str, text: str) -> Any:
    import numpy as np

    if op in ("~", "!~"):
        wanted = text.lower()
        found = np.fromiter(
            (not _is_nothing(item) and wanted in cell_text(item).lower() for item in values),
            bool,
            len(values),
        )
        return found if op == "~" else ~found
    if op not in _COMPARE:
        raise ValueError(f"there is no filter {op!r}")
    compare = _COMPARE[op]
    number = _maybe_number(text)
    truth = _WORDS.get(text.strip().lower())
    return np.fromiter((_compared(compare, op, item, text, number, truth) for item in values), bool, len(values))


def _maybe_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _compared(
    compare: Callable[[Any, Any], Any],
    op: str,
    item: Any,
    text: str,
    number: float | None,
    truth: bool | None,
) -> bool:
    """One Python object against a filter's text: numbers as numbers, everything else as its text."""
    if _is_nothing(item):
        return op == "!="
    if type(item) is bool and truth is not None:
        return bool(compare(item, truth))
    if type(item) in (int, float) and number is not None:
        return bool(compare(item, number))
    return bool(compare(cell_text(item), text))


def _bins(values: Any) -> tuple[tuple[str, int], ...]:
    import numpy as np

    if not len(values):
        return ()
    low, high = values.min(), values.max()
    if low == high:
        return ((cell_text(low), len(values)),)
    counts, edges = np.histogram(values.astype(np.float64), bins=BINS)
    return tuple((f"{edges[i]:.4g} … {edges[i + 1]:.4g}", int(count)) for i, count in enumerate(counts))


def number_statistics(values: Any) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, int], ...]]:
    """Count, mean, spread, quartiles and a histogram of an array of numbers or booleans."""
    import numpy as np

    gone = missing(values)
    kept = values[~gone] if gone.any() else values
    rows: list[tuple[str, str]] = [("rows", f"{len(values):,}"), ("missing", f"{int(gone.sum()):,}")]
    if values.dtype.kind == "b":
        true = int(kept.sum())
        rows += [("true", f"{true:,}"), ("false", f"{len(kept) - true:,}")]
        return tuple(rows), (("False", len(kept) - true), ("True", true))
    finite = kept[np.isfinite(kept)] if kept.dtype.kind == "f" else kept
    if not len(finite):
        return tuple(rows), ()
    quartiles = np.quantile(finite, [0.25, 0.5, 0.75])
    rows += [
        ("mean", cell_text(float(finite.mean()))),
        ("standard deviation", cell_text(float(finite.std(ddof=1)) if len(finite) > 1 else 0.0)),
        ("minimum", cell_text(finite.min().item())),
        ("25 %", cell_text(float(quartiles[0]))),
        ("median", cell_text(float(quartiles[1]))),
        ("75 %", cell_text(float(quartiles[2]))),
        ("maximum", cell_text(finite.max().item())),
    ]
    return tuple(rows), _bins(finite)


def counted_statistics(
    pairs: list[tuple[Any, int]], rows: int, gone: int, distinct: int
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, int], ...]]:
    """The most frequent values of a column that is no number."""
    facts = [("rows", f"{rows:,}"), ("missing", f"{gone:,}"), ("distinct", f"{distinct:,}")]
    if pairs:
        facts.append(("most frequent", cell_text(pairs[0][0], 100)))
    return tuple(facts), tuple((cell_text(item, 100), int(count)) for item, count in pairs[:BINS])
