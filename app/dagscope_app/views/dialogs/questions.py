"""What the palette offers for each question the window asks, and asking it. It must not do what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dagscope_app.commands.table import COMMANDS
from dagscope_app.model.graph import tag_kinds
from dagscope_app.model.state import AppState
from dagscope_app.views.dialogs.palette import Choice, Palette
from dagscope_app.views.dialogs.shortcut_sheet import keys_text
from dagscope_app.views.theme import Theme, icon


class Questions:
    """Opens the palette of a window; what is chosen comes from the palette, with the question's kind."""

    def __init__(self, palette: Palette, state: Callable[[], AppState], theme: Callable[[], Theme]) -> None:
        self._palette = palette
        self._state = state
        self._theme = theme

    def node(self) -> None:
        """Which node to go to (`node`: its name)."""
        nodes = self._state().graph.nodes
        self._palette.ask("node", [Choice(name, name, node.type) for name, node in nodes.items()], "Go to node")

    def path(self) -> None:
        """Which node to show the paths to, from the selected one (`path`: its name)."""
        state = self._state()
        start = state.selected
        choices = [Choice(name, name, node.type) for name, node in state.graph.nodes.items() if name != start]
        self._palette.ask("path", choices, f"Show every path between {start} and")

    def tag(self) -> None:
        """Which tag to group by (`tag`: the grouping's kind)."""
        choices = [Choice(kind, kind.partition(":")[2]) for kind in tag_kinds(self._state().graph)]
        self._palette.ask("tag", choices, "Group by which tag?")

    def edge(self, edges: Sequence[tuple[str, str]]) -> None:
        """Which of the real edges of a wire to see (`edge`: both ends, a tab between them)."""
        nodes = self._state().graph.nodes
        choices = [Choice(f"{a}\t{b}", f"{a} → {b}", nodes[a].type) for a, b in edges]
        self._palette.ask("edge", choices, f"{len(edges)} edges: choose one to see its ends")

    def run(self, key: str, node: str, runs: Sequence[tuple[str, str]]) -> None:
        """Which run's value to compare a result with (`run`: the result's key and the run's id, a tab between them)."""
        choices = [Choice(f"{key}\t{run}", title) for run, title in runs]
        self._palette.ask("run", choices, f"Compare {node} with its value of")

    def command(self) -> None:
        """Which command to do (`command`: its id)."""
        state, theme = self._state(), self._theme()
        choices = [
            Choice(
                command.id,
                f"{command.category}: {command.title_in(state)}",
                keys_text(command),
                icon(command.icon, theme) if command.icon else None,
                command.enabled_when(state),
            )
            for command in COMMANDS
            if command.id != "go.command"
        ]
        self._palette.ask("command", choices, "Type a command")
