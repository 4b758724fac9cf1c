from __future__ import annotations


def a(x: Nope) -> int:  # noqa: F821
    return 1
