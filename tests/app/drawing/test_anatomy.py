"""Painter and SVG draw the same: every shape, text and sign of nodes, groups, wires and legend is where the other
has it.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

import pytest
from dagscope_app.drawing import shapes
from dagscope_app.drawing.anatomy.forms import Inner, Outline, Rect
from dagscope_app.drawing.anatomy.groups import group_card, group_marks, match_badge
from dagscope_app.drawing.anatomy.legend import Entry
from dagscope_app.drawing.anatomy.nodes import card, marks
from dagscope_app.drawing.anatomy.parts import Shape, Sign
from dagscope_app.drawing.brushes import Inks, inks_of
from dagscope_app.drawing.legend import DIFF_ROWS, KIND_ROWS, STATE_ROWS, WIRE_ROWS, entries_in, paint_flow
from dagscope_app.drawing.metrics import text_width
from dagscope_app.drawing.paint import paint_parts
from dagscope_app.drawing.theme import Theme
from dagscope_app.export.page import Page
from dagscope_app.export.svg import svg_text
from dagscope_app.model.placement import Box
from dagscope_app.model.records.scene import GroupItem, NodeItem, SceneSpec
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QFont, QPainterPath

SVG = "{http://www.w3.org/2000/svg}"
KINDS = ("function", "input", "config", "loader", "saver", "expand", "collect", "unavailable", "strange")
FEATURES: dict[str, dict[str, Any]] = {
    "plain": {},
    "hot": {"heat": 0.4, "time_text": "12 ms", "state": "ok"},
    "overridden": {"is_value_overridden": True, "state": "failed"},
    "defined often": {"definition_count": 120, "is_definition_overridden": True, "state": "stale"},
    "final": {"is_final": True, "state": "running"},
    "selected": {"is_selected": True, "is_match": True, "definition_count": 2, "diff": "value"},
    "found": {"is_match": True, "ports": ("a", "b"), "state": "waiting"},
    "on a path": {"is_on_path": True, "ports": tuple("abcdef"), "state": "cached"},
    "other": {"diff": "left", "is_pinned": True, "state": "skipped"},
}
GROUP_FEATURES: dict[str, dict[str, Any]] = {
    "plain": {},
    "ran": {"state_counts": (("ok", 12), ("failed", 1234)), "time_text": "3.2 s"},
    "ran in part": {"state_counts": (("ok", 12), ("not_run", 5), ("stale", 7))},
    "timed": {"time_text": "12 s"},
    "selected": {"is_selected": True, "diff": "right"},
    "differing": {"diff": "definition", "diff_counts": (("definition", 3), ("left", 1)), "state_counts": (("ok", 4),)},
    "on a path": {"is_on_path": True, "is_pinned": True},
}


@dataclass
class Drawn:
    """What was drawn, in order: bounding boxes of shapes, corners of rectangles, texts with their beginnings."""

    shapes: list[tuple[float, ...]] = field(default_factory=list)
    rects: list[tuple[float, ...]] = field(default_factory=list)
    texts: list[tuple[str, float, float]] = field(default_factory=list)


class Recorder:
    """Stands where a painter does and writes down what is drawn with it."""

    def __init__(self) -> None:
        self.drawn = Drawn()
        self._at = QPointF()

    def translate(self, x: float, y: float) -> None:
        self._at += QPointF(x, y)

    def setPen(self, pen: object) -> None: ...

    def setBrush(self, brush: object) -> None: ...

    def setFont(self, font: QFont) -> None: ...

    def drawRoundedRect(self, rect: QRectF, radius: float, _: float) -> None:
        self.drawn.rects.append((*box_of(rect.translated(self._at)), radius))
        self._add(rect)

    def drawEllipse(self, middle: QPointF, across: float, down: float) -> None:
        self._add(QRectF(middle.x() - across, middle.y() - down, 2 * across, 2 * down))

    def drawLine(self, line: QLineF) -> None:
        self._add(QRectF(line.p1(), line.p2()))

    def drawPath(self, path: QPainterPath) -> None:
        self._add(path.boundingRect())

    def drawText(self, at: QPointF, text: str) -> None:
        if text:
            self.drawn.texts.append((text, at.x() + self._at.x(), at.y() + self._at.y()))

    def _add(self, rect: QRectF) -> None:
        self.drawn.shapes.append(box_of(rect.translated(self._at)))


def box_of(rect: QRectF) -> tuple[float, ...]:
    return (rect.x(), rect.y(), rect.width(), rect.height())


def painted(parts: Iterable[Any], ink: Inks) -> Drawn:
    recorder = Recorder()
    paint_parts(recorder, parts, ink)  # type: ignore[arg-type]
    return recorder.drawn


class Reader:
    """Reads an SVG back as what was drawn."""

    def __init__(self, text: str) -> None:
        self.root = ET.fromstring(text)
        style = next(self.root.iter(f"{SVG}style")).text or ""
        self.rules = dict(re.findall(r"\.(s\d+)\{([^}]*)\}", style))
        self.symbols = {str(e.get("id")): e for e in self.root.iter() if e.get("id")}

    def drawn(self, group: ET.Element) -> Drawn:
        found = Drawn()
        for element in group:
            dx, dy = moved(element)
            if element.tag == f"{SVG}text":
                found.texts.append(self._text(element, dx, dy))
            elif element.tag == f"{SVG}use":
                self._use(element, found)
            elif element.tag in (f"{SVG}rect", f"{SVG}circle", f"{SVG}path"):
                shape = shape_of(element)
                found.shapes.append(box_of(shape.translated(dx, dy)))
                if element.tag == f"{SVG}rect":
                    found.rects.append((*found.shapes[-1], float(element.get("rx", "0"))))
        return found

    def _use(self, element: ET.Element, found: Drawn) -> None:
        symbol = self.symbols[str(element.get("href"))[1:]]
        dx, dy = float(element.get("x", "0")), float(element.get("y", "0"))
        strokes = [shape_of(part) for part in symbol if part.get("class") != "a"]
        fills = [shape_of(part) for part in symbol if part.get("class") == "a"]
        order = (fills, strokes) if symbol.get("id") == "s-failed" else (strokes, fills)
        for rects in filter(None, order):
            whole = rects[0]
            for rect in rects[1:]:
                whole = QRectF(
                    QPointF(min(whole.left(), rect.left()), min(whole.top(), rect.top())),
                    QPointF(max(whole.right(), rect.right()), max(whole.bottom(), rect.bottom())),
                )
            found.shapes.append(box_of(whole.translated(dx, dy)))

    def _text(self, element: ET.Element, dx: float, dy: float) -> tuple[str, float, float]:
        rules, text = self.rules[str(element.get("class"))], element.text or ""
        size = int(re.findall(r"font-size:(\d+)px", rules)[0])
        bold, italic = "font-weight" in rules, "font-style" in rules
        roles = {
            (13, True): "node_name",
            (12, True): "group_name",
            (11, True): "small_strong",
            (13, False): "ui",
            (11, False): "node_time",
            (20, True): "title",
        }
        width = text_width(text, "node_type" if italic else roles[size, bold])
        share = 1.0 if "anchor:end" in rules else 0.5 if "anchor:middle" in rules else 0.0
        return text, float(element.get("x", "0")) - share * width + dx, float(element.get("y", "0")) + dy


def moved(element: ET.Element) -> tuple[float, float]:
    numbers = re.findall(r"translate\(([-\d.]+) ([-\d.]+)\)", element.get("transform", ""))
    return (float(numbers[0][0]), float(numbers[0][1])) if numbers else (0.0, 0.0)


def shape_of(element: ET.Element) -> QRectF:
    """Return the bounding box of an element."""

    def at(name: str) -> float:
        return float(element.get(name, "0"))

    if element.tag == f"{SVG}rect":
        return QRectF(at("x"), at("y"), at("width"), at("height"))
    if element.tag == f"{SVG}circle":
        return QRectF(at("cx") - at("r"), at("cy") - at("r"), 2 * at("r"), 2 * at("r"))
    points = list(path_points(str(element.get("d"))))
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys)))


def path_points(data: str) -> Iterator[tuple[float, float]]:
    """Return the corners of a path, and of its half ellipses the farthest points."""
    last = (0.0, 0.0)
    for letter, rest in re.findall(r"([MLQAZ])([^MLQAZ]*)", data):
        numbers = [float(value) for value in re.findall(r"-?[\d.]+", rest)]
        if letter == "A":
            radius, _, _, _, sweep, x, y = numbers
            is_down = y > last[1]
            side = 1 if is_down == bool(sweep) else -1
            yield (x + side * radius, (y + last[1]) / 2)
        if numbers:
            last = (numbers[-2], numbers[-1])
            yield last


def assert_alike(ours: Drawn, theirs: Drawn, *, leeway: float = 0.02) -> None:
    assert [text for text, *_ in ours.texts] == [text for text, *_ in theirs.texts]
    for one, other in zip(ours.texts, theirs.texts):
        assert one[1:] == pytest.approx(other[1:], abs=leeway)
    assert len(ours.shapes) == len(theirs.shapes)
    for box, same in zip(ours.shapes, theirs.shapes):
        assert box == pytest.approx(same, abs=leeway)


def gallery() -> SceneSpec:
    nodes = {}
    for row, more in enumerate(FEATURES.values()):
        for column, kind in enumerate(KINDS):
            name = f"{kind}_{row}"
            box = Box(column * 260.0, row * 80.0, 180.0 + 8 * column, 48.0)
            label = name if row % 2 else f"{name}_with_a_name_that_is_too_long"
            nodes[name] = NodeItem(name, label, "dict[str, Any]" if column % 3 else "", kind, box, **more)
    groups = {}
    for row, more in enumerate(GROUP_FEATURES.values()):
        for column, (is_folded, width, height) in enumerate(((1, 300, 56), (1, 300, 32), (0, 300, 90), (0, 150, 90))):
            name = f"g{row}{column}"
            box = Box(column * 340.0, 900 + row * 120.0, width, height)
            groups[name] = GroupItem(name, f"group {name} of some length", box, column, bool(is_folded), 1500, **more)
    return SceneSpec(nodes, groups, {}, 2400.0, 1700.0)


@pytest.fixture
def ink(theme: Theme) -> Inks:
    return inks_of(theme)


@pytest.mark.parametrize("direction", ["LR", "TB"])
def test_nodes_are_drawn_alike(theme: Theme, ink: Inks, direction: str) -> None:
    spec = replace(gallery(), direction=direction)
    reader = Reader(svg_text(Page(spec, theme, False, "")))
    found = {str(e.get("data-id")): reader.drawn(e) for e in reader.root.iter(f"{SVG}g") if e.get("data-state")}

    assert found.keys() == spec.nodes.keys()
    for name, node in spec.nodes.items():
        drawn = painted([*card(node, direction), *marks(node)], ink)
        # Dashes of an outline do not reach its farthest points.
        is_broken = node.kind in ("input", "unavailable")
        assert_alike(drawn, found[name], leeway=1.0 if is_broken else 0.02)


def test_groups_are_drawn_alike(theme: Theme, ink: Inks) -> None:
    spec = gallery()
    reader = Reader(svg_text(Page(spec, theme, False, "")))
    found = {str(e.get("data-id")): reader.drawn(e) for e in reader.root.iter(f"{SVG}g") if e.get("class") == "grp"}

    assert found.keys() == spec.groups.keys()
    for name, group in spec.groups.items():
        drawn = painted([*group_card(group), *group_marks(group), *match_badge(group, group.box.width)], ink)
        assert_alike(drawn, found[name])
        assert [rect[4] for rect in drawn.rects] == [rect[4] for rect in found[name].rects]


def test_title_and_legend_are_drawn_alike(theme: Theme, ink: Inks, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: tuple[tuple[Any, Any], ...] = (
        ("kind", KIND_ROWS),
        ("state", STATE_ROWS),
        ("wire", WIRE_ROWS),
        ("diff", DIFF_ROWS),
    )
    entries = [Entry(what, key, words) for what, table in rows for key, words in table]
    monkeypatch.setattr("dagscope_app.export.page.entries_in", lambda spec: entries)
    page = Page(gallery(), theme, True, "A title")
    reader = Reader(svg_text(page))
    legend = [e for e in reader.root if e.tag == f"{SVG}g" and e.get("id") is None]

    assert len(entries) == len(legend)
    for (entry, left, top), element in zip(page.legend, legend):
        recorder = Recorder()
        paint_flow(recorder, ink, [(entry, 0.0, 0.0)])  # type: ignore[arg-type]
        assert_alike(recorder.drawn, reader.drawn(element))
        assert moved(element) == pytest.approx((24.0 + left, page.legend_top + top), abs=0.01)
    assert_alike(painted(page.title_parts, ink), Drawn(texts=reader.drawn(reader.root).texts))


def test_the_bar_of_time_keeps_clear_of_caps(ink: Inks) -> None:
    for kind, left, right in (("function", 10.0, 190.0), ("loader", 18.0, 190.0), ("saver", 10.0, 182.0)):
        node = NodeItem("n", "n", "", kind, Box(0.0, 0.0, 200.0, 48.0), heat=1.0)
        [track, bar] = [p for p in card(node) if isinstance(p, Shape) and p.name.startswith("heat")]
        assert isinstance(track.form, Rect) and track.form == bar.form
        assert (left, right) == (track.form.x, track.form.x + track.form.width)
        assert (left, 42.0, right - left, 3.0, 1.5) in painted(card(node), ink).rects


def test_an_outline_and_the_lines_inside_it_are_different_paths() -> None:
    for shape in ("folded", "left_cap", "right_cap", "double"):
        outline, inner = Outline(shape, 100.0, 48.0), Inner(shape, 100.0, 48.0)  # type: ignore[arg-type]
        assert shapes.path_of(outline) != shapes.path_of(inner)


def test_wires_are_drawn_alike(theme: Theme, scenes: ModuleType) -> None:
    spec = scenes.small()
    few, many = list(spec.wires)[:2]
    wires = {**spec.wires, many: replace(spec.wires[many], count=9, is_optional=True)}
    wires[few] = replace(wires[few], is_on_path=True, is_optional=True)
    page = Page(replace(spec, wires=wires), theme, False, "")
    reader = Reader(svg_text(page))
    painter = page.scene.wires
    classes = {page.geometry.wires.items[i].id: look for look, numbers in painter.classes().items() for i in numbers}
    for element in reader.root.iter(f"{SVG}path"):
        if not element.get("data-a"):
            continue
        name = (str(element.get("data-a")), str(element.get("data-b")))
        rules = reader.rules[str(element.get("class")).split()[-1]]
        width = float(re.findall(r"stroke-width:([\d.]+)", rules)[0])
        marker = reader.symbols[re.findall(r"url\(#(\w+)\)", rules)[0]]
        if wires[name].is_on_path:
            assert (2.0, "9.6", False) == (width, marker.get("markerWidth"), "dasharray" in rules)
        else:
            look = classes[name]
            assert (look.width, look.is_dashed) == (width, "dasharray" in rules)
            assert float(marker.get("markerWidth", "0")) == pytest.approx(8.0 * look.arrow)


def test_a_config_key_has_no_ring_of_what_was_not_run() -> None:
    box = Box(0, 0, 160, 44)
    signs = {
        kind: [
            part.key
            for part in card(NodeItem("a", "a", "", kind, box))
            if isinstance(part, Sign) and part.signs == "state"
        ]
        for kind in ("config", "input", "function")
    }
    assert {"config": [], "input": ["not_run"], "function": ["not_run"]} == signs

    ran = SceneSpec(
        {"key": NodeItem("key", "key", "", "config", box), "a": NodeItem("a", "a", "", "function", box, "ok")}
    )
    assert ["ok"] == [entry.key for entry in entries_in(ran) if entry.what == "state"]
