"""Names of nodes, and commands to type, on the clipboard. It must not select anything."""

from __future__ import annotations

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import ClipboardPort, StorePort


class NamesController:
    """Copies the names of the selected nodes, and what installs missing packages."""

    def __init__(self, store: StorePort, clipboard: ClipboardPort) -> None:
        self._store = store
        self._clipboard = clipboard

    @command(
        "edit.copy_name", "Copy name", "Edit", key="Ctrl+C", when=when.has_selection, icon="copy", scope="canvas",
        menu="Edit 21, Copy and export 11",
    )  # fmt: skip
    def copy(self) -> None:
        """Copy the selected nodes' names."""
        self._clipboard.set_text("\n".join(self._store.state.view.selection))

    @command(
        "edit.copy_qualified", "Copy qualified name", "Edit", key="Shift+C", when=when.has_selection, icon="copy",
        scope="canvas", menu="Edit 22, Copy and export 12",
    )  # fmt: skip
    def copy_qualified(self) -> None:
        """Copy the names with the modules the functions are written in."""
        state = self._store.state
        self._clipboard.set_text("\n".join(state.graph.qualified(name) for name in state.view.selection))

    @command(
        "edit.copy_install", "Copy install command", "Project", when=when.has_install_command, icon="copy",
        menu="Project 33", is_passing=True,
    )  # fmt: skip
    def copy_install(self) -> None:
        """Copy what to type in a terminal to install the packages that the project lacks."""
        commands = [problem.command for problem in self._store.state.problems if problem.command]
        self._clipboard.set_text("\n".join(dict.fromkeys(commands)))
