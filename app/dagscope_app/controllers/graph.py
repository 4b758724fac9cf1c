"""Looking at the graph: selection, paths, isolation, going to a node.
It must not change the scenario or run anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers import run_conditions as run_when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import AskPort, CameraPort, Option, StorePort
from dagscope_app.controllers.saying import say
from dagscope_app.controllers.viewing import Viewing
from dagscope_app.model.graph.visibility import port_names
from dagscope_app.model.graph.wires import critical_path
from dagscope_app.model.picture.overview import folded_showing_only
from dagscope_app.model.records.graph import between, downstream, neighbours, upstream
from dagscope_app.model.state import Find, with_left
from dagscope_app.model.translation import tr


class GraphController:
    """Owns what is selected, highlighted and left out."""

    def __init__(self, store: StorePort, viewing: Viewing, camera: CameraPort, ask: AskPort) -> None:
        self._store = store
        self._viewing = viewing
        self._camera = camera
        self._ask = ask

    # -- selection ----------------------------------------------------------------------------------------------

    def select(self, names: Iterable[str], groups: Iterable[str] = ()) -> None:
        """Select exactly these."""
        known = self._store.state.graph.nodes
        chosen = tuple(dict.fromkeys(name for name in names if name in known))
        self._viewing.change(selection=chosen, selected_groups=tuple(groups), path=None)

    def click_node(self, name: str, is_toggled: bool = False, is_extended: bool = False) -> None:
        """Select a node; toggle it in the selection; or extend the selection along the path to it."""
        selection = self._store.state.view.selection
        if is_extended and selection:
            path = between(self._store.state.graph, selection[-1], name)
            ordered = [item for item in self._store.state.graph.nodes if item in path and item != name]
            self.select([*selection, *ordered, name])
        elif is_toggled:
            rest = tuple(item for item in selection if item != name)
            self.select(rest if name in selection else (*selection, name))
        else:
            self.select([name])

    def click_group(self, name: str, is_toggled: bool = False) -> None:
        """Select a group."""
        groups = self._store.state.view.selected_groups
        if is_toggled:
            rest = tuple(item for item in groups if item != name)
            self._viewing.change(selected_groups=rest if name in groups else (*groups, name))
        else:
            self._viewing.change(selection=(), selected_groups=(name,), path=None)

    def select_none(self) -> None:
        """Select nothing."""
        self.select([])

    @command(
        "edit.clear", "Clear selection", "Edit", key="Escape", when=when.has_graph, icon="close", scope="canvas",
        menu="Edit 24",
    )  # fmt: skip
    def clear(self) -> None:
        """Clear one thing at a time: presentation, selection, isolation, search, the message."""
        state = self._store.state
        if state.is_presenting:
            self._store.update(lambda now: replace(now, is_presenting=False))
        elif state.view.selection or state.view.selected_groups or state.view.path is not None:
            self._viewing.change(selection=(), selected_groups=(), path=None)
        elif state.view.isolated is not None:
            self._show_only(None)
        elif state.find.text:
            self._store.update(lambda now: replace(now, find=Find()))
        elif state.banner is not None:
            self._store.update(lambda now: replace(now, banner=None))

    @command(
        "edit.select_all", "Select all", "Edit", key="Ctrl+A", when=when.has_graph, icon="select", scope="canvas",
        menu="Edit 23",
    )  # fmt: skip
    def select_all(self) -> None:
        """Select every node."""
        self.select(self._store.state.graph.nodes)

    @command(
        "edit.select_upstream", "Select direct inputs", "Edit", key="Ctrl+Up", when=when.has_selection,
        icon="upstream", scope="canvas", menu="Edit 31, Select 11", args=(True, False),
        help="Add what the selection needs directly.",
    )  # fmt: skip
    @command(
        "edit.select_downstream", "Select direct consumers", "Edit", key="Ctrl+Down", when=when.has_selection,
        icon="downstream", scope="canvas", menu="Edit 32, Select 12", args=(False, False),
        help="Add what needs the selection directly.",
    )  # fmt: skip
    @command(
        "edit.select_all_upstream", "Select everything upstream", "Edit", key="Ctrl+Shift+Up",
        when=when.has_selection, icon="upstream", scope="canvas", menu="Edit 33, Select 13", args=(True, True),
        help="Add everything the selection needs.",
    )  # fmt: skip
    @command(
        "edit.select_all_downstream", "Select everything downstream", "Edit", key="Ctrl+Shift+Down",
        when=when.has_selection, icon="downstream", scope="canvas", menu="Edit 34, Select 14", args=(False, True),
        help="Add everything that needs the selection.",
    )  # fmt: skip
    def select_stream(self, is_up: bool, is_all: bool) -> None:
        """Add what the selection needs, or what needs it: one step or all the way."""
        state = self._store.state
        reach = upstream if is_up else downstream
        found = reach(state.graph, state.view.selection, -1 if is_all else 1)
        self.select([*(n for n in state.graph.nodes if n in found - set(state.view.selection)), *state.view.selection])

    # -- paths and parts ----------------------------------------------------------------------------------------

    @command(
        "view.grow", "Grow by a step", "View", key="Alt+Up", when=when.has_selection, icon="grow", args=(1,),
        menu="Isolate and hide 13", help="Show one step more around the selection.",
    )  # fmt: skip
    @command(
        "view.shrink", "Shrink by a step", "View", key="Alt+Down", when=when.has_selection, icon="shrink", args=(-1,),
        menu="Isolate and hide 14", help="Show one step less.",
    )  # fmt: skip
    def grow(self, steps: int) -> None:
        """Grow the isolated part by a step in both directions, or shrink it to the selection's surroundings."""
        state = self._store.state
        graph, view = state.graph, state.view
        if not view.selection:
            return
        hops = 0
        if view.isolated is not None:
            while hops < 100 and not view.isolated <= neighbours(graph, view.selection, hops):
                hops += 1
        hops = max(0, hops + steps)
        found = neighbours(graph, view.selection, hops)
        self._show_only(None if len(found) == len(graph.nodes) else found)

    @command(
        "view.path", "Show path between", "View", key="P", when=when.has_two_selected, icon="path", scope="canvas",
        menu="Paths and wires 11, Select 21",
    )  # fmt: skip
    def show_path(self) -> None:
        """Highlight every path between the two nodes selected last."""
        state = self._store.state
        if len(state.view.selection) >= 2:
            first, second = state.view.selection[-2:]
            self._viewing.change(path=between(state.graph, first, second) | {first, second})

    @command(
        "view.path_to", "Show path to...", "View", key="Alt+Shift+P", when=when.has_one_selected, icon="path",
        menu="Paths and wires 12, Select 22",
    )  # fmt: skip
    def ask_path(self) -> None:
        """Choose a node; every path between it and the selected one is highlighted."""
        state = self._store.state
        start = state.selected
        options = [Option(name, name, node.type) for name, node in state.graph.nodes.items() if name != start]
        self._ask.choice(tr("Show every path between {start} and", start=start), options, self._on_path_end)

    def _on_path_end(self, name: str) -> None:
        self.show_path_to(name)
        self._camera.show((self._store.state.selected, name))

    def show_path_to(self, name: str) -> None:
        """Highlight every path between the selected node and another one, whichever comes first, and select both."""
        state = self._store.state
        start = state.selected
        if not start or name not in state.graph.nodes or name == start:
            return
        found = between(state.graph, start, name)
        around = {g for n in found | {name} for g in state.grouping.around(n)}
        self._viewing.change(
            folded=state.view.folded - around if found else state.view.folded,
            selection=(name, start),
            selected_groups=(),
            path=found | {start, name} if found else None,
        )
        if not found:
            say(self._store, tr("There is no path between {start} and {name}.", start=start, name=name))

    @command(
        "view.critical_path", "Show the critical path", "View", key="Shift+P", when=run_when.has_run, icon="path",
        scope="canvas", menu="Paths and wires 13",
    )  # fmt: skip
    def show_critical_path(self) -> None:
        """Highlight the chain of nodes that took longest together in the last run."""
        state = self._store.state
        chain = critical_path(state.graph, state.run)
        if chain:
            self._viewing.change(path=frozenset(chain))

    @command(
        "view.isolate", "Isolate", "View", key="I Ctrl+Shift+H", when=when.has_any_selected, icon="isolate",
        scope="canvas", menu="Isolate and hide 11, Isolate and fold 11, group 31, wire 31",
    )  # fmt: skip
    def isolate(self) -> None:
        """Show only the selection."""
        names = self._store.state.chosen
        if names:
            self._show_only(frozenset(names))

    @command(
        "view.isolate_path", "Isolate the path", "View", key="Shift+I", when=when.has_path, icon="isolate",
        scope="canvas", menu="Isolate and hide 12, Isolate and fold 12",
    )  # fmt: skip
    def isolate_path(self) -> None:
        """Show only what the highlighted path holds."""
        state = self._store.state
        names = state.view.path or (state.preview_plan.path if state.preview_plan else None)
        if names:
            self._show_only(frozenset(name for name in names if name in state.graph.nodes))

    @command(
        "view.hide", "Hide", "View", key="X", when=when.has_any_selected, icon="hide", scope="canvas",
        menu="Isolate and hide 21, Isolate and fold 13, group 32",
    )  # fmt: skip
    def hide(self) -> None:
        """Leave the selection out of the picture."""
        names = self._store.state.chosen
        if names:
            hidden = self._store.state.view.hidden | frozenset(names)
            self._viewing.change(hidden=hidden, selection=(), selected_groups=())

    @command(
        "view.show_all", "Show everything", "View", key="Shift+X", when=when.is_something_hidden, icon="show",
        scope="canvas", menu="View 13, background 22",
    )  # fmt: skip
    def show_all(self) -> None:
        """Bring back what is hidden."""
        self._show_only(None, hidden=frozenset(), path=None)

    def _show_only(self, names: frozenset[str] | None, **changes: object) -> None:
        state = self._store.state
        folded, opened = folded_showing_only(state.grouping, state.view, names)
        self._viewing.change("", isolated=names, folded=folded, opened=opened, **changes)

    # -- going to what is looked for ----------------------------------------------------------------------------

    @command("go.node", "Go to node...", "Go", key="Ctrl+P Ctrl+K", when=when.has_graph, icon="search", menu="Go 11")
    def ask_node(self) -> None:
        """Type a few letters of a node's name."""
        nodes = self._store.state.graph.nodes
        self._ask.choice("Go to node", [Option(name, name, node.type) for name, node in nodes.items()], self.show)

    def show(self, name: str) -> None:
        """Select a node and bring it into view."""
        self.jump(name)
        self._camera.show((name,))

    def show_group(self, name: str) -> None:
        """Select a group and bring it into view, if the graph has it."""
        if name in self._store.state.grouping.group_parents:
            self.reveal_group(name)
            self._camera.show((name,))

    def reveal(self, name: str) -> None:
        """Make a node visible: unfold what hides it, bring it back when it was left out, and select it."""
        state = self._store.state
        if name not in state.graph.nodes:
            return
        around = set(state.grouping.around(name))
        view = state.view
        is_left_out = view.isolated is not None and name not in view.isolated
        folded, opened = view.folded, view.opened
        if is_left_out:
            folded, opened = folded_showing_only(state.grouping, view, None)
        is_port = name in port_names(state.graph, view)
        self._viewing.change(
            has_ports=view.has_ports and not is_port,
            folded=folded - around,
            opened=opened,
            isolated=None if is_left_out else view.isolated,
            hidden=view.hidden - {name},
            selection=(name,),
            selected_groups=(),
            path=None,
        )

    def jump(self, name: str) -> None:
        """Reveal a node; where it is out of sight, "back" leads to where one looked."""
        before = self._store.state
        is_seen, look = self._camera.sees(name), self._camera.look()
        self.reveal(name)
        after = self._store.state
        if not is_seen and after.history is before.history and after.view is not before.view:
            self._store.update(lambda now: with_left(now, replace(before.view, look=look)))

    def reveal_group(self, name: str) -> None:
        """Select a group, unfolding those around it."""
        state = self._store.state
        around = frozenset(state.grouping.ancestors(name)[1:])
        self._viewing.change("", folded=state.view.folded - around, selection=(), selected_groups=(name,), path=None)

    @command("go.problem", "Next problem", "Go", key="F8", when=when.has_problems, icon="problems", menu="Go 62")
    def next_problem(self) -> None:
        """Select the next node that has a problem."""
        state = self._store.state
        names = [item.node for item in state.problems if item.node in state.graph.nodes]
        if names:
            at = names.index(state.selected) + 1 if state.selected in names else 0
            self.reveal(names[at % len(names)])

    def failed_node(self) -> str:
        """Return the first node that failed in the last run; in the selected groups where they hold one."""
        state = self._store.state
        failed = [n for n, item in state.run.nodes.items() if item.state == "failed"] if state.run else []
        inside = {n for g in state.view.selected_groups for n in state.grouping.members.get(g, ())}
        return next((name for name in failed if name in inside), failed[0] if failed else "")
