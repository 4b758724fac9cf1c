"""What a command is called while its title depends on the state. It must not change it."""

from __future__ import annotations

from dagscope_app.controllers.run_conditions import is_held
from dagscope_app.model.graph.conflicts import repair_module
from dagscope_app.model.runs.freshness import update_in
from dagscope_app.model.runs.targets import failed_count
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import later, tr


def switch_off_title(state: AppState) -> str:
    """`Switch module x off`."""
    name = repair_module(state)
    return tr("Switch module {name} off", name=name) if name else "Switch the module in conflict off"


def update_title(state: AppState) -> str:
    """`Update (3)`: how many values are out of date."""
    count = update_in(state).count
    return tr("Update ({count})", count=count) if count else "Update"


def retry_title(state: AppState) -> str:
    """`Retry failed (2)`: how many nodes failed or were stopped."""
    count = failed_count(state)
    return tr("Retry failed ({count})", count=count) if count else "Retry failed"


def pause_title(state: AppState) -> str:
    """`Pause` or `Resume`."""
    return later("Resume") if is_held(state) else later("Pause")


def run_selection_title(state: AppState) -> str:
    """Return the title of running the selection: a group runs as a whole."""
    is_group = state.view.selected_groups and not state.view.selection
    return later("Run the group") if is_group else later("Run to here")


def fold_title(state: AppState) -> str:
    """Return the title of folding the selection: a node's group is folded."""
    is_around = state.view.selection and not state.view.selected_groups
    return later("Fold the surrounding group") if is_around else later("Fold")


def undo_title(state: AppState) -> str:
    """`Undo move of C`."""
    return tr("Undo {title}", title=state.edits.done[-1].title) if state.edits.done else "Undo"


def redo_title(state: AppState) -> str:
    """`Redo move of C`."""
    return tr("Redo {title}", title=state.edits.undone[-1].title) if state.edits.undone else "Redo"
