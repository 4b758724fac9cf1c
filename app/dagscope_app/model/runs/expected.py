"""How long nodes will take, by how long they took: of a run that is planned, and what is left of one.
It must not measure time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dagscope import expected_time
from dagscope.expected_time import SOME_HOURS, TIMED, rough_minutes

from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.runs import ENDED, Run
from dagscope_app.model.translation import tr, trn


class Expected(expected_time.Expected):
    """What is to be expected, with its words."""

    def text(self) -> str:
        """Return the expected time as text; nothing where nothing is known."""
        if not self.known:
            return ""
        if not self.unknown:
            return tr("about {rough}", rough=rough(self.seconds))
        return trn(
            "at least {rough}; {n} was never timed", "at least {rough}; {n} were never timed", self.unknown,
            rough=rough(self.seconds),
        )  # fmt: skip


def known_times(runs: Iterable[Run]) -> dict[str, float]:
    """Return how long each node took when it was computed last, by the runs in their order."""
    found: dict[str, float] = {}
    for run in runs:
        if run.slot == "main":
            found.update((n, item.seconds) for n, item in run.nodes.items() if item.state in TIMED and item.seconds)
    return found


def expected_of(
    names: Sequence[str], graph: GraphSnapshot, times: Mapping[str, float], executor: str, spent: float = 0.0
) -> Expected:
    """Return what is to be expected of these nodes, each as soon as what it needs is there and a worker is free.

    Args:
        names: the nodes that will run, in their order.
        graph: what they need.
        times: how long nodes take, as far as that is known.
        executor: where they run.
        spent: how long the first of them has run already.
    """
    known = ((name, graph.nodes.get(name)) for name in names)
    needs = {name: [dep.name for dep in node.deps] for name, node in known if node is not None}
    found = expected_time.expected_of(names, needs, times, executor, spent)
    return Expected(found.seconds, found.unknown, found.known)


def left_of(run: Run, graph: GraphSnapshot, times: Mapping[str, float], now: float) -> str:
    """Return how much of a run is left, in words; nothing where a node was never timed, or all of it is over.

    Args:
        run: one that goes on.
        graph: its graph.
        times: how long nodes take, by earlier runs.
        now: the clock that says when it began.
    """
    rest = [name for name in run.order if run.nodes[name].state not in ENDED]
    if not rest or any(name not in times for name in rest) or sum([times[name] for name in rest]) < 1:
        return ""
    executor = run.made_of.executor if run.made_of is not None else ""
    clock = now - run.began
    spent = {name: max(0.0, clock - run.nodes[name].begun) for name in run.running}
    reduced = {**times, **{name: max(0.0, times[name] - spent[name]) for name in run.running if name in times}}
    left = expected_of(rest, graph, reduced, executor).seconds
    return tr("about {rough} left", rough=rough(left)) if left >= 1 else ""


def rough(seconds: float) -> str:
    """Return a duration that is only expected, in no more digits than it deserves."""
    if seconds < 60:
        return expected_time.rough(seconds)
    if seconds < SOME_HOURS:
        return tr("{minutes:g} min", minutes=rough_minutes(seconds))
    return tr("{hours:.1f} h", hours=seconds / 3600)
