"""Which values of a run are out of date, and why: by node, by what each is made of.
It must not know workers or the store.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from dagscope.scenario import Scenario, ValueSpec
from dagscope.source_text import differ_in_decorators_alone, is_same_code

from dagscope_app.model.paths import last_part
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.runs import WITH_VALUE
from dagscope_app.model.state import AppState


class Made(NamedTuple):
    """What a node is made of, but for the values of what it needs."""

    source: str = ""
    needs: tuple[str, ...] = ()
    given: ValueSpec | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """What a run was, or would now be, made with.

    `files` are the nodes whose files are others than when the run read them, with the reason.
    `versions` are the worker's versions of nodes' code, helpers and constants included; they come after the graph, and
    only for nodes that ran. `code` is the version of all of the project's code.
    """

    made: Mapping[str, Made] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


def made_of(graph: GraphSnapshot, scenario: Scenario) -> dict[str, Made]:
    """Return what each node of a graph is made of under a scenario."""
    overrides = scenario.overrides
    given = {"config": scenario.config, "input": scenario.inputs}
    found = {}
    for name, node in graph.nodes.items():
        spec = overrides.get(name) or (given[node.kind].get(name) if node.kind in given else None)
        definition = graph.active_definition(name)
        source = definition.source if definition is not None else ""
        needs = tuple([dep.name for dep in node.deps])
        found[name] = Made(source, needs, spec if spec is not None and spec.kind != "none" else None)
    return found


def stale_of(before: Basis, now: Basis, graph: GraphSnapshot, taken: Mapping[str, str]) -> dict[str, str]:
    """Return the nodes whose value would be another one now, with the reason in a few words.

    Args:
        before: what the run was made with.
        now: what it would be made with.
        graph: the graph as it is now.
        taken: values of earlier runs that the run took and that were out of date then, with their reasons.
    """
    found = {name: reason for name, reason in taken.items() if name in graph.nodes}
    may_differ = before.code != now.code
    for name, made in now.made.items():
        old = before.made.get(name)
        if old is None:
            continue
        if name in now.files and old.given == made.given:
            found.setdefault(name, now.files[name])
        if old == made and not may_differ:
            continue
        reason = _difference(name, old, made, graph, _is_same_version(name, before, now))
        if not reason and may_differ and made.source and made.given is None:
            reason = _hidden_difference(name, before, now)
        if reason:
            found[name] = reason
    _pass_on(found, now, graph)
    return found


def _pass_on(found: dict[str, str], now: Basis, graph: GraphSnapshot) -> None:
    """Give what reads a node that is out of date its reason, the nearest one first."""
    # networkx takes as long on a graph of its own, and eight times as long with making it (10,000 nodes: 3 ms and
    # 26 ms), after each edit.
    waiting = deque(found)
    while waiting:
        name = waiting.popleft()
        for user in graph.consumers.get(name, ()):
            made_now = now.made.get(user)
            if user not in found and not (made_now is not None and made_now.given is not None):
                found[user] = found[name]
                waiting.append(user)


def _is_same_version(name: str, before: Basis, now: Basis) -> bool:
    """Return whether the worker knows the node's code, then and now, and it is the same."""
    old = before.versions.get(name)
    return bool(old) and old == now.versions.get(name)


def _difference(name: str, old: Made, made: Made, graph: GraphSnapshot, is_same_version: bool) -> str:
    if old.given != made.given:
        kind = graph.nodes[name].kind
        return f"{kind} {name} changed" if kind in ("config", "input") else f"the overriding value of {name} changed"
    if made.given is not None:
        return ""  # an overriding value stands for the node, whatever its function is
    is_same = old.source == made.source or is_same_code(old.source, made.source)
    # A decorator may have been edited for other nodes of the function, or in what is no part of the value, like tags.
    if not is_same and not (is_same_version and differ_in_decorators_alone(old.source, made.source)):
        return f"{name} changed{_changed_line(name, old.source, made.source, graph)}"
    return f"{name} needs other values now" if old.needs != made.needs else ""


def _hidden_difference(name: str, before: Basis, now: Basis) -> str:
    """Return whether a change of the project's code is one of what the node's function uses, as text."""
    old, new = before.versions.get(name), now.versions.get(name)
    if old is None or new is None:
        return "the project's code changed"
    return f"what {name} uses changed: a function or a constant" if old != new else ""


def _changed_line(name: str, old: str, new: str, graph: GraphSnapshot) -> str:
    """Return the first line that differs, as text."""
    definition = graph.active_definition(name)
    if definition is None or not definition.file:
        return ""
    lines = list(zip(old.splitlines(), new.splitlines()))
    at = next((i for i, (one, other) in enumerate(lines) if one != other), len(lines))
    line = min(definition.line + at, max(definition.line, definition.end_line))
    return f" in {last_part(definition.file)}, line {line}"


@dataclass(frozen=True, slots=True)
class Update:
    """What brings a run up to date: the nodes to ask for, and how many have no value that is right."""

    names: tuple[str, ...] = ()
    count: int = 0


_GIVEN = ("input", "config", "unavailable")
_UNDONE = ("failed", "stopped", "skipped")


def update_in(state: AppState) -> Update:
    """Return what to run: values that are out of date, and what a stopped run, or one of other code, left undone."""
    run, stale, graph = state.run, state.stale, state.graph
    if run is None or run.is_active or not (stale or run.count("stale", "stopped")):
        return Update()
    is_broken_off = run.status in ("cancelled", "lost")

    def is_old(name: str, shown: str) -> bool:
        if shown == "stale" or (is_broken_off and shown in ("stopped", "skipped")):
            return True
        return name in stale and (shown in WITH_VALUE or shown in _UNDONE)

    old = [
        name
        for name, item in run.nodes.items()
        if is_old(name, item.state) and name in graph.nodes and graph.nodes[name].kind not in _GIVEN
    ]
    wanted = set(old)
    names = tuple(name for name in old if not any(user in wanted for user in graph.consumers.get(name, ())))
    return Update(names, len(old))
