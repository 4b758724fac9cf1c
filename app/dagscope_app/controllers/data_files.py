"""Keeps track of which files that nodes of the latest run read have changed since.
It must not look at the disk: the worker does, when it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import AskFiles, Event, FilesNow, FilesRead
from dagscope.records import ReadFile

from dagscope_app.controllers.ports import StorePort, WorkerPort
from dagscope_app.model.records.runs import Run
from dagscope_app.model.runs.changed_files import reasons_of
from dagscope_app.model.state import AppState

FILES_A_QUESTION = 500
Files = dict[str, tuple[ReadFile, ...]]


class DataFilesController:
    """Ties to each run the files that its nodes read."""

    def __init__(self, store: StorePort, worker: WorkerPort) -> None:
        self._store = store
        self._worker = worker
        self._read: dict[str, Files] = {}
        self._changes: dict[ReadFile, str] = {}
        self._number = 0
        store.listen(self._on_state_changed)

    def on_event(self, message: Message[Event]) -> None:
        """Take in what a node of a run read."""
        body = message.body
        if isinstance(body, FilesRead):
            self._read.setdefault(body.run, {})[body.node] = body.files

    def look(self) -> None:
        """Ask which files changed: the window came to the front, code was loaded, a run has ended."""
        state = self._store.state
        run = state.run
        if run is None or not state.worker.is_alive or state.trust.is_preview:
            return
        files = list(dict.fromkeys(file for each in self._files_of(run).values() for file in each))
        self._changes = {file: self._changes[file] for file in files if file in self._changes}
        self._number += 1
        for start in range(0, len(files), FILES_A_QUESTION):
            self._ask(self._number, tuple(files[start : start + FILES_A_QUESTION]))

    def _ask(self, number: int, files: tuple[ReadFile, ...]) -> None:
        def answer(message: Message[Event]) -> None:
            if isinstance(message.body, FilesNow) and number == self._number:
                self._changes.update(zip(files, message.body.changes))
                self._show()

        self._worker.request(AskFiles(files), answer)

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if old.runs is not new.runs:
            known = {run.id for run in new.runs}
            self._read = {run: files for run, files in self._read.items() if run in known}
        has_ended = old.active_run is not None and new.active_run is None
        is_new_graph = old.graph.nodes is not new.graph.nodes
        if has_ended or is_new_graph:
            self.look()
        if has_ended or _id(old.run) != _id(new.run):
            self._show()

    def _show(self) -> None:
        run = self._store.state.run
        found = reasons_of(self._files_of(run), self._changes) if run is not None else {}
        if found != self._store.state.changed_files:
            self._store.update(lambda now: replace(now, changed_files=found))

    def _files_of(self, run: Run) -> Mapping[str, tuple[ReadFile, ...]]:
        """Return what each node of a run read: in this run, or in the one that its value comes from."""
        found = dict(self._read.get(run.id, {}))
        for name, home in _homes(run):
            files = self._read.get(home, {}).get(name)
            if files is not None:
                found.setdefault(name, files)
        return found


def _homes(run: Run) -> Iterator[tuple[str, str]]:
    yield from run.taken.items()
    for name, item in run.held.items():
        if item.home:
            yield name, item.home


def _id(run: Run | None) -> str:
    return run.id if run is not None else ""
