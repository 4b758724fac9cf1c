"""Opening source files in the editor. It must not read them."""

from __future__ import annotations

import os

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.graph import GraphController
from dagscope_app.controllers.ports import EditorPort, StorePort
from dagscope_app.controllers.saying import say
from dagscope_app.model.translation import tr


class SourceController:
    """Opens a node's function, or a line of a traceback."""

    def __init__(self, store: StorePort, graph: GraphController, editor: EditorPort) -> None:
        self._store = store
        self._graph = graph
        self._editor = editor

    @command(
        "go.source", "Open in editor", "Go", key="Ctrl+G Alt+Return Alt+Enter", when=when.has_one_selected,
        icon="editor", menu="Go 61, node 51",
    )  # fmt: skip
    def open_selected(self) -> None:
        """Open the node's source at its line."""
        state = self._store.state
        definition = state.graph.active_definition(state.selected)
        if definition is None or not definition.file:
            say(self._store, tr("{selected} has no source of its own to open.", selected=state.selected))
        else:
            self.open(definition.file, definition.line)

    @command(
        "go.problem_source", "Open the problem in the editor", "Go", when=when.has_problem_in_file, icon="editor",
        menu="Go 67",
    )  # fmt: skip
    def open_problem(self) -> None:
        """Open the file of the first problem at its line."""
        problem = when.problem_in_file(self._store.state)
        if problem is not None:
            self.open(problem.file, problem.line)

    def open_node(self, name: str) -> None:
        """Select a node and open its source."""
        self._graph.select([name])
        self.open_selected()

    def open(self, file: str, line: int) -> None:
        """Open a file of the project at a line."""
        state = self._store.state
        path = file if os.path.isabs(file) else os.path.join(state.folder, file)
        notebook, is_cell, _ = path.partition(".ipynb#")  # a cell that is a module; its lines are not the file's
        if is_cell:
            path, line = f"{notebook}.ipynb", 1
        problem = self._editor.open(path, line, state.preferences.editor)
        if problem:
            say(self._store, problem, "warning")
