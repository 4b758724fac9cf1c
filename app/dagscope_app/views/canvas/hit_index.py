"""Says which groups the view is inside of where their headers are out of sight. It must not keep anything."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from dagscope_app.drawing.brushes import Inks
from dagscope_app.drawing.geometry import SceneGeometry
from dagscope_app.drawing.metrics import GROUP_HEADER, elided_name, text_width
from dagscope_app.drawing.scene import Level, level_of
from dagscope_app.drawing.text import plain
from dagscope_app.drawing.theme import make_font
from dagscope_app.model.placement import Box
from dagscope_app.model.records.scene import GroupItem
from dagscope_app.views.canvas.camera import Camera

LEFT, TOP, HEIGHT, PAD = 8.5, 8.5, 24.0, 9.0
SEPARATOR = "  ›  "
NAME_IN_SIGHT = 48.0
LEAST_ROOM = 40.0


def hidden_frames(geometry: SceneGeometry, camera: Camera, width: float, height: float) -> list[GroupItem]:
    """Return the open groups around the middle of the view whose names are out of sight, outermost first.

    From very far an innermost one is a block with its name in the middle, and always named.
    """
    x, y = camera.to_scene(width / 2, height / 2)
    around = (geometry.groups[i] for i in geometry.groups_in((x, y, x, y), 0.0).tolist())
    frames = [g for g in around if not g.is_folded]
    if level_of(camera.scale) is Level.GROUP:
        frames = [g for g in frames if g.id in geometry.outer_groups]
    return [g for g in frames if not _is_named(g, camera, width, height)]


def _is_named(group: GroupItem, camera: Camera, width: float, height: float) -> bool:
    left, top = camera.to_screen(group.box.x, group.box.y)
    return -4.0 <= left <= width - NAME_IN_SIGHT and -GROUP_HEADER * camera.scale / 3 <= top <= height


def _outer_names(labels: Sequence[str], room: float) -> str:
    """Return the names around the innermost one; where there is no room for all, without the outermost ones."""
    for left_out in range(len(labels) + 1):
        names = [*(["…"] if left_out else []), *labels[left_out:]]
        text = "".join(plain(name, 200) + SEPARATOR for name in names)
        if text_width(text, "small") <= room:
            return text
    return ""


def names_in(geometry: SceneGeometry, camera: Camera, area: QRectF) -> list[QRectF]:
    """Return what stands in an area of the view with its name: nodes, folded groups and the headers of open ones."""
    view = (*camera.to_scene(area.left(), area.top()), *camera.to_scene(area.right(), area.bottom()))
    boxes = [geometry.nodes[i].box for i in geometry.nodes_in(view, 0.0).tolist()]
    for group in (geometry.groups[i] for i in geometry.groups_in(view, 0.0).tolist()):
        own = group.box
        boxes.append(own if group.is_folded else Box(own.x, own.y, own.width, min(own.height, GROUP_HEADER)))
    scale = camera.scale
    places = (QRectF(*camera.to_screen(box.x, box.y), box.width * scale, box.height * scale) for box in boxes)
    return [place for place in places if place.left() >= -NAME_IN_SIGHT and place.top() >= -HEIGHT / 2]


def free_place(wanted: QRectF, right: float, bottom: float, names: Callable[[QRectF], list[QRectF]]) -> QRectF:
    """Return where the label covers the least of these names: where it is wanted, or in another corner of its frame."""
    end, low = max(wanted.left(), right - LEFT - wanted.width()), max(wanted.top(), bottom - TOP - HEIGHT)

    def covered(place: QRectF) -> float:
        both = (place.intersected(name) for name in names(place))
        return sum(part.width() * part.height() for part in both)

    least, found = covered(wanted), wanted
    for place in (wanted.translated(end - wanted.left(), 0), wanted.translated(0, low - wanted.top())):
        if least and (its := covered(place)) < least:
            least, found = its, place
    return found


def paint_outer_names(
    painter: QPainter, geometry: SceneGeometry, ink: Inks, camera: Camera, width: float, height: float
) -> None:
    """Paint the names at the upper left of what is in view of the frame, in the widget's own units."""
    found = hidden_frames(geometry, camera, width, height)
    if not found:
        return
    box = found[-1].box
    left, top = camera.to_screen(box.x, box.y)
    # Over the header where that is in view, whose name is cut off at the left; else in the view's corner.
    below = max(TOP, round(top + (GROUP_HEADER * camera.scale - HEIGHT) / 2) + 0.5) if top >= 0 else TOP
    left = max(0.0, left)
    right = min(width, camera.to_screen(box.x + box.width, box.y)[0])
    room = min(width / 2, right - left) - 2 * (PAD + LEFT)
    if room < LEAST_ROOM:
        return
    inner = elided_name(found[-1].label, "group_name", room)
    outer = _outer_names([group.label for group in found[:-1]], room - text_width(inner, "group_name"))
    lead = text_width(outer, "small") if outer else 0.0
    margin = LEFT if below == TOP else 1.5
    area = QRectF(round(left) + margin, below, round(lead + text_width(inner, "group_name") + 2 * PAD), HEIGHT)
    bottom = min(height, camera.to_screen(box.x, box.y + box.height)[1])
    area = free_place(area, round(right), round(bottom), lambda place: names_in(geometry, camera, place))
    painter.setPen(ink.pen("line", 1.0))
    painter.setBrush(ink.brush("panel"))
    painter.drawRoundedRect(area, 6, 6)
    baseline = area.top() + 16.0
    if outer:
        painter.setPen(ink.pen("quiet"))
        painter.setFont(make_font("small"))
        painter.drawText(QPointF(area.left() + PAD, baseline), outer)
    painter.setPen(ink.pen("text"))
    painter.setFont(make_font("group_name"))
    painter.drawText(QPointF(area.left() + PAD + lead, baseline), inner)
