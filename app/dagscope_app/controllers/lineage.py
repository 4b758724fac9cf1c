"""Follows a column of a table through the dataflow: asks which tables have it, lights its way up.
It must not know how the way is found.
"""

from __future__ import annotations

from functools import partial

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import AskValue, ErrorAnswer, Event, ValueAnswer
from dagscope.protocol.values import HasColumnAnswer, HasColumnAsk
from dagscope.value_records import TablePreview

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import AskPort, CameraPort, Option, StorePort, WorkerPort
from dagscope_app.controllers.saying import say
from dagscope_app.controllers.viewing import Viewing
from dagscope_app.model.graph.lineage import candidates, is_frame, lineage_of
from dagscope_app.model.records.results import ResultKey, newest_tab, value_tab
from dagscope_app.model.records.runs import WITH_VALUE
from dagscope_app.model.translation import tr


class LineageController:
    """One column at a time: a later one makes the answers for an earlier one void."""

    def __init__(
        self, store: StorePort, worker: WorkerPort, viewing: Viewing, camera: CameraPort, ask: AskPort
    ) -> None:
        self._store = store
        self._worker = worker
        self._viewing = viewing
        self._camera = camera
        self._ask = ask
        self._number = 0

    @command(
        "view.column_path", "Follow a column...", "View", key="Alt+C", when=when.has_one_selected, icon="path",
        menu="Paths and wires 14",
    )  # fmt: skip
    def ask_column(self) -> None:
        """Choose a column of the selected node's table; the nodes it comes from and goes to are highlighted."""
        state = self._store.state
        node = state.selected
        if not is_frame(state.graph, node):
            self.follow(node, state.graph.nodes[node].label)
            return
        tab = newest_tab(state.results, node)
        columns = tab.preview.columns if tab is not None and isinstance(tab.preview, TablePreview) else ()
        if not columns:
            say(
                self._store,
                tr("Show the table of {node} first: its columns are known then.", node=node),
                "info",
                "run.show_result",
                "Show result",
            )
            return
        options = [Option(column.name, column.name, column.type) for column in columns]
        self._ask.choice(tr("Which column of {node}?", node=node), options, lambda name: self.follow(node, name))

    def follow_in(self, key: ResultKey, column: str) -> None:
        """Follow a column of the table in a tab."""
        tab = value_tab(self._store.state.results, key)
        if tab is None:
            return
        if tab.names:
            say(
                self._store,
                "Only columns of a node's own table can be followed, not of what lies inside a value.",
                "info",
            )
        else:
            self.follow(tab.node, column)

    def follow(self, node: str, column: str) -> None:
        """Find the way of a column and light it up."""
        state = self._store.state
        if node not in state.graph.nodes:
            return
        self._number += 1
        number, has = self._number, dict[str, bool]()
        run = state.run
        tables = [
            name
            for name in candidates(state.graph, node)
            if run is not None and run.state_of(name) in WITH_VALUE and state.worker.is_alive
        ]
        waiting = set(tables)

        def answered(name: str, message: Message[Event]) -> None:
            body = message.body
            if number != self._number or not isinstance(body, (ValueAnswer, ErrorAnswer)):
                return
            if isinstance(body, ValueAnswer) and isinstance(body.answer, HasColumnAnswer):
                has[name] = body.answer.has
            waiting.discard(name)
            if not waiting:
                self._show(node, column, has)

        for name in tables:
            if run is not None:
                self._worker.request(
                    AskValue(run.slot, run.home_of(name), name, HasColumnAsk(column)),
                    partial(answered, name),
                )
        if not tables:
            self._show(node, column, has)

    def _show(self, node: str, column: str, has: dict[str, bool]) -> None:
        state = self._store.state
        if node not in state.graph.nodes:
            return
        found = lineage_of(state.graph, node, column, has)
        around = {group for name in (*found.made, *found.read, node) for group in state.grouping.around(name)}
        self._viewing.change(folded=state.view.folded - around, path=found.lit)
        say(self._store, found.sentence(), "info")
        self._camera.show(tuple(found.lit))
