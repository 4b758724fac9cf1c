"""Names of nodes on the clipboard. It must not select anything."""

from __future__ import annotations

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import ClipboardPort, StorePort


class NamesController:
    """Copies the names of the selected nodes."""

    def __init__(self, store: StorePort, clipboard: ClipboardPort) -> None:
        self._store = store
        self._clipboard = clipboard

    @command(
        "edit.copy_name", "Copy name", "Edit", key="Ctrl+C", when=when.has_selection, icon="copy", scope="canvas",
        menu="Edit 21, node 52",
    )  # fmt: skip
    def copy(self) -> None:
        """Copy the selected nodes' names."""
        self._clipboard.set_text("\n".join(self._store.state.view.selection))

    @command(
        "edit.copy_qualified", "Copy qualified name", "Edit", key="Shift+C", when=when.has_selection, icon="copy",
        scope="canvas", menu="Edit 22, node 53",
    )  # fmt: skip
    def copy_qualified(self) -> None:
        """Copy the names with the modules the functions are written in."""
        state = self._store.state
        self._clipboard.set_text("\n".join(state.graph.qualified(name) for name in state.view.selection))
