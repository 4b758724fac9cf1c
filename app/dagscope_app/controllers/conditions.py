"""When a command can be given: small questions to the state. They must not change it."""

from __future__ import annotations

from collections.abc import Callable

from dagscope_app.model.before import before_of
from dagscope_app.model.conflicts import conflicts_in, repair_module
from dagscope_app.model.definition_choices import choices_of
from dagscope_app.model.editing import pinned_of_selection
from dagscope_app.model.freshness import update_in
from dagscope_app.model.grouping import GroupingKind
from dagscope_app.model.run_targets import failed_count
from dagscope_app.model.runs import WITH_VALUE
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
    """Return whether there is more than one scenario, and their code may be loaded."""
    return has_two_scenarios(state) and not state.trust.is_preview


def can_compare_before(state: AppState) -> bool:
    """Return whether the scenario was edited, and its code may be loaded."""
    return not state.trust.is_preview and before_of(state) is not None


def can_compare_revision(state: AppState) -> bool:
    """Return whether a scenario is chosen, and its code may be loaded."""
    return has_scenario(state) and not state.trust.is_preview


def has_final_vars(state: AppState) -> bool:
    """Return whether final variables are chosen."""
    return state.scenario is not None and bool(state.scenario.final_vars)


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


def is_sweeping(state: AppState) -> bool:
    """Return whether a sweep goes on."""
    return state.sweep is not None and state.sweep.is_running


def has_sweep(state: AppState) -> bool:
    """Return whether a sweep has rows."""
    return state.sweep is not None and bool(state.sweep.rows)


def can_sweep(state: AppState) -> bool:
    """Return whether a run could begin now, and no sweep goes on."""
    return can_run(state) and not is_sweeping(state) and state.worker.is_alive


def has_ghost(state: AppState) -> bool:
    """Return whether a change is looked at before it is made."""
    return state.ghost is not None


def has_ended_run(state: AppState) -> bool:
    """Return whether a run is over."""
    return state.run is not None and not state.run.is_active


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


def can_run(state: AppState) -> bool:
    """Return whether there is a graph whose code may run, a worker that is there or starts, and no run under way."""
    is_there = state.worker.is_alive or state.is_building
    return has_graph(state) and is_there and state.active_run is None and not state.trust.is_preview


def has_conflict(state: AppState) -> bool:
    """Return whether modules define one node twice, and later ones may not win."""
    return bool(conflicts_in(state))


def switch_off_title(state: AppState) -> str:
    """`Switch module x off`."""
    name = repair_module(state)
    return f"Switch module {name} off" if name else "Switch the module in conflict off"


def can_update(state: AppState) -> bool:
    """Return whether a run can start, and values are out of date."""
    return can_run(state) and bool(update_in(state).names)


def update_title(state: AppState) -> str:
    """`Update (3)`: how many values are out of date."""
    count = update_in(state).count
    return f"Update ({count})" if count else "Update"


def shows_past(state: AppState) -> bool:
    """Return whether a run of the history is on the graph."""
    return state.past.is_on_graph


def can_retry(state: AppState) -> bool:
    """Return whether a run can start, and something failed in the latest one."""
    return can_run(state) and failed_count(state) > 0


def retry_title(state: AppState) -> str:
    """`Retry failed (2)`: how many nodes failed or were stopped."""
    count = failed_count(state)
    return f"Retry failed ({count})" if count else "Retry failed"


def can_run_selection(state: AppState) -> bool:
    """Return whether a run can start, and something is selected."""
    return can_run(state) and has_any_selected(state)


def is_running(state: AppState) -> bool:
    """Return whether a run is under way."""
    return state.active_run is not None


def is_held(state: AppState) -> bool:
    """Return whether the run waits between two nodes."""
    run = state.active_run
    return run is not None and bool(run.held_where) and run.status == "running"


def can_pause(state: AppState) -> bool:
    """Return whether a run goes on, or waits."""
    run = state.active_run
    return run is not None and run.status == "running" and run.slot == "main"


def pause_title(state: AppState) -> str:
    """`Pause` or `Resume`."""
    return "Resume" if is_held(state) else "Pause"


def has_breakpoints(state: AppState) -> bool:
    """Return whether a run would stop somewhere."""
    return bool(state.breakpoints)


def stops_before(state: AppState) -> bool:
    """Return whether runs stop before the selected node."""
    return state.selected in state.breakpoints.before


def stops_after(state: AppState) -> bool:
    """Return whether runs stop after the selected node."""
    return state.selected in state.breakpoints.after


def has_received(state: AppState) -> bool:
    """Return whether the latest run knows what the selected node was given."""
    run, node = state.run, state.graph.nodes.get(state.selected)
    if run is None or node is None or node.kind in ("input", "config", "unavailable"):
        return False
    return run.status != "lost" and any(run.state_of(dep.name) in WITH_VALUE for dep in node.deps)


def can_start_cluster(state: AppState) -> bool:
    """Return whether a project's code may run, and there is no cluster yet."""
    is_ready = state.worker.is_alive and not state.trust.is_preview and state.scenario is not None
    return is_ready and state.cluster.phase == "none"


def has_cluster(state: AppState) -> bool:
    """Return whether a cluster was started here."""
    return state.cluster.phase != "none"


def has_dashboard(state: AppState) -> bool:
    """Return whether the cluster has a web page."""
    return bool(state.cluster.dashboard)


def has_running(state: AppState) -> bool:
    """Return whether a node runs."""
    return state.active_run is not None and bool(state.active_run.running)


def is_following(state: AppState) -> bool:
    """Return whether the node that runs is kept in view."""
    return state.is_following


def is_building(state: AppState) -> bool:
    """Return whether a project is being loaded."""
    return state.is_building and state.worker.is_alive


def is_busy(state: AppState) -> bool:
    """Return whether the worker runs code of the project, loads it, or takes long for an answer."""
    return is_running(state) or is_building(state) or is_sweeping(state) or is_late(state)


def is_late(state: AppState) -> bool:
    """Return whether an answer of the worker takes long: a comparison, a file, a page of a table."""
    return state.worker.is_late


def has_failed(state: AppState) -> bool:
    """Return whether the last run ended with an error."""
    return state.run is not None and state.run.error is not None


def can_run_nodes(state: AppState) -> bool:
    """Return whether a run can start, and a node is selected."""
    return can_run(state) and has_selection(state)


def has_group_selected(state: AppState) -> bool:
    """Return whether a group is selected."""
    return bool(state.view.selected_groups)


def run_selection_title(state: AppState) -> str:
    """Return the title of running the selection: a group runs as a whole."""
    return "Run the group" if state.view.selected_groups and not state.view.selection else "Run to here"


def fold_title(state: AppState) -> str:
    """Return the title of folding the selection: a node's group is folded."""
    return "Fold the group around" if state.view.selection and not state.view.selected_groups else "Fold"


def has_log(state: AppState) -> bool:
    """Return whether something was written."""
    return bool(state.log)


def has_result(state: AppState) -> bool:
    """Return whether a result is shown."""
    return bool(state.current_result)


def has_matches(state: AppState) -> bool:
    """Return whether the search found something."""
    return bool(state.find.matches)


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


def has_run(state: AppState) -> bool:
    """Return whether something was run."""
    return state.run is not None


def has_failed_node(state: AppState) -> bool:
    """Return whether a node failed in the last run."""
    return state.run is not None and state.run.count("failed") > 0


def is_theme(name: str) -> Callable[[AppState], bool]:
    """Return a condition: this theme is chosen."""
    return lambda state: state.preferences.theme == name


def undo_title(state: AppState) -> str:
    """`Undo move of C`."""
    return f"Undo {state.edits.done[-1].title}" if state.edits.done else "Undo"


def redo_title(state: AppState) -> str:
    """`Redo move of C`."""
    return f"Redo {state.edits.undone[-1].title}" if state.edits.undone else "Redo"
