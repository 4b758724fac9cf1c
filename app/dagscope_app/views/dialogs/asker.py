"""Questions to the person, in dialogs that do not block and in the palette.
It must not know what the answers are for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dagscope.shown_text import as_file_name
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QWidget

from dagscope_app.controllers.ports import Option, PathQuestion
from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.trust import Agreement
from dagscope_app.views.dialogs.agreement import AgreementDialog
from dagscope_app.views.dialogs.palette import Choice, Palette
from dagscope_app.views.theme import Theme, icon


class Asker(QObject):
    """Asks in front of one window."""

    def __init__(self, window: QWidget, palette: Palette, graph: QWidget, theme: Callable[[], Theme]) -> None:
        """Store the widgets; `graph` takes the keyboard after a choice that leads there."""
        super().__init__(window)
        self._window = window
        self._palette = palette
        self._graph = graph
        self._theme = theme
        self._then: Callable[[str], object] = lambda key: None
        self._leads_to_graph = True
        palette.chosen.connect(self._on_palette_chosen)

    def path(self, question: PathQuestion, then: Callable[[str], object]) -> None:
        """Ask for a path."""
        dialog = QFileDialog(self._window, tr(question.title), question.start, question.filter)
        if question.kind == "folder":
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        elif question.kind == "file":
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            # A virtual environment's python is a link; what it points to is another interpreter.
            dialog.setOption(QFileDialog.Option.DontResolveSymlinks, True)
        else:
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.selectFile(as_file_name(question.name))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(then)
        dialog.open()

    def text(self, title: str, label: str, value: str, then: Callable[[str], object]) -> None:
        """Ask for a line of text."""
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle(tr(title))
        dialog.setLabelText(tr(label))
        dialog.setTextEchoMode(QLineEdit.EchoMode.Normal)
        dialog.setTextValue(value)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(then)
        dialog.open()

    def agree(self, question: Agreement, then: Callable[[bool], object]) -> None:
        """Ask for a yes."""
        dialog = AgreementDialog(question, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.agreed.connect(then)
        dialog.open()

    def choice(
        self, hint: str, options: Sequence[Option], then: Callable[[str], object], *, leads_to_graph: bool = True
    ) -> None:
        """Ask which of these, in the palette."""
        self._then, self._leads_to_graph = then, leads_to_graph
        self._palette.ask([self._choice(item) for item in options], tr(hint))

    def _choice(self, option: Option) -> Choice:
        picture = icon(option.icon, self._theme()) if option.icon else None
        hint = native_keys(option.hint.split(", ")) if option.is_key and option.hint else option.hint
        if option.is_key and not option.is_enabled:
            hint = tr("not available now")
        text = tr(option.text) if option.is_key else option.text
        return Choice(option.key, text, hint, picture, option.is_enabled)

    def _on_palette_chosen(self, key: str) -> None:
        leads_to_graph = self._leads_to_graph  # what is done may ask the next question
        before = self._window.focusWidget()
        self._then(key)
        if leads_to_graph and self._window.focusWidget() is before:  # nothing that was chosen took the keyboard
            self._graph.setFocus(Qt.FocusReason.OtherFocusReason)


def native_keys(keys: Sequence[str]) -> str:
    """Return key sequences as this desktop writes them."""
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(key).toString(native) for key in keys)
