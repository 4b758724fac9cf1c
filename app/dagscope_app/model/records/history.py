"""Runs of earlier sessions as the window shows them: on today's graph, next to the latest run, one node over time.
It must not read files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

from dagscope.expected_time import seconds_text
from dagscope.run_history import PastNode, PastRun, code_mark
from dagscope.scenario import TABLES, ModuleChoice, Scenario, ValueSpec

from dagscope_app.model.cases import RUN_ENDS, SHOWN_STATES, RunState
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.runs import NodeRun, Run

_FIELDS = frozenset(each.name for each in fields(Scenario))
SLOWER = 1.5
NOTICED_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Change:
    """What of a node is another thing in the latest run than in a past one; texts are empty where it is not there."""

    node: str
    what: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Past:
    """The project's runs of all sessions, and the one that is looked at.

    `run` is the past run as the graph shows it while `is_on_graph`; `trend` the times of the selected node, oldest
    first; `times` how long each node took when it was computed last, in an earlier session; `other` is the later run
    that the chosen one is compared with, instead of the latest.
    """

    runs: tuple[PastRun, ...] = ()
    problem: str = ""
    chosen: PastRun | None = None
    run: Run | None = None
    is_on_graph: bool = False
    changes: tuple[Change, ...] = ()
    log: str = ""
    node: str = ""
    trend: tuple[tuple[str, float], ...] = ()
    times: Mapping[str, float] = field(default_factory=dict)
    other: PastRun | None = None


def past_of(run: Run, graph: GraphSnapshot, began: float, id: int = 0) -> PastRun:
    """Return what is kept of a run."""
    scenario = asdict(run.made_of) if run.made_of is not None else {"name": run.scenario}
    status = {"requested": "running", "cancelling": "running", "lost": "cut short"}.get(run.status, run.status)
    message = run.message or run.warning_text()
    return PastRun(id, run.number, began, scenario, run.final_vars, graph.version, status, run.seconds, message)


def has_warnings(past: PastRun) -> bool:
    """Return whether a run came to its end, and checks failed in it: its message then says how many."""
    return past.status == "ok" and bool(past.message)


def scenario_of(past: PastRun) -> Scenario | None:
    """Return what a past run was made of; None where another version wrote it."""
    plain: dict[str, Any] = {key: value for key, value in past.scenario.items() if key in _FIELDS}
    try:
        plain["modules"] = tuple(ModuleChoice(**each) for each in plain.get("modules", ()))
        plain["final_vars"] = tuple(plain.get("final_vars", ()))
        for name in TABLES:
            plain[name] = {key: ValueSpec(**spec) for key, spec in plain.get(name, {}).items()}
        return Scenario(**plain) if plain["modules"] else None
    except (TypeError, AttributeError):
        return None


def nodes_of(run: Run, codes: Mapping[str, int]) -> dict[str, PastNode]:
    """Return what is kept of a run's nodes; `codes` has a hash of the code they ran."""
    return {
        name: PastNode(item.ended_as, item.seconds, item.summary, item.type, item.begun, codes.get(name, 0))
        for name, item in run.nodes.items()
    }


def codes_of(graph: GraphSnapshot, names: Iterable[str]) -> dict[str, int]:
    """Return a hash of each function's source."""
    found = ((name, graph.active_definition(name)) for name in names)
    return {name: code_mark(item.source) for name, item in found if item is not None}


def run_of(past: PastRun, nodes: Mapping[str, PastNode]) -> Run:
    """Return a past run as one that the graph can show; its values are gone."""
    items = {
        name: NodeRun(
            item.state if item.state in SHOWN_STATES else "skipped",
            item.seconds,
            item.summary,
            item.type,
            item.begun,
        )
        for name, item in nodes.items()
    }
    status: RunState = past.status if past.status in RUN_ENDS else "lost"
    return Run(
        id=f"past-{past.id}",
        scenario=str(past.scenario.get("name", "")),
        number=past.number,
        final_vars=past.finals,
        status=status,
        order=tuple(items),
        nodes=items,
        counts=Counter(item.state for item in items.values()),
        slowest=max((item.seconds or 0.0 for item in items.values()), default=0.0),
        seconds=past.seconds,
        message="" if has_warnings(past) else past.message,
    )


def changes_between(
    then: Mapping[str, PastNode], run: Run | None, codes: Mapping[str, int], nodes: Sequence[str]
) -> tuple[Change, ...]:
    """Return what differs from a past run, node by node: state, code, value in a line, a time that differs.

    Args:
        then: the past run's nodes.
        run: the latest run.
        codes: hashes of today's code.
        nodes: the graph's nodes, in their order.
    """
    now = run.nodes if run is not None else {}
    found: list[Change] = []
    for name in dict.fromkeys((*nodes, *then)):
        old, new = then.get(name), now.get(name)
        if old is None and new is None:
            continue
        if old is None or new is None:
            found.append(Change(name, "run", "" if old is None else old.state, "" if new is None else new.state))
            continue
        if old.code and codes.get(name, old.code) != old.code:
            found.append(Change(name, "code", "another one", "changed since"))
        if old.state != new.state and {old.state, new.state} != {"ok", "cached"}:
            found.append(Change(name, "state", old.state, new.state))
        if old.summary != new.summary[:200]:
            found.append(Change(name, "value", old.summary, new.summary[:200]))
        if _is_another_time(old.seconds, new.seconds) and "cached" not in (old.state, new.state):
            found.append(Change(name, "time", seconds_text(old.seconds), seconds_text(new.seconds)))
    return tuple(found)


def _is_another_time(old: float | None, new: float | None) -> bool:
    if not old or not new or max(old, new) < NOTICED_SECONDS:
        return False
    return max(old, new) > SLOWER * min(old, new)


def moment_text(seconds: float) -> str:
    """Return a moment as the user's clock showed it."""
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M:%S") if seconds else ""
