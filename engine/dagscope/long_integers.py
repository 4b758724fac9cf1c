"""Integers of more digits than Python writes by itself. It must not write any."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

MOST_DIGITS = 200_000
"""Longer integers take seconds to write; their size in bits is said instead."""


@contextlib.contextmanager
def whole_integers() -> Iterator[None]:
    """Let integers of up to `MOST_DIGITS` digits be written in the block: Python's own limit is some thousand."""
    if not hasattr(sys, "set_int_max_str_digits"):
        yield
        return
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(max(before, MOST_DIGITS) if before else 0)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(before)
