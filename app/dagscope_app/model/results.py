"""A result tab: what the window knows of one node's value. It must not know Qt or the worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dagscope.records import Preview, ValueDiff

from dagscope_app.model.runs import Run

GONE = {
    "lost": "This value was in a process that has ended; run again.",
    "forgotten": "This value was let go after newer runs; run again.",
}


@dataclass(frozen=True, slots=True)
class ResultTab:
    """One tab of the results panel: a node of a run, and the bounded preview of its value.

    `state` is the node's, or `lost` (its worker ended), or `forgotten` (released after newer runs). A pinned tab is
    not taken over by the node's next run. One with `diff` shows how the value differs from the run named `other`.
    One with `members` lists a group's nodes instead of a value; `node` is the group's label then.
    """

    key: str
    node: str
    run: str
    state: str = ""
    preview: Preview | None = None
    image: bytes = b""
    number: int = 0
    is_pinned: bool = False
    diff: ValueDiff | None = None
    other: int = 0
    members: tuple[str, ...] = ()

    @property
    def is_value(self) -> bool:
        """It shows one value, not a comparison or a list."""
        return self.diff is None and not self.members

    @property
    def is_gone(self) -> bool:
        """The value cannot be read any more; only what the preview holds is left."""
        return self.state in GONE and self.is_value

    @property
    def follows(self) -> bool:
        """The node's next value takes this tab's place."""
        return not self.is_pinned and self.is_value


def note_of(tab: ResultTab, runs: Sequence[Run]) -> str:
    """What one must know of a value that is not of the latest run, in few words; empty for one that is."""
    number = tab.run.rpartition("-")[2]
    if not tab.is_value:
        return ""
    if tab.state == "lost":
        return f"run {number}, values gone"
    latest = next((run.id for run in reversed(runs) if run.slot == "main"), tab.run)
    return "" if latest == tab.run else f"run {number}, earlier"


def newest_tab(tabs: Sequence[ResultTab], node: str) -> ResultTab | None:
    """The tab of a node's newest value."""
    return max((tab for tab in tabs if tab.node == node and tab.is_value), key=lambda tab: tab.number, default=None)
