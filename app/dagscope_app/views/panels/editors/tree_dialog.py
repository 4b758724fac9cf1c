"""A dialog with the parts of a list or dict as a tree: keys and values are edited, parts added and removed."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.drawing.translation import tr
from dagscope_app.views.widgets.labels import make_label

MOST_PARTS = 5_000
_KIND = Qt.ItemDataRole.UserRole
_EMPTY: dict[str, str] = {"list": "[]", "tuple": "()", "dict": "{}", "set": "set()"}


class TreeDialog(QDialog):
    """The parts of one value.

    Signals:
        chosen(str): the literal that the tree writes
    """

    chosen = Signal(str)

    def __init__(self, name: str, value: object, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Value of {name}", name=name))
        self.resize(460, 420)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([tr("Key"), tr("Value")])
        self.tree.setAccessibleName(tr("Parts of {name}", name=name))
        self._left = MOST_PARTS
        self.root = self._item("", value)
        self.tree.addTopLevelItem(self.root)
        self.tree.expandToDepth(1)
        self.tree.setCurrentItem(self.root)
        self.add, self.remove = QPushButton(tr("Add a part")), QPushButton(tr("Remove"))
        self.problem = make_label()
        self.problem.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        for button in self.buttons.buttons():
            button.setIcon(QIcon())
        self._ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        row = QHBoxLayout()
        row.addWidget(self.add)
        row.addWidget(self.remove)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.addWidget(self.tree, 1)
        column.addLayout(row)
        column.addWidget(self.problem)
        column.addWidget(self.buttons)
        self.add.clicked.connect(self._on_add)
        self.remove.clicked.connect(self._on_remove)
        self.tree.itemChanged.connect(self._show_problem)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        self._show_problem()

    def _item(self, key: str, value: object) -> QTreeWidgetItem:
        self._left -= 1
        is_opened = isinstance(value, (list, dict, tuple, set)) and len(value) <= self._left
        kind = type(value).__name__ if is_opened else ""
        item = QTreeWidgetItem([key, kind or repr(value)])
        item.setData(0, _KIND, kind)
        for inner_key, inner in _parts(value) if kind else ():
            item.addChild(self._item(inner_key, inner))
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        return item

    def literal(self) -> str:
        """Return the literal that the tree writes.

        Raises:
            ValueError: a key or value is no literal; the text says which.
        """
        text = _written(self.root)
        try:
            ast.literal_eval(text)
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
            if text != "set()":
                raise ValueError(f"The parts do not form a literal: {error}") from None
        return text

    def _show_problem(self) -> None:
        try:
            self.literal()
        except ValueError as error:
            self.problem.setText(str(error))
        else:
            self.problem.setText("")
        self.problem.setVisible(bool(self.problem.text()))
        self._ok.setEnabled(not self.problem.text())

    def _on_add(self) -> None:
        """Add a part to the collection that is chosen, or after the part that is."""
        item = self.tree.currentItem() or self.root
        owner = item if item.data(0, _KIND) else item.parent()
        if owner is None:
            return
        key = f"'key{owner.childCount() + 1}'" if owner.data(0, _KIND) == "dict" else ""
        made = self._item(key, "")
        owner.insertChild(owner.childCount() if owner is item else owner.indexOfChild(item) + 1, made)
        owner.setExpanded(True)
        self.tree.setCurrentItem(made)
        self._show_problem()
        self.tree.editItem(made, 0 if key else 1)

    def _on_remove(self) -> None:
        item = self.tree.currentItem()
        owner = item.parent() if item is not None else None
        if item is not None and owner is not None:
            owner.removeChild(item)
            self._show_problem()

    def _on_accepted(self) -> None:
        self.chosen.emit(self.literal())
        self.accept()


def _parts(value: Any) -> Iterable[tuple[str, object]]:
    if isinstance(value, dict):
        return [(repr(key), inner) for key, inner in value.items()]
    return [("", inner) for inner in (sorted(value, key=repr) if isinstance(value, set) else value)]


def _written(item: QTreeWidgetItem) -> str:
    kind = item.data(0, _KIND)
    if not kind:
        return _literal_text(item.text(1))
    parts = [each for number in range(item.childCount()) if (each := item.child(number)) is not None]
    if not parts:
        return _EMPTY[kind]
    if kind == "dict":
        return "{" + ", ".join(f"{_literal_text(each.text(0))}: {_written(each)}" for each in parts) + "}"
    texts = ", ".join(_written(each) for each in parts)
    if kind == "tuple":
        return f"({texts},)" if len(parts) == 1 else f"({texts})"
    return f"[{texts}]" if kind == "list" else "{" + texts + "}"


def _literal_text(text: str) -> str:
    """Return a literal as it is typed; a bare word is a text."""
    try:
        ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return repr(text)
    return text.strip()
