"""The middle of the window: strips, the pages, with messages floating over them so that nothing jumps.
It must not choose any of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dagscope_app.views.compare.bar import CompareBar

GAP = 12
MOST_WIDTH = 900


class Centre(QWidget):
    """Keeps the strips above the pages, the banner at their top and the toast at the lower middle.

    Signals:
        banner_placed(QRect): where the banner lies, in this widget's coordinates; an empty one where there is none.
    """

    banner_placed = Signal(QRect)

    def __init__(
        self, pages: QWidget, strips: Sequence[QWidget], banner: QWidget, toast: QWidget, bar: CompareBar
    ) -> None:
        """Take the parts; while `bar` is seen at the top of the pages, it keeps room for the banner below itself."""
        super().__init__()
        self._banner, self._toast, self._bar = banner, toast, bar
        self._side: QWidget | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        above = QVBoxLayout()
        above.setContentsMargins(8, 0, 8, 0)
        for strip in strips:
            above.addWidget(strip)
        self.column.addLayout(above)
        self.column.addWidget(pages, 1)
        self._pages = pages
        for widget in (banner, toast):
            widget.setParent(self)
            widget.installEventFilter(self)
            widget.hide()
        bar.installEventFilter(self)

    def keep_free(self, side: QWidget) -> None:
        """Cover nothing of what comes to the right edge of the pages."""
        self._side = side
        side.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Place what came or has another text."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.LayoutRequest):
            self.place()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep them in their places."""
        self.place()

    def place(self) -> None:
        """Put both over the pages."""
        room = self._pages.geometry()
        if self._side is not None and self._side.isVisible():
            room.setWidth(room.width() - self._side.width())
        width = max(120, min(MOST_WIDTH, room.width() - 2 * GAP))
        if self._banner.isHidden():
            self._bar.keep_room(0)
            self.banner_placed.emit(QRect())
        else:
            height = max(self._banner.heightForWidth(width), self._banner.minimumSizeHint().height())
            self._bar.keep_room(height + GAP)
            above = self._bar.sizeHint().height() - self._bar.room - GAP // 2 if self._bar.isVisible() else 0
            top = room.y() + GAP + above
            self._banner.setGeometry(room.x() + (room.width() - width) // 2, top, width, height)
            self._banner.raise_()
            self.banner_placed.emit(self._banner.geometry())
        if not self._toast.isHidden():
            self._toast.ensurePolished()
            layout = self._toast.layout()
            if layout is not None:
                layout.invalidate()
                layout.activate()
            size = self._toast.sizeHint()
            across = min(size.width(), width)
            left = room.x() + (room.width() - across) // 2
            self._toast.setGeometry(left, room.bottom() - size.height() - GAP, across, size.height())
            self._toast.raise_()
