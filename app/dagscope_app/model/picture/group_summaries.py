"""What a run has done within each group: nodes by state, time, what to say of it.
It must not know boxes or drawing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from dagscope.expected_time import seconds_text
from dagscope.records import NodeRecord

from dagscope_app.model.cases import ShownState
from dagscope_app.model.records.runs import WITH_VALUE, NodeRun

STATE_ORDER: tuple[ShownState, ...] = (
    "failed", "blocked", "warning", "running", "waiting", "stopped", "ok", "cached", "stale", "skipped", "not_run",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tally:
    """One group: how many of its nodes are in each state, the time they took, what its tooltip adds."""

    counts: tuple[tuple[ShownState, int], ...] = ()
    time_text: str = ""
    note: str = ""


NOTHING = Tally()


def tally(
    runs: Mapping[str, NodeRun],
    members: tuple[str, ...],
    stale: Mapping[str, str],
    blocked: frozenset[str] = frozenset(),
    given: frozenset[str] = frozenset(),
) -> Tally:
    """Count a group, without its config keys (`given`), which never run; the work is done by comprehensions, for a
    picture of a large run counts ten thousand nodes.
    """
    if given and not given.isdisjoint(members):
        members = tuple([name for name in members if name not in given])
    names = [name for name in members if name in runs]
    stopped = blocked.intersection(members) if blocked else blocked
    if not names and not stopped:
        return NOTHING
    items = [runs[name] for name in names]
    found = Counter([item.state for item in items])
    for name in [name for name in names if name in stale] if stale else ():
        if (state := runs[name].state) in WITH_VALUE:
            found[state] -= 1
            found["stale"] += 1
    found["not_run"] += len(members) - len(names)
    for name in stopped:
        found[_counted_as(runs, name, stale)] -= 1
        found["blocked"] += 1
    counts = tuple([(state, found[state]) for state in STATE_ORDER if found[state]])
    if counts == (("not_run", len(members)),):
        return NOTHING
    seconds = [item.seconds for item in items if item.seconds is not None]
    slowest = max(seconds, default=0.0)
    note = ""
    if slowest > 0:
        at = next(i for i, item in enumerate(items) if item.seconds == slowest)
        note = f"\nslowest: {names[at]}, {seconds_text(slowest)}"
    if found["failed"]:
        at = next(i for i, item in enumerate(items) if item.state == "failed")
        note = f"{note}\nfailed: {names[at]}: {items[at].summary}".rstrip(": ")
    return Tally(counts, seconds_text(sum(seconds)) if seconds else "", note)


def _counted_as(runs: Mapping[str, NodeRun], name: str, stale: Mapping[str, str]) -> ShownState:
    item = runs.get(name)
    if item is None:
        return "not_run"
    return "stale" if name in stale and item.state in WITH_VALUE else item.state


class Tallies:
    """The tallies of a picture's groups, kept as long as the run's nodes are the very same."""

    def __init__(self) -> None:
        self._runs: Mapping[str, NodeRun] = {}
        self._stale: Mapping[str, str] = {}
        self._blocked: frozenset[str] = frozenset()
        self._nodes: Mapping[str, NodeRecord] = {}
        self._given: frozenset[str] = frozenset()
        self._known: dict[int, tuple[tuple[str, ...], Tally]] = {}

    def look_at(
        self,
        runs: Mapping[str, NodeRun],
        stale: Mapping[str, str],
        blocked: frozenset[str] = frozenset(),
        nodes: Mapping[str, NodeRecord] | None = None,
    ) -> None:
        """Count these from now on; `nodes` are those of the graph."""
        if nodes is not None and nodes is not self._nodes:
            self._nodes, self._known = nodes, {}
            self._given = frozenset([name for name, node in nodes.items() if node.kind == "config"])
        if runs is not self._runs or stale is not self._stale or blocked != self._blocked:
            self._runs, self._stale, self._blocked, self._known = runs, stale, blocked, {}

    def of(self, members: tuple[str, ...]) -> Tally:
        """Return the tally of a group with these members."""
        if not self._runs and not self._blocked:
            return NOTHING
        key = id(members)
        known = self._known.get(key)
        if known is None or known[0] is not members:
            known = self._known[key] = (members, tally(self._runs, members, self._stale, self._blocked, self._given))
        return known[1]
