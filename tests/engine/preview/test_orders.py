"""The order of a column: as a stable sort gives it, whichever way it is found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from dagscope.preview.arrays import stable_order

RANDOM = np.random.default_rng(5)
FEW_EQUAL = RANDOM.random(5_000)
FEW_EQUAL[::50] = FEW_EQUAL[7]
WITH_GAPS = FEW_EQUAL.copy()
WITH_GAPS[100:140] = np.nan
SIGNED = FEW_EQUAL - 0.5
SIGNED[3:400:40] = 0.0
SIGNED[5:400:40] = -0.0
SIGNED[6], SIGNED[4_000] = np.inf, -np.inf

COLUMNS = {
    "few equal": FEW_EQUAL,
    "gaps": WITH_GAPS,
    "zeros of both signs": SIGNED,
    "short floats": WITH_GAPS.astype("float32"),
    "whole numbers": RANDOM.permutation(5_000) * 2**40,
    "unsigned": RANDOM.permutation(5_000).astype("uint64"),
    "many equal": RANDOM.integers(0, 9, 5_000),
    "all missing": np.full(2_000, np.nan),
    "other byte order": WITH_GAPS.astype(">f8"),
    "strided": np.repeat(WITH_GAPS, 2)[::2],
    "short": WITH_GAPS[90:120],
    "none": FEW_EQUAL[:0],
}


def expected(values: Any, descending: bool) -> list[int]:
    there = [at for at, value in enumerate(values.tolist()) if value == value]
    gone = [at for at, value in enumerate(values.tolist()) if value != value]
    ordered = values.tolist()
    return sorted(there, key=lambda at: -ordered[at] if descending else ordered[at]) + gone


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("name", COLUMNS)
def test_equal_values_keep_their_order_and_missing_ones_come_last(name: str, descending: bool) -> None:
    values = COLUMNS[name]

    assert stable_order(values, descending).tolist() == expected(values, descending)
