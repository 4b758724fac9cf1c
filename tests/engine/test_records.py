"""Names of values as they cross: text to parts and back."""

from __future__ import annotations

import pytest
from dagscope.records import RECEIVED, ValueName


@pytest.mark.parametrize(
    ("name", "text", "is_figure"),
    [
        (ValueName("a.total"), "a.total", False),
        (ValueName("total", RECEIVED), "total#received", False),
        (ValueName.of_figure("total", 2), "total#figure 2", True),
    ],
)
def test_a_name_crosses_as_text(name: ValueName, text: str, is_figure: bool) -> None:
    assert (text, name, is_figure) == (str(name), ValueName.parse(text), name.is_figure)
