"""A result tab: what the window knows of one node's value. It must not know Qt or the worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dagscope.records import Preview

from dagscope_app.model.runs import Run


@dataclass(frozen=True, slots=True)
class ResultTab:
    """One tab of the results panel: a node of a run, and the bounded preview of its value."""

    key: str
    node: str
    run: str
    state: str = ""
    preview: Preview | None = None
    image: bytes = b""


def note_of(tab: ResultTab, runs: Sequence[Run]) -> str:
    """What one must know of a value that is not of the latest run, in few words; empty for one that is."""
    number = tab.run.rpartition("-")[2]
    if tab.state == "lost":
        return f"run {number}, values gone"
    latest = next((run.id for run in reversed(runs) if run.slot == "main"), tab.run)
    return "" if latest == tab.run else f"run {number}, earlier"
