"""The start page: recent projects, "Open folder...", examples with pictures. It must not open anything itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.commands.table import BY_ID
from dagscope_app.drawing.lightness import in_lightness
from dagscope_app.drawing.translation import tr
from dagscope_app.model.state import AppState
from dagscope_app.views.theme import BESIDE_TEXT, Theme, app_icon, icon, plain, tip
from dagscope_app.views.widgets.labels import make_label

PICTURE = QSize(236, 132)
SMALL_PICTURE = QSize(88, 56)
WORDS_ROOM = PICTURE.width() + 24 - SMALL_PICTURE.width() - 70
ACROSS = 3
MOST_RECENT = 6
NEW = "New here? A tour of a minute shows, on an example, how to look, run, read and compare."


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
        self.setAccessibleName(tr("Example {title}", title=example.title))
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
        column.addWidget(make_label(tr(example.title), font=theme.font("strong")))
        text = make_label(tr(example.text), is_quiet=True)
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


class RecentCard(QFrame):
    """A project that was opened before: its picture, name and folder, a pin, and a cross that takes it off the list.

    Signals:
        clicked(str), pin_toggled(str), forgotten(str): its folder
    """

    clicked = Signal(str)
    pin_toggled = Signal(str)
    forgotten = Signal(str)

    def __init__(self, folder: str, picture: bytes, theme: Theme, *, is_pinned: bool) -> None:
        super().__init__()
        self.folder = folder
        name = os.path.basename(folder.rstrip("/\\")) or folder
        self.setProperty("card", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Open {name}, {folder}", name=name, folder=folder))
        self.setToolTip(tip(folder))
        self.setFixedWidth(PICTURE.width() + 24)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 4, 8)
        row.setSpacing(10)
        row.addWidget(_small_picture(picture, theme))
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addStretch(1)
        column.addWidget(_elided(name, theme.font("strong"), Qt.TextElideMode.ElideMiddle))
        parent_label = _elided(_short(os.path.dirname(folder)), theme.font("small"), Qt.TextElideMode.ElideLeft)
        parent_label.setProperty("quiet", True)
        column.addWidget(parent_label)
        column.addStretch(1)
        row.addLayout(column, 1)
        tools = QVBoxLayout()
        tools.setSpacing(0)
        self.pin = self._tool("pin", tr("Unpin" if is_pinned else "Pin: keep at the top"), theme, self._on_pin_clicked)
        self.pin.setCheckable(True)
        self.pin.setChecked(is_pinned)
        self.remove = self._tool("close", tr("Remove from this list"), theme, self._on_remove_clicked)
        for button in (self.pin, self.remove):
            tools.addWidget(button)
        row.addLayout(tools)

    def _tool(self, picture: str, hint: str, theme: Theme, then: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(picture, theme))
        button.setIconSize(QSize(14, 14))
        button.setToolTip(tip(hint))
        button.setAccessibleName(plain(f"{hint}: {self.folder}"))
        button.setCursor(Qt.CursorShape.ArrowCursor)
        button.clicked.connect(then)
        return button

    def _on_pin_clicked(self) -> None:
        self.pin_toggled.emit(self.folder)

    def _on_remove_clicked(self) -> None:
        self.forgotten.emit(self.folder)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(self.folder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit(self.folder)
        elif event.key() == Qt.Key.Key_Delete:
            self.forgotten.emit(self.folder)
        else:
            super().keyPressEvent(event)


class WelcomePage(QScrollArea):
    """What is shown while no project is open.

    Signals:
        folder_chosen(str), example_chosen(str), open_requested()
        command_requested(str): a command of the table
        pin_toggled(str), forgotten(str): a recent project's folder
    """

    folder_chosen = Signal(str)
    example_chosen = Signal(str)
    open_requested = Signal()
    command_requested = Signal(str)
    pin_toggled = Signal(str)
    forgotten = Signal(str)

    def __init__(
        self,
        theme: Theme,
        examples: Sequence[Example],
        picture_of: Callable[[str], bytes] = lambda folder: b"",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Start page"))
        self._theme = theme
        self._examples = tuple(examples)
        self._picture_of = picture_of
        self._recent: tuple[str, ...] = ()
        self._pinned: tuple[str, ...] = ()
        self._has_toured = True
        self._is_old = False
        self.cards: list[RecentCard] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._rebuild()

    def set_theme(self, theme: Theme, examples: Sequence[Example]) -> None:
        """Draw in its colours."""
        self._theme = theme
        self._examples = tuple(examples)
        self._is_old = True
        if self.isVisible():
            self._rebuild()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw in the theme's colours what was out of sight when that changed."""
        if self._is_old:
            self._rebuild()
        super().showEvent(event)

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Offer the folders that were opened last, while no project is open."""
        if not new.folder:
            liked = new.preferences
            self.set_recent(liked.recent, liked.pinned, has_toured=liked.has_toured)

    def set_recent(self, folders: tuple[str, ...], pinned: tuple[str, ...] = (), *, has_toured: bool = True) -> None:
        """Offer these folders, pinned ones first, and the tour to who has not seen it."""
        ordered = (*(item for item in pinned if item in folders), *(item for item in folders if item not in pinned))
        if (ordered, pinned, has_toured) != (self._recent, self._pinned, self._has_toured):
            self._recent, self._pinned, self._has_toured = ordered, pinned, has_toured
            self._rebuild()

    def refresh(self) -> None:
        """Show newer pictures of the same projects."""
        self._rebuild()

    def _rebuild(self) -> None:
        self._is_old = False
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
        focused = old.focusWidget() if old is not None else None
        if old is not None:
            old.hide()
            old.deleteLater()
        self.setWidget(page)
        if focused is not None and self.isVisible():
            self._focus_again(focused)

    def _focus_again(self, before: QWidget) -> None:
        """Give the keyboard to what took the place of a widget of the page before."""
        for widget in self.findChildren(type(before)):
            is_same_button = isinstance(widget, QPushButton) and widget.text() == getattr(before, "text", str)()
            if is_same_button or (before.accessibleName() and widget.accessibleName() == before.accessibleName()):
                widget.setFocus()
                return

    def _head(self, column: QVBoxLayout) -> None:
        row = QHBoxLayout()
        row.setSpacing(16)
        sign = make_label()
        sign.setPixmap(app_icon().pixmap(QSize(48, 48)))
        row.addWidget(sign)
        heading = QVBoxLayout()
        heading.setSpacing(2)
        heading.addWidget(make_label(tr("Dagscope"), font=self._theme.font("title")))
        heading.addWidget(make_label(tr("See, run and compare dataflows written as Python functions."), is_quiet=True))
        row.addLayout(heading, 1)
        column.addLayout(row)
        column.addSpacing(12)
        self.open_button = QPushButton(tr("Open folder..."))
        self.open_button.setProperty("primary", True)
        self.open_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.open_button.clicked.connect(self.open_requested)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.open_button)
        line.addWidget(self._button(tr("New project..."), "new", "project.new"))
        line.addWidget(self._button(tr("Take the tour"), "help", "help.tour"))
        line.addStretch(1)
        line.addWidget(make_label(tr("or drop a folder anywhere here"), is_quiet=True))
        column.addLayout(line)
        if not self._has_toured:
            column.addWidget(make_label(tr(NEW), is_quiet=True))

    def _button(self, title: str, picture: str, command: str) -> QPushButton:
        button = QPushButton(title)
        button.setToolTip(tip(tr(BY_ID[command].help)))
        button.setProperty("command", command)
        button.setIcon(icon(picture, self._theme))
        button.setIconSize(BESIDE_TEXT)
        button.clicked.connect(self._on_button_clicked)
        return button

    def _on_button_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.command_requested.emit(str(sender.property("command")))

    def _recent_part(self, column: QVBoxLayout) -> None:
        if not self._recent:
            return
        column.addSpacing(12)
        column.addWidget(self._section(tr("RECENT")))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        self.cards = []
        for number, folder in enumerate(self._recent[:MOST_RECENT]):
            card = RecentCard(folder, self._picture_of(folder), self._theme, is_pinned=folder in self._pinned)
            card.clicked.connect(self.folder_chosen)
            card.pin_toggled.connect(self.pin_toggled)
            card.forgotten.connect(self.forgotten)
            grid.addWidget(card, number // ACROSS, number % ACROSS)
            self.cards.append(card)
        grid.setColumnStretch(ACROSS, 1)
        column.addLayout(grid)

    def _example_part(self, column: QVBoxLayout) -> None:
        if not self._examples:
            return
        column.addSpacing(12)
        column.addWidget(self._section(tr("EXAMPLES")))
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


def thumbnail(picture: QPixmap) -> bytes:
    """Return a picture as a PNG of the size the start page shows, sharp on a screen of twice the resolution."""
    small = picture.scaled(
        SMALL_PICTURE * 2, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
    )
    left, top = (small.width() - 2 * SMALL_PICTURE.width()) // 2, (small.height() - 2 * SMALL_PICTURE.height()) // 2
    cut = small.copy(left, top, 2 * SMALL_PICTURE.width(), 2 * SMALL_PICTURE.height())
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    cut.save(buffer, "PNG")
    return bytes(buffer.data().data())


def _small_picture(picture: bytes, theme: Theme) -> QWidget:
    label = make_label()
    label.setFixedSize(SMALL_PICTURE)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    pixmap = QPixmap.fromImage(in_lightness(QImage.fromData(picture), is_dark=theme.is_dark))
    if not pixmap.isNull():
        pixmap.setDevicePixelRatio(max(1.0, pixmap.width() / SMALL_PICTURE.width()))
        label.setPixmap(pixmap)
    else:
        label.setPixmap(icon("folder", theme).pixmap(QSize(24, 24)))
    return label


def _elided(text: str, font: QFont, mode: Qt.TextElideMode) -> QWidget:
    """Return a line of text that is cut where the card has no room for it."""
    return make_label(QFontMetricsF(font).elidedText(plain(text, 400), mode, WORDS_ROOM), font=font)


def _short(path: str) -> str:
    """Return a path with the home folder as ~."""
    home = os.path.expanduser("~")
    return "~" + path[len(home) :] if path == home or path.startswith(home + os.sep) else path
