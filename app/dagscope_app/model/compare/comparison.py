"""From the state to what the comparison shows: its sides, its list, its picture, its words. It must not draw."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dagscope.difference_words import change_text, value_text
from dagscope.records import NodeDiff
from dagscope.scenario import Scenario

from dagscope_app.model.cases import Side
from dagscope_app.model.compare.union import ComparePicture, Difference, differences
from dagscope_app.model.records.comparison import CompareState
from dagscope_app.model.records.runs import Run, RunId, is_of
from dagscope_app.model.state import EMPTY_GRAPH, AppState
from dagscope_app.model.translation import tr, trn

_COPY = re.compile(r" \((copy( \d+)?|edited)\)$")

# Sides --------------------------------------------------------------------------------------------------------------


def sides_of(compare: CompareState) -> tuple[tuple[Side, str], tuple[Side, str]]:
    """Return both sides with their scenarios' names."""
    return ("left", compare.left), ("right", compare.right)


def chosen_sides(state: AppState, left: str = "", right: str = "") -> tuple[str, str]:
    """Return the two scenarios to compare.

    Those that are named; the pair of last time, if the current scenario is one of them; what the current one is a copy
    of, and the copy; the current one and the next.
    What was not named stands in the order of the list: the base on the left, what was made of it on the right.
    """
    names = [item.name for item in state.scenarios] + [item.name for item in state.compare.others]
    named = [left if left in names else "", right if right in names else ""]
    if all(named) and named[0] != named[1]:
        return named[0], named[1]
    last = state.compare.left, state.compare.right
    if not any(named) and state.current in last and set(last) <= set(names) and last[0] != last[1]:
        return last
    one = named[0] or named[1] or (state.current if state.current in names else names[0])
    base = _COPY.sub("", one)
    if not any(named) and base != one and base in names:
        return base, one
    at = names.index(one)
    other = names[at + 1] if at + 1 < len(names) else names[at - 1]
    if any(named):
        return (one, other) if named[0] else (other, one)
    return (one, other) if names.index(other) > at else (other, one)


def _runs(state: AppState) -> list[Run]:
    """Return the ended runs that comparisons made, the newest first."""
    return [run for run in reversed(state.runs) if run.slot != "main" and not run.is_active]


def comparable_runs(state: AppState) -> list[Run]:
    """Return the runs of the window's graph whose values lie in the process that compares, the newest first."""
    return [
        run
        for run in reversed(state.runs)
        if run.slot == "main" and not run.is_active and run.has_values and run.made_of is not None
        and RunId.parse(run.id).generation == state.worker.generation
    ]  # fmt: skip


def current_run(state: AppState, name: str) -> Run | None:
    """Return the newest run that computed what a side would compute now, if its values are still there.

    One of the window's graph will do where it computed all that the side is asked for.
    """
    side = state.side_named(name)
    if side is None:
        return None
    if side.run:
        run = state.run_with(side.run)
        return run if run is not None and run.has_values else None
    fitting = (run for run in _runs(state) if run.has_values and run.revision == side.revision)
    found = next((run for run in fitting if is_of(run, side.scenario)), None)
    if found is not None or side.revision:
        return found
    finals = _computed(state, side.scenario)
    return next(
        (run for run in comparable_runs(state) if is_of(run, side.scenario) and finals <= run.nodes.keys()), None
    )


def _computed(state: AppState, scenario: Scenario) -> set[str]:
    """Return the final variables that a run computes: no inputs, no config, nothing that is overridden."""
    nodes = state.graph.nodes
    given = {name for name in scenario.final_vars if name in nodes and nodes[name].kind in ("input", "config")}
    return set(scenario.final_vars) - given - scenario.overrides.keys()


def _last_run(state: AppState, name: str) -> Run | None:
    return next((run for run in _runs(state) if run.scenario == name), None)


def out_of_date(state: AppState, name: str) -> str:
    """Return why the last run of a scenario is none of what is shown now; nothing if it is, or if there was none."""
    last = _last_run(state, name)
    if last is None or current_run(state, name) is not None:
        return ""
    side = state.side_named(name)
    if side is not None and side.run:
        return ""
    if last.status == "lost":
        return f"{name} was run before the project was loaded again"
    return f"{name} was changed after its run"


# What is shown ------------------------------------------------------------------------------------------------------


class _Remembered:
    """The list of the comparison on show: it is asked for at every change of the state, and made once."""

    def __init__(self) -> None:
        self._of: tuple[object, object] = (None, None)
        self._found: tuple[Difference, ...] = ()

    def of(self, compare: CompareState) -> tuple[Difference, ...]:
        diffs, nodes = self._of
        if diffs is not compare.diffs or nodes is not compare.union.nodes:
            self._of = (compare.diffs, compare.union.nodes)
            self._found = differences(compare.diffs, compare.union.nodes)
        return self._found


_REMEMBERED = _Remembered()


def differences_of(compare: CompareState) -> tuple[Difference, ...]:
    """Return what differs, in the union's order; for the same comparison the very same list."""
    return _REMEMBERED.of(compare)


def picture_of(state: AppState, items: Sequence[Difference]) -> ComparePicture:
    """Return both sides as the state has them; what is selected is marked afterwards."""
    compare = state.compare
    return ComparePicture(
        left=state.graphs.get("left", EMPTY_GRAPH),
        right=state.graphs.get("right", EMPTY_GRAPH),
        union=compare.union,
        grouping=compare.grouping,
        folded=compare.folded,
        marks={item.name: item.mark for item in items},
        left_run=_newest(state, "left", compare.left),
        right_run=_newest(state, "right", compare.right),
        is_left_stale=bool(out_of_date(state, compare.left)),
        is_right_stale=bool(out_of_date(state, compare.right)),
        left_finals=_finals(state, compare.left),
        right_finals=_finals(state, compare.right),
        direction=state.view.direction,
    )


def _finals(state: AppState, name: str) -> frozenset[str]:
    side = state.side_named(name)
    return frozenset(side.scenario.final_vars) if side is not None else frozenset()


_OF_SOURCE = ("left", "right", "code", "helper", "constant", "default", "type", "inputs", "decorator")


def has_other_source(compare: CompareState, name: str) -> bool:
    """Return whether the source of a node, or of what it uses, is another one on each side, or on one side only."""
    diff = next((diff for diff in compare.diffs if diff.name == name), None)
    return diff is not None and any(change.kind in _OF_SOURCE for change in diff.structure)


def _newest(state: AppState, slot: Side, name: str) -> Run | None:
    """Return the run that is under way, the one that is compared, or one that is out of date."""
    active = state.active_run
    if active is not None and active.slot == slot:
        return active
    return current_run(state, name) or _last_run(state, name)


# Words --------------------------------------------------------------------------------------------------------------


def count_words(state: AppState, differences: int) -> str:
    """Return text on how many nodes differ, of how many nothing is known, and whether that is of what is there now."""
    compare = state.compare
    if compare.is_loading:
        return tr("comparing...")
    if compare.message:
        return tr("not compared")
    values = [diff.value for diff in compare.diffs]
    unbuilt = _count_unbuilt(state)
    not_known = sum(diff.is_unknown for diff in compare.diffs)
    differences -= not_known
    parts = [trn("{n} difference", "{n} differences", differences) if differences else tr("no differences")]
    if not_known > unbuilt:
        parts.append(tr("{n} not known", n=f"{not_known - unbuilt:,}"))
    if unbuilt:
        parts.append(tr("{n} could not be built on either side", n=f"{unbuilt:,}"))
    left, right = (_count_errors(state, side) for side, _ in sides_of(compare))
    if left:
        parts.append(trn("{n} problem on the left", "{n} problems on the left", left))
    if right:
        parts.append(trn("{n} problem on the right", "{n} problems on the right", right))
    unknown = sum(value == "not_run" for value in values)
    reasons = [reason for name in (compare.left, compare.right) if (reason := out_of_date(state, name))]
    if reasons:
        parts.append(tr("values out of date"))
    elif values and all(value == "unknown" for value in values):
        parts.append(tr("not run yet"))
    elif unknown:
        parts.append(tr("{n} of {total} nodes not run", n=f"{unknown:,}", total=f"{len(values):,}"))
    return ", ".join(parts)


def _count_errors(state: AppState, side: Side) -> int:
    """How many problems keep a side from being what it is to be."""
    return sum(each.severity == "error" for each in state.graphs.get(side, EMPTY_GRAPH).problems)


def _count_unbuilt(state: AppState) -> int:
    """How many nodes neither side could build."""
    left, right = (state.graphs.get(side, EMPTY_GRAPH).nodes for side in ("left", "right"))
    names = [name for name, node in left.items() if node.kind == "unavailable"]
    return sum(name in right and right[name].kind == "unavailable" for name in names)


def why_no_values(state: AppState) -> str:
    """Return why the selected node has no two values to show, and what would give it some."""
    compare = state.compare
    if compare.message or not compare.selected:
        return compare.message or "Select a node to see its two values."
    if state.active_run is not None:
        return "The values are compared when both sides have run."
    reasons = [reason for name in (compare.left, compare.right) if (reason := out_of_date(state, name))]
    if reasons:
        return f"The values are out of date: {' and '.join(reasons)}. Run both to compare them again."
    found = next((diff for diff in compare.diffs if diff.name == compare.selected), None)
    kinds = {
        node.kind
        for side in ("left", "right")
        if (node := state.graphs.get(side, EMPTY_GRAPH).nodes.get(compare.selected)) is not None
    }
    if kinds == {"unavailable"}:
        return "It could not be built, so it cannot run; see Problems."
    if found is None or found.value == "unknown":
        return _given(found) if kinds == {"config"} else "Run both to see the values of this node."
    if found.value == "not_run":
        if kinds == {"config"}:
            return _given(found)
        return "Neither run needed this node. Make it a final variable, or run everything, to compare its values."
    return f"{value_text(found)}."


def _given(diff: NodeDiff | None) -> str:
    """Return a sentence on the value of a config key, which is known without a run."""
    changes = [change_text(change) for change in diff.structure] if diff is not None else []
    return f"{'; '.join(changes)}." if changes else "The same config value on both sides."
