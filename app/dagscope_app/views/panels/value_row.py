"""One row to give a value: a field for a literal, a file or an expression, and what the worker says of it.
It must not evaluate.
"""

from __future__ import annotations

from dagscope.scenario import ValueSpec
from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from dagscope_app.drawing.translation import tr
from dagscope_app.model.scenario.editor_choice import Editor, editor_for
from dagscope_app.model.state import Checked
from dagscope_app.model.translation import later
from dagscope_app.views.panels.editors.make import make_field
from dagscope_app.views.panels.editors.tables import TableButton
from dagscope_app.views.panels.slider import WHOLE, NumberSlider, is_number_type
from dagscope_app.views.theme import Theme, icon, plain, tip
from dagscope_app.views.widgets.buttons import icon_button
from dagscope_app.views.widgets.choice_button import ChoiceButton
from dagscope_app.views.widgets.hint import REST_MS
from dagscope_app.views.widgets.labels import ElidedLabel, make_label, set_ink

MOST_TITLE = 190
KINDS = (("literal", later("value")), ("file", later("file")), ("expression", later("expr")))
_HINTS = {
    "literal": "3, 'text', [1, 2]",
    "file": "data.csv, .parquet, .xlsx, shop.db::table",
    "expression": "pd.Series([1, 2])",
}
_LITERALS = {"text": "3, 'text', [1, 2]", "tree": "[1, 2], {'a': 1}", "date": "2024-01-31", "check": "not set"}
_FILES = "Data (*.csv *.parquet *.json *.txt *.feather *.tsv *.xlsx *.db *.sqlite *.sqlite3);;All files (*)"


class ValueRow(QWidget):
    """A name, its type, and a value for it.

    Signals:
        edited(str, ValueSpec): another value, or none
        hinted(str, ValueSpec): a value is being typed
        moved(str, ValueSpec): the slider stands at another value
    """

    edited = Signal(str, object)
    moved = Signal(str, object)
    hinted = Signal(str, object)

    def __init__(
        self,
        name: str,
        type_text: str,
        theme: Theme,
        folder: str = "",
        parent: QWidget | None = None,
        editor: Editor | None = None,
    ) -> None:
        super().__init__(parent)
        self.name = name
        self._folder = folder
        self._spec = ValueSpec("none")
        self._default = ""
        self._editor = editor or editor_for(type_text)
        font = theme.font("strong")
        self.title = make_label(
            QFontMetrics(font).elidedText(plain(name, 200), Qt.TextElideMode.ElideMiddle, MOST_TITLE), font=font
        )
        self.title.setToolTip(tip(f"{name}: {type_text}"))
        self.type_label = ElidedLabel(plain(type_text, 200))
        self.type_label.setFont(theme.font("node_type"))
        self.mark = make_label("!", font=font, ink="failed")
        self.mark.setToolTip(tip(tr("A value is needed")))
        self.kinds = ChoiceButton([(kind, tr(title)) for kind, title in KINDS], theme)
        self.kinds.setAccessibleName(tr("How {name} is given", name=name))
        self.field = make_field(self._editor, name)
        self.edit = self.field.edit
        self.browse = QToolButton()
        self.browse.setIcon(icon("folder", theme))
        self.browse.setIconSize(QSize(16, 16))
        self.browse.setToolTip(tip(tr("Choose a file")))
        self.browse.hide()
        self.tables = TableButton(self.edit, name, folder)
        self.word = make_label(is_quiet=True, font=theme.font("small"))
        self.word.setWordWrap(True)
        self.word.hide()
        self._is_whole = type_text in WHOLE
        self.slider: NumberSlider | None = None
        self.slides = icon_button("slider", tr("Slider: what depends on the value runs while it moves"), theme)
        self.slides.setCheckable(True)
        self.slides.setVisible(False)
        self._can_slide = is_number_type(type_text)
        self._build()
        self.slides.toggled.connect(self._on_slides_toggled)
        self.kinds.set_current(self._editor.source)
        self._on_kind_changed()
        self.field.picked.connect(self._on_picked)
        self.kinds.chosen.connect(self._on_kind_chosen)
        self.edit.editingFinished.connect(self._on_edit_finished)
        self.edit.textEdited.connect(self._on_text_edited)
        self._is_hinted = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._on_rested)
        self.browse.clicked.connect(self._on_browse_clicked)
        self.tables.chosen.connect(self._emit)

    def set_theme(self, theme: Theme) -> None:
        """Draw in its colours."""
        self.browse.setIcon(icon("folder", theme))
        self.slides.setIcon(icon("slider", theme))
        self.kinds.set_theme(theme)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.mark)
        head.addWidget(self.title)
        head.addWidget(self.type_label, 1)
        self.mark.hide()
        field = QHBoxLayout()
        field.setSpacing(4)
        field.addWidget(self.field, 1)
        field.addWidget(self.slides)
        field.addWidget(self.tables)
        field.addWidget(self.browse)
        field.addWidget(self.kinds)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(12, 4, 8, 4)
        column.setSpacing(3)
        column.addLayout(head)
        column.addLayout(field)
        column.addWidget(self.word)

    def _on_slides_toggled(self, is_on: bool) -> None:
        """Make the slider when it is first wanted: it costs something, and few are wanted."""
        if self.slider is None and is_on:
            self.slider = NumberSlider(self.name, self._is_whole)
            self.slider.moved.connect(self._on_moved)
            self._column.insertWidget(2, self.slider)
        if self.slider is not None:
            self.slider.setVisible(is_on)
            self.slider.set_text(self.edit.text() or self._default)

    def _on_moved(self, text: str) -> None:
        self._spec = ValueSpec("literal", text)
        self.edit.setText(text)
        self.moved.emit(self.name, self._spec)

    def set_margins(self, sides: int) -> None:
        """Leave so much room on the left and right."""
        self._column.setContentsMargins(sides, 4, sides, 4)

    def set_spec(self, spec: ValueSpec) -> None:
        """Show a value; what is being typed is left alone. A value taken away leaves the field as it was at first."""
        before, self._spec = self._spec, spec
        if self.edit.hasFocus() and self.edit.isModified():
            return
        if spec.kind != "none":
            self.kinds.set_current(spec.kind)
        elif before.kind != "none":
            self.kinds.set_current(self._editor.source)
        self.edit.setText(spec.text)
        self.edit.setCursorPosition(0)
        self._on_kind_changed()
        if self.slider is not None and self.slides.isChecked() and spec.text != self.slider.value():
            self.slider.set_text(spec.text or self._default)

    def set_needed(self, is_missing: bool, default: str) -> None:
        """Mark a value that must be given and is not; show what is taken otherwise."""
        self.mark.setVisible(is_missing)
        self._default = default
        if default:
            self.edit.setPlaceholderText(plain(tr("default: {default}", default=default), 100))
        self.field.set_default(default)

    def set_checked(self, checked: Checked | None) -> None:
        """Show whether the worker takes the value."""
        is_bad = checked is not None and not checked.is_ok
        doubt = checked.message if checked is not None and not is_bad else ""
        text = (
            ""
            if checked is None
            else (checked.message if is_bad else checked.summary) + (f": {doubt}" if doubt else "")
        )
        if self.word.text() != text or bool(self.edit.property("invalid")) != is_bad:
            self.word.setText(plain(text, 400))
            self.word.setVisible(bool(text))
            set_ink(self.word, "failed" if is_bad else "stale" if doubt else "")
            self.edit.setProperty("invalid", is_bad)
            self.edit.style().polish(self.edit)

    def focus(self) -> None:
        """Take the keyboard."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def _kind(self) -> str:
        return self.kinds.current()

    def _on_kind_changed(self) -> None:
        self.browse.setVisible(self._kind() == "file")
        self.tables.set_wanted(self._kind() == "file")
        self.slides.setVisible(self._can_slide and self._kind() == "literal")
        self.field.set_helping(self._kind() == "literal")
        hint = _HINTS[self._kind()] if self._kind() != "literal" else _LITERALS.get(self._editor.kind, "")
        bounds = " and ".join(each for each in (self._editor.low, self._editor.high) if each)
        is_default = self._kind() == "literal" and self._default
        self.edit.setPlaceholderText(
            plain(tr("default: {default}", default=self._default), 100) if is_default else bounds if bounds else hint
        )

    def _on_picked(self, text: str) -> None:
        self.edit.setModified(False)
        self._emit()

    def set_origin(self, text: str) -> None:
        """Say where the value comes from."""
        self.edit.setToolTip(tip(text))

    def _on_kind_chosen(self) -> None:
        self._on_kind_changed()
        if self.edit.text():
            self._emit()
        else:
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_edit_finished(self) -> None:
        self.edit.setModified(False)
        self._emit()

    def _on_text_edited(self) -> None:
        self._rest.start()

    def _on_rested(self) -> None:
        self._is_hinted = True
        self.hinted.emit(self.name, self._typed())

    def _typed(self) -> ValueSpec:
        text = self.edit.text()
        return ValueSpec(self._kind() if text else "none", text)  # type: ignore[arg-type]

    def _emit(self) -> None:
        spec = self._typed()
        if self._rest.isActive():
            self._rest.stop()
        was_hinted, self._is_hinted = self._is_hinted, False
        if spec != self._spec:
            self._spec = spec
            self.edited.emit(self.name, spec)
        elif was_hinted:
            self.hinted.emit(self.name, spec)  # as it was: nothing would change

    def _on_browse_clicked(self) -> None:
        dialog = QFileDialog(self, tr("Value of {name}", name=self.name), self._folder, _FILES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    def _on_file_selected(self, path: str) -> None:
        self.edit.setText(path)
        self._emit()
        if self.tables.isVisible() and len(self.tables.tables()) > 1:
            self.tables.popup()
