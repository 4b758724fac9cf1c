"""The message above the graph, with the button that does what is to be done. It must not block anything."""

from __future__ import annotations

from collections.abc import Container

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.panels.sentences import sentence
from dagscope_app.model.state import AppState, Banner
from dagscope_app.views.canvas import accessible
from dagscope_app.views.theme import Theme, icon, plain, tip
from dagscope_app.views.widgets.labels import make_label

_ICONS = {"info": ("info", "info_text"), "warning": ("warning", "warning_text"), "error": ("error", "error_text")}
_BESIDE_TEXT = 90
"""What a line has besides its text and its buttons: sign, closing, margins."""


class BannerWidget(QFrame):
    """One message, or nothing.

    Signals:
        command_requested(str): its button was pressed
        closed(): it was put away
    """

    command_requested = Signal(str)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._banner: Banner | None = None
        self._names: Container[str] = ()
        self.setObjectName("message")
        self.sign = make_label()
        self.text = make_label(is_selectable=True)
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.button = QPushButton()
        self.second = QPushButton()
        self.third = QPushButton()
        self.close_button = QToolButton()
        self.close_button.setIconSize(QSize(16, 16))
        self.close_button.setToolTip(tip(tr("Close")))
        self.close_button.setAccessibleName(tr("Close the message"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 6, 8, 6)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._answers = QHBoxLayout()
        self._answers.setSpacing(10)
        for button in (self.button, self.second, self.third):
            self._answers.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self.sign, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self.text, 0, 1)
        self._grid.addLayout(self._answers, 0, 2)
        self._grid.addWidget(self.close_button, 0, 3, Qt.AlignmentFlag.AlignVCenter)
        self._is_below = False
        self.button.clicked.connect(self._on_button_clicked)
        self.second.clicked.connect(self._on_second_clicked)
        self.third.clicked.connect(self._on_third_clicked)
        self.close_button.clicked.connect(self.closed)
        self.hide()

    def heightForWidth(self, width: int) -> int:
        """Return how high it is at a width, with its buttons where they then stand."""
        self._arrange(width)
        return super().heightForWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self.width())

    def _arrange(self, width: int) -> None:
        """Put the buttons below a text that would have to stand in a narrow column beside them."""
        shown = [each.sizeHint().width() + 10 for each in (self.button, self.second, self.third) if not each.isHidden()]
        beside = width - sum(shown) - _BESIDE_TEXT
        wanted = self.text.fontMetrics().horizontalAdvance(self.text.text())
        is_below = len(shown) > 1 and wanted > 1.6 * beside  # words leave gaps at the ends of lines
        if is_below != self._is_below:
            self._is_below = is_below
            self._grid.removeItem(self._answers)
            where = (1, 1) if is_below else (0, 2)
            alignment = Qt.AlignmentFlag.AlignLeft if is_below else Qt.AlignmentFlag(0)
            self._grid.addLayout(self._answers, *where, alignment)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        self.set_banner(self._banner)

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show the state's message."""
        if old is None or old.banner is not new.banner or old.is_presenting is not new.is_presenting:
            self._names = new.graph.nodes
            is_calm = new.banner is not None and new.banner.severity == "info" and new.active_run is None
            is_left_out = new.is_presenting and is_calm  # a run that is paused waits for an answer
            self.set_banner(None if is_left_out else new.banner)

    def set_banner(self, banner: Banner | None) -> None:
        """Show a message, or none."""
        self._banner = banner
        self.setVisible(banner is not None)
        if banner is None:
            return
        severity = banner.severity if banner.severity in _ICONS else "info"
        name, role = _ICONS[severity]
        self.sign.setPixmap(icon(name, self._theme, role).pixmap(QSize(16, 16)))
        self.close_button.setIcon(icon("close", self._theme, role))
        self.text.setText(plain(sentence(tr(banner.text), self._names), 1200))
        self.text.setToolTip(tip(banner.detail))
        self.button.setText(tr(banner.command_title))
        self.button.setVisible(bool(banner.command))
        self.second.setText(tr(banner.second_title))
        self.second.setVisible(bool(banner.second_command))
        self.third.setText(tr(banner.third_title))
        self.third.setVisible(bool(banner.third_command))
        self.setProperty("banner", severity)
        for widget in (self, self.text):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        if accessible.is_listened():
            accessible.send(QAccessibleEvent(self.text, QAccessible.Event.Alert))

    def _on_second_clicked(self) -> None:
        if self._banner is not None:
            self.command_requested.emit(self._banner.second_command)

    def _on_third_clicked(self) -> None:
        if self._banner is not None:
            self.command_requested.emit(self._banner.third_command)

    def _on_button_clicked(self) -> None:
        if self._banner is not None and self._banner.command:
            self.command_requested.emit(self._banner.command)
