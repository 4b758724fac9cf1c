"""Shows nested values as a tree whose children are fetched as they are unfolded. It never sees the value itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dagscope.protocol.values import Answer, ChildrenAnswer, ChildrenAsk, TextAnswer, TextAsk
from dagscope.value_records import TreeNode, TreePreview
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.results import ValueTab
from dagscope_app.views.results.viewer import Asker, Desk, Viewer
from dagscope_app.views.theme import plain

PAGE = 100
_PATH, _MORE, _COUNT, _KIND, _NAME = (Qt.ItemDataRole.UserRole + number for number in range(5))
_PLAIN_KINDS = ("", "none", "number", "missing")
Path = tuple[int, ...]
OpenInside = Callable[[Path, tuple[str, ...]], None]


def nowhere(path: Path, names: tuple[str, ...]) -> None:
    """Open nothing."""


def nobody(text: str) -> None:
    """Tell nobody."""


class TreeResult(QTreeWidget):
    """A dict, list or object, at a path of the value that is asked about."""

    def __init__(
        self,
        preview: TreePreview,
        ask: Asker,
        open_inside: OpenInside = nowhere,
        base: Path = (),
        names: tuple[str, ...] = (),
        say: Callable[[str], None] = nobody,
    ) -> None:
        super().__init__()
        self._ask = ask
        self._say = say
        self._is_frozen = False
        self._base = base
        self._names = names
        self._open_inside = open_inside
        self.setColumnCount(3)
        self.setHeaderLabels([tr("Key"), tr("Value"), tr("Type")])
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.header().setStretchLastSection(False)
        self.setAccessibleName(tr("Value"))
        self._items: dict[Path, QTreeWidgetItem] = {}
        if preview.root is not None:
            self._fill_root(preview.root)
        self.itemExpanded.connect(self._on_item_expanded)
        self.itemActivated.connect(self._on_item_activated)
        copy = QAction(tr("Copy value"), self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self._on_copy_triggered)
        self.addAction(copy)
        open_ = QAction(tr("Open in a tab of its own"), self)
        open_.triggered.connect(self._on_open_triggered)
        self.addAction(open_)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.resizeColumnToContents(0)
        self.setColumnWidth(0, max(140, min(self.columnWidth(0) + 24, 360)))
        self.setColumnWidth(2, 140)

    def _fill_root(self, root: TreeNode) -> None:
        item = self._item(root, self._base)
        item.setText(0, plain(root.label, 500) or "value")
        self.addTopLevelItem(item)
        self._items[self._base] = item
        self._add_children(item, self._base, 0, root.children)
        item.setExpanded(True)

    def _item(self, record: TreeNode, path: Path) -> QTreeWidgetItem:
        texts = (record.label, record.summary, record.type)
        item = QTreeWidgetItem([plain(part[:500].replace("\n", " ⏎ ")) for part in texts])
        item.setData(0, _PATH, list(path))
        item.setData(0, _COUNT, record.count)
        item.setData(0, _KIND, record.value_kind)
        item.setData(0, _NAME, record.label)
        if record.value_kind not in _PLAIN_KINDS and not record.count:
            item.setToolTip(1, tr("Enter or a double-click opens it in a tab of its own"))
        if record.count:
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        return item

    def freeze(self) -> None:
        """Keep what was unfolded: the value is gone, and nothing more can be."""
        self._is_frozen = True
        for item in self._items.values():
            last = item.child(item.childCount() - 1) if item.childCount() else None
            if last is not None and last.data(0, _MORE) is not None:
                item.removeChild(last)
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.DontShowIndicatorWhenChildless)
            if not item.childCount():
                item.setData(0, _COUNT, 0)

    def _put_children(self, answer: Answer, _: bytes) -> None:
        item = self._items.get(answer.path) if isinstance(answer, ChildrenAnswer) else None
        if item is not None and isinstance(answer, ChildrenAnswer):
            self._add_children(item, answer.path, answer.start, answer.children)

    def _add_children(self, item: QTreeWidgetItem, path: Path, start: int, children: Sequence[TreeNode]) -> None:
        last = item.child(item.childCount() - 1) if item.childCount() else None
        more = last if last is not None and last.data(0, _MORE) is not None else None
        if item.childCount() - (more is not None) != start or not children:
            return  # asked for twice before the first answer came, or there is nothing more
        if more is not None:
            item.removeChild(more)
        for number, record in enumerate(children, start):
            inner = (*path, number)
            child = self._item(record, inner)
            item.addChild(child)
            self._items[inner] = child
            if record.children:
                self._add_children(child, inner, 0, record.children)
        shown, count = start + len(children), item.data(0, _COUNT)
        if shown < count:
            rest = QTreeWidgetItem([tr("{value:,} more...", value=count - shown), "", ""])
            rest.setData(0, _MORE, shown)
            item.addChild(rest)

    def _on_item_expanded(self, item: QTreeWidgetItem) -> None:
        if not item.childCount() and item.data(0, _COUNT):
            self._ask(ChildrenAsk(tuple(item.data(0, _PATH) or ()), 0, PAGE), self._put_children)

    def _names_of(self, item: QTreeWidgetItem) -> tuple[str, ...]:
        """Return the labels on the way from the root to an entry."""
        names: list[str] = []
        at: QTreeWidgetItem | None = item
        while at is not None and at.parent() is not None:
            names.append(str(at.data(0, _NAME)))
            at = at.parent()
        return (*self._names, *reversed(names))

    def _open(self, item: QTreeWidgetItem) -> None:
        """Show an entry in a tab of its own."""
        if item.parent() is not None and item.data(0, _MORE) is None:
            self._open_inside(tuple(item.data(0, _PATH) or ()), self._names_of(item))

    def _on_open_triggered(self) -> None:
        item = self.currentItem()
        if item is not None:
            self._open(item)

    def _on_item_activated(self, item: QTreeWidgetItem) -> None:
        if item.data(0, _KIND) not in _PLAIN_KINDS and not item.data(0, _COUNT):
            self._open(item)
        start = item.data(0, _MORE)
        parent = item.parent()
        if start is not None and parent is not None:
            self._ask(ChildrenAsk(tuple(parent.data(0, _PATH) or ()), int(start), PAGE), self._put_children)

    def _on_copy_triggered(self) -> None:
        item = self.currentItem()
        path = item.data(0, _PATH) if item is not None else None
        if item is None or path is None:
            return
        if self._is_frozen:
            QGuiApplication.clipboard().setText(item.text(1) or item.text(0))
            self._say(tr("The value is gone: copied as it is shown, and it may be cut."))
        else:
            self._ask(TextAsk(tuple(path)), self._copy)

    def _copy(self, answer: Answer, data: bytes) -> None:
        """Put a whole value on the clipboard, and say where it is too long for that."""
        if not isinstance(answer, TextAnswer):
            return
        QGuiApplication.clipboard().setText(data.decode("utf-8", "replace"))
        if answer.length > len(data):
            self._say(
                tr(
                    "The first {data:,} of {length:,} bytes are copied; save the value to have all of it.",
                    data=len(data),
                    length=answer.length,
                )
            )


def make(tab: ValueTab, preview: TreePreview, desk: Desk) -> Viewer:
    """Return the viewer of a nested value."""
    tree = TreeResult(preview, desk.ask, desk.open_inside, say=desk.say)
    return Viewer(tree, freeze=tree.freeze)
