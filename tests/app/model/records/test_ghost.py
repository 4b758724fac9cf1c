"""A change that is looked at: its words, and the picture with what it would add, remove, redefine and affect."""

from __future__ import annotations

import pytest
from dagscope.records import DependencyRecord, NodeRecord
from dagscope.scenario import Scenario
from dagscope_app.model.placement import Box, Direction
from dagscope_app.model.records.ghost import Ghost, effect_words, ghost_words, mirrored, with_ghost
from dagscope_app.model.records.scene import GroupItem, NodeItem, SceneSpec

SIZE = (100.0, 40.0)


def node(name: str, x: float, y: float) -> NodeItem:
    return NodeItem(name, name, "int", "function", Box(x, y, *SIZE))


def spec(direction: Direction = "LR") -> SceneSpec:
    rows = {f"n{number}": node(f"n{number}", 150.0, 60.0 * number) for number in range(5)}
    folded = GroupItem("g", "g", Box(300, 0, 120, 40), 0, True, 2)
    return SceneSpec({"a": node("a", 0, 0), **rows}, {"g": folded}, {}, 500, 400, direction)


def ghost(*added: NodeRecord, **marks: str) -> Ghost:
    found = {**{record.name: "added" for record in added}, **marks}
    sizes = {record.name: SIZE for record in added}
    return Ghost("t", Scenario("s"), False, (len(added), 0, 0, 0), found, added, sizes)  # type: ignore[arg-type]


def added(name: str, *deps: str) -> NodeRecord:
    return NodeRecord(name, name, "int", deps=tuple(DependencyRecord(dep) for dep in deps))


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((2, 1, 3, 14), "2 nodes added, 1 removed, 3 redefined, 14 affected"),
        ((0, 0, 0, 1200), "1,200 nodes affected"),
        ((0, 0, 0, 0), "nothing changes"),
    ],
)
def test_the_effect_is_one_line(counts: tuple[int, int, int, int], words: str) -> None:
    assert words == effect_words(counts)


def test_what_is_not_marked_is_said() -> None:
    found = Ghost("Switch b on", Scenario("s"), False, (0, 0, 0, 9), {"a": "affected"})
    assert "Switch b on: 9 nodes affected (1 of them marked)" == ghost_words(found)
    assert (1, 2, 3, 4) == mirrored((2, 1, 3, 4))


def test_marks_stand_on_nodes_and_are_counted_on_folded_groups() -> None:
    found = with_ghost(spec(), ghost(a="removed", n1="definition", m="affected"), {"g": ("m", "o")})
    assert ("removed", "definition", "") == tuple(found.nodes[name].diff for name in ("a", "n1", "n2"))
    assert (("affected", 1),) == found.groups["g"].diff_counts
    assert "1 affected" in found.groups["g"].tooltip


@pytest.mark.parametrize("direction", ["LR", "TB"])
def test_what_would_be_added_covers_nothing_and_stands_behind_what_it_needs(direction: Direction) -> None:
    new = [added("p", "a"), added("q", "p", "a"), added("r"), added("s", "a"), added("t", "m")]
    found = with_ghost(spec(direction), ghost(*new), {"g": ("m",)})
    boxes = [item.box for item in found.nodes.values()] + [found.groups["g"].box]
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            apart_x = one.x + one.width <= other.x or other.x + other.width <= one.x
            apart_y = one.y + one.height <= other.y or other.y + other.height <= one.y
            assert apart_x or apart_y, (one, other)
    assert all("added" == found.nodes[record.name].diff for record in new)
    side = (lambda box: box.x) if direction == "LR" else (lambda box: box.y)
    assert side(found.nodes["p"].box) > side(found.nodes["a"].box)
    assert {("a", "p"), ("p", "q"), ("a", "q"), ("a", "s"), ("g", "t")} == {tuple(key) for key in found.wires}
    assert all(wire.is_optional and "added" == wire.diff for wire in found.wires.values())


def test_without_marks_the_picture_is_the_same_one() -> None:
    picture = spec()
    assert picture is with_ghost(picture, Ghost("t", Scenario("s")), {})
