"""A project large enough that its layout takes a moment."""

from __future__ import annotations

from pathlib import Path

from dagscope_app.model.records.scene import SceneSpec

from benchmarks.projects import write_project
from tests.app.window.conftest import Desk

GROUP = "module:part_010"


def folded(desk: Desk) -> frozenset[str]:
    """Return the folded groups of the picture on show."""
    assert desk.state.drawn is not None
    return desk.state.drawn.folded


def look_at_one_of_many(desk: Desk, folder: Path) -> None:
    """Unfold a project of 600 nodes, and look at one of its groups."""
    write_project(folder, 600, 30)
    desk.open(folder)
    desk.application.do("view.unfold_all")
    desk.wait(lambda: folded(desk) == frozenset())
    desk.draw()
    canvas = desk.window.canvas
    box = canvas.spec.groups[GROUP].box
    canvas.set_viewport_state(0.8, box.x - 300, box.y - 200)
    desk.wait(lambda: canvas.is_refined)


def test_folding_and_unfolding_show_at_once_what_they_do(desk: Desk, tmp_path: Path) -> None:
    look_at_one_of_many(desk, tmp_path / "large")
    folding, canvas = desk.controllers.folding, desk.window.canvas
    whole, inner = canvas.spec, [name for name in canvas.spec.nodes if desk.state.grouping.parents[name] == GROUP]

    folding.toggle_group(GROUP)
    assert canvas.spec is whole
    shown = canvas.shown.geometry.spec
    assert shown.groups[GROUP].is_folded and not set(inner) & set(shown.nodes)
    desk.wait(lambda: GROUP in folded(desk))
    desk.draw()
    assert canvas.spec is canvas.shown.geometry.spec and canvas.spec.groups[GROUP].is_folded
    desk.wait(lambda: canvas.is_refined)

    early: list[SceneSpec] = []
    anticipate = canvas.anticipate

    def watched(spec: SceneSpec) -> None:
        early.append(spec)
        anticipate(spec)

    canvas.anticipate = watched
    folding.toggle_group(GROUP)
    desk.wait(lambda: folded(desk) == frozenset())
    desk.draw()
    desk.wait(lambda: canvas.is_refined)
    (spec,) = early
    assert not spec.groups[GROUP].is_folded and set(inner) <= set(spec.nodes)
    assert canvas.spec.nodes.keys() == whole.nodes.keys()
    frame, now = spec.groups[GROUP].box, canvas.spec.groups[GROUP].box
    for name in inner:
        then, box = spec.nodes[name].box, canvas.spec.nodes[name].box
        assert abs(then.x - frame.x - box.x + now.x) < 0.1 and abs(then.y - frame.y - box.y + now.y) < 0.1


def test_toggling_twice_ends_where_it_began(desk: Desk, tmp_path: Path) -> None:
    look_at_one_of_many(desk, tmp_path / "large")
    folding, canvas = desk.controllers.folding, desk.window.canvas
    before, layout = canvas.spec, desk.state.layout
    folding.toggle_group(GROUP)
    folding.toggle_group(GROUP)
    desk.wait(lambda: desk.state.layout is not layout)
    desk.draw()
    desk.wait(lambda: canvas.is_refined)
    assert canvas.shown.geometry.spec is canvas.spec
    assert {name: item.box for name, item in canvas.spec.nodes.items()} == {
        name: item.box for name, item in before.nodes.items()
    }
