"""What the commands do that need the window: panels, zoom, palettes, dialogs, clipboard. It must not change the state."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from dagscope.version import __version__
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit

from dagscope_app.export.formats import dialog_filter
from dagscope_app.model.state import AppState
from dagscope_app.views.main_window import MainWindow
from dagscope_app.views.theme import plain

ZOOM = 1.25
VALUES = "Values (*.csv *.parquet *.json *.txt *.png)"


class WindowCommands(QObject):
    """The handlers that live in the window; questions are asked in dialogs that do not block.

    Signals:
        folder_chosen(str), interpreter_chosen(str), editor_chosen(str)
        picture_wanted(str, bool): a path (empty for the clipboard), and whether of the whole graph
        selection_picture_wanted(str): a path for a picture of the selection
        config_pasted(str): the clipboard's text
        value_path_chosen(str): where to save the shown value
        source_wanted(): open the selected node's source
        message(str)
    """

    folder_chosen = Signal(str)
    interpreter_chosen = Signal(str)
    editor_chosen = Signal(str)
    picture_wanted = Signal(str, bool)
    selection_picture_wanted = Signal(str)
    config_pasted = Signal(str)
    value_path_chosen = Signal(str)
    source_wanted = Signal()
    message = Signal(str)

    def __init__(self, window: MainWindow, state: Callable[[], AppState]) -> None:
        super().__init__(window)
        self._window = window
        self._state = state
        self._is_whole = False

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each command does that needs the window."""
        w = self._window
        return {
            "project.open": self.ask_folder,
            "app.choose_interpreter": self._ask_interpreter,
            "app.choose_editor": self._ask_editor,
            "app.quit": w.close,
            "edit.copy_name": self._copy_name,
            "edit.copy_qualified": self._copy_qualified,
            "scenario.paste_config": self._paste_config,
            "scenario.override": self.ask_override,
            "scenario.rename": w.toolbar.scenarios.start_rename,
            "panel.modules": partial(w.show_section, "modules"),
            "panel.config": partial(w.show_section, "config"),
            "panel.inputs": partial(w.show_section, "inputs"),
            "go.node": w.ask.node,
            "go.command": w.ask.command,
            "go.find": w.toolbar.search.focus,
            "go.find_here": w.toolbar.search.focus,
            "go.source": self.source_wanted.emit,
            "view.group_tag": w.ask.tag,
            "go.left": partial(self._press, Qt.Key.Key_Left),
            "go.right": partial(self._press, Qt.Key.Key_Right),
            "go.up": partial(self._press, Qt.Key.Key_Up),
            "go.down": partial(self._press, Qt.Key.Key_Down),
            "view.fit": w.canvas.fit,
            "view.zoom_selection": self._zoom_selection,
            "view.zoom_in": partial(w.canvas.zoom_by, ZOOM),
            "view.zoom_out": partial(w.canvas.zoom_by, 1 / ZOOM),
            "view.zoom_reset": self._zoom_reset,
            "view.left": partial(w.docks.toggle, "outline", "scenario"),
            "view.right": partial(w.docks.toggle, "details"),
            "view.bottom": partial(w.docks.toggle, "bottom"),
            "view.results": partial(w.show_bottom, "results"),
            "view.log": partial(w.show_bottom, "log"),
            "view.runs": partial(w.show_bottom, "runs"),
            "view.timeline": partial(w.show_bottom, "timeline"),
            "view.problems": partial(w.show_bottom, "problems"),
            "view.full_screen": self._toggle_full_screen,
            "view.reset_panels": w.docks.reset,
            "export.picture": partial(self._ask_picture, False),
            "export.selection": self._ask_selection_picture,
            "export.whole": partial(self._ask_picture, True),
            "export.dag": self._export_dag,
            "export.copy": partial(self.picture_wanted.emit, "", False),
            "export.value": self.ask_value_path,
            "help.shortcuts": w.show_shortcuts,
            "help.about": self._about,
        }

    def ask_folder(self) -> None:
        """Ask for a folder to open."""
        dialog = QFileDialog(self._window, "Open folder", self._state().folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.folder_chosen)
        dialog.open()

    def ask_value_path(self) -> None:
        """Ask where to save the shown value."""
        node = self._state().current_result.rpartition("/")[2] or "value"
        self._ask_save("Save value", f"{node.rpartition('.')[2]}.csv", VALUES).fileSelected.connect(
            self.value_path_chosen
        )

    def _ask_save(self, title: str, name: str, kinds: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title, self._state().folder, kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _ask_picture(self, is_whole: bool) -> None:
        self._is_whole = is_whole
        self._ask_save("Export picture", "dag.png", dialog_filter()).fileSelected.connect(self._on_picture_path)

    def _on_picture_path(self, path: str) -> None:
        self.picture_wanted.emit(path, self._is_whole)

    def _export_dag(self) -> None:
        self.picture_wanted.emit(self._state().folder.rstrip("/\\") + "/dag.png", True)

    def _ask_interpreter(self) -> None:
        dialog = QFileDialog(self._window, "Choose a Python interpreter", self._state().worker.interpreter)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        # A virtual environment's python is a link; what it points to is another interpreter.
        dialog.setOption(QFileDialog.Option.DontResolveSymlinks, True)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.interpreter_chosen)
        dialog.open()

    def _ask_editor(self) -> None:
        dialog = QInputDialog(self._window)
        dialog.setWindowTitle("Choose editor")
        dialog.setLabelText("Command that opens a file, for example: code -g {file}:{line}")
        dialog.setTextEchoMode(QLineEdit.EchoMode.Normal)
        dialog.setTextValue(self._state().preferences.editor)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.textValueSelected.connect(self.editor_chosen)
        dialog.open()

    def _copy_name(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self._state().view.selection))

    def _copy_qualified(self) -> None:
        state = self._state()
        QGuiApplication.clipboard().setText("\n".join(state.graph.qualified(name) for name in state.view.selection))

    def _paste_config(self) -> None:
        self.config_pasted.emit(QGuiApplication.clipboard().text())

    def _ask_selection_picture(self) -> None:
        name = self._state().selected.rpartition(".")[2] or "selection"
        dialog = self._ask_save("Export the selection", f"{name}.png", dialog_filter())
        dialog.fileSelected.connect(self.selection_picture_wanted)

    def ask_override(self) -> None:
        """Offer a field for a value in the selected node's place."""
        self._window.docks["details"].show()
        self._window.details.ask_override()

    def _press(self, key: Qt.Key) -> None:
        self._window.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        self._window.canvas.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier))

    def _zoom_selection(self) -> None:
        view = self._state().view
        self._window.canvas.zoom_to([*view.selection, *view.selected_groups])

    def _zoom_reset(self) -> None:
        scale = self._window.canvas.viewport_state()[0]
        if scale > 0:
            self._window.canvas.zoom_by(1 / scale)

    def _toggle_full_screen(self) -> None:
        window = self._window
        if window.isFullScreen():
            window.showNormal()
        else:
            window.showFullScreen()

    def _about(self) -> None:
        text = f"Dagscope {__version__}, an explorer for dataflows written as Python functions. Apache License 2.0. Nothing is ever sent anywhere."
        self.message.emit(plain(text))
