"""Pages, children, statistics and files of results: asks the worker, hands the answers on. It must not show them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, Protocol, TypeVar

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import (
    Children,
    ChildrenAnswer,
    Command,
    CompareValues,
    ErrorAnswer,
    Event,
    Page,
    PageAnswer,
    PlotAnswer,
    Saved,
    SaveValue,
    Statistics,
    StatisticsAnswer,
    ValueDiffAnswer,
)
from dagscope.protocol.messages import Plot as PlotCommand
from dagscope.records import ValueRef

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import StorePort, WorkerPort
from dagscope_app.model.results import ResultTab
from dagscope_app.model.runs import WITH_VALUE, Run
from dagscope_app.model.state import AppState, Banner
from dagscope_app.model.table_window import PageRequest
from dagscope_app.model.value_requests import ChildrenRequest, PlotRequest, StatisticsRequest

A = TypeVar("A", PageAnswer, ChildrenAnswer, StatisticsAnswer, PlotAnswer)
Format = Literal["csv", "parquet", "json", "txt", "png"]
FORMATS: tuple[Format, ...] = ("csv", "parquet", "json", "txt", "png")


class ResultsView(Protocol):
    """Where answers are shown."""

    def set_page(self, request: PageRequest, answer: PageAnswer) -> None: ...
    def set_page_problem(self, request: PageRequest, message: str) -> None: ...
    def set_children(self, key: str, answer: ChildrenAnswer) -> None: ...
    def set_statistics(self, key: str, answer: StatisticsAnswer) -> None: ...
    def set_plot(self, key: str, answer: PlotAnswer) -> None: ...


class ResultsController:
    """Fetches parts of values; an answer for a tab that is gone is dropped."""

    def __init__(self, store: StorePort, worker: WorkerPort, view: ResultsView) -> None:
        self._store = store
        self._worker = worker
        self._view = view

    def _tab(self, key: str) -> tuple[ResultTab, Run] | None:
        """A tab whose value can be asked for, and the run it is of."""
        state = self._store.state
        tab = next((item for item in state.results if item.key == key), None)
        run = state.run_with(tab.run) if tab is not None else None
        if tab is None or run is None or run.status == "lost" or not tab.is_value:
            return None
        return tab, run

    def page(self, request: PageRequest) -> None:
        """Fetch one rectangle of cells."""
        at = (request.row, request.rows, request.column, request.columns, request.sort, request.filters)
        self._ask(
            request.key,
            lambda slot, run, node: Page(slot, run, node, *at),
            PageAnswer,
            lambda answer: self._view.set_page(request, answer),
            lambda text: self._view.set_page_problem(request, text),
        )

    def children(self, request: ChildrenRequest) -> None:
        """Fetch some children of a tree."""
        self._ask(
            request.key,
            lambda slot, run, node: Children(slot, run, node, request.path, request.start, request.count),
            ChildrenAnswer,
            lambda answer: self._view.set_children(request.key, answer),
            self._tell,
        )

    def statistics(self, request: StatisticsRequest) -> None:
        """Fetch a column's statistics."""
        self._ask(
            request.key,
            lambda slot, run, node: Statistics(slot, run, node, request.column),
            StatisticsAnswer,
            lambda answer: self._view.set_statistics(request.key, answer),
            self._tell,
        )

    def plot(self, request: PlotRequest) -> None:
        """Fetch the points of a column."""
        at = (request.column, request.sort, request.filters)
        self._ask(
            request.key,
            lambda slot, run, node: PlotCommand(slot, run, node, *at),
            PlotAnswer,
            lambda answer: self._view.set_plot(request.key, answer),
            self._tell,
        )

    def _ask(
        self,
        key: str,
        command: Callable[[str, str, str], Command],
        kind: type[A],
        show: Callable[[A], None],
        fail: Callable[[str], None],
    ) -> None:
        """Ask for a part of a tab's value; the answer counts as long as the tab is there."""
        found = self._tab(key)
        if found is None:
            return
        tab, run = found

        def answer(message: Message[Event]) -> None:
            if isinstance(message.body, kind) and self._tab(key) is not None:
                show(message.body)
            elif isinstance(message.body, ErrorAnswer):
                fail(message.body.message)

        self._worker.request(command(run.slot, run.id, tab.node), answer)

    def comparable(self, key: str) -> tuple[tuple[str, str], ...]:
        """The other runs that have a value of this result's node, pinned ones first: id, and what to call it."""
        state = self._store.state
        found = self._tab(key)
        if found is None:
            return ()
        node, own = found[0].node, found[0].run
        pinned = {tab.run for tab in state.results if tab.is_pinned and tab.node == node}
        runs = [
            run
            for run in reversed(state.runs)
            if run.id != own and run.status != "lost" and run.state_of(node) in WITH_VALUE
        ]
        runs.sort(key=lambda run: run.id not in pinned)
        return tuple((run.id, _title(run, run.id in pinned)) for run in runs)

    def compare(self, key: str, run_id: str) -> None:
        """Put this result next to the value of another run, the older one to the left."""
        found = self._tab(key)
        other = self._store.state.run_with(run_id)
        if found is None or other is None:
            return
        node = found[0].node
        old, new = sorted((found[1], other), key=lambda run: run.number)
        tab = ResultTab(f"{old.id}~{new.id}/{node}", node, new.id, "ok", number=new.number, other=old.number)

        def answer(message: Message[Event]) -> None:
            if isinstance(message.body, ValueDiffAnswer):
                self._put(replace(tab, diff=message.body.diff))
            elif isinstance(message.body, ErrorAnswer):
                self._tell(message.body.message)

        left, right = (ValueRef(run.slot, run.id, node) for run in (old, new))
        self._worker.request(CompareValues(left, right), answer)

    @command(
        "run.group_table", "Table of the group", "Run", key="T", when=when.has_group_selected, icon="table",
        scope="canvas", menu="Run 22, group 22",
    )  # fmt: skip
    def list_group(self) -> None:
        """List the group's nodes with state, time, type and value; a row leads to the result."""
        state = self._store.state
        for name in state.view.selected_groups:
            members = state.grouping.members.get(name, ())
            if members:
                label = state.grouping.labels.get(name, name)
                self._put(ResultTab(f"group/{name}", label, "", members=members))

    def _put(self, tab: ResultTab) -> None:
        def change(now: AppState) -> AppState:
            rest = tuple(item for item in now.results if item.key != tab.key)
            return replace(now, results=(*rest, tab), current_result=tab.key)

        self._store.update(change)

    def save(self, key: str, path: str) -> None:
        """Have the worker write a value to a file; the name's ending says in which form."""
        found = self._tab(key)
        if found is None:
            self._tell("This value is gone. Run the node again, then save it.")
            return
        tab, run = found
        ending = path.rpartition(".")[2].lower()
        form = next((item for item in FORMATS if item == ending), None)
        if form is None:
            self._tell(f"The value was not saved as {path}: end the file's name with one of .{', .'.join(FORMATS)}.")
            return

        def answer(message: Message[Event]) -> None:
            if isinstance(message.body, Saved):
                self._tell(f"Saved {message.body.path}.", "info")
            elif isinstance(message.body, ErrorAnswer):
                self._tell(message.body.message)

        self._worker.request(SaveValue(run.slot, run.id, tab.node, path, form), answer)

    def _tell(self, text: str, severity: str = "error") -> None:
        self._store.update(lambda now: replace(now, banner=Banner(text, severity)))


def _title(run: Run, is_pinned: bool) -> str:
    words = ["pinned"] if is_pinned else []
    return ", ".join([f"Run {run.number}", *words, run.scenario])
