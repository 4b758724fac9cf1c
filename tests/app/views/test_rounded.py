"""Numbers as they are read: six significant digits, and nothing else touched."""

from __future__ import annotations

import pytest
from dagscope_app.views.widgets.labels import rounded


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("49.55454922", "49.5545"),
        ("80.86", "80.86"),
        ("14291.666666666666", "14291.7"),
        ("14291666.67", "14291667"),
        ("-0.3333333333333333", "-0.333333"),
        ("1.23456789e-07", "1.23457e-07"),
        ("0.00001234567891", "1.23457e-05"),
        ("123456789012", "123456789012"),
        ("2024-12-31 22:00:00.123456789", "2024-12-31 22:00:00.123456789"),
        ("nan", "nan"),
        ("True", "True"),
        ("1.50000001", "1.5"),
    ],
)
def test_fractions_have_six_digits(text: str, shown: str) -> None:
    assert shown == rounded(text)
