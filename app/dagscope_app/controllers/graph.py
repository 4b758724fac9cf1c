"""Looking at the graph: selection, folding, paths, isolation, find. It must not change the scenario or run anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from dagscope_app.controllers.anticipation import Anticipation
from dagscope_app.controllers.finder import find_nodes
from dagscope_app.controllers.layout_request import (
    LayoutRequest,
    is_laid_out_like,
    layout_request,
    refolded,
)
from dagscope_app.controllers.ports import CameraPort, LayoutPort, MeasurePort, StorePort
from dagscope_app.layout.types import LayoutResult
from dagscope_app.model.graph import (
    between,
    downstream,
    neighbours,
    upstream,
)
from dagscope_app.model.overview import folded_showing_only
from dagscope_app.model.scene import Look
from dagscope_app.model.state import SHOWN, AppState, Banner, Drawn, Find, with_left, with_view
from dagscope_app.model.visibility import port_names
from dagscope_app.model.wires import critical_path, edges_of_wire


class GraphController:
    """Owns the view of the graph: every change of it ends in a new layout where one is needed."""

    def __init__(
        self,
        store: StorePort,
        layout: LayoutPort,
        measure: MeasurePort,
        on_selection: Callable[[], None],
        camera: CameraPort,
        anticipation: Anticipation | None = None,
    ) -> None:
        """`on_selection` is told when other nodes are selected; `anticipation` begins moves before their layout is there."""
        self._store = store
        self._layout = layout
        self._measure = measure
        self._on_selection = on_selection
        self._camera = camera
        self._anticipation = anticipation
        self._asked: LayoutRequest | None = None
        self._asked_for: AppState | None = None
        self._anchor = ""

    @property
    def anchor(self) -> str:
        """What was clicked to get the newest layout: it stays where it is."""
        return self._anchor

    # -- layout -------------------------------------------------------------------------------------------------

    def refresh_layout(self, anchor: str = "", is_fresh: bool = False, look: Look | None = None) -> None:
        """Ask for new places when what is to be placed changed, or when all is to be placed afresh.

        Args:
            anchor: what keeps its place on the screen.
            is_fresh: nothing of the earlier order is kept.
            look: where to look when the new picture is there; otherwise one looks where one does.
        """
        state, before = self._store.state, self._asked_for
        if not is_fresh and before is not None and is_laid_out_like(before, state):
            if look is not None:
                self._camera.look_again(look)
            return
        inside = None
        if self._asked is not None and before is not None and _has_same_parts(before, state):
            request = refolded(self._asked, state.view)
            if self._anticipation is not None and anchor:
                self._anticipation.on_asked(before, request)
                inside = self._anticipation.on_inside
        else:
            request = layout_request(state.graph, state.grouping, state.view, self._measure)
        pins = dict(state.pinned)
        # Without the picture on show: it would be kept alive, and its end be paid for by the next click.
        self._asked, self._asked_for = request, replace(state, drawn=None)
        view, grouping = state.view, state.grouping

        def answer(result: LayoutResult) -> None:
            if self._asked is request:
                self._anchor = anchor
                ports = port_names(state.graph, view)
                if look is not None:
                    self._camera.look_again(look)
                drawn = Drawn(result, view.folded, grouping, view.direction, ports)
                self._store.update(lambda now: replace(now, drawn=drawn))

        self._layout.request(
            request.nodes, request.groups, request.edges, request.options, anchor, pins, answer, is_fresh, inside
        )

    def forget_layout(self) -> None:
        """Another project: the next request is made whatever it holds."""
        self._asked = self._asked_for = None

    # -- selection ----------------------------------------------------------------------------------------------

    def select(self, names: Iterable[str], groups: Iterable[str] = ()) -> None:
        """Select exactly these."""
        known = self._store.state.graph.nodes
        chosen = tuple(dict.fromkeys(name for name in names if name in known))
        self._view(selection=chosen, selected_groups=tuple(groups), path=None)

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
            self._view(selected_groups=rest if name in groups else (*groups, name))
        else:
            self._view(selection=(), selected_groups=(name,), path=None)

    def click_wire(self, source: str, target: str) -> tuple[tuple[str, str], ...]:
        """Select a wire's two ends; what it really stands for is the answer."""
        state = self._store.state
        ends = (source, target)
        folded = state.drawn.folded if state.drawn is not None else state.view.folded
        nodes = tuple(name for name in ends if name not in folded and name in state.graph.nodes)
        groups = tuple(name for name in ends if name in folded)
        self._view(selection=nodes, selected_groups=groups, path=None, wire=ends)
        return self.edges_of_wire()

    def edges_of_wire(self) -> tuple[tuple[str, str], ...]:
        """The real edges of the selected wire."""
        state = self._store.state
        return edges_of_wire(state.graph, state.grouping, state.view)

    def unbundle(self) -> None:
        """Unfold what hides the real ends of the selected wire, and select them."""
        self.show_edges(self.edges_of_wire())

    def show_edges(self, edges: Iterable[tuple[str, str]]) -> None:
        """Unfold what hides these edges' ends, and select them."""
        state = self._store.state
        names = tuple(dict.fromkeys(name for edge in edges for name in edge))
        around = {g for name in names for g in state.grouping.ancestors(state.grouping.parents.get(name, ""))}
        anchor = next((end for end in state.view.wire or () if end in state.view.folded), "")
        if names:
            folded = state.view.folded - around
            self._view(anchor, folded=folded, selection=names, selected_groups=(), path=None)

    def wire_end(self, is_source: bool) -> str:
        """The box at one end of the selected wire, selected alone; nothing where no wire is."""
        view = self._store.state.view
        if view.wire is None:
            return ""
        end = view.wire[0 if is_source else 1]
        if end in view.folded:
            self.click_group(end)
        else:
            self.select([end])
        return end

    def show_critical_path(self) -> None:
        """Highlight the chain of nodes that took longest together in the last run."""
        state = self._store.state
        chain = critical_path(state.graph, state.run)
        if chain:
            self._view(path=frozenset(chain))

    def failed_node(self) -> str:
        """The first node that failed in the last run; in the selected groups where they hold one."""
        state = self._store.state
        failed = [n for n, item in state.run.nodes.items() if item.state == "failed"] if state.run else []
        inside = {n for g in state.view.selected_groups for n in state.grouping.members.get(g, ())}
        return next((name for name in failed if name in inside), failed[0] if failed else "")

    def clear(self) -> None:
        """One step out: path and selection, then isolation, then the find bar's matches, then the message."""
        state = self._store.state
        if state.view.selection or state.view.selected_groups or state.view.path is not None:
            self._view(selection=(), selected_groups=(), path=None)
        elif state.view.isolated is not None:
            self._show_only(None)
        elif state.find.text:
            self.find("")
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
        self.select(
            [*(n for n in state.graph.nodes if n in found - set(state.view.selection)), *state.view.selection]
        )

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
            self._view(path=between(state.graph, first, second) | {first, second})

    def show_path_to(self, name: str) -> None:
        """Highlight every path between the selected node and another one, whichever comes first, and select both."""
        state = self._store.state
        start = state.selected
        if not start or name not in state.graph.nodes or name == start:
            return
        found = between(state.graph, start, name)
        around = {g for n in found | {name} for g in state.grouping.ancestors(state.grouping.parents.get(n, ""))}
        self._view(
            folded=state.view.folded - around if found else state.view.folded,
            selection=(name, start),
            selected_groups=(),
            path=found | {start, name} if found else None,
        )
        if not found:
            text = f"There is no path between {start} and {name}."
            self._store.update(lambda now: replace(now, banner=Banner(text)))

    def isolate(self) -> None:
        """Show only the selection."""
        names = self._chosen()
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
        names = self._chosen()
        if names:
            hidden = self._store.state.view.hidden | frozenset(names)
            self._view(hidden=hidden, selection=(), selected_groups=())

    def show_all(self) -> None:
        """Bring back what was hidden or left out."""
        self._show_only(None, hidden=frozenset(), path=None)

    def _show_only(self, names: frozenset[str] | None, **changes: object) -> None:
        state = self._store.state
        folded, opened = folded_showing_only(state.grouping, state.view, names)
        self._view("", isolated=names, folded=folded, opened=opened, **changes)

    def _chosen(self) -> tuple[str, ...]:
        state = self._store.state
        members = [n for key in state.view.selected_groups for n in state.grouping.members.get(key, ())]
        return tuple(dict.fromkeys((*state.view.selection, *members)))

    # -- folding ------------------------------------------------------------------------------------------------

    def toggle_group(self, name: str) -> None:
        """Fold or unfold one group; its header stays where it is."""
        folded = self._store.state.view.folded
        self._fold(folded - {name} if name in folded else folded | {name}, name)

    def fold_selection(self) -> None:
        """Fold the selected groups, or those around the selected nodes."""
        state = self._store.state
        groups = set(state.view.selected_groups)
        groups.update(state.grouping.parents.get(name, "") for name in state.view.selection)
        groups.discard("")
        chosen = sorted(groups)
        if chosen:
            self._fold(state.view.folded | groups, chosen[0])

    def unfold_selection(self) -> None:
        """Unfold the selected groups, and those that hide selected nodes."""
        state = self._store.state
        groups = set(state.view.selected_groups)
        for name in state.view.selection:
            groups.update(state.grouping.ancestors(state.grouping.parents.get(name, "")))
        chosen = sorted(groups & state.view.folded)
        if chosen:
            self._fold(state.view.folded - groups, chosen[0])

    def fold_siblings(self) -> None:
        """Fold every group beside the selection, but not the selected ones."""
        state = self._store.state
        grouping = state.grouping
        kept = set(state.view.selected_groups)
        kept.update(grouping.parents.get(name, "") for name in state.view.selection)
        above = {grouping.group_parents.get(name, "") for name in kept}
        beside = {name for name, parent in grouping.group_parents.items() if parent in above and name not in kept}
        if beside:
            self._fold(state.view.folded | beside, next((name for name in kept if name), ""))

    def unfold_below(self) -> None:
        """Unfold the selected groups and everything in them."""
        state = self._store.state
        groups = set(state.view.selected_groups)
        groups.update(state.grouping.parents.get(name, "") for name in state.view.selection)
        inside = {g for g in state.view.folded if groups.intersection(state.grouping.ancestors(g))}
        if inside:
            self._fold(state.view.folded - inside, next((g for g in state.view.selected_groups), ""))

    def fold_all(self) -> None:
        """Fold every group."""
        self._fold(frozenset(self._store.state.grouping.group_parents), "")

    def unfold_all(self) -> None:
        """Unfold every group."""
        self._fold(frozenset(), "")

    def unfold_to(self, depth: int) -> None:
        """Show groups down to this depth unfolded, deeper ones folded; 1 shows the outermost folded."""
        grouping = self._store.state.grouping
        self._fold(frozenset(g for g in grouping.group_parents if grouping.depth(g) >= depth - 1), "")

    def _fold(self, folded: frozenset[str], anchor: str) -> None:
        self._view(anchor, folded=folded)

    def reveal(self, name: str) -> None:
        """Make a node visible: unfold what hides it, bring it back when it was left out, and select it."""
        state = self._store.state
        if name not in state.graph.nodes:
            return
        around = set(state.grouping.ancestors(state.grouping.parents.get(name, "")))
        view = state.view
        is_left_out = view.isolated is not None and name not in view.isolated
        folded, opened = view.folded, view.opened
        if is_left_out:
            folded, opened = folded_showing_only(state.grouping, view, None)
        is_port = name in port_names(state.graph, view)
        self._view(
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
        self._view("", folded=state.view.folded - around, selection=(), selected_groups=(name,), path=None)

    # -- find ---------------------------------------------------------------------------------------------------

    def find(self, text: str) -> None:
        """Look for nodes by words or by the selection language."""
        self._store.update(lambda now: replace(now, find=find_nodes(now, text)))

    def find_step(self, step: int) -> None:
        """Go to the next or the previous match."""
        found = self._store.state.find
        if not found.matches:
            return
        index = (found.index + step) % len(found.matches)
        self._store.update(lambda now: replace(now, find=replace(found, index=index)))
        self.reveal(found.matches[index])

    def select_matches(self) -> None:
        """Select everything the find bar matched."""
        self.select(self._store.state.find.matches)

    def end_find(self) -> None:
        """Forget the search."""
        self._store.update(lambda now: replace(now, find=Find()))

    def _view(self, anchor: str = "", **changes: object) -> None:
        before = self._store.state.view
        look = self._camera.look() if SHOWN.intersection(changes) else None
        self._store.update(lambda now: with_view(now, look, **changes))
        after = self._store.state.view
        if after.selection != before.selection:
            self._on_selection()
        self.refresh_layout(anchor)


def _has_same_parts(one: AppState, other: AppState) -> bool:
    """The same nodes and groups are placed; only folding, direction or pins differ."""
    return (
        one.graphs.get("main") is other.graphs.get("main")
        and one.grouping is other.grouping
        and one.view.isolated == other.view.isolated
        and one.view.hidden == other.view.hidden
        and one.view.has_ports == other.view.has_ports
    )
