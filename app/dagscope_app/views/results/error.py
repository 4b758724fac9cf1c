"""Shows an exception: what happened, and where. Foreign text is only ever shown as plain text."""

from __future__ import annotations

from collections.abc import Callable

from dagscope.value_records import ErrorPreview, TraceFrame
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QScrollArea,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.drawing.translation import tr
from dagscope_app.model.paths import last_part
from dagscope_app.model.records.results import ValueTab
from dagscope_app.views.results.text import cut
from dagscope_app.views.results.viewer import Desk, Viewer
from dagscope_app.views.theme import Theme, plain
from dagscope_app.views.widgets.labels import make_label

LEAST_TRACEBACK = 110


class ErrorResult(QScrollArea):
    """An exception: what happened, the project's frames to click on, the whole traceback below."""

    def __init__(
        self,
        preview: ErrorPreview,
        theme: Theme,
        open_location: Callable[[str, int], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._open_location = open_location
        kind = preview.error_type or preview.type or "Error"
        title = make_label(f"{kind}: {preview.message}", is_selectable=True, font=theme.font("strong"))
        title.setWordWrap(True)
        banner = QFrame()
        banner.setProperty("banner", "error")
        inside = QVBoxLayout(banner)
        inside.setContentsMargins(12, 8, 12, 8)
        inside.addWidget(title)
        self.frames = QListWidget()
        self.frames.setFont(theme.font("mono"))
        self.frames.setAccessibleName(tr("Where it happened"))
        self._shown = [frame for frame in preview.frames if frame.is_project]
        for frame in self._shown:
            self._add(frame)
        self.frames.itemActivated.connect(self._on_item_activated)
        rows = min(max(self.frames.count(), 1), 6)
        self.frames.setFixedHeight(rows * max(24, self.frames.sizeHintForRow(0)) + 8)
        self.variables = self._make_variables(theme)
        self.frames.currentRowChanged.connect(self._on_frame_changed)
        self.frames.setCurrentRow(self.frames.count() - 1)
        text = QPlainTextEdit(plain(cut(preview.text), len(preview.text) + 1_000_000, keep_lines=True))
        text.setReadOnly(True)
        text.setFont(theme.font("mono"))
        text.setProperty("code", True)
        text.setAccessibleName(tr("Traceback"))
        split = QSplitter()
        split.addWidget(text)
        split.addWidget(self.variables)
        split.setSizes([500, 400])
        split.setMinimumHeight(LEAST_TRACEBACK)
        page = QWidget()
        page.setProperty("panel", True)
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 8, 12, 8)
        column.addWidget(banner)
        if self.frames.count():
            column.addWidget(self.frames)
        column.addWidget(split, 1)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)

    def _make_variables(self, theme: Theme) -> QTreeWidget:
        made = QTreeWidget()
        made.setHeaderLabels([tr("Local variable"), tr("Type"), tr("Value when it failed")])
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setFont(theme.font("mono"))
        made.setAccessibleName(tr("Local variables of the frame"))
        made.hide()
        return made

    def _on_frame_changed(self, row: int) -> None:
        """Show the variables of the frame."""
        self.variables.clear()
        found = self._shown[row].variables if 0 <= row < len(self._shown) else ()
        self.variables.addTopLevelItems(
            [QTreeWidgetItem([plain(text, 300) for text in (item.name, item.type, item.summary)]) for item in found]
        )
        self.variables.setVisible(bool(found))
        for number in (0, 1):
            self.variables.resizeColumnToContents(number)
            named = self.variables.header().sectionSizeHint(number)
            self.variables.setColumnWidth(number, max(named, self.variables.columnWidth(number)) + 8)

    def _add(self, frame: TraceFrame) -> None:
        where = tr(
            "{file}:{line}  in {function}",
            file=last_part(frame.file),
            line=frame.line,
            function=frame.function,
        )
        item = QListWidgetItem(plain(f"{where}\n    {frame.text.strip()[:200]}", keep_lines=True))
        item.setData(Qt.ItemDataRole.UserRole, (frame.file, frame.line))
        self.frames.addItem(item)

    def _on_item_activated(self, item: QListWidgetItem) -> None:
        file, line = item.data(Qt.ItemDataRole.UserRole)
        self._open_location(file, line)


def make(tab: ValueTab, preview: ErrorPreview, desk: Desk) -> Viewer:
    """Return the viewer of an exception."""
    return Viewer(ErrorResult(preview, desk.theme, desk.open_location))
