"""The project's earlier runs in a file of the user's own; what goes wrong with it is said, and fails nothing.
It shows nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from dagscope.data_folder import history_path
from dagscope.run_history import PastNode, PastRun, RunHistory

from dagscope_app.services.flushing import Flushing

T = TypeVar("T")


class KeptRuns:
    """Opens the history of the project that is open; `problem` says what went wrong last."""

    def __init__(self, root: str) -> None:
        """`root`: the folder of what is kept; empty for none at all."""
        self._root = Path(root) if root else None
        self._history: RunHistory | None = None
        self._log = ""
        self._disk = Flushing()
        self.problem = ""

    def open(self, folder: str) -> None:
        """Take the history of a project; an empty folder for none."""
        if self._history is not None:
            self._history.close()
        self._history, self.problem = None, ""
        if not folder or self._root is None:
            return
        path = history_path(self._root, folder)
        self._history = self._tried(lambda: RunHistory.opened(path), None)
        self._log = f"{path}-wal"

    def begin(self, run: PastRun) -> int:
        """Write that a run began; 0 where it could not be written."""
        history = self._history
        return 0 if history is None else self._tried(lambda: history.begin(run), 0)

    def end(self, run: PastRun, nodes: Mapping[str, PastNode], log: str) -> None:
        """Write how it ended."""
        history = self._history
        if history is not None and run.id:
            self._tried(lambda: history.end(run, nodes, log), None)
            self._disk.flush(self._log)

    def runs(self) -> tuple[PastRun, ...]:
        """Every run, the newest first."""
        return () if self._history is None else self._tried(self._history.runs, ())

    def nodes(self, id: int) -> Mapping[str, PastNode]:
        """Return a run's nodes."""
        history = self._history
        return {} if history is None else self._tried(lambda: history.nodes(id), {})

    def log(self, id: int) -> str:
        """Return the end of what a run wrote."""
        history = self._history
        return "" if history is None else self._tried(lambda: history.log(id), "")

    def trend(self, node: str) -> list[tuple[PastRun, float]]:
        """How long a node took, the oldest run first."""
        history = self._history
        return [] if history is None else self._tried(lambda: history.trend(node), [])

    def _tried(self, do: Callable[[], T], otherwise: T) -> T:
        import sqlite3

        try:
            found = do()
        except (sqlite3.Error, OSError, ValueError) as error:
            self.problem = f"The history of runs is not kept: {error}."
            return otherwise
        self.problem = ""
        return found
