"""A run as the window sees it: the states of its nodes, folded from the worker's events. It must not start or stop anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dagscope.records import Preview, StateRow
from dagscope.worker.messages import RunFinished, RunStarted

ENDED = ("ok", "cached", "failed", "skipped")


@dataclass(frozen=True, slots=True)
class NodeRun:
    """One node in a run: its state, seconds, a one-line summary of its value, when it began within the run."""

    state: str = "waiting"
    seconds: float | None = None
    summary: str = ""
    type: str = ""
    begun: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """One execution. `status`: `requested running cancelling ok failed cancelled lost`."""

    id: str
    slot: str = "main"
    scenario: str = ""
    number: int = 0
    final_vars: tuple[str, ...] = ()
    status: str = "requested"
    order: tuple[str, ...] = ()
    nodes: Mapping[str, NodeRun] = field(default_factory=dict)
    seconds: float = 0.0
    message: str = ""
    missing: tuple[str, ...] = ()
    error: Preview | None = None

    @property
    def is_active(self) -> bool:
        """It has not ended."""
        return self.status in ("requested", "running", "cancelling")

    def count(self, *states: str) -> int:
        """How many nodes are in these states."""
        return sum(1 for item in self.nodes.values() if item.state in states)

    def state_of(self, name: str) -> str:
        """The state of one node; those the run does not touch were not run."""
        item = self.nodes.get(name)
        return item.state if item else "not_run"

    def describe(self) -> str:
        """One line: how far, how long."""
        if self.status == "requested":
            return f"run {self.number}: starting"
        parts = [f"{self.count(state)} {state}" for state in ENDED if self.count(state)]
        if self.is_active:
            done = self.count(*ENDED)
            running = [name for name, item in self.nodes.items() if item.state == "running"]
            word = "stopping" if self.status == "cancelling" else f"{done} of {len(self.order)}"
            return f"run {self.number}: {word}" + (f", {running[0]}" if running else "")
        text = ", ".join(parts) or "nothing ran"
        tail = "" if self.status in ("ok", "failed") else f", {self.status}"
        return f"run {self.number}: {text}{tail}, {seconds_text(self.seconds)}"


def started(run: Run, event: RunStarted) -> Run:
    """After the run began."""
    status = "running" if run.status == "requested" else run.status
    return replace(run, status=status, order=event.order, nodes={name: NodeRun() for name in event.order})


def advanced(run: Run, rows: tuple[StateRow, ...]) -> Run:
    """After a batch of states."""
    nodes = dict(run.nodes)
    clock = run.seconds
    for row in rows:
        clock = max(clock, row.begun + row.seconds)
        nodes[row.node] = NodeRun(row.state, row.seconds, row.summary, row.type, row.begun)
    return replace(run, nodes=nodes, seconds=clock)


def finished(run: Run, event: RunFinished) -> Run:
    """After the run ended: what did not end by then never will."""
    rest = "failed" if event.status == "failed" else "skipped"
    nodes = {
        name: item
        if item.state in ENDED
        else replace(item, state=rest if item.state == "running" else "skipped")
        for name, item in run.nodes.items()
    }
    return replace(
        run,
        status=event.status,
        nodes=nodes,
        seconds=event.seconds,
        message=event.message,
        missing=event.missing,
        error=event.error,
    )


def lost(run: Run, message: str) -> Run:
    """The worker is gone: nothing of this run can be read any more."""
    nodes = {
        name: replace(item, state="stale" if item.state in ("ok", "cached") else "failed")
        if item.state in ("ok", "cached", "running")
        else item
        for name, item in run.nodes.items()
    }
    return replace(run, status="lost", nodes=nodes, message=message)


def seconds_text(seconds: float | None) -> str:
    """A duration in the fewest signs that tell enough."""
    if seconds is None:
        return ""
    if seconds < 0.001:
        return "<1 ms"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(round(seconds)), 60)
    return f"{minutes}:{rest:02d} min"


def make_run(number: int, generation: int, slot: str, scenario: str, final_vars: tuple[str, ...]) -> Run:
    """A run that was just asked for."""
    name = f"{generation}-{number}"
    return Run(id=name, slot=slot, scenario=scenario, number=number, final_vars=final_vars)
