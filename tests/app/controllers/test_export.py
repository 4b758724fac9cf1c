"""Exports: what is written, where to, and what is asked before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope_app.controllers.ports import PathQuestion
from dagscope_app.model.placement import pin_key
from dagscope_app.model.state import Banner

from tests.app.controllers.bench import FOLDER, Bench


def test_what_is_shown_is_written_without_what_is_there_for_the_eye_at_work(shop: Bench) -> None:
    shop.do("view.fold_all")
    shop.c.graph.select(["total"])
    shop.do("export.picture")
    assert PathQuestion("save", "Export picture", FOLDER, "dag.png", "Pictures (*.png)") == shop.ask.question
    shop.ask.answer("/out/shown.svg")

    ((spec, path),) = shop.written
    assert "/out/shown.svg" == path and ("Saved /out/shown.svg.", "") == (shop.toast, shop.said)
    assert shop.state.toast is not None and "/out/shown.svg" == shop.state.toast.path
    assert ["shop, plain"] == shop.written_names
    assert "north.chosen" not in spec.nodes and spec.groups["north"].is_folded
    assert not spec.nodes["total"].is_selected and ("total",) == shop.state.view.selection


@pytest.mark.parametrize(("command", "path"), [("export.dag", f"{FOLDER}/dag.png"), ("export.whole", "/out/whole.dot")])
def test_the_whole_graph_is_written_unfolded_whatever_is_shown(shop: Bench, command: str, path: str) -> None:
    shop.do("view.fold_all")
    shop.c.graph.select(["total"])
    shop.do("view.hide")
    shown = shop.state.layout
    shop.do(command)
    if command == "export.whole":
        shop.ask.answer(path)

    assert path == shop.written[0][1]
    assert set(shop.state.graph.nodes) == set(shop.written[0][0].nodes)
    assert shown is shop.state.layout, "the picture on show stays"
    assert 200.0 == shop.written[0][0].nodes["total"].box.width, "as wide as on paper"
    assert shop.second_layout.asked[-1]["is_fresh"], "whatever was drawn before"
    assert shop.second_layout.asked[-1]["is_owed"], "whatever is asked for meanwhile"


def test_what_is_shown_is_laid_out_again_where_a_name_is_cut(shop: Bench) -> None:
    shop.do("view.fold_all")
    shown = shop.state.layout
    assert shown is not None and shown.nodes["total"].width < 200
    for write in (lambda: shop.do("export.copy"), lambda: shop.c.share.slide("/out/s.png")):
        write()
        asked = shop.second_layout.asked[-1]
        assert asked["is_fresh"] and asked["is_owed"]
    spec = shop.written[0][0]
    assert 200.0 == spec.nodes["total"].box.width and spec.groups["north"].is_folded
    assert shown is shop.state.layout, "the picture on show stays"


def test_what_was_moved_by_hand_lies_beside_the_rest_as_it_does_on_the_screen(shop: Bench) -> None:
    layout = shop.state.layout
    assert layout is not None
    free = min(box.x for name, box in layout.nodes.items() if not shop.state.grouping.parents.get(name))
    shop.store.update(lambda now: replace(now, drawn=replace(now.drawn, layout=layout.moved(1000.0, 500.0))))
    shop.store.update(lambda now: replace(now, pinned={pin_key("total", is_group=False): (1400.0, 900.0)}))
    shop.do("export.copy")
    ((_, corner),) = shop.second_layout.asked[-1]["pinned"].items()
    assert (400.0 - free, 400.0) == pytest.approx(corner)


def test_a_picture_is_of_what_was_there_when_it_was_asked_for(shop: Bench) -> None:
    shop.second_layout.waits = True
    shop.do("export.dag")
    shop.store.update(lambda now: replace(now, folder="/elsewhere", graphs={}))
    shop.second_layout.answer()
    assert "total" in shop.written[0][0].nodes and ["shop, plain"] == shop.written_names


def test_the_selection_is_written_with_what_is_next_to_it(shop: Bench) -> None:
    shop.c.graph.select(["total"])
    shop.do("export.selection")
    assert isinstance(shop.ask.question, PathQuestion) and "total.png" == shop.ask.question.name
    shop.ask.answer("/out/part.dot")
    assert {"orders", "total", "shown_total", "report"} == set(shop.written[0][0].nodes)
    assert shop.state.view.isolated is None


def test_the_picture_goes_to_the_clipboard_without_a_path(shop: Bench) -> None:
    shop.do("export.copy")
    assert [""] == [path for _, path in shop.written]


def test_nothing_selected_and_what_could_not_be_written_are_said(shop: Bench) -> None:
    shop.c.export.export_selection("/out/part.png")
    assert "Nothing is selected. Select the nodes to export first." == shop.said
    shop.c.export.export("/no/dag.png", False)
    assert ("There is no /no/dag.png.", "") == (shop.said, shop.toast)


def test_a_picture_asked_for_before_it_is_drawn_is_written_when_it_is(shop: Bench) -> None:
    drawn = shop.state.drawn
    shop.store.update(lambda now: replace(now, drawn=None))
    shop.c.export.export("/out/dag.svg", False)
    assert [] == shop.written
    shop.store.update(lambda now: replace(now, drawn=drawn))
    assert ["/out/dag.svg"] == [path for _, path in shop.written]
    shop.store.update(lambda now: replace(now, drawn=replace(now.drawn)))
    assert 1 == len(shop.written), "once"


def test_what_takes_long_to_write_is_said_with_a_way_to_stop_it(shop: Bench) -> None:
    shop.store.update(lambda now: replace(now, banner=Banner("Something else.")))
    shop.shared.waits = True
    shop.c.share.slide("/out/s.png")
    shop.c.export.on_writing("s.png", 0.0)
    assert ("Writing s.png.", "export.stop") == (shop.said, shop.offered)
    shop.c.export.on_writing("s.png", 0.25)
    assert "Writing s.png: 25%." == shop.said
    shop.store.update(lambda now: replace(now, banner=None))
    shop.c.export.on_writing("s.png", 0.5)
    assert "" == shop.said, "who closed it has seen it"
    shop.store.update(lambda now: replace(now, banner=Banner("Something else.")))
    shop.c.export.on_writing("next.png", 0.0)
    shop.c.export.on_written()
    assert ("Something else.", "") == (shop.said, shop.state.writing)
    shop.c.export.on_writing("last.png", 0.0)
    shop.do("export.stop")
    shop.c.export.on_written()
    assert ("It was stopped.", "") == (shop.said, shop.toast)
