"""The cases that states and records can be in, as types: a word that is none of them is found when types are
checked.
"""

from __future__ import annotations

from typing import Literal, get_args

from dagscope.protocol.messages import RunStatus
from dagscope.records import State

AppPhase = Literal["welcome", "loading", "ready", "broken"]
WorkerPhase = Literal["none", "starting", "ready", "running", "interrupting", "terminating", "killing", "dead"]
Severity = Literal["info", "warning", "error"]
RunState = RunStatus | Literal["requested", "running", "cancelling", "lost"]
# A node in the picture; without a run it is `not_run`, after a change `stale`; with definitions in conflict `blocked`.
ShownState = State | Literal["not_run", "stale", "blocked"]
RUN_ENDS: tuple[RunStatus, ...] = get_args(RunStatus)
SHOWN_STATES: tuple[ShownState, ...] = tuple(state for part in get_args(ShownState) for state in get_args(part))
# A result's tab; what cannot be read any more is `lost` with its process or `forgotten` after newer runs.
TabState = ShownState | Literal["", "lost", "forgotten"]
# What a comparison finds; what a change would add, remove, affect (what it would redefine is a `definition`).
DiffMark = Literal["", "left", "right", "definition", "value", "unknown", "added", "removed", "affected"]
# Where runs stop at a node, and whether one waits there now.
StopMark = Literal["", "before", "after", "both", "held"]
# What the Run menu offers to run.
RunTarget = Literal["final", "all", "selection", "stale", "failed"]
# Where a graph is built and run: the one of the window, or a side of the comparison.
Side = Literal["left", "right"]
# Which side of a merged comparison is bright.
Spotlight = Literal["left", "both", "right"]
Slot = Literal["main"] | Side
