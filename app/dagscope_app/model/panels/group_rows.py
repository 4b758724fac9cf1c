"""A group's nodes as the rows of one table: state, time, type, value. It must not know Qt or sort."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dagscope.expected_time import seconds_text

from dagscope_app.model.cases import ShownState
from dagscope_app.model.graph.conflicts import blocked_in
from dagscope_app.model.records.runs import shown_state
from dagscope_app.model.state import AppState


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One node of the group in the latest run."""

    node: str
    state: ShownState = "not_run"
    seconds: float | None = None
    type: str = ""
    summary: str = ""
    kind: str = "function"

    @property
    def time_text(self) -> str:
        """How long it took."""
        return seconds_text(self.seconds)


def rows_of(state: AppState, members: Iterable[str]) -> tuple[GroupRow, ...]:
    """Return the rows of these nodes in the latest run; one that is not in the graph any more is left out."""
    run, blocked = state.run, blocked_in(state)
    rows = []
    for name in members:
        node = state.graph.nodes.get(name)
        if node is None:
            continue
        item = run.nodes.get(name) if run is not None else None
        if item is None:
            rows.append(GroupRow(name, "blocked" if name in blocked else "not_run", type=node.type, kind=node.kind))
            continue
        shown = shown_state(run, name, state.stale, blocked)
        rows.append(GroupRow(name, shown, item.seconds, item.type or node.type, item.summary, node.kind))
    return tuple(rows)
