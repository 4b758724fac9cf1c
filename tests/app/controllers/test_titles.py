"""What a command is called, as things are."""

from __future__ import annotations

from dagscope_app.commands.table import BY_ID

from tests.app.controllers.bench import Bench


def test_titles_say_what_would_happen_now(shop: Bench) -> None:
    fold, run = BY_ID["view.fold"], BY_ID["run.selection"]
    shop.c.graph.select(["north.chosen"])
    assert ("Fold the surrounding group", "Run to here") == (fold.title_in(shop.state), run.title_in(shop.state))
    shop.c.graph.click_group("north")
    assert ("Fold", "Run the group") == (fold.title_in(shop.state), run.title_in(shop.state))
