"""The sheet of keys and mouse gestures, read from the tables. It must not hold keys of its own."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.commands.gestures import GESTURES
from dagscope_app.commands.table import CATEGORIES, COMMANDS
from dagscope_app.commands.table_keys import TABLE_KEYS
from dagscope_app.drawing.translation import tr
from dagscope_app.views.dialogs.asker import native_keys
from dagscope_app.views.theme import Theme, tip
from dagscope_app.views.widgets.fields import make_clearable


def _line(title: str, keys: str, effect: str) -> QTreeWidgetItem:
    item = QTreeWidgetItem([tr(title), keys, tr(effect)])
    item.setToolTip(2, tip(tr(effect)))
    return item


class ShortcutSheet(QDialog):
    """All commands by category, with a filter. It stays open next to the window."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts and mouse"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(QSize(1100, 700).boundedTo(self.screen().availableSize() * 0.9))
        self.filter_edit = QLineEdit()
        self.filter_edit.setPlaceholderText(tr("Filter by name or key"))
        make_clearable(self.filter_edit)
        self.filter_edit.setAccessibleName(tr("Filter by name or key"))
        self.tree = QTreeWidget()
        self.tree.setColumnCount(3)
        self.tree.setAccessibleName(tr("Keyboard shortcuts"))
        self.tree.setHeaderLabels([tr("Command"), tr("Keys"), tr("What it does")])
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(12)
        self.tree.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        header = self.tree.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        for category in CATEGORIES:
            top = QTreeWidgetItem([tr(category)])
            top.setFont(0, theme.font("strong"))
            self.tree.addTopLevelItem(top)
            for command in COMMANDS:
                if command.category == category and command.keys:
                    top.addChild(_line(command.title, native_keys(command.keys), command.help))
        tables = QTreeWidgetItem([tr("In a table of results")])
        tables.setFont(0, theme.font("strong"))
        self.tree.addTopLevelItem(tables)
        for title, keys, effect in TABLE_KEYS:
            tables.addChild(_line(title, keys, effect))
        mouse = QTreeWidgetItem([tr("Mouse and touchpad")])
        mouse.setFont(0, theme.font("strong"))
        self.tree.addTopLevelItem(mouse)
        for gesture, effect in GESTURES:
            mouse.addChild(_line(gesture, "", effect))
        self.tree.expandAll()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(self.filter_edit)
        column.addWidget(self.tree, 1)
        self.filter_edit.textChanged.connect(self._on_filter_changed)

    def _on_filter_changed(self, text: str) -> None:
        wanted = text.lower()
        for number in range(self.tree.topLevelItemCount()):
            top = self.tree.topLevelItem(number)
            if top is None:
                continue
            shown = 0
            for row in range(top.childCount()):
                item = top.child(row)
                if item is None:
                    continue
                fits = not wanted or wanted in " ".join(item.text(column) for column in range(3)).lower()
                item.setHidden(not fits)
                shown += fits
            top.setHidden(not shown)
