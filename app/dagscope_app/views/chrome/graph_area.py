"""The canvas with what floats over it: minimap, legend, and a message where there is nothing to draw.
It must not decide anything.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from dagscope_app.model.records.peeks import glance
from dagscope_app.model.state import AppState
from dagscope_app.views.canvas import CanvasView, Legend, Minimap
from dagscope_app.views.chrome.ghost_strip import GhostStrip
from dagscope_app.views.chrome.zoom_control import ZoomControl
from dagscope_app.views.theme import Theme, plain
from dagscope_app.views.watch import Same, Watch, Watches
from dagscope_app.views.widgets.labels import make_label

MARGIN = 12
GAP = 6
MAP_SHARE = 0.18
LEAST_WIDTH = 520
LEAST_HEIGHT = 320
LEAST_BESIDE_LEGEND = 480
MOST_LOOKED_AT = 20
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class GraphArea(QWidget):
    """Places the canvas and its overlays; overlays give way where the room is small.

    The minimap is there while some of the graph is out of sight: where all is in view it would only cover it.

    Signals:
        command_requested(str): a button in the corner
        node_clicked(str, bool, bool): a node; whether to toggle it in the selection, or to extend that along the path
        group_clicked(str, bool): a group; whether to toggle it in the selection
    """

    command_requested = Signal(str)
    node_clicked = Signal(str, bool, bool)
    group_clicked = Signal(str, bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = CanvasView(theme, self)
        self.canvas.overlay.can_play = True
        self.minimap = Minimap(self.canvas, self)
        self.legend = Legend(theme, self)
        self.zoom = ZoomControl(theme, self)
        self.zoom.command_requested.connect(self.command_requested)
        self.ghost = GhostStrip(self)
        self.message = make_label("", is_quiet=True, font=theme.font("ui"))
        self.message.setParent(self)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.message.setWordWrap(True)
        self.message.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.message.hide()
        self._wants = {"minimap": True, "legend": False}
        self._looked_at: tuple[str, ...] = ()
        self._side = 0
        self._banner = QRect()
        self.setMinimumSize(200, 120)
        self._watches = Watches(
            [
                Watch(lambda s: (s.preferences, s.is_presenting), self._apply_preferences),
                Watch(lambda s: s.phase, lambda s: self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)),
                Watch(empty_message, lambda s: self.set_message(empty_message(s))),
                Watch(lambda s: Same(s.ghost), self._show_ghost),
                Watch(lambda s: s.view.selection[-MOST_LOOKED_AT:], self._show_selection),
                Watch(lambda s: (Same(s.run), Same(s.peeks)), self._show_peeks),
            ]
        )
        self.set_theme(theme)
        self.canvas.node_clicked.connect(self._on_node_clicked)
        self.canvas.group_clicked.connect(self._on_group_clicked)
        self.canvas.viewport_changed.connect(self._place)
        self.canvas.scene_changed.connect(self._place)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self.canvas.set_theme(theme)
        self.legend.set_theme(theme)
        self.zoom.set_theme(theme)
        self.minimap.update()

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Follow the preferences; say why there is no picture."""
        self._watches.update(old, new)

    def _apply_preferences(self, state: AppState) -> None:
        preferences = state.preferences
        self.set_overlays(preferences.shows_minimap and not state.is_presenting, preferences.shows_legend)
        self.canvas.set_reduced_motion(preferences.is_motion_reduced)
        self.canvas.set_wheel_pans(not preferences.wheel_zooms)

    def _show_peeks(self, state: AppState) -> None:
        self.canvas.peeks.set_known(lambda name: glance(state.run, state.peeks, name))

    def _show_selection(self, state: AppState) -> None:
        self._looked_at = state.view.selection[-MOST_LOOKED_AT:]
        self._place()

    def _show_ghost(self, state: AppState) -> None:
        self.ghost.set_ghost(state.ghost)
        self._place()

    def set_overlays(self, shows_minimap: bool, shows_legend: bool) -> None:
        """Set which overlays are wanted."""
        self._wants = {"minimap": shows_minimap, "legend": shows_legend}
        self._place()

    def set_banner(self, area: QRect) -> None:
        """Leave this area at the upper edge to a message; an empty one where there is none."""
        if area != self._banner:
            self._banner = area
            self._place()

    def set_side(self, side: int) -> None:
        """Leave so many pixels of the right edge to what lies over it; what is selected comes out from below."""
        if side != self._side:
            self._side = side
            self._place()
            if side and self._looked_at:
                self.canvas.reveal(self._looked_at[-1])

    def set_message(self, text: str) -> None:
        """Say this where there is no picture."""
        if text != self.message.text() or self.message.isHidden() == bool(text):
            self.message.setText(plain(text, 1000))
            self.message.setVisible(bool(text))
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _on_node_clicked(self, name: str, keys: Qt.KeyboardModifier) -> None:
        self.node_clicked.emit(name, bool(keys & _CTRL), bool(keys & _SHIFT))

    def _on_group_clicked(self, name: str, keys: Qt.KeyboardModifier) -> None:
        self.group_clicked.emit(name, bool(keys & _CTRL))

    def _is_all_in_view(self) -> bool:
        left, top, right, bottom = self.canvas.geometry_of_scene.bounds
        scale, x, y = self.canvas.viewport_state()
        width, height = self.canvas.width() / scale, self.canvas.height() / scale
        return x <= left + 1 and y <= top + 1 and x + width >= right - 1 and y + height >= bottom - 1

    def _hides_what_is_looked_at(self, at: tuple[int, int], left: int) -> bool:
        """Return whether the minimap at this place lies over a node that is selected."""
        scale, x, y = self.canvas.viewport_state()
        area = QRectF(at[0] - left, at[1], self.minimap.width(), self.minimap.height())
        for name in self._looked_at:
            box = self.canvas.geometry_of_scene.box_of(name)
            if box is None:
                continue
            seen = QRectF((box.x - x) * scale, (box.y - y) * scale, box.width * scale, box.height * scale)
            if seen.intersects(area):
                return True
        return False

    def _is_legend_docked(self) -> bool:
        """Return whether the legend has a column of its own, which it has where the graph keeps room enough."""
        legend = self.legend
        has_room = (
            self.width() - legend.width() >= LEAST_BESIDE_LEGEND and legend.height() + 2 * MARGIN <= self.height()
        )
        return self._wants["legend"] and self.message.isHidden() and has_room

    def _place(self) -> None:
        width, height = self.width(), self.height()
        is_docked = self._is_legend_docked()
        left = self.legend.width() + 2 * MARGIN if is_docked else 0
        self.canvas.setGeometry(left, 0, width - left, height)
        self.message.setGeometry(width // 6, height // 3, width * 2 // 3, height // 3)
        has_picture = self.message.isHidden()
        has_room = width >= LEAST_WIDTH and height >= LEAST_HEIGHT and has_picture
        minimap, legend, zoom = self.minimap, self.legend, self.zoom
        zoom.setVisible(has_picture)
        zoom.set_scale(self.canvas.viewport_state()[0])
        zoom.adjustSize()
        free_width = width - self._side
        zoom.move(free_width - zoom.width() - MARGIN, height - zoom.height() - MARGIN)
        minimap.set_room(int(width * MAP_SHARE), int(height * MAP_SHARE * 2))
        at_right = (free_width - minimap.width() - MARGIN, height - minimap.height() - zoom.height() - MARGIN - GAP)
        at_left = (left + MARGIN, height - minimap.height() - MARGIN)
        free = next((at for at in (at_right, at_left) if not self._hides_what_is_looked_at(at, left)), None)
        wanted = self._wants["minimap"] and has_room and not self._is_all_in_view()
        minimap.setVisible(wanted and free is not None)
        minimap.move(*(free or at_right))
        legend.setVisible(self._wants["legend"] and has_picture and legend.height() <= height)
        legend.move(MARGIN, MARGIN if is_docked else height - legend.height() - MARGIN)
        self.ghost.setGeometry(left + MARGIN, MARGIN, width - left - 2 * MARGIN, self.ghost.sizeHint().height())
        for overlay in (self.message, minimap, zoom, legend, self.ghost):
            overlay.raise_()
        covering = (minimap, zoom) if is_docked else (minimap, zoom, legend)
        areas = [item.geometry() for item in covering if not item.isHidden()]
        areas += [QRect(free_width, 0, self._side, height)] if self._side else []
        areas += [] if self._banner.isEmpty() else [self._banner]
        self.canvas.set_covers([area.translated(-left, 0) for area in areas])


def empty_message(state: AppState) -> str:
    """Return what to say where there is no picture."""
    if state.graph.nodes and state.layout is not None:
        return ""
    if state.phase == "broken":
        return "There is nothing to draw yet. The message above says what to do."
    if state.graph.problems and not state.graph.nodes:
        return "No node could be built. Problems, below, says why."
    return "Loading the dataflow..." if state.folder else ""
