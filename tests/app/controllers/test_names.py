"""Names on the clipboard."""

from __future__ import annotations

from tests.app.controllers.bench import Bench


def test_names_are_copied_alone_and_with_their_modules(shop: Bench) -> None:
    shop.c.graph.select(["total", "count"])
    shop.do("edit.copy_name")
    assert "total\ncount" == shop.clipboard.held
    shop.do("edit.copy_qualified")
    assert "orders.total\ncount" == shop.clipboard.held
