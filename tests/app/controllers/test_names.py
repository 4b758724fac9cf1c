"""Names on the clipboard."""

from __future__ import annotations

from dagscope.records import ProblemRecord

from tests.app.controllers.bench import Bench


def test_names_are_copied_alone_and_with_their_modules(shop: Bench) -> None:
    shop.c.graph.select(["total", "count"])
    shop.do("edit.copy_name")
    assert "total\ncount" == shop.clipboard.held
    shop.do("edit.copy_qualified")
    assert "orders.total\ncount" == shop.clipboard.held


def test_what_installs_missing_packages_is_offered_and_copied(shop: Bench) -> None:
    assert not any(problem.command for problem in shop.state.problems)
    needs = ProblemRecord("needs", "This project needs a", command="uv pip install a")
    shop.c.project.build()
    shop.build(problems=(needs, needs))
    assert ("This project needs a", "edit.copy_install") == (shop.said, shop.offered)
    shop.do("edit.copy_install")
    assert "uv pip install a" == shop.clipboard.held
    shop.c.project.build()
    shop.build()
    assert "" == shop.said
