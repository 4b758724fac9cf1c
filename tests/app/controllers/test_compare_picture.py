"""What is shown of the union of both sides, and how bright each is."""

from __future__ import annotations

from tests.app.controllers.bench import Bench


def test_only_differences_shows_what_differs_with_its_neighbours(opened: Bench) -> None:
    opened.c.compare_picture.show_only_differences(True)
    shown = {item.id for item in opened.second_layout.requests[-1].nodes}
    assert {"total", "north.chosen"} <= shown and "south.mean_price" not in shown
    opened.c.compare_picture.set_hops(0)
    assert {"total", "north.chosen"} == {item.id for item in opened.second_layout.requests[-1].nodes}
    opened.do("compare.close")
    opened.do("compare.open")
    assert opened.state.compare.shows_only_differences and 0 == opened.state.compare.hops
    opened.c.compare_picture.show_only_differences(False)
    assert len(opened.second_layout.requests[-1].nodes) > len(shown)


def test_one_picture_and_its_spotlight(opened: Bench) -> None:
    opened.do("compare.merge")
    seen = []
    for _ in range(3):
        opened.do("compare.spotlight")
        seen.append(opened.state.compare.spotlight)
    assert opened.state.compare.is_merged and ["left", "right", "both"] == seen
