"""The modules panel: which modules, in which order, and whether a later one wins. It must not build anything."""

from __future__ import annotations

from collections.abc import Callable

from dagscope.records import ModuleRecord
from dagscope.scenario import Scenario
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.drawing.translation import tr, trn
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.views.theme import Theme, icon, plain, tip
from dagscope_app.views.widgets.hint import Hint
from dagscope_app.views.widgets.layouts import empty_layout

_NAME = Qt.ItemDataRole.UserRole
_ROW_HEIGHT = 26


def shadowed_counts(graph: GraphSnapshot) -> dict[str, int]:
    """Return for each module how many of its definitions a later module's replaced."""
    counts: dict[str, int] = {}
    for name in graph.nodes:
        if len(graph.nodes[name].definitions) < 2:
            continue
        definitions = graph.definitions_of(name)
        winners = {item.module for item in definitions if item.is_active}
        for item in definitions:
            if winners and not item.is_active and item.module not in winners:
                counts[item.module] = counts.get(item.module, 0) + 1
    return counts


class ModulesPanel(QWidget):
    """The scenario's modules.

    Signals:
        module_toggled(str, bool): switched on or off
        order_changed(tuple): the names in their new order
        later_wins_toggled(bool)
        module_hinted(str, bool): the pointer or the keyboard rests on a module: what would switching it do
        order_hinted(tuple), later_wins_hinted(bool), release_hinted(str): it rests on what would do that
        hint_left(): it does not any more
        release_requested(str): a function that was chosen is to come from wherever the order says again
    """

    module_toggled = Signal(str, bool)
    order_changed = Signal(tuple)
    later_wins_toggled = Signal(bool)
    module_hinted = Signal(str, bool)
    order_hinted = Signal(tuple)
    later_wins_hinted = Signal(bool)
    release_hinted = Signal(str)
    hint_left = Signal()
    release_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self.list = QListWidget()
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.list.setUniformItemSizes(True)
        self.list.setStyleSheet("QListWidget { padding-left: 4px }")
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setAccessibleName(tr("Modules in their order"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.later_wins = QCheckBox(tr("Allow overrides"))
        self.later_wins.setToolTip(
            tip(tr("A function of a later module takes the place of an earlier one's (allow_module_overrides)."))
        )
        self.up_button = self._button(tr("Move up"))
        self.down_button = self._button(tr("Move down"))
        row = QHBoxLayout()
        row.setContentsMargins(12, 2, 8, 4)
        row.addWidget(self.later_wins, 1)
        row.addWidget(self.up_button)
        row.addWidget(self.down_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.list)
        column.addLayout(row)
        self._chosen = QVBoxLayout()
        self._chosen.setContentsMargins(12, 0, 8, 2)
        self._chosen.setSpacing(0)
        self._chosen_names: dict[str, str] = {}
        column.addLayout(self._chosen)
        self.set_theme(theme)
        self.list.itemChanged.connect(self._on_list_item_changed)
        self.list.model().rowsMoved.connect(self._on_list_rows_moved)
        self.list.currentRowChanged.connect(self._on_list_row_changed)
        self.later_wins.toggled.connect(self.later_wins_toggled)
        self._hint = Hint(self.list.viewport(), self)
        self._hint.rested.connect(self._on_rested)
        self._hint.left.connect(self.hint_left)
        self.list.setMouseTracking(True)
        self.list.itemEntered.connect(self._on_item_entered)
        self._watch(self.up_button, self._on_up_rested)
        self._watch(self.down_button, self._on_down_rested)
        self._watch(self.later_wins, self._on_later_wins_rested)
        self.up_button.clicked.connect(self._on_up_clicked)
        self.down_button.clicked.connect(self._on_down_clicked)

    def _watch(self, area: QWidget, then: Callable[..., None], what: str = "this") -> None:
        """Show what a button would do while the pointer rests on it."""
        hint = Hint(area, area)
        hint.watch_entry(what)
        hint.rested.connect(then)
        hint.left.connect(self.hint_left)

    def _on_up_rested(self) -> None:
        self._hint_move(-1)

    def _on_down_rested(self) -> None:
        self._hint_move(1)

    def _hint_move(self, step: int) -> None:
        names = self._moved(step)
        if names is not None:
            self.order_hinted.emit(names)

    def _on_later_wins_rested(self) -> None:
        if self.later_wins.isEnabled():
            self.later_wins_hinted.emit(not self.later_wins.isChecked())

    def _button(self, title: str) -> QToolButton:
        button = QToolButton()
        button.setToolTip(tip(title))
        button.setAccessibleName(title)
        button.setIconSize(QSize(16, 16))
        button.setEnabled(False)
        return button

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self.up_button.setIcon(icon("up", theme))
        self.down_button.setIcon(icon("down", theme))

    def set_scenario(self, scenario: Scenario | None, modules: tuple[ModuleRecord, ...], graph: GraphSnapshot) -> None:
        """Show a scenario's modules."""
        uses = scenario.modules if scenario is not None else ()
        known = {module.name: module for module in modules}
        # Importing shows more than reading did.
        known.update((module.name, module) for module in graph.modules if not module.is_available)
        shadowed = shadowed_counts(graph)
        current = self._names[self.list.currentRow()] if 0 <= self.list.currentRow() < len(self._names) else ""
        self._names = tuple(use.name for use in uses)
        self.list.blockSignals(True)
        self.list.clear()
        for use in uses:
            self.list.addItem(_item(use.name, use.on, known.get(use.name), shadowed.get(use.name, 0)))
        used = {use.name for use in uses}
        others = [module for module in modules if module.name not in used] if scenario is not None else []
        for module in others:
            self.list.addItem(_item(module.name, False, module, 0, is_used=False))
        if current in self._names:
            self.list.setCurrentRow(self._names.index(current))
        self.list.blockSignals(False)
        self.list.setFixedHeight(max(1, min(12, len(uses) + len(others))) * _ROW_HEIGHT + 6)
        self.later_wins.blockSignals(True)
        self.later_wins.setChecked(scenario is not None and scenario.allow_module_overrides)
        self.later_wins.blockSignals(False)
        self.later_wins.setEnabled(len(uses) > 1 or self.later_wins.isChecked())
        self._on_list_row_changed(self.list.currentRow())
        self._show_chosen(dict(scenario.definitions) if scenario is not None else {})

    def _show_chosen(self, definitions: dict[str, str]) -> None:
        """Show a line for each function that is taken from a module of its own choice, with a button to drop it."""
        if definitions == self._chosen_names:
            return
        self._chosen_names = definitions
        empty_layout(self._chosen)
        for function, module in definitions.items():
            line = QToolButton()
            line.setText(plain(tr("✕  {function} from {module}", function=function, module=module), 80))
            line.setToolTip(
                tip(
                    tr(
                        "{function} is taken from {module}. Click to let the order of the modules decide.",
                        function=function,
                        module=module,
                    )
                )
            )
            line.setAutoRaise(True)
            line.setProperty("function", function)
            line.clicked.connect(self._on_chosen_clicked)
            self._watch(line, self._on_release_rested, function)
            self._chosen.addWidget(line)

    def _on_release_rested(self, function: str) -> None:
        self.release_hinted.emit(function)

    def _on_chosen_clicked(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.release_requested.emit(str(sender.property("function")))

    def _on_list_item_changed(self, item: QListWidgetItem) -> None:
        self.module_toggled.emit(item.data(_NAME), item.checkState() == Qt.CheckState.Checked)

    def _on_item_entered(self, item: QListWidgetItem) -> None:
        self._hint.point_at((str(item.data(_NAME)), item.checkState() != Qt.CheckState.Checked))

    def _on_rested(self, what: tuple[str, bool]) -> None:
        self.module_hinted.emit(*what)

    def _on_list_rows_moved(self) -> None:
        names = tuple(str(self.list.item(i).data(_NAME)) for i in range(self.list.count()))
        self.order_changed.emit(names)

    def _on_list_row_changed(self, row: int) -> None:
        self.up_button.setEnabled(0 < row < len(self._names))
        self.down_button.setEnabled(0 <= row < len(self._names) - 1)

    def _on_up_clicked(self) -> None:
        self._move(-1)

    def _on_down_clicked(self) -> None:
        self._move(1)

    def _move(self, step: int) -> None:
        row = self.list.currentRow()
        names = self._moved(step)
        if names is None:
            return
        self.list.blockSignals(True)
        self.list.setCurrentRow(row + step)
        self.list.blockSignals(False)
        self._names = names
        self.order_changed.emit(self._names)

    def _moved(self, step: int) -> tuple[str, ...] | None:
        """Return the names in the order after a move of the current one; None where it cannot move."""
        row = self.list.currentRow()
        names = list(self._names)
        if not (0 <= row < len(names) and 0 <= row + step < len(names)):
            return None
        names[row], names[row + step] = names[row + step], names[row]
        return tuple(names)


def _item(name: str, is_on: bool, module: ModuleRecord | None, shadowed: int, is_used: bool = True) -> QListWidgetItem:
    text = plain(name)
    hints = [name]
    if module is not None:
        hints.append(module.path + "\n" + trn("{n} function", "{n} functions", module.functions))
    if module is not None and not module.is_available:
        text += f"  · {tr('cannot be imported')}"
        hints.append(module.problem)
    elif shadowed:
        text += "  · " + tr("{count} overridden", count=shadowed)
        hints.append(
            trn(
                "{n} of its functions is overridden by a later module",
                "{n} of its functions are overridden by a later module",
                shadowed,
            )
        )
    if not is_used:
        hints.append(tr("Not part of this scenario; switch it on to add it at the end."))
    item = QListWidgetItem(text)
    item.setData(_NAME, name)
    item.setSizeHint(QSize(80, _ROW_HEIGHT))
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
    item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsDragEnabled)
    item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
    item.setToolTip(tip("\n".join(hints)))
    return item
