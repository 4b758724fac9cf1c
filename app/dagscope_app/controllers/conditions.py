"""When a command can be given: small questions to the state. They must not change it."""

from __future__ import annotations

from collections.abc import Callable

from dagscope.records import ProblemRecord

from dagscope_app.model.edits.editing import pinned_of_selection
from dagscope_app.model.graph.conflicts import conflicts_in
from dagscope_app.model.records.grouping import GroupingKind
from dagscope_app.model.scenario.before import before_of
from dagscope_app.model.scenario.definition_choices import choices_of
from dagscope_app.model.state import AppState

Condition = Callable[[AppState], bool]


def always(state: AppState) -> bool:
    """Return True: the command can be given at any time."""
    return True


def has_folder(state: AppState) -> bool:
    """Return whether a project is open."""
    return bool(state.folder)


def is_preview(state: AppState) -> bool:
    """Return whether the folder's code may not run yet."""
    return state.trust.is_preview


def has_graph(state: AppState) -> bool:
    """Return whether there is something to look at."""
    return bool(state.graph.nodes)


def is_writing(state: AppState) -> bool:
    """Return whether a large picture is being written."""
    return bool(state.writing)


def has_scenario(state: AppState) -> bool:
    """Return whether a scenario is chosen."""
    return state.scenario is not None


def has_loaded_scenario(state: AppState) -> bool:
    """Return a scenario is chosen, and its graph is built."""
    return state.scenario is not None and bool(state.graph.nodes) and not state.trust.is_preview


def has_conflicts(state: AppState) -> bool:
    """Return whether something was edited here and in dagscope.toml."""
    return bool(state.conflicts)


def can_save(state: AppState) -> bool:
    """Return whether a scenario is chosen, or being read, and the folder may be written to."""
    is_read = bool(state.folder) and state.phase == "loading"
    return (has_scenario(state) or is_read) and not state.trust.is_preview


def has_two_scenarios(state: AppState) -> bool:
    """Return whether there is more than one scenario."""
    return len(state.scenarios) > 1


def can_compare(state: AppState) -> bool:
    """Return whether there is a scenario, and its code may be loaded; what is beside it can still be made."""
    return has_scenario(state) and not state.trust.is_preview


def can_compare_before(state: AppState) -> bool:
    """Return whether the scenario was edited, and its code may be loaded."""
    return not state.trust.is_preview and before_of(state) is not None


def can_compare_revision(state: AppState) -> bool:
    """Return whether a scenario is chosen, and its code may be loaded."""
    return has_scenario(state) and not state.trust.is_preview


def has_install_command(state: AppState) -> bool:
    """Return whether packages are missing, and it is known what to type."""
    return any(problem.command for problem in state.problems)


def can_create_environment(state: AppState) -> bool:
    """Return whether packages are missing, and the folder may be written to and its packages' code run."""
    return any(problem.packages for problem in state.problems) and not state.trust.is_preview


def is_making_environment(state: AppState) -> bool:
    """Return whether an environment is being made: its progress is shown in the message over the graph."""
    return state.banner is not None and state.banner.command == "project.cancel_environment"


def has_selection(state: AppState) -> bool:
    """Return whether a node is selected."""
    return bool(state.view.selection)


def has_any_selected(state: AppState) -> bool:
    """Return whether a node or a group is selected."""
    return bool(state.view.selection or state.view.selected_groups)


def has_one_selected(state: AppState) -> bool:
    """Return whether the details show a node."""
    return bool(state.selected)


def has_two_selected(state: AppState) -> bool:
    """Return whether a path can be asked for."""
    return len(state.view.selection) > 1


def has_path(state: AppState) -> bool:
    """Return whether a path is highlighted."""
    return state.view.path is not None or state.preview_plan is not None


def has_groups(state: AppState) -> bool:
    """Return whether something can be folded."""
    return bool(state.grouping.group_parents)


def can_fold(state: AppState) -> bool:
    """Return whether the selection is, or lies in, a group that is not folded."""
    view, grouping = state.view, state.grouping
    groups = {*view.selected_groups, *(grouping.parents.get(name, "") for name in view.selection)} - {""}
    return bool(groups - view.folded)


def can_unfold(state: AppState) -> bool:
    """Return whether a folded group is selected, or hides what is selected."""
    view, grouping = state.view, state.grouping
    return bool(view.folded) and any(
        not view.folded.isdisjoint(around)
        for around in ((*view.selected_groups,), *map(grouping.around, view.selection))
    )


def has_group_around(state: AppState) -> bool:
    """Return whether the selection is, or lies in, a group."""
    return has_groups(state) and has_any_selected(state)


def is_merged(state: AppState) -> bool:
    """Return whether a comparison is shown as one picture."""
    return state.compare.is_open and state.compare.is_merged


def has_definition_choices(state: AppState) -> bool:
    """Return whether the selected node has a definition that could count instead."""
    return bool(state.selected) and not state.trust.is_preview and bool(choices_of(state, state.selected))


def has_ghost(state: AppState) -> bool:
    """Return whether a change is looked at before it is made."""
    return state.ghost is not None


def is_presenting(state: AppState) -> bool:
    """Return whether the graph has the screen for itself."""
    return state.is_presenting


def has_open_input(state: AppState) -> bool:
    """Return whether one input is selected, and the project's own code needs it."""
    node = state.graph.nodes.get(state.selected)
    return node is not None and node.kind == "input" and bool(state.graph.consumers.get(node.name))


def is_something_hidden(state: AppState) -> bool:
    """Return whether not all is shown."""
    return bool(state.view.hidden) or state.view.isolated is not None or state.view.path is not None


def has_moved_selected(state: AppState) -> bool:
    """Return whether something selected was moved by hand."""
    return bool(pinned_of_selection(state))


def is_overridden(state: AppState) -> bool:
    """Return whether the selected node's value is overridden."""
    return state.scenario is not None and state.selected in state.scenario.overrides


def can_undo(state: AppState) -> bool:
    """Return whether an edit can be undone."""
    return bool(state.edits.done)


def can_redo(state: AppState) -> bool:
    """Return whether an edit can be redone."""
    return bool(state.edits.undone)


def has_conflict(state: AppState) -> bool:
    """Return whether modules define one node twice, and later ones may not win."""
    return bool(conflicts_in(state))


def has_group_selected(state: AppState) -> bool:
    """Return whether a group is selected."""
    return bool(state.view.selected_groups)


def has_matches(state: AppState) -> bool:
    """Return whether the search found something."""
    return bool(state.find.matches)


def problem_in_file(state: AppState) -> ProblemRecord | None:
    """Return the first problem that stands on a line of a file."""
    return next((problem for problem in state.problems if problem.file and problem.line), None)


def has_problem_in_file(state: AppState) -> bool:
    """Return whether a problem stands on a line of a file."""
    return problem_in_file(state) is not None


def has_problems(state: AppState) -> bool:
    """Return whether the project has problems."""
    return bool(state.problems)


def can_go_back(state: AppState) -> bool:
    """Return whether there is an earlier view."""
    return bool(state.history.back)


def can_go_forward(state: AppState) -> bool:
    """Return whether one went back before."""
    return bool(state.history.forward)


def is_comparing(state: AppState) -> bool:
    """Return whether two scenarios are side by side."""
    return state.compare.is_open


def has_comparison(state: AppState) -> bool:
    """Return whether two scenarios are side by side, and compared by now."""
    compare = state.compare
    return compare.is_open and bool(compare.union.nodes) and not compare.is_loading and not compare.message


def has_bookmark(number: int) -> Callable[[AppState], bool]:
    """Return a condition: a view is remembered under this number."""
    return lambda state: number in state.history.bookmarks


def is_grouping(kind: GroupingKind) -> Callable[[AppState], bool]:
    """Return a condition: the graph is grouped by this kind."""
    return lambda state: state.view.grouping.kind == kind


def has_wire(state: AppState) -> bool:
    """Return whether a wire is selected."""
    return state.view.wire is not None


def has_tags(state: AppState) -> bool:
    """Return whether nodes have tags."""
    return any(node.tags for node in state.graph.nodes.values())


def is_theme(name: str) -> Callable[[AppState], bool]:
    """Return a condition: this theme is chosen."""
    return lambda state: state.preferences.theme == name
