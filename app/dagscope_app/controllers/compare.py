"""Two scenarios side by side: builds both, lays out their union once, runs both, compares values. It must not draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import (
    Compare,
    CompareEnd,
    ComparePage,
    CompareValues,
    ErrorAnswer,
    Event,
    ValueDiffAnswer,
)
from dagscope.records import NodeDiff, ValueRef
from dagscope.scenario import Scenario, ScenarioChange

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.builder import Builder
from dagscope_app.controllers.command import command
from dagscope_app.controllers.layout_request import layout_request
from dagscope_app.controllers.ports import LayoutPort, MeasurePort, StorePort, WorkerPort
from dagscope_app.controllers.run import RunController, last_nodes_of
from dagscope_app.controllers.saying import say
from dagscope_app.model.cases import Side
from dagscope_app.model.compare import step, union_graph
from dagscope_app.model.comparison import differences_of
from dagscope_app.model.graph import GraphSnapshot, neighbours
from dagscope_app.model.overview import first_grouped, folded_for_overview
from dagscope_app.model.placement import Layout
from dagscope_app.model.state import AppState, CompareState, ViewState, with_view


class CompareController:
    """Owns the comparison."""

    def __init__(
        self,
        store: StorePort,
        worker: WorkerPort,
        builder: Builder,
        layout: LayoutPort,
        measure: MeasurePort,
        runs: RunController,
    ) -> None:
        self._store = store
        self._worker = worker
        self._builder = builder
        self._layout = layout
        self._measure = measure
        self._runs = runs
        self._number = 0
        self._wants_right_run = False
        self._wants_values = False
        store.listen(self._on_state_changed)

    @command(
        "compare.open", "Compare scenarios", "Compare", key="Ctrl+Shift+D", when=when.has_two_scenarios,
        icon="compare", menu="Scenario 51",
    )  # fmt: skip
    def open(self, left: str = "", right: str = "") -> None:
        """Put two scenarios side by side.

        The current one with the next, unless others are named.
        """
        state = self._store.state
        scenarios = {item.name: item for item in state.scenarios}
        names = list(scenarios)
        if len(names) < 2:
            text = "There is one scenario only. Duplicate it, change the copy, and compare the two."
            say(self._store, text, "info", "scenario.duplicate", "Duplicate scenario")
            return
        left = left or state.compare.left or state.current
        if left not in names:
            left = names[0]
        right = right or state.compare.right
        if right not in names or right == left:
            right = next(name for name in names if name != left)
        compare = CompareState(left, right, is_open=True, is_loading=True)
        self._change(lambda now: replace(compare, selected=now.selected))
        self._layout.start()
        self._number += 1
        number = self._number
        built: dict[str, GraphSnapshot] = {}
        self._build("left", scenarios[left], number, built)
        self._build("right", scenarios[right], number, built)

    def _build(self, slot: Side, scenario: Scenario, number: int, built: dict[str, GraphSnapshot]) -> None:
        def done(graph: GraphSnapshot | None, message: str) -> None:
            if number != self._number:
                return
            if graph is None:
                self._change(lambda now: replace(now, is_loading=False, message=f"{scenario.name}: {message}"))
                return
            built[slot] = graph
            self._store.update(lambda now: replace(now, graphs={**now.graphs, slot: graph}))
            if len(built) == 2:
                self._on_both(built["left"], built["right"], number)

        self._builder.build(slot, scenario, done)

    def _on_both(self, left: GraphSnapshot, right: GraphSnapshot, number: int) -> None:
        union = union_graph(left, right)
        grouping = first_grouped(union, self._store.state.view.has_sections)
        folded = folded_for_overview(grouping, 80)
        self._change(lambda now: replace(now, union=union, grouping=grouping, folded=folded))
        self._refresh_layout()
        self._compare(Compare("left", "right"), number)

    def _compare(self, request: Compare, number: int) -> None:
        """Ask for every node at once; the list is taken when it is whole."""
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
                self._change(
                    lambda now: replace(now, diffs=tuple(found), scenario_changes=tuple(scenario), is_loading=False)
                )
                self._select_first()
                if self._store.state.compare.shows_only_differences:
                    self._refresh_layout()
            elif isinstance(body, ErrorAnswer):
                text = body.message
                self._change(lambda now: replace(now, is_loading=False, message=text))

        self._worker.request(request, answer)

    def _select_first(self) -> None:
        """Look at the first difference, unless a node that differs is looked at already."""
        compare = self._store.state.compare
        names = [item.name for item in differences_of(compare)]
        if names and compare.selected not in names:
            self.select(names[0])

    def _refresh_layout(self, anchor: str = "") -> None:
        state = self._store.state
        compare = state.compare
        isolated = None
        if compare.shows_only_differences and compare.diffs:
            names = [item.name for item in differences_of(compare)]
            isolated = neighbours(compare.union, names, 1)
        view = ViewState(folded=compare.folded, direction=state.view.direction, isolated=isolated, has_ports=False)
        request = layout_request(compare.union, compare.grouping, view, self._measure)
        number = self._number

        def answer(result: Layout) -> None:
            if number == self._number:
                self._change(lambda now: replace(now, layout=result))

        self._layout.request(request, answer, anchor=anchor)

    @command("compare.close", "Back to the graph", "Compare", when=when.is_comparing, icon="graph", menu="Scenario 56")
    def close(self) -> None:
        """Show the one graph again."""
        self._change(lambda now: CompareState(now.left, now.right))
        self._number += 1

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

    @command("compare.swap", "Swap sides", "Compare", when=when.is_comparing, icon="swap", menu="Scenario 52")
    def swap(self) -> None:
        """Put the left scenario on the right."""
        compare = self._store.state.compare
        self.open(compare.right, compare.left)

    def select(self, name: str) -> None:
        """Look at one node on both sides; its values are compared where both ran."""
        self._change(lambda now: replace(now, selected=name))
        if name in self._store.state.graph.nodes:
            self._store.update(lambda now: with_view(now, selection=(name,), selected_groups=()))
        self._ask_value(name)

    def toggle_group(self, name: str) -> None:
        """Fold or unfold a group on both sides."""
        folded = self._store.state.compare.folded
        self._change(lambda now: replace(now, folded=folded - {name} if name in folded else folded | {name}))
        self._refresh_layout(name)

    @command(
        "compare.next", "Next difference", "Compare", key="F7", when=when.is_comparing, icon="next", args=(1,),
        menu="Scenario 54", help="Go to the next difference.",
    )  # fmt: skip
    @command(
        "compare.previous", "Previous difference", "Compare", key="Shift+F7", when=when.is_comparing, icon="previous",
        args=(-1,), menu="Scenario 55", help="Go to the previous difference.",
    )  # fmt: skip
    def step(self, by: int) -> None:
        """Go to the next or previous difference, unfolding what hides it."""
        compare = self._store.state.compare
        name = step(differences_of(compare), compare.selected, by)
        if not name:
            return
        hiding = compare.folded.intersection(compare.grouping.around(name))
        if hiding:
            self._change(lambda now: replace(now, folded=now.folded - hiding))
            self._refresh_layout()
        self.select(name)

    def show_only_differences(self, is_on: bool) -> None:
        """Show what differs with its neighbours, or everything."""
        self._change(lambda now: replace(now, shows_only_differences=is_on))
        self._refresh_layout()

    # -- running both -------------------------------------------------------------------------------------------

    @command("compare.run", "Run both sides", "Compare", when=when.is_comparing, icon="run_all", menu="Scenario 53")
    def run_both(self) -> None:
        """Run both scenarios and compare the values.

        First the final variables of the left one, then those of the right one.
        """
        compare = self._store.state.compare
        if compare.is_open and not compare.is_loading:
            self._change(lambda now: replace(now, values={}, right_run=""))
            run = self._run("left", compare.left)
            self._wants_right_run = bool(run)
            self._change(lambda now: replace(now, left_run=run))

    def _run(self, slot: Side, name: str) -> str:
        state = self._store.state
        graph = state.graphs.get(slot, GraphSnapshot())
        scenario = state.scenario_named(name)
        finals = scenario.final_vars if scenario is not None else ()
        wanted = tuple(item for item in finals if item in graph.nodes) or last_nodes_of(graph)
        return self._runs.run(wanted, slot, name)

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        """Go on after a run of one side ended."""
        compare = new.compare
        if old.runs is new.runs or not compare.is_open or new.active_run is not None:
            return
        if self._wants_right_run:
            self._wants_right_run = False
            run = self._run("right", compare.right)
            self._wants_values = bool(run)
            self._change(lambda now: replace(now, right_run=run))
        elif self._wants_values:
            self._wants_values = False
            self._ask_values()
            self._ask_value(compare.selected)

    def _ask_values(self) -> None:
        """Compare the values of all nodes, in one stream."""
        compare = self._store.state.compare
        self._change(lambda now: replace(now, is_loading=True))
        self._compare(Compare("left", "right", compare.left_run, compare.right_run), self._number)

    def _ask_value(self, name: str) -> None:
        compare = self._store.state.compare
        if not name or name in compare.values or not compare.left_run or not compare.right_run:
            return
        number = self._number
        self._change(lambda now: replace(now, values={**now.values, name: None}))

        def answer(message: Message[Event]) -> None:
            if number != self._number:
                return
            body = message.body
            if isinstance(body, ValueDiffAnswer):
                self._change(lambda now: replace(now, values={**now.values, name: body.diff}))
            elif isinstance(body, ErrorAnswer):
                rest = {key: value for key, value in self._store.state.compare.values.items() if key != name}
                self._change(lambda now: replace(now, values=rest))

        left, right = (
            ValueRef("left", compare.left_run, name),
            ValueRef("right", compare.right_run, name),
        )
        self._worker.request(CompareValues(left, right), answer)

    def _change(self, change: Callable[[CompareState], CompareState]) -> None:
        self._store.update(lambda now: replace(now, compare=change(now.compare)))
