"""What commands ask of the window itself: panels, tabs, fields, sheets. It must not decide when."""

from __future__ import annotations

from dagscope_app.controllers.ports import BottomTab, Panel, Section
from dagscope_app.views.main_window import MainWindow


class Frame:
    """Everything of a main window that is not the graph, for the controllers."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def toggle(self, *panels: Panel) -> None:
        """Show these panels when one of them is hidden, else hide them."""
        self._window.docks.toggle(*panels)

    def reset_panels(self) -> None:
        """Put every panel back where it was at first."""
        self._window.docks.reset()

    def show_bottom(self, tab: BottomTab) -> None:
        """Bring a tab below the graph to the front."""
        self._window.show_bottom(tab)

    def go_to_bottom(self, tab: BottomTab) -> None:
        """Bring a tab below the graph to the front, and the keyboard into it."""
        self._window.show_bottom(tab)
        self._window.bottom.take_keyboard()

    def show_section(self, section: Section) -> None:
        """Go to a part of the scenario panel."""
        dock = self._window.docks["scenario"]
        self._window.docks.bring("scenario")
        dock.raise_()
        self._window.scenario.go_to(section)

    def has_results_focus(self) -> bool:
        """Return whether the keyboard is in the results."""
        return self._window.results.has_focus

    def ask_override(self) -> None:
        """Offer a field for a value in the selected node's place."""
        self._window.docks.bring("details")
        self._window.details.ask_override()

    def rename_scenario(self) -> None:
        """Let the current scenario's name be typed."""
        self._window.toolbar.scenarios.start_rename()

    def find(self) -> None:
        """Give the search field the keyboard."""
        self._window.toolbar.search.focus()

    def show_keys(self) -> None:
        """Open the sheet of keys."""
        self._window.show_shortcuts()

    def present(self, is_on: bool) -> None:
        """Give the graph the whole screen, without panels and bars; or put everything back."""
        self._window.present(is_on)

    def toggle_full_screen(self) -> None:
        """Take the whole screen, or give it back."""
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    def close(self) -> object:
        """Close the window."""
        return self._window.close()
