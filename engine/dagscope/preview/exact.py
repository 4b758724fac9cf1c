"""Values as texts that lose nothing: what leaves the window or the command line. It must not shorten anything.

Numbers are written with the fewest digits that read back as the same number; a missing value is an empty text.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import Any

from dagscope.class_home import home_of
from dagscope.preview.budget import attempt
from dagscope.preview.cells import column_texts
from dagscope.preview.filters.objects import is_nothing
from dagscope.preview.real_types import module_of, types_in
from dagscope.preview.scalars import all_digits

_QUICK = frozenset(
    ("datetime", "decimal", "pandas", "pandas._libs.tslibs.timestamps", "pandas._libs.tslibs.timedeltas", "numpy")
)
"""Where the classes come from whose texts are no code of the user's, so that they need no limit each."""
_CONTAINERS = (list, dict, tuple, set, frozenset, bytes)


def exact_text(value: Any) -> str:
    """Return the whole value as a text: `0.30000000000000004`, `inf`, an empty text for a missing value."""
    kind = type(value)
    if kind is str:
        return str(value)
    if kind is float:
        return "" if value != value else repr(value)
    if kind is bool:
        return str(value)
    if kind is int:
        return all_digits(value)
    if value is None or is_nothing(value):
        return ""
    if module_of(kind) in _QUICK:
        return str(value)
    if any(kind is each for each in _CONTAINERS):
        return attempt(lambda: repr(value), _unavailable)
    return attempt(lambda: str(value), _unavailable)


def exact_texts(values: Iterable[Any]) -> list[str]:
    """Return the whole texts of the cells of one column."""
    kept = values if isinstance(values, list) else list(values)
    kinds = types_in(kept)
    if kinds == {str}:
        return kept
    if kinds == {float}:
        return ["" if value != value else repr(value) for value in kept]
    if kinds == {int} and max(kept) < 10**18 and min(kept) > -(10**18):
        return list(map(str, kept))
    return [exact_text(value) for value in kept]


def counted_texts(items: Iterable[Any], most: int = 20, limit: int = 100) -> tuple[list[tuple[str, int]], int]:
    """Return the most frequent values by a short text, with their counts, and how many different ones there are.

    They are told apart by their whole texts: short ones may be the same.
    """
    kept = list(items)
    texts = exact_texts(kept)
    counts = Counter(texts)
    examples = dict(zip(reversed(texts), reversed(kept)))
    return [(column_texts([examples[text]], limit)[0], count) for text, count in counts.most_common(most)], len(counts)


def python_scalar(cell: Any) -> Any:
    """Return a scalar of NumPy's as Python's where that says the same, else its whole text; anything else as it is."""
    if home_of(type(cell)) != "numpy" or getattr(cell, "shape", None) != () or not hasattr(cell, "item"):
        return cell
    if cell.dtype.kind == "f":
        number = float(str(cell))
        return number if not math.isinf(number) or cell == number else exact_text(cell)
    item = cell.item()
    # Python's moments and durations are neither as fine nor as coarse as NumPy's may be.
    is_other = cell.dtype.kind in "mM" and (type(item) is int or cell.dtype.str[-3:] in ("[M]", "[Y]"))
    return exact_text(cell) if is_other else item


def _unavailable(reason: str) -> str:
    return f"<unavailable: {reason}>"
