"""Every command of the window in one frozen table: menus, toolbar, shortcuts, palette, documents and tests read it. It must not do them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dagscope_app.commands import conditions as when
from dagscope_app.model.state import AppState

Condition = Callable[[AppState], bool]
CATEGORIES = ("Project", "Edit", "Scenario", "Run", "Go", "View", "Compare", "Export", "Help")


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the window can do.

    Attributes:
        shortcut: key sequences in portable text, separated by a space; empty for none.
        scope: `window`; `canvas` for keys that mean something else while one types; `native` for keys that the canvas
            itself listens to.
        is_checked: for switches: whether it is on.
        says: what menus and palette call it now, where that changes.
        help: one sentence for the shortcut sheet and the documents.
    """

    id: str
    title: str
    category: str
    shortcut: str = ""
    enabled_when: Condition = when.always
    icon: str = ""
    scope: str = "window"
    help: str = ""
    is_checked: Condition | None = None
    says: Callable[[AppState], str] | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """Its key sequences."""
        return tuple(self.shortcut.split())

    def title_in(self, state: AppState) -> str:
        """What to call it now."""
        return self.title if self.says is None else self.says(state)


def _project() -> tuple[Command, ...]:
    c = "Project"
    return (
        Command("project.open", "Open folder...", c, "Ctrl+O", when.always, "open_folder", help="Show the dataflow of a folder."),
        Command("project.reload", "Reload", c, "Ctrl+R", when.has_folder, "reload", help="Load the changed code; the place stays."),
        Command("scenario.save", "Save scenarios", c, "Ctrl+S", when.has_scenario, "save", help="Write the scenarios, and where nodes were put by hand, to dagscope.toml."),
        Command("app.choose_interpreter", "Choose interpreter...", c, "", when.always, "python", help="Run projects with another Python."),
        Command("project.close", "Close project", c, "Ctrl+Shift+W", when.has_folder, "close", help="Go back to the start page."),
        Command("app.quit", "Quit", c, "Ctrl+Q", when.always, "quit", help="End Dagscope and the project's process."),
    )  # fmt: skip


def _edit() -> tuple[Command, ...]:
    c = "Edit"
    return (
        Command("edit.undo", "Undo", c, "Ctrl+Z", when.can_undo, "undo", help="Take back the last edit of a scenario, move of a node, or choice of the layout.", says=when.undo_title),
        Command("edit.redo", "Redo", c, "Ctrl+Shift+Z", when.can_redo, "redo", help="Do the edit again that was taken back.", says=when.redo_title),
        Command("edit.copy_name", "Copy name", c, "Ctrl+C", when.has_selection, "copy", "canvas", "Copy the selected nodes' names."),
        Command("edit.copy_qualified", "Copy qualified name", c, "Shift+C", when.has_selection, "copy", "canvas", help="Copy the names with the modules the functions are written in."),
        Command("edit.select_all", "Select all", c, "Ctrl+A", when.has_graph, "select", "canvas", "Select every node."),
        Command("edit.select_upstream", "Select direct inputs", c, "Ctrl+Up", when.has_selection, "upstream", "canvas", "Add what the selection needs directly."),
        Command("edit.select_downstream", "Select direct consumers", c, "Ctrl+Down", when.has_selection, "downstream", "canvas", "Add what needs the selection directly."),
        Command("edit.select_all_upstream", "Select everything upstream", c, "Ctrl+Shift+Up", when.has_selection, "upstream", "canvas", "Add everything the selection needs."),
        Command("edit.select_all_downstream", "Select everything downstream", c, "Ctrl+Shift+Down", when.has_selection, "downstream", "canvas", "Add everything that needs the selection."),
        Command("edit.select_matches", "Select the matches", c, "Ctrl+Shift+F", when.has_matches, "select", help="Select everything the search found."),
        Command("edit.clear", "Clear selection", c, "Escape", when.has_graph, "close", "canvas", "Step out: selection, then isolation, then search, then the message."),
    )  # fmt: skip


def _scenario() -> tuple[Command, ...]:
    c = "Scenario"
    return (
        Command("scenario.toggle_final", "Use as final variable", c, "O", when.has_selection, "final", "canvas", "Make the selection what a run is for, or take it out."),
        Command("scenario.clear_final", "Clear final variables", c, "Shift+O", when.has_final_vars, "remove", "canvas", "Choose no final variable."),
        Command("scenario.toggle_override", "Override on or off", c, "F9", when.has_one_selected, "override", help="Take the value in the node's place away, or put the last one back; asks for one where none is known."),
        Command("scenario.override", "Override value...", c, "Shift+F9", when.has_one_selected, "override", help="Put a value in the node's place."),
        Command("scenario.clear_override", "Remove overridden value", c, "", when.is_overridden, "remove", help="Compute the node again."),
        Command("scenario.paste_config", "Paste config", c, "Ctrl+Shift+V", when.has_scenario, "config", help="Take config from the clipboard: JSON, TOML or a Python dict."),
        Command("scenario.duplicate", "Duplicate scenario", c, "Ctrl+D", when.has_scenario, "new", help="Copy the scenario and go to the copy."),
        Command("scenario.rename", "Rename scenario", c, "F2", when.has_scenario, "edit", help="Give the scenario another name."),
        Command("scenario.remove", "Remove scenario", c, "", when.has_two_scenarios, "delete", help="Take the scenario away; undo brings it back."),
        Command("panel.modules", "Show modules", c, "Ctrl+Shift+M", when.has_graph, "module", help="Go to the modules and their order."),
        Command("panel.config", "Show config", c, "Ctrl+Shift+G", when.has_graph, "config", help="Go to the config."),
        Command("panel.inputs", "Show inputs", c, "Ctrl+Shift+I", when.has_graph, "input", help="Go to the inputs."),
    )  # fmt: skip


def _run() -> tuple[Command, ...]:
    c = "Run"
    return (
        Command("run.final", "Run", c, "Ctrl+Return Ctrl+Enter", when.can_run, "run", help="Run the final variables, or everything where none is chosen."),
        Command("run.selection", "Run to here", c, "F5", when.can_run_selection, "run_one", help="Run the selected nodes and what they need.", says=when.run_selection_title),
        Command("run.only", "Run only this", c, "Ctrl+F5", when.can_run_nodes, "run_one", help="Run the selected nodes alone; what they need comes from earlier runs."),
        Command("run.stop", "Stop", c, "Shift+F5", when.is_running, "stop", help="Stop the run: ask, insist, then end the process."),
        Command("run.show_result", "Show result", c, "Return Enter", when.has_selection, "results", "native", "Open the node's value; run it first if there is none."),
        Command("run.group_table", "Table of the group", c, "T", when.has_group_selected, "table", "canvas", "List the group's nodes with state, time, type and value; a row leads to the result."),
        Command("result.pin", "Pin result", c, "Ctrl+Shift+K", when.has_result, "pin", help="Keep the value when the node runs again, or let it go."),
        Command("result.compare", "Compare result with...", c, "Ctrl+Shift+J", when.has_result, "compare", help="Choose a run; its value is put next to this one."),
        Command("result.next", "Next result", c, "Ctrl+PgDown", when.has_result, "next", help="The result to the right."),
        Command("result.previous", "Previous result", c, "Ctrl+PgUp", when.has_result, "previous", help="The result to the left."),
        Command("result.close", "Close result", c, "Ctrl+W", when.has_result, "close", help="Close the shown result."),
        Command("run.show_error", "Show error", c, "", when.has_failed, "error", help="Open the error of the last run."),
        Command("run.clear_log", "Clear log", c, "", when.has_log, "delete", help="Empty the log."),
    )  # fmt: skip


def _go() -> tuple[Command, ...]:
    c = "Go"
    return (
        Command("go.node", "Go to node...", c, "Ctrl+P Ctrl+K", when.has_graph, "search", help="Type a few letters of a node's name."),
        Command("go.command", "All commands...", c, "Ctrl+Shift+P", when.always, "palette", help="Type a few letters of a command."),
        Command("go.find", "Find", c, "Ctrl+F", when.has_graph, "search", help="Search names, types, documentation, tags and source, or write a selection."),
        Command("go.find_here", "Find (canvas)", c, "/", when.has_graph, "search", "canvas", "The same, while the graph has the keyboard."),
        Command("go.find_next", "Next match", c, "F3", when.has_matches, "next", help="Go to the next match."),
        Command("go.find_previous", "Previous match", c, "Shift+F3", when.has_matches, "previous", help="Go to the previous match."),
        Command("go.source", "Open in editor", c, "Ctrl+G Alt+Return Alt+Enter", when.has_one_selected, "editor", help="Open the node's source at its line."),
        Command("go.back", "Back", c, "Alt+Left", when.can_go_back, "back", help="The view before this one."),
        Command("go.forward", "Forward", c, "Alt+Right", when.can_go_forward, "forward", help="The view that Back left."),
        Command("go.left", "Node to the left", c, "Left", when.has_graph, "", "native", "Select the nearest node on the left."),
        Command("go.right", "Node to the right", c, "Right", when.has_graph, "", "native", "Select the nearest node on the right."),
        Command("go.up", "Node above", c, "Up", when.has_graph, "", "native", "Select the nearest node above."),
        Command("go.down", "Node below", c, "Down", when.has_graph, "", "native", "Select the nearest node below."),
        Command("go.failed", "Go to the failed node", c, "Shift+F8", when.has_failed_node, "error", help="Unfold what hides it and select it; in a selected group its own."),
        Command("go.next_wire", "Next wire", c, "W", when.has_graph, "path", "canvas", "Select the next wire of the selected box."),
        Command("go.previous_wire", "Previous wire", c, "Shift+W", when.has_graph, "path", "canvas", "Select the wire before."),
        Command("go.wire_source", "Go to the wire's source", c, "", when.has_wire, "upstream", help="Select the box the wire comes from."),
        Command("go.wire_target", "Go to the wire's target", c, "", when.has_wire, "downstream", help="Select the box the wire goes to."),
        Command("go.problem", "Next problem", c, "F8", when.has_problems, "problems", help="Select the next node that has a problem."),
        *(Command(f"go.set_bookmark_{n}", f"Set bookmark {n}", c, f"Ctrl+{n}", when.has_graph, "bookmark", help="Remember this view.") for n in range(1, 10)),
        *(Command(f"go.bookmark_{n}", f"Go to bookmark {n}", c, f"Shift+{n} Ctrl+Alt+{n}", when.has_bookmark(n), "bookmark", "canvas", "Go to the remembered view.") for n in range(1, 10)),
    )  # fmt: skip


def _view() -> tuple[Command, ...]:
    c = "View"
    return (
        Command("view.fit", "Fit the whole graph", c, "Home H", when.has_graph, "fit", "canvas", "Show all of it."),
        Command("view.zoom_selection", "Zoom to selection", c, "F", when.has_any_selected, "zoom_in", "canvas", "Fill the window with the selection."),
        Command("view.zoom_in", "Zoom in", c, "Ctrl++ Ctrl+=", when.has_graph, "zoom_in", help="Larger."),
        Command("view.zoom_out", "Zoom out", c, "Ctrl+-", when.has_graph, "zoom_out", help="Smaller."),
        Command("view.zoom_reset", "Actual size", c, "Ctrl+0", when.has_graph, "zoom_reset", help="100 %."),
        Command("view.fold", "Fold", c, "[", when.can_fold, "fold", "canvas", "Fold the selected group, or the one around the selection.", says=when.fold_title),
        Command("view.unfold", "Unfold", c, "]", when.can_fold, "unfold", "canvas", "Unfold the selected group."),
        Command("view.fold_all", "Fold all", c, "Ctrl+Shift+[", when.has_groups, "fold_all", help="Fold every group."),
        Command("view.unfold_all", "Unfold all", c, "Ctrl+Shift+]", when.has_groups, "unfold_all", help="Unfold every group."),
        Command("view.fold_siblings", "Fold siblings", c, "{", when.can_fold, "fold_all", "canvas", "Fold the groups beside the selected one."),
        Command("view.unfold_below", "Unfold everything below", c, "}", when.can_fold, "unfold_all", "canvas", "Unfold the selected group and all groups in it."),
        *(Command(f"view.depth_{n}", f"Unfold to depth {n}", c, f"Alt+{n}", when.has_groups, "tree", help="Unfold groups down to this depth.") for n in range(1, 10)),
        Command("view.path", "Show path between", c, "P", when.has_two_selected, "path", "canvas", "Highlight every path between the two nodes selected last."),
        Command("view.path_to", "Show path to...", c, "Alt+P", when.has_one_selected, "path", help="Choose a node; every path between it and the selected one is highlighted."),
        Command("view.critical_path", "Show the critical path", c, "Shift+P", when.has_run, "path", "canvas", "Highlight the chain of nodes that took longest together in the last run."),
        Command("view.wire_edges", "List the wire's edges", c, "E", when.has_wire, "search", "canvas", "The real edges that a wire between folded groups stands for."),
        Command("view.unbundle", "Unbundle the wire", c, "U", when.has_wire, "unfold", "canvas", "Unfold what hides the ends of the wire's real edges."),
        Command("view.isolate", "Isolate", c, "I Ctrl+Shift+H", when.has_any_selected, "isolate", "canvas", "Show only the selection."),
        Command("view.isolate_path", "Isolate the path", c, "Shift+I", when.has_path, "isolate", "canvas", "Show only what the highlighted path holds."),
        Command("view.grow", "Grow by a step", c, "Alt+Up", when.has_selection, "grow", help="Show one step more around the selection."),
        Command("view.shrink", "Shrink by a step", c, "Alt+Down", when.has_selection, "shrink", help="Show one step less."),
        Command("view.hide", "Hide", c, "X", when.has_any_selected, "hide", "canvas", "Leave the selection out of the picture."),
        Command("view.show_all", "Show everything", c, "Shift+X", when.is_something_hidden, "show", "canvas", "Bring back what is hidden."),
        Command("view.turn", "Turn (left-right, top-down)", c, "Alt+O", when.has_graph, "orientation", help="Let the graph run down, or to the right."),
        Command("view.group_namespace", "Group by namespace", c, "", when.has_graph, "group", is_checked=when.is_grouping("namespace"), help="Groups from the names' dots."),
        Command("view.group_module", "Group by module", c, "", when.has_graph, "module", is_checked=when.is_grouping("module"), help="A group for each module that functions were written in."),
        Command("view.group_both", "Group by module and namespace", c, "", when.has_graph, "module", is_checked=when.is_grouping("both"), help="Modules, and the namespaces in them."),
        Command("view.group_tag", "Group by tag...", c, "", when.has_tags, "tag", is_checked=when.is_grouping("tag"), help="Choose a tag; a group for each of its values."),
        Command("view.group_none", "No groups", c, "", when.has_graph, "ungroup", is_checked=when.is_grouping("none"), help="Every node by itself."),
        Command("view.sections", "Sections of large levels", c, "", when.has_graph, "tree", is_checked=lambda s: s.view.has_sections, help="Divide what lies in one group, or in none, into sections that fold when it is more than 200 things."),
        Command("view.ports", "Much used inputs as ports", c, "", when.has_graph, "input", is_checked=lambda s: s.view.has_ports, help="Draw inputs that very many nodes use as small ports at their consumers."),
        Command("view.reset_positions", "Tidy up", c, "Alt+T", when.has_graph, "unpin", help="Forget what was moved by hand and lay everything out afresh."),
        Command("view.reset_selected", "Reset position", c, "Alt+Shift+T", when.has_moved_selected, "unpin", help="Let go of the place the selection was moved to."),
        Command("view.minimap", "Minimap", c, "Ctrl+M", when.always, "minimap", is_checked=lambda s: s.preferences.shows_minimap, help="Show or hide the minimap."),
        Command("view.legend", "Legend", c, "Ctrl+L", when.always, "legend", is_checked=lambda s: s.preferences.shows_legend, help="Show or hide the legend."),
        Command("view.heat", "Durations on nodes", c, "", when.always, "heat", is_checked=lambda s: s.preferences.shows_heat, help="Show how long each node took."),
        Command("view.wheel_zooms", "Mouse wheel zooms", c, "Ctrl+Alt+Z", when.always, "", is_checked=lambda s: s.preferences.wheel_zooms, help="Otherwise the wheel moves the picture."),
        Command("view.motion", "Reduce motion", c, "", when.always, "", is_checked=lambda s: s.preferences.is_motion_reduced, help="Change pictures at once."),
        Command("view.left", "Left panels", c, "Ctrl+B", when.always, "left_panel", help="Show or hide outline, modules, config and inputs."),
        Command("view.right", "Details", c, "Ctrl+I", when.always, "details", help="Show or hide the details."),
        Command("view.bottom", "Results and log", c, "Ctrl+J", when.always, "results", help="Show or hide results, log, runs, timeline and problems."),
        Command("view.results", "Show results", c, "Ctrl+Shift+R", when.always, "results", help="Go to the results."),
        Command("view.log", "Show log", c, "Ctrl+Shift+L", when.always, "log", help="Go to the log."),
        Command("view.runs", "Show runs", c, "Ctrl+Shift+N", when.always, "history", help="Go to the list of this session's runs."),
        Command("view.timeline", "Show timeline", c, "Ctrl+Shift+T", when.always, "timeline", help="Go to the timeline of the run."),
        Command("view.problems", "Show problems", c, "Ctrl+Shift+B", when.always, "problems", help="Go to the problems."),
        Command("view.theme_system", "Theme of the desktop", c, "", when.always, "contrast", is_checked=when.is_theme("system"), help="Light or dark as the desktop is."),
        Command("view.theme_light", "Light theme", c, "", when.always, "light", is_checked=when.is_theme("light"), help="Dark on light."),
        Command("view.theme_dark", "Dark theme", c, "", when.always, "dark", is_checked=when.is_theme("dark"), help="Light on dark."),
        Command("view.theme_high_contrast", "High contrast theme", c, "", when.always, "contrast", is_checked=when.is_theme("high_contrast"), help="The strongest contrast."),
        Command("view.full_screen", "Full screen", c, "F11", when.always, "full_screen", help="The whole screen for the window."),
        Command("view.reset_panels", "Reset panels", c, "", when.always, "window", help="Put every panel back to its place."),
    )  # fmt: skip


def _compare() -> tuple[Command, ...]:
    c = "Compare"
    return (
        Command("compare.open", "Compare scenarios", c, "Ctrl+Shift+D", when.has_two_scenarios, "compare", help="Put two scenarios side by side."),
        Command("compare.close", "Back to the graph", c, "", when.is_comparing, "graph", help="Show the one graph again."),
        Command("compare.swap", "Swap sides", c, "", when.is_comparing, "swap", help="Left becomes right."),
        Command("compare.run", "Run both sides", c, "", when.is_comparing, "run_all", help="Run both scenarios and compare the values."),
        Command("compare.next", "Next difference", c, "F7", when.is_comparing, "next", help="Go to the next difference."),
        Command("compare.previous", "Previous difference", c, "Shift+F7", when.is_comparing, "previous", help="Go to the previous difference."),
    )  # fmt: skip


def _export() -> tuple[Command, ...]:
    c = "Export"
    return (
        Command("export.picture", "Export picture...", c, "Ctrl+E", when.has_graph, "export", help="Write what is shown; the ending of the name says the format."),
        Command("export.selection", "Export subgraph...", c, "Shift+E", when.has_any_selected, "export", "canvas", help="Write the selection with what it needs and what needs it directly."),
        Command("export.dag", "Export dag.png", c, "Ctrl+Shift+E", when.has_graph, "image", help="Write dag.png into the project's folder."),
        Command("export.whole", "Export whole graph...", c, "", when.has_graph, "export", help="Write everything unfolded, whatever is shown."),
        Command("export.copy", "Copy picture", c, "Ctrl+Shift+C", when.has_graph, "copy", help="Put the picture on the clipboard."),
        Command("export.value", "Save value...", c, "", when.has_result, "save", help="Write the shown result to a file."),
    )  # fmt: skip


def _help() -> tuple[Command, ...]:
    c = "Help"
    return (
        Command("help.shortcuts", "Keys and mouse", c, "F1 ?", when.always, "keyboard", help="This sheet."),
        Command("help.about", "About Dagscope", c, "", when.always, "info", help="Version and licence."),
        Command("app.choose_editor", "Choose editor...", c, "", when.always, "editor", help="The program that opens source files."),
    )  # fmt: skip


COMMANDS: tuple[Command, ...] = (
    *_project(),
    *_edit(),
    *_scenario(),
    *_run(),
    *_go(),
    *_view(),
    *_compare(),
    *_export(),
    *_help(),
)
