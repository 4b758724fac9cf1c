"""From the state to what the comparison shows: its list and its picture. It must not draw."""

from __future__ import annotations

from collections.abc import Sequence

from dagscope.difference_words import value_text

from dagscope_app.model.compare import ComparePicture, Difference, differences
from dagscope_app.model.graph import GraphSnapshot
from dagscope_app.model.state import AppState, CompareState


def differences_of(compare: CompareState) -> tuple[Difference, ...]:
    """Return what differs, in the union's order."""
    return differences(compare.diffs, compare.union.nodes)


def picture_of(state: AppState, items: Sequence[Difference]) -> ComparePicture:
    """Return both sides as the state has them."""
    compare = state.compare
    runs = {run.id: run for run in state.runs}
    finals = {item.name: frozenset(item.final_vars) for item in state.scenarios}
    return ComparePicture(
        left=state.graphs.get("left", GraphSnapshot()),
        right=state.graphs.get("right", GraphSnapshot()),
        union=compare.union,
        grouping=compare.grouping,
        folded=compare.folded,
        selection=frozenset([compare.selected]) if compare.selected else frozenset(),
        marks={item.name: item.mark for item in items},
        left_run=runs.get(compare.left_run),
        right_run=runs.get(compare.right_run),
        left_finals=finals.get(compare.left, frozenset()),
        right_finals=finals.get(compare.right, frozenset()),
        direction=state.view.direction,
    )


def count_words(compare: CompareState, differences: int) -> str:
    """How many nodes differ, and of how many nothing is known: what was not run is not the same."""
    values = [diff.value for diff in compare.diffs]
    parts = [f"{differences} difference" + ("" if differences == 1 else "s") if differences else "no differences"]
    unknown = sum(value == "not_run" for value in values)
    if values and all(value == "unknown" for value in values):
        parts.append("not run yet")
    elif unknown:
        parts.append(f"{unknown} not run")
    return ", ".join(parts)


def why_no_values(compare: CompareState) -> str:
    """Why the selected node has no two values to show; nothing before a run."""
    found = next((diff for diff in compare.diffs if diff.name == compare.selected), None)
    if compare.message or found is None or found.value == "unknown":
        return compare.message
    return f"{value_text(found)}."
