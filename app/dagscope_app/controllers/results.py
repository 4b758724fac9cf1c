"""Questions about results, comparisons and files of them: asks the worker, hands the answers on.
It must not know a kind of value.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import get_args

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import (
    AskValue,
    CompareValues,
    ErrorAnswer,
    Event,
    FileFormat,
    Saved,
    SaveValue,
    ValueAnswer,
    ValueDiffAnswer,
)
from dagscope.protocol.values import Answer, Ask, CopyAsk, InsideAnswer, InsideAsk
from dagscope.records import ValueRef
from dagscope.value_records import TablePart

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import StorePort, WorkerPort
from dagscope_app.controllers.saying import say_done
from dagscope_app.model.cases import Severity
from dagscope_app.model.panels.spreadsheets import safe_text
from dagscope_app.model.records.results import (
    DiffTab,
    GroupTab,
    ResultKey,
    ResultTab,
    ValueTab,
    diff_key,
    group_key,
    value_tab,
    value_tabs,
)
from dagscope_app.model.records.runs import WITH_VALUE, Run
from dagscope_app.model.state import AppState, Banner
from dagscope_app.model.translation import tr

Then = Callable[[Answer, bytes], None]
Failed = Callable[[str], None]
FORMATS: tuple[FileFormat, ...] = get_args(FileFormat)


class ResultsController:
    """Asks about values; an answer for a tab that is gone is dropped."""

    def __init__(self, store: StorePort, worker: WorkerPort) -> None:
        self._store = store
        self._worker = worker

    def _tab(self, key: ResultKey) -> tuple[ValueTab, Run] | None:
        """Return a tab whose value can be asked for, and the run it is of."""
        state = self._store.state
        tab = value_tab(state.results, key)
        run = state.run_with(tab.run) if tab is not None else None
        if tab is None or run is None or run.status == "lost":
            return None
        return tab, run

    def ask(self, key: ResultKey, ask: Ask, then: Then, failed: Failed | None = None) -> None:
        """Ask about a tab's value; the answer counts as long as the tab is there.
        A refusal is a banner, or `failed`'s.
        """
        found = self._tab(key)
        if found is None:
            return
        tab, run = found

        def answer(message: Message[Event]) -> None:
            if isinstance(message.body, ValueAnswer) and self._tab(key) is not None:
                then(message.body.answer, message.attachment)
            elif isinstance(message.body, ErrorAnswer):
                (failed or self.say)(message.body.message)

        if isinstance(ask, CopyAsk):
            ask = replace(ask, is_safe=self._store.state.preferences.has_safe_csv)
        self._worker.request(AskValue(run.slot, run.id, tab.node, ask, tab.path), answer)

    def comparable(self, key: ResultKey) -> tuple[tuple[str, str], ...]:
        """Return the other runs that have a value of this result's node, pinned ones first: id, and what to call it."""
        state = self._store.state
        found = self._tab(key)
        if found is None:
            return ()
        node, own = found[0].node, found[0].run
        pinned = {tab.run for tab in value_tabs(state.results) if tab.is_pinned and tab.node == node}
        runs = [
            run
            for run in reversed(state.runs)
            if run.id != own and run.status != "lost" and run.state_of(node) in WITH_VALUE
        ]
        runs.sort(key=lambda run: run.id not in pinned)
        return tuple((run.id, _title(run, run.id in pinned)) for run in runs)

    def compare(self, key: ResultKey, run_id: str) -> None:
        """Put this result next to the value of another run, the older one to the left."""
        found = self._tab(key)
        other = self._store.state.run_with(run_id)
        if found is None or other is None:
            return
        tab, run = found
        own = ValueRef(run.slot, run.id, tab.node, tab.path)
        if not tab.names:
            self._compare(tab, (run, own), (other, ValueRef(other.slot, other.id, tab.node)))
            return

        def found_there(message: Message[Event]) -> None:
            if isinstance(message.body, ValueAnswer) and isinstance(message.body.answer, InsideAnswer):
                there = ValueRef(other.slot, other.id, tab.node, message.body.answer.path)
                self._compare(tab, (run, own), (other, there))
            elif isinstance(message.body, ErrorAnswer):
                self.say(message.body.message)

        # what is compared may lie elsewhere in the other value
        self._worker.request(AskValue(other.slot, other.id, tab.node, InsideAsk(tab.path, tab.names)), found_there)

    def _compare(self, tab: ValueTab, *sides: tuple[Run, ValueRef]) -> None:
        """Put two values next to each other, the older one to the left."""
        (old, left), (new, right) = sorted(sides, key=lambda side: side[0].number)

        def answer(message: Message[Event]) -> None:
            if isinstance(message.body, ValueDiffAnswer):
                key = diff_key(old.id, new.id, tab.node, tab.names)
                self._put(DiffTab(key, tab.node, new.number, old.number, message.body.diff, tab.names))
            elif isinstance(message.body, ErrorAnswer):
                self.say(message.body.message)

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
                self._put(GroupTab(group_key(name), label, members))

    def _put(self, tab: ResultTab) -> None:
        def change(now: AppState) -> AppState:
            rest = tuple(item for item in now.results if item.key != tab.key)
            return replace(now, results=(*rest, tab), current_result=tab.key)

        self._store.update(change)

    def save(self, key: ResultKey, path: str, part: TablePart | None = None) -> None:
        """Have the worker write a value, or a part of it, to a file; the name's ending says in which form."""
        found = self._tab(key)
        if found is None:
            self.say("This value is gone. Run the node again, then save it.")
            return
        tab, run = found
        ending = path.rpartition(".")[2].lower()
        form = next((item for item in FORMATS if item == ending), None)
        if form is None:
            self.say(
                tr(
                    "The value was not saved as {path}: end the file's name with one of .{names}.",
                    path=path,
                    names=", .".join(FORMATS),
                )
            )
            return

        def answer(message: Message[Event]) -> None:
            if isinstance(message.body, Saved):
                text = tr(
                    "Saved {file}.{note}",
                    file=os.path.basename(message.body.path),
                    note=safe_text(message.body.made_safe),
                )
                say_done(self._store, text, message.body.path)
            elif isinstance(message.body, ErrorAnswer):
                self.say(message.body.message)

        is_safe = self._store.state.preferences.has_safe_csv
        self._worker.request(SaveValue(run.slot, run.id, tab.node, path, form, tab.path, part, is_safe), answer)

    def say(self, text: str, severity: Severity = "error") -> None:
        """Show a sentence in the banner."""
        self._store.update(lambda now: replace(now, banner=Banner(text, severity)))


def _title(run: Run, is_pinned: bool) -> str:
    parts = ["pinned"] if is_pinned else []
    return ", ".join([f"Run #{run.number}", *parts, run.scenario])
