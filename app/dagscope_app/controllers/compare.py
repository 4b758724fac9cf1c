"""Two scenarios side by side: builds both, runs both, compares their values.
It must not lay out or draw.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import (
    Compare,
    CompareEnd,
    ComparePage,
    ErrorAnswer,
    Event,
)
from dagscope.records import CompareRule, NodeDiff
from dagscope.scenario import ScenarioChange

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.builder import Builder
from dagscope_app.controllers.command import command
from dagscope_app.controllers.compare_details import CompareDetails
from dagscope_app.controllers.compare_picture import ComparePictureController
from dagscope_app.controllers.ports import StorePort, WorkerPort
from dagscope_app.controllers.run import RunController
from dagscope_app.controllers.saying import say
from dagscope_app.model.cases import Side
from dagscope_app.model.compare.comparison import chosen_sides, current_run, differences_of, sides_of
from dagscope_app.model.compare.union import step, union_graph
from dagscope_app.model.graph.sections import grouped
from dagscope_app.model.picture.overview import folded_for_overview
from dagscope_app.model.records.comparison import CompareState
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.other_side import OtherSide
from dagscope_app.model.runs.targets import last_nodes_of
from dagscope_app.model.state import AppState, with_view
from dagscope_app.model.translation import tr


class CompareController:
    """Owns the comparison."""

    def __init__(
        self,
        store: StorePort,
        worker: WorkerPort,
        builder: Builder,
        picture: ComparePictureController,
        runs: RunController,
    ) -> None:
        self._store = store
        self._worker = worker
        self._builder = builder
        self._picture = picture
        self._details = CompareDetails(store, worker)
        self._runs = runs
        self._number = 0
        self._queue: list[Side] = []
        """The sides that are still to be run."""
        self._came_from_graph = False
        """Whether the graph was shown when the comparison was opened: a refusal goes back to it."""
        store.listen(self._on_state_changed)

    @command(
        "compare.open", "Compare scenarios", "Compare", key="Ctrl+Shift+D", when=when.can_compare,
        icon="compare", menu="Scenario 51",
    )  # fmt: skip
    def open(self, left: str = "", right: str = "") -> None:
        """Put two scenarios side by side.

        The current one with the next, the one that stands first in the list on the left, unless others are named.
        """
        state = self._store.state
        if len(state.scenarios) < 2 and not (left and right):
            text = tr("There is one scenario only. Duplicate it, change the copy, and compare the two.")
            say(self._store, text, "info", "scenario.duplicate", tr("Duplicate scenario"))
            return
        left, right = chosen_sides(state, left, right)
        self._queue = []
        self._came_from_graph = not state.compare.is_open
        self._picture.start()
        self._change(lambda now: _opened(now, left, right))

    def _rebuild(self, state: AppState, built: tuple[object, ...]) -> None:
        """Build both sides as their scenarios are now; what is shown stays until the new comparison is there."""
        self._number += 1
        self._details.drop()
        number = self._number
        self._change(lambda now: replace(now, built=built, sources={}, is_loading=True, message=""))
        graphs: dict[Side, GraphSnapshot] = {}
        for slot, name in sides_of(state.compare):
            side = state.side_named(name)
            if side is not None:
                self._build(slot, side, number, graphs)

    def _build(self, slot: Side, side: OtherSide, number: int, built: dict[Side, GraphSnapshot]) -> None:
        def done(graph: GraphSnapshot | None, message: str) -> None:
            if number != self._number:
                return
            if graph is None:
                self._refuse(side, message)
                return
            built[slot] = graph
            self._store.update(lambda now: replace(now, graphs={**now.graphs, slot: graph}))
            if len(built) == 2:
                self._on_both(built["left"], built["right"])

        self._builder.build(slot, side.scenario, done, revision=side.revision)

    def _refuse(self, side: OtherSide, message: str) -> None:
        """Say that a side cannot be built; a revision that never was there opens no empty comparison."""
        self._queue = []
        text = f"{side.name}: {message}"
        if side.revision and self._came_from_graph and not self._store.state.compare.union.nodes:
            self._number += 1  # the other side's answer is not waited for
            self._change(lambda now: replace(now, is_open=False, is_loading=False, built=()))
            say(self._store, text, "warning")
        else:
            self._change(lambda now: replace(now, is_loading=False, message=text))

    def _on_both(self, left: GraphSnapshot, right: GraphSnapshot) -> None:
        union = union_graph(left, right)
        view = self._store.state.view
        grouping = grouped(union, view.grouping, view.has_sections)

        self._picture.note_new(
            frozenset(grouping.group_parents).difference(self._store.state.compare.grouping.group_parents)
        )

        def change(now: CompareState) -> CompareState:
            # What was folded or unfolded by hand stays so; a group that was not there before is folded for the
            # overview.
            known = now.grouping.group_parents
            fresh = folded_for_overview(grouping, 80)
            folded = frozenset(key for key in grouping.group_parents if key in (now.folded if key in known else fresh))
            return replace(now, union=union, grouping=grouping, folded=folded)

        self._change(change)
        self._picture.refresh()
        self._compare(self._store.state)

    def _compare(self, state: AppState, *, with_values: bool = True) -> None:
        """Ask for every node at once, with the values where both sides have run as they are now.

        The list is taken when it is whole. Where the values are gone, the two are compared without them.
        """
        left, right = (current_run(state, name) for _, name in sides_of(state.compare))
        runs = (left.id if left else "", right.id if right else "")
        self._number += 1
        self._details.drop()
        number = self._number
        self._change(
            lambda now: replace(now, is_loading=True, left_run=runs[0], right_run=runs[1], values={}, pictures={})
        )
        found: list[NodeDiff] = []
        scenario: list[ScenarioChange] = []

        def answer(message: Message[Event]) -> None:
            body = message.body
            if number != self._number:
                return
            if isinstance(body, ComparePage):
                found.extend(body.rows)
                scenario.extend(body.scenario)
            elif isinstance(body, CompareEnd):
                self._take(tuple(found), tuple(scenario))
            elif isinstance(body, ErrorAnswer):
                if with_values and all(runs):
                    say(self._store, tr("The values cannot be compared: {message}.", message=body.message), "warning")
                    self._compare(self._store.state, with_values=False)
                else:
                    self._change(lambda now: replace(now, is_loading=False, message=body.message))

        compare = state.compare
        given = runs if all(runs) and with_values else ("", "")
        request = Compare("left", "right", *given, compare.rule, dict(compare.keys))
        self._worker.request(request, answer)

    def _take(self, diffs: tuple[NodeDiff, ...], scenario: tuple[ScenarioChange, ...]) -> None:
        self._change(lambda now: replace(now, diffs=diffs, scenario_changes=scenario, is_loading=False))
        self._picture.fold_equal()
        self._select_first()
        if self._store.state.compare.shows_only_differences:
            self._picture.refresh()

    def _select_first(self) -> None:
        """Look at the first difference, unless a node that differs is looked at already."""
        compare = self._store.state.compare
        names = [item.name for item in differences_of(compare)]
        if names and compare.selected not in names:
            self.select(names[0])
        else:
            self._details.ask(compare.selected)

    @command(
        "compare.close", "Back to the graph", "Compare", when=when.is_comparing, icon="graph", menu="Comparison 41"
    )
    def close(self) -> None:
        """Show the one graph again; the comparison waits as it is."""
        self._queue = []
        self._change(lambda now: replace(now, is_open=False))

    def choose(self, side: Side, name: str) -> None:
        """Put another scenario on one side."""
        compare = self._store.state.compare
        other = compare.right if side == "left" else compare.left
        if name == other:
            self.swap()
        elif side == "left":
            self.open(name, other)
        else:
            self.open(other, name)

    @command("compare.swap", "Swap sides", "Compare", when=when.is_comparing, icon="swap", menu="Comparison 11")
    def swap(self) -> None:
        """Put the left scenario on the right."""
        compare = self._store.state.compare
        self.open(compare.right, compare.left)

    def select(self, name: str) -> None:
        """Look at one node on both sides; its values are compared where both ran."""
        self._select(name)

    def _select(self, name: str, is_near: bool = False) -> None:
        def change(now: AppState) -> AppState:
            looked = replace(now.compare, selected=name, looks=now.compare.looks + is_near)
            now = replace(now, compare=looked)
            return with_view(now, selection=(name,), selected_groups=(), path=None) if name in now.graph.nodes else now

        self._store.update(change)
        self._details.ask(name)

    @command(
        "compare.next", "Next difference", "Compare", key="F7", when=when.is_comparing, icon="chevron_down", args=(1,),
        menu="Comparison 21", help="Go to the next difference.",
    )  # fmt: skip
    @command(
        "compare.previous", "Previous difference", "Compare", key="Shift+F7", when=when.is_comparing, icon="chevron_up",
        args=(-1,), menu="Comparison 22", help="Go to the previous difference.",
    )  # fmt: skip
    def step(self, by: int) -> None:
        """Go to the next or previous difference, unfolding what hides it."""
        compare = self._store.state.compare
        name = step(differences_of(compare), compare.selected, by)
        if not name:
            return
        self.look_at(name)

    def look_at(self, name: str) -> None:
        """Look at one node from near, unfolding what hides it."""
        self._picture.unfold_around(name)
        self._select(name, is_near=True)

    def set_rule(self, rule: CompareRule, key: tuple[str, ...] = ()) -> None:
        """Compare again with these tolerances; the selected node's rows by these columns (none: as they stand)."""

        def change(now: CompareState) -> CompareState:
            rest = {name: columns for name, columns in now.keys.items() if name != now.selected}
            keys = {**rest, now.selected: key} if key and now.selected else rest
            return replace(now, rule=CompareRule(rule.rtol, rule.atol), keys=keys)

        before = self._store.state.compare
        self._change(change)
        after = self._store.state.compare
        if (before.rule, before.keys) != (after.rule, after.keys) and not after.is_loading and after.union.nodes:
            self._compare(self._store.state)

    # -- running both -------------------------------------------------------------------------------------------

    @command("compare.run", "Run both sides", "Compare", when=when.is_comparing, icon="run_all", menu="Comparison 12")
    def run_both(self) -> None:
        """Run both scenarios and compare the values.

        First the final variables of the left one, then those of the right one.
        """
        if self._store.state.compare.is_open:
            # An earlier run is compared as it was.
            sides = sides_of(self._store.state.compare)
            self._queue = [slot for slot, name in sides if not self._is_earlier_run(name)]
            self._go_on(self._store.state)

    def run_missing(self) -> None:
        """Run the sides whose values are not there yet, as soon as both are built."""
        state = self._store.state
        self._queue = [slot for slot, name in sides_of(state.compare) if current_run(state, name) is None]
        self._go_on(state)

    def _is_earlier_run(self, name: str) -> bool:
        side = self._store.state.side_named(name)
        return side is not None and bool(side.run)

    def _run(self, slot: Side, name: str) -> str:
        state = self._store.state
        graph = state.graphs.get(slot, GraphSnapshot())
        side = state.side_named(name)
        if side is None:
            return ""
        wanted = tuple(item for item in side.scenario.final_vars if item in graph.nodes) or last_nodes_of(graph)
        return self._runs.run(wanted, slot, name, side=side)

    # -- following ------------------------------------------------------------------------------------------------

    def _on_state_changed(self, _old: AppState, new: AppState) -> None:
        """Keep the comparison one of what is there now: scenarios, code and runs."""
        state = self._store.state
        if new is state and state.compare.reopens and _can_reopen(state):
            self._reopen(state)
            return
        if new is not state or not state.compare.is_open or not state.worker.is_alive or state.is_building:
            return  # a later change follows, or what is needed is on its way
        if not _has_both(state):
            self._follow_names(state)
            return
        sides = [state.side_named(name) for _, name in sides_of(state.compare)]
        made_of = [(replace(side.scenario, name="", origin=""), side.revision) for side in sides if side is not None]
        built = (state.worker.generation, *made_of)
        if built != state.compare.built:
            self._rebuild(state, built)
        elif not state.compare.is_loading and state.active_run is None:
            self._go_on(state)

    def _reopen(self, state: AppState) -> None:
        """Open the comparison that was open when the project was left, if its sides are still there."""
        self._change(lambda now: replace(now, reopens=False))
        if _has_both(state) and state.compare.left != state.compare.right:
            self.open(state.compare.left, state.compare.right)

    def _follow_names(self, state: AppState) -> None:
        """Follow a scenario that was renamed, or compare what is left where one is gone."""
        left, right = chosen_sides(state, state.compare.left, state.compare.right)
        if left == right:
            self.close()
        else:
            self._change(lambda now: replace(now, left=left, right=right))

    def _go_on(self, state: AppState) -> None:
        """Run the side whose turn it is, or compare the runs that are there by now."""
        if state.compare.is_loading:
            return
        if self._queue:
            slot = self._queue.pop(0)
            name = dict(sides_of(state.compare))[slot]
            if not self._run(slot, name):
                self._queue = []
            return
        runs = tuple(run.id if (run := current_run(state, name)) else "" for _, name in sides_of(state.compare))
        if not state.compare.message and runs != (state.compare.left_run, state.compare.right_run):
            self._compare(state)

    def _change(self, change: Callable[[CompareState], CompareState]) -> None:
        self._store.update(lambda now: replace(now, compare=change(now.compare)))


def _opened(now: CompareState, left: str, right: str) -> CompareState:
    """Return the comparison that was closed, or one of other scenarios, which has nothing to show yet."""
    if (now.left, now.right) == (left, right):
        return replace(now, is_open=True, reopens=False)
    return CompareState(
        left, right, is_open=True, is_loading=True, selected=now.selected, others=now.others, hops=now.hops,
        shows_only_differences=now.shows_only_differences, is_merged=now.is_merged, spotlight=now.spotlight,
        rule=now.rule, keys=now.keys,
    )  # fmt: skip


def _can_reopen(state: AppState) -> bool:
    """Return whether the project's graph is there, and its code may run."""
    is_ready = state.phase == "ready" and bool(state.graph.nodes) and not state.is_building
    return is_ready and state.worker.is_alive and not state.trust.is_preview


def _has_both(state: AppState) -> bool:
    return all(state.side_named(name) is not None for _, name in sides_of(state.compare))
