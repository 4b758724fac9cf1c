"""A panel that lies over the graph where the window has no room next to it. It must not know what the panel shows."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.views.theme import Theme, icon, tip
from dagscope_app.views.widgets.labels import make_label

WIDTH = 300
MOST_SHARE = 0.45


class Overlay(QFrame):
    """A card at the right edge of what it lies over, with a title and a cross.

    Signals:
        shown_changed(bool): it was shown, or put away
        placed: it came, went, or lies elsewhere
    """

    shown_changed = Signal(bool)
    placed = Signal()

    def __init__(self, title: str, theme: Theme, over: QWidget, inner: QWidget) -> None:
        """Lie over `over`; while its part `inner` is seen, over that alone."""
        super().__init__(over)
        self._inner = inner
        self.setObjectName("overlay")
        self.setProperty("panel", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.setContentsMargins(16, 4, 6, 4)
        label = make_label(title.upper())
        label.setProperty("section", True)
        self.close_button = QToolButton()
        self.close_button.setIconSize(QSize(14, 14))
        self.close_button.setToolTip(tip(f"{tr('Hide')}: {title}"))
        self.close_button.setAccessibleName(f"{tr('Hide')}: {title}")
        self.close_button.clicked.connect(self.hide)
        row.addWidget(label, 1)
        row.addWidget(self.close_button)
        column.addLayout(row)
        self._column = column
        self.set_theme(theme)
        over.installEventFilter(self)
        inner.installEventFilter(self)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self.close_button.setIcon(icon("close", theme))

    def take(self, panel: QWidget) -> None:
        """Show this panel here."""
        self._column.addWidget(panel, 1)
        panel.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the edge; tell what became of it."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide) and not self.isHidden():
            self.place()
        return False

    def setVisible(self, visible: bool) -> None:
        """Come to the edge, or go."""
        was_hidden = self.isHidden()
        super().setVisible(visible)
        if visible:
            self.place()
        if was_hidden is visible:
            self.shown_changed.emit(visible)
            self.placed.emit()

    def place(self) -> None:
        """Take the right edge of what it lies over, never more than half of it."""
        over = self.parentWidget()
        if over is not None:
            area = (
                QRect(self._inner.mapTo(over, QPoint()), self._inner.size()) if self._inner.isVisible() else over.rect()
            )
            width = min(WIDTH, int(over.width() * MOST_SHARE))
            self.setGeometry(area.x() + area.width() - width, area.y(), width, area.height())
            self.raise_()
            self.placed.emit()
