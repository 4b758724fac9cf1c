"""Which controller does which command of the table. It must not hold what a command needs a window for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from dagscope.scenario import ValueSpec

from dagscope_app.controllers.arrangement import ArrangementController
from dagscope_app.controllers.compare import CompareController
from dagscope_app.controllers.export import ExportController
from dagscope_app.controllers.find import FindController
from dagscope_app.controllers.folding import FoldingController
from dagscope_app.controllers.graph import GraphController
from dagscope_app.controllers.placing import PlacingController
from dagscope_app.controllers.ports import StorePort
from dagscope_app.controllers.preferences import PreferencesController
from dagscope_app.controllers.project import ProjectController
from dagscope_app.controllers.results import ResultsController
from dagscope_app.controllers.run import RunController
from dagscope_app.controllers.scenario import ScenarioController
from dagscope_app.controllers.undo import UndoController
from dagscope_app.controllers.view_history import ViewHistory
from dagscope_app.controllers.wires import WireController

Handler = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Controllers:
    """All controllers of one window."""

    store: StorePort
    project: ProjectController
    scenario: ScenarioController
    placing: PlacingController
    graph: GraphController
    folding: FoldingController
    wires: WireController
    find: FindController
    arrangement: ArrangementController
    history: ViewHistory
    undo: UndoController
    run: RunController
    results: ResultsController
    compare: CompareController
    preferences: PreferencesController
    export: ExportController


def controller_handlers(c: Controllers) -> dict[str, Handler]:
    """What each command does that needs no window."""
    return {**_project(c), **_scenario(c), **_graph(c), **_compare(c), **_preferences(c)}


def _project(c: Controllers) -> dict[str, Handler]:
    return {
        "project.reload": c.project.reload,
        "project.close": c.project.close,
        "scenario.save": c.scenario.save,
        "run.final": c.run.run_final,
        "run.selection": c.run.run_selection,
        "run.only": c.run.run_only,
        "run.stop": c.run.stop,
        "run.show_result": lambda: c.run.show_result(c.store.state.selected),
        "run.show_error": partial(_show_error, c),
        "run.clear_log": lambda: c.store.update(lambda state: replace(state, log=())),
        "go.problem": partial(_next_problem, c),
    }


def _scenario(c: Controllers) -> dict[str, Handler]:
    store, scenario = c.store, c.scenario
    return {
        "edit.undo": c.undo.undo,
        "edit.redo": c.undo.redo,
        "scenario.toggle_final": lambda: scenario.toggle_final(store.state.view.selection),
        "scenario.clear_final": lambda: scenario.set_final_vars(()),
        "scenario.clear_override": lambda: scenario.set_override(store.state.selected, ValueSpec("none")),
        "scenario.duplicate": scenario.duplicate,
        "scenario.remove": scenario.remove,
    }


def _graph(c: Controllers) -> dict[str, Handler]:
    graph, folding = c.graph, c.folding
    handlers: dict[str, Handler] = {
        "edit.select_all": graph.select_all,
        "edit.select_upstream": partial(graph.select_stream, True, False),
        "edit.select_downstream": partial(graph.select_stream, False, False),
        "edit.select_all_upstream": partial(graph.select_stream, True, True),
        "edit.select_all_downstream": partial(graph.select_stream, False, True),
        "edit.select_matches": c.find.select_matches,
        "edit.clear": graph.clear,
        "go.find_next": partial(c.find.step, 1),
        "go.find_previous": partial(c.find.step, -1),
        "go.back": c.history.back,
        "go.forward": c.history.forward,
        "view.fold": folding.fold_selection,
        "view.unfold": folding.unfold_selection,
        "view.fold_all": folding.fold_all,
        "view.unfold_all": folding.unfold_all,
        "view.fold_siblings": folding.fold_siblings,
        "view.unfold_below": folding.unfold_below,
        "view.unbundle": c.wires.unbundle,
        "view.critical_path": graph.show_critical_path,
        "view.path": graph.show_path,
        "view.isolate": graph.isolate,
        "view.isolate_path": graph.isolate_path,
        "view.grow": partial(graph.grow, 1),
        "view.shrink": partial(graph.grow, -1),
        "view.hide": graph.hide,
        "view.show_all": graph.show_all,
        "view.turn": c.arrangement.turn,
        "view.ports": c.arrangement.toggle_ports,
        "view.sections": c.arrangement.toggle_sections,
        "view.reset_selected": c.arrangement.reset_selected,
        "view.reset_positions": c.arrangement.reset_positions,
    }
    for kind in ("namespace", "module", "both", "none"):
        handlers[f"view.group_{kind}"] = partial(c.arrangement.set_grouping, kind)
    for number in range(1, 10):
        handlers[f"view.depth_{number}"] = partial(folding.unfold_to, number)
        handlers[f"go.set_bookmark_{number}"] = partial(c.history.set_bookmark, number)
        handlers[f"go.bookmark_{number}"] = partial(c.history.go_to_bookmark, number)
    return handlers


def _compare(c: Controllers) -> dict[str, Handler]:
    return {
        "compare.open": c.compare.open,
        "compare.close": c.compare.close,
        "compare.swap": c.compare.swap,
        "compare.run": c.compare.run_both,
        "compare.next": partial(c.compare.step, 1),
        "compare.previous": partial(c.compare.step, -1),
    }


def _preferences(c: Controllers) -> dict[str, Handler]:
    preferences = c.preferences
    handlers: dict[str, Handler] = {
        "view.minimap": preferences.toggle_minimap,
        "view.legend": preferences.toggle_legend,
        "view.heat": preferences.toggle_heat,
        "view.wheel_zooms": preferences.toggle_wheel,
        "view.motion": preferences.toggle_motion,
    }
    for name in ("system", "light", "dark", "high_contrast"):
        handlers[f"view.theme_{name}"] = partial(preferences.set_theme, name)
    return handlers


def _show_error(c: Controllers) -> None:
    """Open the error of the last run: the tab of the node that failed."""
    failed = next((tab.key for tab in reversed(c.store.state.results) if tab.state == "failed"), "")
    if failed:
        c.run.select_result(failed)


def _next_problem(c: Controllers) -> None:
    """Select the next node that has a problem, after the selected one."""
    state = c.store.state
    names = [item.node for item in state.problems if item.node in state.graph.nodes]
    if names:
        at = names.index(state.selected) + 1 if state.selected in names else 0
        c.graph.reveal(names[at % len(names)])
