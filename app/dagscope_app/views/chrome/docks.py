"""The panels around the picture: where they are, how large, and where they were the last time.
It must not know what they show.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.state import AppState
from dagscope_app.views.chrome.overlay import Overlay
from dagscope_app.views.chrome.rail import Rail
from dagscope_app.views.watch import Watch, Watches

VERSION = 3
_LEFT, _RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
_BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea
# Below this width the graph needs the room of the details: they come by their button, their key or what is asked of
# them.
ROOMY_WIDTH = 1400
ROOM_OF_A_VALUE = 250
_PLACES = {
    "outline": ("Outline", _LEFT),
    "scenario": ("Scenario", _LEFT),
    "details": ("Details", _RIGHT),
    "bottom": ("Results and log", _BOTTOM),
}


class Docks:
    """The docks of one window, by name: `outline`, `scenario`, `details`, `bottom`."""

    def __init__(self, window: QMainWindow, panels: Mapping[str, QWidget], overlay: Overlay, rail: Rail) -> None:
        """Add a dock for each widget of `panels`; the details come to the overlay where the window is narrow."""
        self._window = window
        self._overlay = overlay
        self._rail = rail
        self._details = panels["details"]
        self._docks: dict[str, QDockWidget] = {}
        self._given_way: list[str] = []
        self._is_shown = False
        self._has_given_way = False
        self._has_given_room = False
        self._watches = Watches(
            [
                Watch(lambda s: bool(s.folder), lambda s: self.show(bool(s.folder))),
                Watch(lambda s: s.compare.is_open, lambda s: self.make_room(s.compare.is_open)),
            ]
        )
        self._kept = QByteArray()
        self._before_maximising = QByteArray()
        for name, (title, area) in _PLACES.items():
            dock = QDockWidget(tr(title).upper(), window)
            dock.setObjectName(title)
            dock.setWidget(panels[name])
            window.addDockWidget(area, dock)
            dock.hide()
            self._docks[name] = dock
            dock.visibilityChanged.connect(self._on_visibility_changed)
        overlay.shown_changed.connect(self._on_visibility_changed)
        rail.toggled.connect(self.toggle)
        # The bottom panel's tabs are its title: a row above them would say the same again.
        self._docks["bottom"].setTitleBarWidget(QWidget())
        window.setCorner(Qt.Corner.BottomLeftCorner, _LEFT)
        window.setCorner(Qt.Corner.BottomRightCorner, _RIGHT)

    def __getitem__(self, name: str) -> QDockWidget:
        return self._docks[name]

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Be there with a project, and give way to a comparison."""
        self._watches.update(old, new)

    def arrange(self) -> None:
        """Give every panel its first size, for the window's size now."""
        docks, window = self._docks, self._window
        width, height = window.width(), window.height()
        docks["details"].setVisible(width >= ROOMY_WIDTH)
        side = max(248, min(320, width * 2 // 11))
        window.resizeDocks([docks["outline"], docks["details"]], [side, side + 24], Qt.Orientation.Horizontal)
        tall = max(240, height - 120)
        shares = [tall * 45 // 100, tall * 55 // 100]
        window.resizeDocks([docks["outline"], docks["scenario"]], shares, Qt.Orientation.Vertical)
        window.resizeDocks(
            [docks["bottom"]], [max(150, height * (28 if width >= ROOMY_WIDTH else 24) // 100)], Qt.Orientation.Vertical
        )

    def reset(self) -> None:
        """Put every panel back to its first place."""
        self._put_details_back()
        for name, dock in self._docks.items():
            dock.setFloating(False)
            self._window.addDockWidget(_PLACES[name][1], dock)
            dock.show()
        self.arrange()

    def maximise(self, name: str) -> None:
        """Give a panel all the room of the others and of the graph, or put everything back where it was."""
        if not self._before_maximising.isEmpty():
            before, self._before_maximising = self._before_maximising, QByteArray()
            self._window.restoreState(before, VERSION)
            return
        self._before_maximising = self._window.saveState(VERSION)
        for other, dock in self._docks.items():
            dock.setVisible(other == name)
        self._window.resizeDocks([self._docks[name]], [self._window.height()], Qt.Orientation.Vertical)

    def give_room_to_values(self) -> None:
        """Let the panel below the graph be so high that a value can be read, once; then it is as the user has it."""
        dock = self._docks["bottom"]
        if not self._has_given_room and not dock.isHidden() and not dock.isFloating():
            self._has_given_room = True
            if dock.height() < ROOM_OF_A_VALUE:
                self._window.resizeDocks([dock], [ROOM_OF_A_VALUE], Qt.Orientation.Vertical)

    def hide(self) -> None:
        """Hide every panel; `put_back` of what `saved` gave before brings them back."""
        self._put_details_back()
        self._rail.hide()
        for dock in self._docks.values():
            dock.hide()

    def put_back(self, saved: QByteArray) -> None:
        """Put every panel where it was when `saved` was asked."""
        if self._is_shown:
            self._rail.show()
            self._window.restoreState(saved, VERSION)

    def show(self, is_shown: bool) -> None:
        """Show the panels where they were, or hide all of them and remember where they are."""
        if is_shown is self._is_shown:
            return  # shown again: nobody's arrangement is undone for that
        if not is_shown:
            self._kept = self.saved()
        self._is_shown = is_shown
        self._put_details_back()
        self._rail.setVisible(is_shown)
        for dock in self._docks.values():
            dock.setVisible(is_shown)
        if is_shown and (self._kept.isEmpty() or not self._window.restoreState(self._kept, VERSION)):
            self.arrange()

    def saved(self) -> QByteArray:
        """Return where the panels are, or were when they were shown last; those that gave way as if they had not."""
        if not self._is_shown:
            return self._kept
        self.make_room(False)
        if not self._before_maximising.isEmpty():
            return self._before_maximising
        return self._window.saveState(VERSION)

    def restore(self, saved: QByteArray) -> None:
        """Set where the panels are to be when they are shown next."""
        self._kept = saved

    def make_room(self, is_needed: bool) -> None:
        """Hide the panels of one graph while two graphs side by side need their room; they come back afterwards."""
        if is_needed is self._has_given_way:
            return
        self._has_given_way = is_needed
        if is_needed:
            self._put_details_back()
            self._given_way = [name for name in ("details", "bottom") if not self._docks[name].isHidden()]
        for name in self._given_way:
            self._docks[name].setVisible(not is_needed)
        if not is_needed:
            self._given_way = []

    def toggle(self, *names: str) -> None:
        """Show these panels when one is hidden, else hide them."""
        is_shown = all(self.is_shown(name) for name in names)
        for name in names:
            self.bring(name, not is_shown)

    def is_shown(self, name: str) -> bool:
        """Return whether a panel is there, next to the graph or over it."""
        return not self._docks[name].isHidden() or (name == "details" and not self._overlay.isHidden())

    def bring(self, name: str, is_shown: bool = True) -> None:
        """Show a panel, or put it away; the details lie over the graph where the window is narrow."""
        dock = self._docks[name]
        if name != "details" or not dock.isHidden() or (is_shown and self._window.width() >= ROOMY_WIDTH):
            if name == "details" and is_shown:
                self._put_details_back()
            dock.setVisible(is_shown)
        elif is_shown:
            self._overlay.take(self._details)
            self._overlay.show()
        else:
            self._put_details_back()

    def _put_details_back(self) -> None:
        """Put the details back into their dock."""
        self._overlay.hide()
        if self._docks["details"].widget() is not self._details:
            self._docks["details"].setWidget(self._details)

    def on_resized(self) -> None:
        """Put what lies over the graph next to it where there is room again."""
        if not self._overlay.isHidden() and self._window.width() >= ROOMY_WIDTH:
            self.bring("details")

    def _on_visibility_changed(self) -> None:
        for name in self._docks:
            self._rail.show_panel(name, self.is_shown(name))
