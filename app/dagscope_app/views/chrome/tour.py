"""The card of the tour, next to what it is about. It must not decide which step there is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.panels.tour import LAST, STEPS
from dagscope_app.model.state import AppState
from dagscope_app.views.theme import Theme
from dagscope_app.views.watch import Watch, Watches
from dagscope_app.views.widgets.labels import make_label

WIDTH = 320
GAP = 14
RING = 4


class _Ring(QWidget):
    """A frame around what the step is about; the mouse goes through it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a rounded line in the accent colour."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.color("accent"), 3))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 8, 8)
        painter.end()


class TourCard(QFrame):
    """The step that is on, with *Skip* and *Next*.

    Signals:
        next_requested(), skip_requested()
    """

    next_requested = Signal()
    skip_requested = Signal()

    def __init__(self, theme: Theme, window: QWidget, targets: Mapping[str, QWidget]) -> None:
        super().__init__(window)
        self._targets = targets
        self._step = 0
        self.setProperty("toast", True)
        self.setObjectName("message")
        self.setAccessibleName(tr("Tour"))
        self.setFixedWidth(WIDTH)
        self._ring = _Ring(theme, window)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 12)
        column.setSpacing(8)
        self.title = make_label("", font=theme.font("strong"))
        self.text = make_label("")
        self.text.setWordWrap(True)
        self.count = make_label("", is_quiet=True)
        self.skip = QPushButton(tr("Skip the tour"))
        self.skip.setProperty("link", True)
        self.next = QPushButton(tr("Next"))
        self.next.setProperty("primary", True)
        self.skip.clicked.connect(self.skip_requested)
        self.next.clicked.connect(self.next_requested)
        row = QHBoxLayout()
        row.addWidget(self.count, 1)
        row.addWidget(self.skip)
        row.addWidget(self.next)
        for label in (self.title, self.text):
            column.addWidget(label)
        column.addLayout(row)
        self.hide()
        self._watches = Watches([Watch(lambda s: (s.tour, bool(s.graph.nodes)), self._show_step)])
        window.installEventFilter(self)
        for widget in targets.values():
            widget.installEventFilter(self)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._ring.theme = theme
        self._ring.update()

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show the step that is on, once there is a graph to show it at."""
        self._watches.update(old, new)

    def _show_step(self, state: AppState) -> None:
        self._step = state.tour if state.graph.nodes else 0
        is_on = self._step > 0
        if is_on:
            step = STEPS[self._step - 1]
            self.title.setText(tr(step.title))
            self.text.setText(tr(step.text))
            self.count.setText(tr("{step} of {last}", step=self._step, last=LAST))
            self.next.setText(tr("Done") if self._step == LAST else tr("Next"))
        self.setVisible(is_on)
        self._ring.setVisible(is_on)
        self.place()
        if is_on:
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next_requested.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.skip_requested.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay next to what moves."""
        if self._step and event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide):
            self.place()
        return False

    def place(self) -> None:
        """Put the ring around the step's part of the window, and the card next to it, in the window."""
        window = self.parentWidget()
        if not self._step or window is None:
            return
        target = self._targets[STEPS[self._step - 1].target]
        around = QRect(target.mapTo(window, QPoint(0, 0)), target.size()).adjusted(-RING, -RING, RING, RING)
        self._ring.setVisible(target.isVisible())
        self._ring.setGeometry(around)
        self.adjustSize()
        self.move(beside(around, self.size().width(), self.size().height(), window.rect()))
        self._ring.raise_()
        self.raise_()


def beside(around: QRect, width: int, height: int, room: QRect) -> QPoint:
    """Return where a card stands next to a rectangle: to its right, left, below, above; else within it, at its top."""
    inside = room.adjusted(GAP, GAP, -GAP, -GAP)
    top = min(max(around.top(), inside.top()), inside.bottom() - height)
    left = min(max(around.left(), inside.left()), inside.right() - width)
    for corner in (
        QPoint(around.right() + GAP, top),
        QPoint(around.left() - GAP - width, top),
        QPoint(left, around.bottom() + GAP),
        QPoint(left, around.top() - GAP - height),
    ):
        if inside.contains(QRect(corner.x(), corner.y(), width, height)):
            return corner
    return QPoint(around.right() - width - GAP, around.top() + GAP)
