"""What the palette offers for each question the window asks. It must not open the palette or do what is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from dagscope_app.commands.table import COMMANDS
from dagscope_app.model.graph import tag_kinds
from dagscope_app.model.state import AppState
from dagscope_app.views.palette import Choice
from dagscope_app.views.shortcut_sheet import keys_text
from dagscope_app.views.theme import Theme, icon

# A palette's kind, what it offers, and the hint in its field.
Question = tuple[str, list[Choice], str]


def nodes_question(state: AppState) -> Question:
    """Which node to go to."""
    return "node", [Choice(name, name, node.type) for name, node in state.graph.nodes.items()], "Go to node"


def path_question(state: AppState) -> Question:
    """Which node to show the paths to, from the selected one."""
    nodes, start = state.graph.nodes, state.selected
    choices = [Choice(name, name, node.type) for name, node in nodes.items() if name != start]
    return "path", choices, f"Show every path between {start} and"


def tags_question(state: AppState) -> Question:
    """Which tag to group by."""
    choices = [Choice(kind, kind.partition(":")[2]) for kind in tag_kinds(state.graph)]
    return "tag", choices, "Group by which tag?"


def edges_question(state: AppState, edges: Sequence[tuple[str, str]]) -> Question:
    """Which of the real edges of a wire to see."""
    nodes = state.graph.nodes
    choices = [Choice(f"{a}\t{b}", f"{a} → {b}", nodes[a].type) for a, b in edges]
    return "edge", choices, f"{len(edges)} edges: choose one to see its ends"


def runs_question(key: str, node: str, runs: Sequence[tuple[str, str]]) -> Question:
    """Which run's value of a node to compare the result of this key with: ids, and what to call them."""
    return "run", [Choice(f"{key}\t{run}", title) for run, title in runs], f"Compare {node} with its value of"


def commands_question(state: AppState, theme: Theme) -> Question:
    """Which command to do."""
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
    return "command", choices, "Type a command"
