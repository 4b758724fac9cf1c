"""Layouts: when one is asked for, and which answer counts; moves that begin before it."""

from __future__ import annotations

from dagscope_app.model.picture.overview import READABLE_SCALE
from dagscope_app.model.picture.resolve import resolve
from dagscope_app.model.records.scene import Look, SceneSpec

from tests.app.controllers.bench import Bench, node

MANY = tuple(node(f"part.step_{i}", *([f"part.step_{i - 1}"] if i else [])) for i in range(420))


def test_nothing_is_asked_again_while_the_same_is_placed(shop: Bench) -> None:
    asked = len(shop.layout.requests)
    shop.c.graph.select(["total"])
    shop.c.placing.refresh()
    assert asked == len(shop.layout.requests)
    shop.c.placing.refresh(look=Look(1.0, 0.0, 0.0, ""))
    assert ("look_again", Look(1.0, 0.0, 0.0, "")) == shop.camera.calls[-1]
    shop.c.placing.refresh(is_fresh=True)
    assert asked + 1 == len(shop.layout.requests)


def test_the_picture_stays_until_the_layout_comes_and_an_older_one_does_not_count(shop: Bench) -> None:
    before = shop.state.drawn
    shop.layout.waits = True
    shop.do("view.fold_all")
    late = shop.layout.pending()
    shop.do("view.unfold_all")
    shop.do("view.turn")
    late()
    assert before is shop.state.drawn
    shop.layout.answer()
    assert shop.state.drawn is not None
    assert ("TB", frozenset()) == (shop.state.drawn.direction, shop.state.drawn.folded)


def test_another_project_is_laid_out_whatever_it_holds(shop: Bench) -> None:
    asked = len(shop.layout.requests)
    shop.do("project.close")
    assert shop.state.drawn is None
    shop.open()
    assert asked + 1 == len(shop.layout.requests) and shop.state.drawn is not None


def test_a_layout_that_fails_ends_the_moves_that_began(shop: Bench) -> None:
    shop.c.placing.on_failed()
    assert [("arrive",)] == shop.canvas.calls


def near(bench: Bench) -> SceneSpec:
    assert bench.state.layout is not None
    return resolve(bench.state, bench.state.layout)


def test_folding_a_group_of_a_large_picture_shows_at_once_what_it_does(bench: Bench) -> None:
    bench.open(MANY)
    bench.do("view.sections")
    bench.do("view.unfold_all")
    bench.canvas.scene = near(bench)
    bench.layout.waits = True
    bench.c.folding.toggle_group("part")

    (call,) = bench.canvas.calls
    assert "anticipate" == call[0] and isinstance(call[1], SceneSpec)
    assert call[1].groups["part"].is_folded and not set(call[1].nodes) & {item.name for item in MANY}
    assert bench.state.drawn is not None and frozenset() == bench.state.drawn.folded, "the state waits for the layout"


def test_where_too_much_is_in_view_the_group_is_marked(bench: Bench) -> None:
    bench.open(MANY)
    bench.do("view.sections")
    bench.do("view.unfold_all")
    bench.layout.waits = True
    bench.c.folding.toggle_group("part")
    assert [("mark_awaited", "part")] == bench.canvas.calls


def test_a_small_picture_does_not_move_twice(shop: Bench) -> None:
    shop.canvas.scene = near(shop)
    shop.c.folding.toggle_group("north")
    assert [] == shop.canvas.calls


def test_a_new_project_is_folded_until_its_names_can_be_read_and_no_picture_is_shown_before(bench: Bench) -> None:
    bench.camera.room = 500.0
    bench.open(
        tuple(node(f"part_{i // 10}.n{i}", *([f"part_{(i - 1) // 10}.n{i - 1}"] if i else [])) for i in range(60))
    )
    view, drawn = bench.state.view, bench.state.drawn
    assert view.folded and drawn is not None and drawn.folded == view.folded
    assert bench.camera.fitting_scale(*drawn.layout.size) >= READABLE_SCALE
    bench.do("view.unfold_all")
    assert bench.state.drawn is not None and not bench.state.drawn.folded, "what a person unfolds stays so"


def test_what_is_unfolded_before_the_first_picture_is_there_stays_so(bench: Bench) -> None:
    bench.camera.room = 500.0
    bench.layout.waits = True
    bench.open(
        tuple(node(f"part_{i // 10}.n{i}", *([f"part_{(i - 1) // 10}.n{i - 1}"] if i else [])) for i in range(60))
    )
    bench.do("view.unfold_all")
    bench.layout.answer()
    assert bench.state.drawn is not None and not bench.state.drawn.folded and not bench.state.view.folded
