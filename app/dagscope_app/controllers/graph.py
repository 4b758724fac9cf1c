"""Looking at the graph: selection, paths, isolation, going to a node. It must not change the scenario or run anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dagscope_app.controllers.ports import CameraPort, StorePort
from dagscope_app.controllers.viewing import Viewing
from dagscope_app.model.graph import between, downstream, neighbours, upstream
from dagscope_app.model.overview import folded_showing_only
from dagscope_app.model.state import Banner, Find, with_left
from dagscope_app.model.visibility import port_names
from dagscope_app.model.wires import critical_path


class GraphController:
    """Owns what is selected, highlighted and left out."""

    def __init__(self, store: StorePort, viewing: Viewing, camera: CameraPort) -> None:
        self._store = store
        self._viewing = viewing
        self._camera = camera

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

    def clear(self) -> None:
        """One step out: path and selection, then isolation, then the find bar's matches, then the message."""
        state = self._store.state
        if state.view.selection or state.view.selected_groups or state.view.path is not None:
            self._viewing.change(selection=(), selected_groups=(), path=None)
        elif state.view.isolated is not None:
            self._show_only(None)
        elif state.find.text:
            self._store.update(lambda now: replace(now, find=Find()))
        elif state.banner is not None:
            self._store.update(lambda now: replace(now, banner=None))

    def select_all(self) -> None:
        """Select every node."""
        self.select(self._store.state.graph.nodes)

    def select_stream(self, is_up: bool, is_all: bool) -> None:
        """Add what the selection needs, or what needs it: one step or all the way."""
        state = self._store.state
        reach = upstream if is_up else downstream
        found = reach(state.graph, state.view.selection, -1 if is_all else 1)
        self.select([*(n for n in state.graph.nodes if n in found - set(state.view.selection)), *state.view.selection])

    # -- paths and parts ----------------------------------------------------------------------------------------

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

    def show_path(self) -> None:
        """Highlight every path between the two nodes selected last."""
        state = self._store.state
        if len(state.view.selection) >= 2:
            first, second = state.view.selection[-2:]
            self._viewing.change(path=between(state.graph, first, second) | {first, second})

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
            text = f"There is no path between {start} and {name}."
            self._store.update(lambda now: replace(now, banner=Banner(text)))

    def show_critical_path(self) -> None:
        """Highlight the chain of nodes that took longest together in the last run."""
        state = self._store.state
        chain = critical_path(state.graph, state.run)
        if chain:
            self._viewing.change(path=frozenset(chain))

    def isolate(self) -> None:
        """Show only the selection."""
        names = self._store.state.chosen
        if names:
            self._show_only(frozenset(names))

    def isolate_path(self) -> None:
        """Show only what the highlighted path holds."""
        state = self._store.state
        names = state.view.path or (state.preview_plan.path if state.preview_plan else None)
        if names:
            self._show_only(frozenset(name for name in names if name in state.graph.nodes))

    def hide(self) -> None:
        """Leave the selection out of the picture."""
        names = self._store.state.chosen
        if names:
            hidden = self._store.state.view.hidden | frozenset(names)
            self._viewing.change(hidden=hidden, selection=(), selected_groups=())

    def show_all(self) -> None:
        """Bring back what was hidden or left out."""
        self._show_only(None, hidden=frozenset(), path=None)

    def _show_only(self, names: frozenset[str] | None, **changes: object) -> None:
        state = self._store.state
        folded, opened = folded_showing_only(state.grouping, state.view, names)
        self._viewing.change("", isolated=names, folded=folded, opened=opened, **changes)

    # -- going to what is looked for ----------------------------------------------------------------------------

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

    def failed_node(self) -> str:
        """The first node that failed in the last run; in the selected groups where they hold one."""
        state = self._store.state
        failed = [n for n, item in state.run.nodes.items() if item.state == "failed"] if state.run else []
        inside = {n for g in state.view.selected_groups for n in state.grouping.members.get(g, ())}
        return next((name for name in failed if name in inside), failed[0] if failed else "")
