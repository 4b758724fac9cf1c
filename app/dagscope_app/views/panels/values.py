"""The config and the inputs panel: a row a key, edited in place. They must not build, check or run anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dagscope.records import ConfigKey, InputRecord
from dagscope.scenario import ValueSpec
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.scenario.editor_choice import editor_for, truth_of
from dagscope_app.model.state import Checked
from dagscope_app.model.translation import later
from dagscope_app.views.panels.not_used import NotUsedList
from dagscope_app.views.panels.value_row import ValueRow
from dagscope_app.views.theme import Theme, plain, tip
from dagscope_app.views.widgets.fields import CalmComboBox
from dagscope_app.views.widgets.hint import Hint
from dagscope_app.views.widgets.labels import make_label
from dagscope_app.views.widgets.layouts import empty_layout

NONE = ValueSpec("none")
NOTHING: Mapping[str, str] = {}
MOST_USES = 20
UNSET = later("(not set)")
MOST_TITLE = 130
FIRST_ROWS = 6
MORE_ROWS = 4
FIRST_WAIT_MS, MORE_WAIT_MS = 200, 10
_BOOLEANS = ("True", "False")


class ConfigPanel(QWidget):
    """The config keys the dataflow uses, and what else the scenario sets.

    Signals:
        config_changed(str, ValueSpec): another value, or none
        config_hinted(str, ValueSpec): the pointer or the keyboard rests on a value in a list of choices
        hint_left(): it does not any more
    """

    config_changed = Signal(str, object)
    config_hinted = Signal(str, object)
    hint_left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._keys: tuple[ConfigKey, ...] = ()
        self._given: Mapping[str, ValueSpec] = {}
        self._origins: Mapping[str, str] = {}
        self.boxes: dict[str, QComboBox] = {}
        self.checks: dict[str, QCheckBox] = {}
        self.remarks: dict[str, QLabel] = {}
        self._grid = QGridLayout()
        self._grid.setContentsMargins(12, 2, 8, 4)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.empty = make_label(tr("This dataflow uses no config."), is_quiet=True)
        self.empty.setContentsMargins(12, 2, 8, 4)
        self.new_key = QLineEdit()
        self.new_key.setPlaceholderText(tr("Add key=value"))
        self.new_key.setAccessibleName(tr("Add a config key"))
        self._grid_host = QWidget()
        self._grid_host.setLayout(self._grid)
        self._grid_host.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.empty)
        column.addWidget(self._grid_host)
        add = QVBoxLayout()
        add.setContentsMargins(12, 2, 8, 6)
        add.addWidget(self.new_key)
        self.new_key_word = make_label(tr("Write it as key=value."), font=theme.font("small"), ink="failed")
        self.new_key_word.hide()
        add.addWidget(self.new_key_word)
        column.addLayout(add)
        self.not_used = NotUsedList(theme)
        self.not_used.config_changed.connect(self.config_changed)
        column.addWidget(self.not_used)
        self.new_key.returnPressed.connect(self._on_new_key)
        self.new_key.textEdited.connect(self._on_new_key_edited)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        self.not_used.set_theme(theme)

    def set_config(
        self, keys: tuple[ConfigKey, ...], given: Mapping[str, ValueSpec], origins: Mapping[str, str] = NOTHING
    ) -> None:
        """Show these keys with the values the scenario gives them, and where those come from."""
        known = {key.name for key in keys}
        extra = tuple(ConfigKey(name, origin="this scenario") for name in given if name not in known)
        shown = (*keys, *extra)
        is_same = [(k.name, k.type, k.values) for k in shown] == [(k.name, k.type, k.values) for k in self._keys]
        self._keys, self._given, self._origins = shown, given, origins
        if not is_same:
            self._rebuild()
        for key in shown:
            self._show(key)

    def _rebuild(self) -> None:
        empty_layout(self._grid)
        self.boxes, self.remarks, self.checks = {}, {}, {}
        for row, key in enumerate(self._keys):
            font = self._theme.font("strong")
            name = QFontMetrics(font).elidedText(plain(key.name, 200), Qt.TextElideMode.ElideMiddle, MOST_TITLE)
            title = make_label(name, font=font)
            remark = make_label(font=self._theme.font("small"), ink="stale")
            remark.setWordWrap(True)
            self.remarks[key.name] = remark
            title.setToolTip(tip(f"{key.name}: {key.type or tr('any type')}\n{_used(key)}"))
            box = CalmComboBox()
            box.setEditable(True)
            box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            box.setAccessibleName(tr("Config {name}", name=key.name))
            box.setMinimumWidth(60)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            values = _BOOLEANS if key.type == "bool" and not key.values else key.values
            box.addItem(tr(UNSET))
            box.addItems([plain(value, 200) for value in values])
            box.setProperty("key", key.name)
            edit = box.lineEdit()
            if edit is not None:
                edit.editingFinished.connect(self._on_edit_finished)
            box.activated.connect(self._on_box_activated)
            hint = Hint(box.view(), box)
            box.textHighlighted.connect(self._hinter(hint, key.name))
            hint.rested.connect(self._on_rested)
            hint.left.connect(self.hint_left)
            self.boxes[key.name] = box
            self._grid.addWidget(title, 2 * row, 0)
            self._grid.addWidget(self._with_check(key, box), 2 * row, 1)
            self._grid.addWidget(remark, 2 * row + 1, 0, 1, 2)
            self._show(key)
        self._grid_host.setVisible(bool(self._keys))
        self.empty.setVisible(not self._keys)

    def _show(self, key: ConfigKey) -> None:
        box = self.boxes.get(key.name)
        edit = box.lineEdit() if box is not None else None
        if box is None or edit is None or (edit.hasFocus() and edit.isModified()):
            return
        spec = self._given.get(key.name)
        text = spec.text if spec is not None else (key.value or tr(UNSET))
        shown = next((name for name, code in key.codes.items() if spec == ValueSpec("expression", code)), text)
        box.setCurrentIndex(box.findText(plain(shown, 200)))  # the list opens at what is set
        box.setEditText(plain(shown, 500))
        edit.setCursorPosition(0)
        edit.setModified(False)
        kind = f" ({spec.kind})" if spec is not None and spec.kind in ("file", "expression") else ""
        lines = [f"{text}{kind}", self._origins.get(key.name, ""), _used(key)]
        box.setToolTip(tip("\n".join(line for line in lines if line)))
        if key.name in self.checks:
            _show_check(self.checks[key.name], truth_of(text))
        self.remarks[key.name].setText(plain(key.remark, 400))
        self.remarks[key.name].setVisible(bool(key.remark))

    def _hinter(self, hint: Hint, name: str) -> Callable[[str], None]:
        return lambda text: hint.point_at((name, self._chosen(name, text)))

    def _chosen(self, name: str, text: str) -> ValueSpec:
        """Return what a text of the list stands for."""
        codes = next((key.codes for key in self._keys if key.name == name), {})
        if text in ("", tr(UNSET)):
            return NONE
        return ValueSpec("expression", codes[text]) if text in codes else ValueSpec("literal", text)

    def _with_check(self, key: ConfigKey, box: QComboBox) -> QWidget:
        """Return the list of a key, with a check box before it where the key is on or off."""
        host = QWidget()
        row = QHBoxLayout(host)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        if editor_for(key.type).kind == "check":
            check = QCheckBox()
            check.setAccessibleName(tr("Config {name} is on", name=key.name))
            check.clicked.connect(self._setter(key.name, check))
            self.checks[key.name] = check
            row.addWidget(check)
        row.addWidget(box, 1)
        return host

    def _setter(self, name: str, check: QCheckBox) -> Callable[[], None]:
        def set_it() -> None:
            is_on = check.checkState() is not Qt.CheckState.Unchecked
            self.config_changed.emit(name, ValueSpec("literal", str(is_on)))

        return set_it

    def _on_rested(self, what: tuple[str, ValueSpec]) -> None:
        self.config_hinted.emit(*what)

    def _on_box_activated(self) -> None:
        box = self.sender()
        if isinstance(box, QComboBox):
            self._emit(box, self._chosen(str(box.property("key")), box.currentText()))

    def _on_edit_finished(self) -> None:
        edit = self.sender()
        box = edit.parent() if isinstance(edit, QLineEdit) else None
        if not isinstance(box, QComboBox) or not isinstance(edit, QLineEdit) or not edit.isModified():
            return
        name, text = str(box.property("key")), box.currentText()
        before, spec = self._given.get(name, NONE), self._chosen(name, text)
        if spec.kind == "literal" and before.kind in ("file", "expression"):
            spec = ValueSpec(before.kind, text)  # an edited expression stays one
        self._emit(box, spec)

    def _emit(self, box: QComboBox, spec: ValueSpec) -> None:
        name, text = str(box.property("key")), box.currentText()
        edit = box.lineEdit()
        if edit is not None:
            edit.setModified(False)
        key = next((item for item in self._keys if item.name == name), None)
        before = self._given.get(name, NONE)
        if spec == before or (before is NONE and key is not None and text == key.value):
            return
        self.config_changed.emit(name, spec)

    def _on_new_key(self) -> None:
        name, _, text = self.new_key.text().partition("=")
        if name.strip() and text.strip():
            self.new_key.clear()
            self._show_new_key(is_bad=False)
            self.config_changed.emit(name.strip(), ValueSpec("literal", text.strip()))
        else:
            self._show_new_key(is_bad=bool(self.new_key.text().strip()))

    def _on_new_key_edited(self) -> None:
        self._show_new_key(is_bad=False)

    def _show_new_key(self, is_bad: bool) -> None:
        if bool(self.new_key.property("invalid")) != is_bad:
            self.new_key.setProperty("invalid", is_bad)
            self.new_key.style().polish(self.new_key)
            self.new_key_word.setVisible(is_bad)


def _used(key: ConfigKey) -> str:
    """Where a key is asked for, all of it within reason."""
    if not key.uses:
        return key.origin and tr("asked for in {origin}", origin=key.origin) if key.origin[-1:].isdigit() else ""
    more = len(key.uses) - MOST_USES
    return "\n".join(
        [tr("asked for by"), *key.uses[:MOST_USES], *([tr("and {more} more", more=more)] if more > 0 else [])]
    )


def _show_check(check: QCheckBox, truth: bool | None) -> None:
    state = Qt.CheckState.PartiallyChecked
    if truth is not None:
        state = Qt.CheckState.Checked if truth else Qt.CheckState.Unchecked
    check.setTristate(truth is None)
    check.setCheckState(state)


class InputsPanel(QWidget):
    """The inputs of the graph, those that must be given first.

    Signals:
        input_changed(str, ValueSpec): another value, or none
        input_hinted(str, ValueSpec): a value is being typed
        input_moved(str, ValueSpec): a slider stands at another value
    """

    input_changed = Signal(str, object)
    input_moved = Signal(str, object)
    input_hinted = Signal(str, object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._inputs: tuple[InputRecord, ...] = ()
        self.rows: dict[str, ValueRow] = {}
        self._given: Mapping[str, ValueSpec] = {}
        self._checked: Mapping[str, Checked] = {}
        self._origins: Mapping[str, str] = {}
        self._folder = ""
        # Rows cost a millisecond each: those beyond the first come in slices, so that the window stays quick, and after
        # a while, so that the layout of a graph that was just opened is asked for before.
        self._more_timer = QTimer(self)
        self._more_timer.setSingleShot(True)
        self._more_timer.timeout.connect(self._on_more_timeout)
        self.empty = make_label(tr("This dataflow needs no input."), is_quiet=True)
        self.empty.setContentsMargins(12, 2, 8, 8)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 4)
        self._column.setSpacing(0)
        self._column.addWidget(self.empty)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self._theme = theme
        for row in self.rows.values():
            row.set_theme(theme)

    def set_inputs(
        self,
        inputs: tuple[InputRecord, ...],
        given: Mapping[str, ValueSpec],
        checked: Mapping[str, Checked],
        folder: str,
        origins: Mapping[str, str] = NOTHING,
    ) -> None:
        """Show these inputs with their values, where they come from, and the worker's words on them."""
        self._given, self._checked, self._folder, self._origins = given, checked, folder, origins
        ordered = tuple(sorted(inputs, key=lambda item: not item.required))
        if ordered != self._inputs:
            self._inputs = ordered
            self._rebuild()
        for item in ordered[: len(self.rows)]:
            self._fill(item)

    def _fill(self, item: InputRecord) -> None:
        row = self.rows[item.name]
        spec = self._given.get(item.name, NONE)
        row.set_spec(spec)
        row.set_needed(item.required and spec.kind == "none", item.default)
        row.set_checked(self._checked.get(item.name))
        row.set_origin(self._origins.get(item.name, ""))

    def _rebuild(self) -> None:
        for row in self.rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {}
        self._add_rows(FIRST_ROWS, FIRST_WAIT_MS)
        self.empty.setVisible(not self._inputs)

    def _add_rows(self, count: int, wait_ms: int = MORE_WAIT_MS) -> None:
        for item in self._inputs[len(self.rows) : len(self.rows) + count]:
            editor = editor_for(item.type, item.choices, item.low, item.high)
            row = ValueRow(item.name, item.type, self._theme, self._folder, editor=editor)
            row.edited.connect(self.input_changed)
            row.hinted.connect(self.input_hinted)
            row.moved.connect(self.input_moved)
            self.rows[item.name] = row
            self._column.addWidget(row)
        if len(self.rows) < len(self._inputs):
            self._more_timer.start(wait_ms)

    def _on_more_timeout(self) -> None:
        done = len(self.rows)
        self._add_rows(MORE_ROWS)
        for item in self._inputs[done : len(self.rows)]:
            self._fill(item)

    def focus_missing(self) -> None:
        """Put the keyboard into the first field that needs a value."""
        while len(self.rows) < len(self._inputs):
            self._on_more_timeout()
        for row in self.rows.values():
            if not row.mark.isHidden():
                row.focus()
                return
        for row in self.rows.values():
            row.focus()
            return
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
