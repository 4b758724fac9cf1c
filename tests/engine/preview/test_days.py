"""Days are shown as days: without midnight where every moment of a column or an index is one."""

from __future__ import annotations

import pandas as pd
import pytest
from dagscope.preview import table_view

DAYS = pd.to_datetime(["2024-01-01", "2024-01-02", None])
HOURS = pd.to_datetime(["2024-01-01 00:00", "2024-01-02 06:00", None])


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        (DAYS, ("2024-01-01", "2024-01-02", "NaT")),
        (HOURS, ("2024-01-01 00:00:00", "2024-01-02 06:00:00", "NaT")),
        (pd.Index(["a 00:00:00", "b", "c"]), ("a 00:00:00", "b", "c")),
    ],
)
def test_index_and_column_show_midnight_only_beside_other_hours(moments: pd.Index, expected: tuple[str, ...]) -> None:
    frame = pd.DataFrame({"at": moments, "n": [1, 2, 3]}, index=moments)
    view = table_view(frame)
    assert view is not None

    page = view.page(0, 10, 0, 2).page

    assert expected == page.index
    assert expected == tuple(row[0] for row in page.cells)
