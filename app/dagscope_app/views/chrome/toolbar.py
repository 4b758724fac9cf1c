"""The toolbar: run, stop, reload, the scenario, the search, compare, view and export.
It must not do anything itself.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QMenu, QPushButton, QSizePolicy, QToolBar, QToolButton, QWidget

from dagscope_app.commands.menus import Item
from dagscope_app.commands.table import BY_ID, SCENARIO_LIST, TOOLBAR_EXPORT, TOOLBAR_RUN, TOOLBAR_VIEW
from dagscope_app.drawing.translation import tr, trn
from dagscope_app.model.scenario.names import shown_name
from dagscope_app.model.state import AppState
from dagscope_app.views.chrome.actions import Actions
from dagscope_app.views.chrome.menus import make_menu
from dagscope_app.views.theme import BESIDE_TEXT, Theme, icon, plain, tip
from dagscope_app.views.widgets.search_field import SearchField

_FINAL_KEY = BY_ID["scenario.toggle_final"].keys[0]

ITEM_GAP, ENDS = 4, 16
"""Pixels between two things in the row, and at both its ends together."""
SHRINKING = (QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
WIDE_COUNT = " (99)"
"""What *Update* keeps room for while it is hidden."""
LEAST_SCENARIO, MOST_FORCED = 120, 200
"""Pixels that the name of the scenario has at least, and for which the search gives way."""


class ScenarioBox(QComboBox):
    """The scenarios; the current one can be renamed in place.

    Signals:
        scenario_chosen(str), scenario_renamed(str)
    """

    scenario_chosen = Signal(str)
    scenario_renamed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Scenario"))
        self.setMinimumWidth(LEAST_SCENARIO)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaximumWidth(300)
        self.activated.connect(self._on_activated)

    def set_scenarios(self, state: AppState) -> None:
        """Show the project's scenarios, those with changes that are not saved marked."""
        saved = {item.name: item for item in state.loaded}
        functions = {module.name: module.functions for module in state.modules}
        self.blockSignals(True)
        self.clear()
        for item in state.scenarios:
            size = sum(functions.get(name, 0) for name in item.module_names())
            mark = " •" if item != saved.get(item.name) and not state.is_saved else ""
            # Nodes are known only once it is built; functions are what the sources show.
            self.addItem(plain(shown_name(item), 80) + mark, item.name)
            modules = len(item.module_names())
            functions_of = trn("{n} function", "{n} functions", size)
            counts = trn("{functions} in {n} module", "{functions} in {n} modules", modules, functions=functions_of)
            hint = f"{counts}; {item.origin or tr('made in this window')}"
            self.setItemData(self.count() - 1, tip(f"{item.name}\n{hint}"), Qt.ItemDataRole.ToolTipRole)
        self.setCurrentIndex(self.findData(state.current))
        self.blockSignals(False)
        self.keep_name()
        self.setEnabled(bool(state.scenarios))
        self.setToolTip(tip(tr("Scenario: what is built and what is run.\n• has changes that are not saved")))

    def keep_name(self) -> None:
        """Have room for the name, before the search has."""
        self.setMinimumWidth(max(LEAST_SCENARIO, min(MOST_FORCED, self.sizeHint().width())))

    def start_rename(self) -> None:
        """Let the name be typed."""
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        edit = self.lineEdit()
        if edit is not None:
            edit.setText(plain(str(self.currentData())))
            edit.selectAll()
            edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
            edit.editingFinished.connect(self._on_edit_finished)

    def _on_edit_finished(self) -> None:
        edit = self.lineEdit()
        if edit is None:
            return
        text, name = edit.text(), str(self.currentData())
        edit.editingFinished.disconnect(self._on_edit_finished)
        self.setEditable(False)
        self.scenario_renamed.emit(name if text == plain(name) else text)

    def _on_activated(self, index: int) -> None:
        if not self.isEditable():
            self.scenario_chosen.emit(str(self.itemData(index)))


class ToolBar(QToolBar):
    """One row above everything.

    Signals:
        final_clicked(str): a final variable in the list
    """

    final_clicked = Signal(str)

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(tr("Toolbar"), parent)
        self._actions = actions
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(16, 16))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.run_button = QPushButton(tr("Run"))
        self.run_button.setProperty("primary", True)
        self.run_button.setIconSize(BESIDE_TEXT)
        # A click leaves the keyboard where it is; while the button is disabled it would go on to Reload.
        self.run_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._theme: Theme | None = None
        self._wordy: tuple[QToolButton, ...] = ()
        self._is_run_awaited = False
        self.run_button.clicked.connect(actions["run.final"].trigger)
        actions["run.final"].changed.connect(self._on_run_changed)
        self.addWidget(self.run_button)
        self.run_menu = self._menu_button("", TOOLBAR_RUN)
        self.run_menu.setProperty("bare", True)
        self.run_menu.setToolTip(tip(tr("What to run: final variables, everything, the selection")))
        self.run_menu.setAccessibleName(tr("What to run"))
        self.plan_button = self._text_button(tr("Plan"), "run.plan")
        self._tool("run.stop")
        self._tool("project.reload")
        self.addSeparator()
        self.scenarios = ScenarioBox()
        self.addWidget(self.scenarios)
        self.scenario_menu = self._menu_button("", SCENARIO_LIST)
        self.scenario_menu.setProperty("bare", True)
        self.scenario_menu.setToolTip(tip(tr("Duplicate, rename, compare or save the scenario")))
        self.scenario_menu.setAccessibleName(tr("The scenario"))
        self.finals = QToolButton()
        self.finals.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.finals.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.finals.setIconSize(BESIDE_TEXT)
        self.final_menu = QMenu(self.finals)
        self.final_menu.aboutToShow.connect(self._on_finals_about_to_show)
        self.final_menu.triggered.connect(self._on_final_triggered)
        self.finals.setMenu(self.final_menu)
        self.addWidget(self.finals)
        self.addSeparator()
        self._add_right_side(theme)
        self._wordy = (self.plan_button, self.view_button, self.compare_button, self.update_button)
        self._finals: tuple[str, ...] = ()
        self.set_theme(theme)
        self._fit()

    def _add_right_side(self, theme: Theme) -> None:
        """Add what stands from the search on."""
        self._tool("go.back")
        self._tool("go.forward")
        # Beside the search, which gives it room: nothing else moves when it comes and goes.
        self._add_update_button()
        self.search = SearchField(theme)
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.search.setMinimumWidth(150)
        self.search.setMaximumWidth(560)
        self.addWidget(self.search)
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        spacer.setMinimumWidth(0)
        self.addWidget(spacer)
        self._tool("go.command")
        self.compare_button = self._text_button(tr("Compare"), "compare.open")
        self.view_button = self._menu_button(tr("View"), TOOLBAR_VIEW)
        self.export_button = self._text_button("dag.png", "export.dag")
        self.export_button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.export_button.setMenu(make_menu(TOOLBAR_EXPORT, self._actions, self.export_button))

    def _tool(self, command: str) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(self._actions[command])
        self.addWidget(button)
        return button

    def _text_button(self, title: str, command: str) -> QToolButton:
        """Return a button that is called something shorter than its command."""
        action, button = self._actions[command], QToolButton()
        button.setText(title)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(BESIDE_TEXT)
        button.setToolTip(action.toolTip())
        button.clicked.connect(action.trigger)
        action.changed.connect(lambda: button.setEnabled(action.isEnabled()))
        self.addWidget(button)
        return button

    def _on_run_changed(self) -> None:
        action = self._actions["run.final"]
        if not action.isEnabled() and self.run_button.hasFocus():
            self._is_run_awaited = True
            self.run_button.clearFocus()
        self.run_button.setEnabled(action.isEnabled())
        if action.isEnabled() and self._is_run_awaited:
            self._is_run_awaited = False
            if self.window().focusWidget() in (None, self.window()):
                self.run_button.setFocus()
        self.run_button.setToolTip(action.toolTip())

    def _add_update_button(self) -> None:
        self.update_button = self._text_button(tr("Update"), "run.update")
        self._actions["run.update"].changed.connect(self._on_update_changed)
        self._on_update_changed()

    def _on_update_changed(self) -> None:
        """Show the button only while something is out of date, with how much."""
        action = self._actions["run.update"]
        self.update_button.setText(action.text() if action.isEnabled() else action.text() + WIDE_COUNT)
        self.update_button.ensurePolished()
        for entry in self.actions():
            if self.widgetForAction(entry) is self.update_button:
                entry.setVisible(action.isEnabled())
        self._fit()

    def _fit(self) -> None:
        """Leave out words that an icon stands for, as few as it takes for no button to be pushed out."""
        if not self._wordy:  # not all of it is there yet
            return
        self.scenarios.keep_name()
        for button in self._wordy:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for button in self._wordy:
            if self._needed_width() <= self.width():
                return
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        if self._needed_width() > self.width():
            self.scenarios.setMinimumWidth(LEAST_SCENARIO)

    def _needed_width(self) -> int:
        """Return how wide the row is at least, with *Update (n)*: no word is to go when that comes."""
        needed = ENDS
        for entry in self.actions():
            item = self.widgetForAction(entry)
            if item is not None and (entry.isVisible() or item is self.update_button):
                can_shrink = item.sizePolicy().horizontalPolicy() in SHRINKING
                hint = item.minimumSizeHint() if can_shrink else item.sizeHint()
                needed += max(item.minimumWidth(), hint.width(), 0) + ITEM_GAP
        return needed

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._show_more()

    def _show_more(self) -> None:
        """Give Qt's button for what a narrow window has no room for a sign that can be seen; it comes when needed."""
        more = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if more is None or self._theme is None:
            return
        more.setIcon(icon("chevron_right", self._theme))
        more.setStyleSheet("QToolButton { padding: 0; border: 0; }")
        more.setToolTip(tip(tr("More of the toolbar")))
        more.setAccessibleName(tr("More of the toolbar"))

    def _menu_button(self, title: str, items: tuple[Item, ...]) -> QToolButton:
        button = QToolButton()
        button.setText(title)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        if title:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(BESIDE_TEXT)
        button.setMenu(make_menu(items, self._actions, button))
        self.addWidget(button)
        return button

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        self._show_more()
        self.search.set_theme(theme)
        self.run_button.setIcon(icon("run", theme, "accent_text"))
        self.finals.setIcon(icon("final", theme, "final_border"))
        self.view_button.setIcon(icon("show", theme))
        self.export_button.setIcon(icon("export", theme))
        self.update_button.setIcon(icon(BY_ID["run.update"].icon, theme))
        self.plan_button.setIcon(icon("outline", theme))
        self.compare_button.setIcon(icon("compare", theme))
        self.scenario_menu.setIcon(icon("more", theme))
        self.run_menu.setIcon(icon("chevron_down", theme))

    def set_state(self, old: AppState | None, new: AppState) -> None:
        """Show the scenarios and the search, while a project is open."""
        if old is None or bool(old.folder) != bool(new.folder):
            self.setVisible(bool(new.folder))
        is_other = old is None or _named(old) != _named(new)
        if is_other:
            self.scenarios.set_scenarios(new)
        self._finals = new.scenario.final_vars if new.scenario is not None else ()
        count = len(self._finals)
        self.finals.setText(trn("{n} output", "{n} outputs", count) if count else tr("everything"))
        self.finals.setToolTip(
            tip(
                tr("Outputs (final variables): {names}", names=", ".join(self._finals))
                if count
                else tr(
                    "No final variables chosen: Run computes everything. Select nodes and press {key}.", key=_FINAL_KEY
                )
            )
        )
        self.finals.setVisible(True)
        if is_other:
            self._fit()
        if old is None or old.find is not new.find:
            self.search.set_find(new.find)

    def _on_finals_about_to_show(self) -> None:
        self.final_menu.clear()
        if not self._finals:
            self.final_menu.addAction(tr("None chosen: Run computes everything")).setEnabled(False)
        for name in self._finals:
            self.final_menu.addAction(plain(name, 80)).setData(name)
        self.final_menu.addSeparator()
        self.final_menu.addAction(self._actions["scenario.clear_final"])

    def _on_final_triggered(self, action: object) -> None:
        name = action.data() if hasattr(action, "data") else None
        if isinstance(name, str):
            self.final_clicked.emit(name)


def _named(state: AppState) -> tuple[object, ...]:
    """Return what the list of scenarios shows."""
    return state.scenarios, state.current, state.is_saved, state.loaded
