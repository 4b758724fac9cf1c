"""`run --plan`: prints what a run would do. It must not run a node, and makes no cache."""

from __future__ import annotations

import os
from contextlib import closing
from typing import Any

from dagscope.commands.opened import Opened
from dagscope.commands.output import users_output_aside
from dagscope.commands.printing import print_json, remark, say, show
from dagscope.commands.values import table_text
from dagscope.data_folder import data_folder, history_path
from dagscope.expected_time import Expected, expected_of, rough, times_of
from dagscope.run_history import RunHistory
from dagscope.session.building import Slot
from dagscope.session.forecast import Forecast, forecast

RUNS = "runs"
TIMED_RUNS = 5


def print_plan(opened: Opened, slot: Slot, final_vars: tuple[str, ...], as_json: bool) -> int:
    """Print what a run of the slot's scenario would do; return 1 where it could not begin, else 0."""
    session, scenario = opened.session, slot.scenario
    with users_output_aside():
        inputs = session.values_of(slot, scenario.inputs, "input")
        overrides = session.values_of(slot, scenario.overrides, "override")
        found = forecast(session, slot, final_vars, inputs, overrides, (), scenario.cache)
    missing = [node.name for node in found.plan.missing]
    times = _times(opened)
    expected = _expected(slot, found, times)
    if as_json:
        print_json(_as_json(slot, found, missing, times, expected))
    else:
        rows = [
            [name, what, rough(times[name]) if what == RUNS and name in times else ""] for name, what in _rows(found)
        ]
        titles = ["node", "what happens", "took"] if times else ["node", "what happens"]
        show(table_text(titles, [row[: len(titles)] for row in rows]) if rows else "nothing would run")
        text = expected.text()
        show(f"\n{_sum(found)}{f'; it takes {text}' if text else ''}")
    if found.doubt:
        remark(f"plan: {found.doubt} (warning)")
    if missing:
        hint = "".join(f" --input {name}=VALUE" for name in missing)
        say(f"plan: {'a value is' if len(missing) == 1 else 'values are'} missing: {', '.join(missing)}; give{hint}")
    return 1 if missing else 0


def _times(opened: Opened) -> dict[str, float]:
    """Return how long nodes took in the latest runs of the history; nothing where there are none to be read."""
    path = history_path(data_folder(), opened.project.folder)
    if not os.path.isfile(path):
        return {}
    import sqlite3

    times: dict[str, float] = {}
    try:
        with closing(RunHistory.reading(path)) as history:
            for nodes in history.latest_nodes(TIMED_RUNS):
                times = {**times_of(nodes), **times}  # the newest came first
    except (sqlite3.Error, OSError, ValueError):
        return {}
    return times


def _expected(slot: Slot, found: Forecast, times: dict[str, float]) -> Expected:
    """Return how long what runs will take; what the cache gives costs nothing that is worth counting."""
    needs = {step.node.name: step.parameters for step in found.plan.steps}
    cached = set(found.cached)
    return expected_of([n for n in found.plan.order if n not in cached], needs, times, slot.scenario.executor)


def _rows(found: Forecast) -> list[tuple[str, str]]:
    cached = set(found.cached)
    rows = [(node.name, "MISSING") for node in found.plan.missing]
    rows += [(node.name, "given") for node in found.plan.inputs]
    rows += [(name, "overridden") for name in found.plan.overridden]
    rows += [(name, "from the cache" if name in cached else RUNS) for name in found.plan.order]
    return rows + [(name, "cut off by an override") for name in found.cut]


def _sum(found: Forecast) -> str:
    """Return how many nodes run, and what becomes of the others, as text."""
    cached = len(found.cached)
    parts = [f"{len(found.plan.steps) - cached} would run"]
    more = ((cached, "from the cache"), (len(found.cut), "cut off"), (len(found.plan.missing), "missing"))
    return ", ".join(parts + [f"{count} {what}" for count, what in more if count])


def _as_json(
    slot: Slot, found: Forecast, missing: list[str], times: dict[str, float], expected: Expected
) -> dict[str, Any]:
    cached, plan = set(found.cached), found.plan
    return {
        "scenario": slot.scenario.name,
        "final_vars": list(plan.final_vars),
        "runs": [name for name in plan.order if name not in cached],
        "cached": list(found.cached),
        "cut_off": list(found.cut),
        "overridden": list(plan.overridden),
        "inputs": [node.name for node in plan.inputs],
        "missing": missing,
        "doubt": found.doubt,
        "seconds": {name: times[name] for name in plan.order if name in times and name not in cached},
        "expected_seconds": expected.seconds if expected.known and not expected.unknown else None,
    }
