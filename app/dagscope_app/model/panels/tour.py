"""The tour: what each step says, where it points, and what ends it. It must not draw or do anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from dagscope_app.model.state import AppState

Target = Literal["graph", "run", "results", "scenario"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its card, what it points at, and whether it was done between two states."""

    title: str
    text: str
    target: Target
    is_done: Callable[[AppState, AppState], bool]


STEPS = (
    Step(
        "This is the dataflow",
        "Each box is a function, each line a value it needs. Click a box: blue is what it needs, magenta what "
        "depends on it.",
        "graph",
        lambda old, new: old.view.selection != new.view.selection and bool(new.view.selection),
    ),
    Step(
        "Run it",
        "Run computes the outputs, the amber boxes. A double-click on a box computes just that one.",
        "run",
        lambda old, new: old.runs is not new.runs and new.run is not None and not new.run.is_active,
    ),
    Step(
        "Read the values",
        "Every value has a tab here: tables, plots, errors with the line they come from. Double-click a box to see "
        "its value.",
        "results",
        lambda old, new: old.current_result != new.current_result and bool(new.current_result),
    ),
    Step(
        "Change something",
        "Switch a module off, or change an input or a config value: the graph follows at once. Compare puts before "
        "and after side by side.",
        "scenario",
        lambda old, new: old.scenario != new.scenario and old.current == new.current,
    ),
)
LAST = len(STEPS)


def step_after(old: AppState, new: AppState) -> int:
    """Return the step of the tour after a change: the next one where the change was what this one asks for."""
    if not new.tour or new.tour != old.tour or not new.graph.nodes or old.folder != new.folder:
        return new.tour
    return min(LAST, new.tour + 1) if STEPS[new.tour - 1].is_done(old, new) else new.tour
