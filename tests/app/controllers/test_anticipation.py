"""Moves that begin before their layout is there."""

from __future__ import annotations

from dataclasses import replace

import pytest
from dagscope_app.controllers.anticipation import LEAST_BOXES, toggled_group
from dagscope_app.model.picture.resolve import resolve
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.model.state import AppState, ViewState

from tests.app.controllers.bench import Bench, node

MANY = tuple(node(f"part.step_{i}", *([f"part.step_{i - 1}"] if i else [])) for i in range(LEAST_BOXES))


@pytest.fixture
def large(bench: Bench) -> Bench:
    """Return a bench with one group of many nodes, folded, and near enough to be moved."""
    bench.open((*MANY, node("end", f"part.step_{len(MANY) - 1}"), *(node(f"other_{i}") for i in range(LEAST_BOXES))))
    bench.do("view.sections")
    bench.do("view.group_namespace")
    bench.do("view.fold_all")
    assert bench.state.layout is not None
    bench.canvas.scene = resolve(bench.state, bench.state.layout)
    bench.layout.waits = True
    return bench


def test_what_an_unfolded_frame_will_hold_is_shown_as_soon_as_it_is_known(large: Bench) -> None:
    large.c.folding.toggle_group("part")
    assert [] == large.canvas.calls
    large.layout.tell_inside("part")

    ((name, spec),) = large.canvas.calls
    assert "anticipate" == name and isinstance(spec, SceneSpec)
    assert {item.name for item in MANY} <= set(spec.nodes) and not spec.groups["part"].is_folded
    assert large.canvas.scene is not None
    before, after = large.canvas.scene.groups["part"].box, spec.groups["part"].box
    assert (before.x, before.y) == (after.x, after.y), "the header stays where it is"


def test_a_frame_that_is_out_of_view_is_not_waited_for(large: Bench) -> None:
    large.canvas.scene = SceneSpec()
    large.c.folding.toggle_group("part")
    large.layout.tell_inside("part")
    assert [] == large.canvas.calls


@pytest.mark.parametrize(
    ("before", "after", "group"),
    [(set(), {"a"}, "a"), ({"a", "b"}, {"b"}, "a"), (set(), {"a", "b"}, ""), ({"a"}, {"a"}, "")],
)
def test_one_group_that_was_toggled_is_told_from_several(before: set[str], after: set[str], group: str) -> None:
    one, other = (replace(AppState(), view=ViewState(folded=frozenset(names))) for names in (before, after))
    assert group == toggled_group(one, other)
