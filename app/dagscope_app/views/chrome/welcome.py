"""The start page: recent projects, "Open folder...", examples with pictures. It must not open anything itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from dagscope_app.model.state import AppState
from dagscope_app.views.theme import Theme, app_icon, icon, plain, tip
from dagscope_app.views.widgets.labels import make_label

PICTURE = QSize(236, 132)


@dataclass(frozen=True, slots=True)
class Example:
    """An example project and its picture's bytes (PNG; empty for none)."""

    title: str
    text: str
    folder: str
    picture: bytes = b""


class _Card(QFrame):
    """An example that can be opened.

    Signals:
        clicked(str): its folder
    """

    clicked = Signal(str)

    def __init__(self, example: Example, theme: Theme) -> None:
        super().__init__()
        self._folder = example.folder
        self.setProperty("card", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(f"Example {example.title}")
        self.setFixedWidth(PICTURE.width() + 24)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(6)
        pixmap = QPixmap()
        if example.picture and pixmap.loadFromData(example.picture):
            picture = make_label()
            pixmap.setDevicePixelRatio(max(1.0, pixmap.width() / PICTURE.width()))
            picture.setPixmap(pixmap)
            picture.setFixedSize(PICTURE)
            picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(picture)
        column.addWidget(make_label(example.title, font=theme.font("strong")))
        text = make_label(example.text, is_quiet=True)
        text.setWordWrap(True)
        column.addWidget(text)
        column.addStretch(1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self._folder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit(self._folder)
        else:
            super().keyPressEvent(event)


class WelcomePage(QScrollArea):
    """What is shown while no project is open.

    Signals:
        folder_chosen(str), example_chosen(str), open_requested()
    """

    folder_chosen = Signal(str)
    example_chosen = Signal(str)
    open_requested = Signal()

    def __init__(self, theme: Theme, examples: Sequence[Example], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._examples = tuple(examples)
        self._recent: tuple[str, ...] = ()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._rebuild()

    def set_theme(self, theme: Theme, examples: Sequence[Example]) -> None:
        """Draw in its colours."""
        self._theme = theme
        self._examples = tuple(examples)
        self._rebuild()

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Offer the folders that were opened last, while no project is open."""
        if not new.folder:
            self.set_recent(new.preferences.recent)

    def set_recent(self, folders: tuple[str, ...]) -> None:
        """Offer these folders."""
        if folders != self._recent:
            self._recent = folders
            self._rebuild()

    def _rebuild(self) -> None:
        page = QWidget()
        page.setProperty("panel", True)
        outer = QHBoxLayout(page)
        outer.setContentsMargins(32, 24, 32, 24)
        outer.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(8)
        outer.addLayout(column)
        outer.addStretch(1)
        column.addStretch(2)
        self._head(column)
        self._recent_part(column)
        self._example_part(column)
        column.addStretch(3)
        old = self.takeWidget()
        if old is not None:
            old.hide()
            old.deleteLater()
        self.setWidget(page)

    def _head(self, column: QVBoxLayout) -> None:
        row = QHBoxLayout()
        row.setSpacing(16)
        sign = make_label()
        sign.setPixmap(app_icon().pixmap(QSize(48, 48)))
        row.addWidget(sign)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(make_label("Dagscope", font=self._theme.font("title")))
        words.addWidget(make_label("See, run and compare dataflows written as Python functions.", is_quiet=True))
        row.addLayout(words, 1)
        column.addLayout(row)
        column.addSpacing(12)
        self.open_button = QPushButton("Open folder...")
        self.open_button.setProperty("primary", True)
        self.open_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.open_button.clicked.connect(self.open_requested)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.open_button)
        line.addWidget(make_label("or drop a folder here", is_quiet=True), 1)
        column.addLayout(line)

    def _recent_part(self, column: QVBoxLayout) -> None:
        if not self._recent:
            return
        column.addSpacing(12)
        column.addWidget(self._section("RECENT"))
        for folder in self._recent[:6]:
            name = os.path.basename(folder.rstrip("/\\")) or folder
            row = QHBoxLayout()
            row.setSpacing(10)
            button = QPushButton(plain(name, 60))
            button.setProperty("link", True)
            button.setIcon(icon("folder", self._theme))
            button.setToolTip(tip(folder))
            button.setProperty("folder", folder)
            button.setStyleSheet("padding: 2px 4px; text-align: left")
            button.clicked.connect(self._on_recent_clicked)
            row.addWidget(button)
            where = make_label(
                plain(_short(os.path.dirname(folder)), 70), is_quiet=True, font=self._theme.font("small")
            )
            row.addWidget(where, 1)
            column.addLayout(row)

    def _example_part(self, column: QVBoxLayout) -> None:
        if not self._examples:
            return
        column.addSpacing(12)
        column.addWidget(self._section("EXAMPLES"))
        row = QHBoxLayout()
        row.setSpacing(16)
        for example in self._examples[:3]:
            card = _Card(example, self._theme)
            card.clicked.connect(self.example_chosen)
            row.addWidget(card)
        row.addStretch(1)
        column.addLayout(row)

    def _section(self, title: str) -> QWidget:
        label = make_label(title)
        label.setProperty("section", True)
        label.setIndent(0)
        return label

    def _on_recent_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.folder_chosen.emit(str(sender.property("folder")))


def _short(path: str) -> str:
    """A path with the home folder as ~."""
    home = os.path.expanduser("~")
    return "~" + path[len(home) :] if path == home or path.startswith(home + os.sep) else path
