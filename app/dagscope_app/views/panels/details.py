"""The details panel: everything the snapshot knows of one node or group. It must not ask the worker for more."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QScrollArea,
    QWidget,
)

from dagscope_app.model.panels.details import Shown, ShownGroup, shown_of
from dagscope_app.model.state import AppState
from dagscope_app.views.panels.details_page import DetailsActions, DetailsPage
from dagscope_app.views.panels.source_view import SourceView, warm_up
from dagscope_app.views.panels.value_row import ValueRow
from dagscope_app.views.theme import Theme
from dagscope_app.views.watch import Same, Watch, Watches


class DetailsPanel(QScrollArea):
    """One node: what it is, what it needs, who defines it.

    Signals:
        node_clicked(str): a name in a list
        value_clicked(str): a value that the node received, by the node that gave it
        source_requested(str, int): open a file at a line
        command_requested(str): a button's command
        override_changed(str, ValueSpec)
        override_hinted(str, ValueSpec): a value is being typed
        definition_chosen(str, int), definition_hinted(str, int): a node's definition is to count, or pointed at
        hint_left(): nothing is pointed at any more
    """

    node_clicked = Signal(str)
    value_clicked = Signal(str)
    source_requested = Signal(str, int)
    command_requested = Signal(str)
    override_changed = Signal(str, object)
    override_hinted = Signal(str, object)
    definition_chosen = Signal(str, int)
    definition_hinted = Signal(str, int)
    hint_left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it takes the keyboard
        self._theme = theme
        self._shown: Shown | ShownGroup | None = None
        self._asks_override = ""
        self._shows_all_tags = False
        self._is_owed = False
        """Whether another page is to be made when somebody looks."""
        self.tags_button: QPushButton | None = None
        self._do = DetailsActions(
            go_to=self.node_clicked.emit,
            show_value=self.value_clicked.emit,
            open_source=self.source_requested.emit,
            command=self.command_requested.emit,
            change_override=self.override_changed.emit,
            hint_override=self.override_hinted.emit,
            choose_definition=self.definition_chosen.emit,
            hint_definition=self.definition_hinted.emit,
            leave_hint=self.hint_left.emit,
            toggle_tags=self._on_tags_toggled,
        )
        self.override_row: ValueRow | None = None
        self.source: SourceView | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._warm_timer = QTimer(self)
        self._warm_timer.setSingleShot(True)
        self._warm_timer.timeout.connect(warm_up)
        self._warm_timer.start(400)
        self._watches = Watches(
            [
                Watch(
                    lambda s: (
                        s.view, s.scenarios, Same(s.graphs), s.compare.is_open, s.compare.selected, s.compare.left_run
                    ),
                    self.show_run,
                )
            ]
        )  # fmt: skip
        self._rebuild()

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        self._rebuild()

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show what is selected."""
        self._watches.update(old, new)

    def show_run(self, state: AppState) -> None:
        """Show what is selected, with what the latest run says of it."""
        self.set_shown(shown_of(state))

    def set_shown(self, shown: Shown | ShownGroup | None) -> None:
        """Show a node, or how to choose one."""
        if shown == self._shown:
            return
        old = self._shown
        same_node = isinstance(shown, Shown) and isinstance(old, Shown) and shown.node.name == old.node.name
        if not same_node:
            self._asks_override = ""
        if same_node and self.override_row is not None and self.override_row.edit.hasFocus():
            self._shown = shown
            return
        scrolled = self.verticalScrollBar().value() if same_node else 0
        self._shown = shown
        if self.window().isVisible() and not self.isVisible():  # a comparison has its place, or it is closed
            self._is_owed = True
            return
        self._rebuild()
        self.verticalScrollBar().setValue(scrolled)

    def showEvent(self, event: QShowEvent) -> None:
        if self._is_owed:
            self._rebuild()
        super().showEvent(event)

    def ask_override(self) -> None:
        """Offer a field for a value in the node's place."""
        if isinstance(self._shown, Shown):
            self._asks_override = self._shown.node.name
            self._rebuild()
            if self.override_row is not None:
                self.override_row.focus()
                self.ensureWidgetVisible(self.override_row)

    def _rebuild(self) -> None:
        self._is_owed = False
        page = DetailsPage(
            self._shown, self._theme, self._do, self.viewport().width(), self._asks_override, self._shows_all_tags
        )
        self.override_row, self.source, self.tags_button = page.override_row, page.source, page.tags_button
        old = self.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        self.setWidget(page)

    def _on_tags_toggled(self) -> None:
        self._shows_all_tags = not self._shows_all_tags
        self._rebuild()
