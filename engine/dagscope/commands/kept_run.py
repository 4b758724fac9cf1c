"""Keeps a command line's run in the project's history, where the window lists it too. It must not run anything.

The file is open only while it is written: processes that the run forks inherit no connection to it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Set
from contextlib import closing
from dataclasses import asdict, replace

from dagscope.commands.opened import Opened
from dagscope.commands.printing import remark
from dagscope.data_folder import data_folder, history_path
from dagscope.protocol import messages as m
from dagscope.records import StateRow
from dagscope.run_history import PastNode, PastRun, RunHistory, code_mark
from dagscope.session.building import Slot


class KeptRun:
    """One run in the history; what cannot be written is said once, and fails nothing."""

    def __init__(self, opened: Opened, slot: Slot, final_vars: tuple[str, ...]) -> None:
        scenario = asdict(slot.scenario)
        self._past = PastRun(began=time.time(), scenario=scenario, finals=final_vars, code=opened.session.version())
        definitions = {item.id: item for item in slot.records.definitions}
        self._codes = {
            node.name: code_mark(definitions[node.definitions[0]].source)
            for node in slot.records.nodes
            if node.definitions and node.definitions[0] in definitions
        }
        self._folder = opened.project.folder

    def begin(self) -> None:
        """Write that the run began."""
        id = self._written(lambda history: history.begin(self._past))
        self._past = replace(self._past, id=id or 0)

    def end(self, finished: m.RunFinished, rows: Mapping[str, StateRow], awaited: Set[str]) -> None:
        """Write how it ended, with the last that was heard of each node; of those awaited no time is known."""
        if not self._past.id:
            return
        past = replace(self._past, status=finished.status, seconds=finished.seconds, message=finished.message)
        nodes = {
            name: PastNode(
                row.state,
                None if name in awaited else row.seconds,
                row.summary,
                row.type,
                row.begun,
                self._codes.get(name, 0),
            )
            for name, row in rows.items()
        }
        self._written(lambda history: history.end(past, nodes, ""))

    def _written(self, write: Callable[[RunHistory], int | None]) -> int | None:
        try:
            import sqlite3
        except ImportError:
            _say_not_kept("this Python has no sqlite3")
            return None
        try:
            with closing(RunHistory.opened(history_path(data_folder(), self._folder))) as history:
                return write(history)
        except (sqlite3.Error, OSError, ValueError, RuntimeError) as error:
            _say_not_kept(" ".join(str(error).split()))
            return None


def _say_not_kept(reason: str) -> None:
    remark(f"run: it is not in the history of runs: {reason}; --no-history does without (warning)")
