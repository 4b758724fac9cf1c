"""A run as the window sees it: the states of its nodes, folded from the worker's events.
It must not start or stop anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from dagscope.expected_time import seconds_text
from dagscope.protocol.messages import Batch, RunFinished, RunStarted
from dagscope.records import BranchRow, ProblemRecord
from dagscope.scenario import Scenario
from dagscope.value_records import ErrorPreview

from dagscope_app.model.cases import RunState, ShownState, Slot
from dagscope_app.model.translation import later, tr, trn

ENDED = ("ok", "warning", "cached", "failed", "stopped", "skipped")
WITH_VALUE = ("ok", "warning", "cached")
WITH_RESULT = (*WITH_VALUE, "failed")
ENDED_WORDS = {
    "ok": later("ok"),
    "cached": later("cached"),
    "failed": later("failed"),
    "stopped": later("stopped"),
    "skipped": later("skipped"),
}
TAILS = {"cancelled": later("stopped"), "lost": later("values cleared")}


@dataclass(frozen=True, slots=True)
class NodeRun:
    """One node in a run: its state, seconds, a one-line summary of its value, when it began within the run.

    `home` is the earlier run that has the value where it was not taken over; `memory` is by how many bytes the process
    grew meanwhile, 0 where that is not known, or hardly any. `was` is how a node ended whose value is gone.
    """

    state: ShownState = "waiting"
    seconds: float | None = None
    summary: str = ""
    type: str = ""
    begun: float = 0.0
    home: str = ""
    memory: int = 0
    was: ShownState | Literal[""] = ""

    @property
    def ended_as(self) -> ShownState:
        """Its state, or the one it ended in where its value is gone since."""
        return self.was or self.state


WAITING = NodeRun()


class RunId(NamedTuple):
    """Which run: the process it was made in, and its number in the session; it crosses as text, `3-12`."""

    generation: int
    number: int

    @classmethod
    def parse(cls, text: str) -> RunId:
        """Return the id that such a text means; zeros for what no process here made, like a run of an earlier day."""
        generation, _, number = text.partition("-")
        return cls(int(generation) if generation.isdecimal() else 0, int(number) if number.isdecimal() else 0)

    def __str__(self) -> str:
        return f"{self.generation}-{self.number}"


@dataclass(frozen=True, slots=True)
class Run:
    """One execution. `status`: `requested running cancelling ok failed cancelled lost`.

    `counts` (nodes by state), `running` (in the order they began) and `slowest` (seconds) follow from `nodes`; they
    are kept up with each batch, since counting ten thousand nodes for each look at them is too slow. `made_of` is the
    scenario as it was when the run began, `taken` maps nodes whose values came from earlier runs to these, `held` those
    whose values are still right and stay with an earlier run, `reasons` says what was out of date and why, `began` a
    monotonic clock's time, `problems` what went wrong; `revision` is the git revision whose code ran; `held_at` is the
    node it stopped `held_where` (before or after), until it goes on; `branches` are the nodes of blocks by branch, and
    on threads all nodes, as they were reported last.
    """

    id: str
    slot: Slot = "main"
    scenario: str = ""
    number: int = 0
    final_vars: tuple[str, ...] = ()
    status: RunState = "requested"
    order: tuple[str, ...] = ()
    nodes: Mapping[str, NodeRun] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    running: tuple[str, ...] = ()
    slowest: float = 0.0
    seconds: float = 0.0
    message: str = ""
    missing: tuple[str, ...] = ()
    error: ErrorPreview | None = None
    made_of: Scenario | None = None
    taken: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, NodeRun] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    began: float = 0.0
    problems: tuple[ProblemRecord, ...] = ()
    revision: str = ""
    branches: Mapping[tuple[str, str], BranchRow] = field(default_factory=dict)
    held_at: str = ""
    held_where: str = ""

    @property
    def first_failed(self) -> str:
        """The first node that failed, or nothing."""
        return next((name for name, item in self.nodes.items() if item.state == "failed"), "")

    @property
    def is_active(self) -> bool:
        """It has not ended."""
        return self.status in ("requested", "running", "cancelling")

    @property
    def never_began(self) -> bool:
        """It was stopped while it waited its turn."""
        return self.status == "cancelled" and not self.nodes

    @property
    def has_values(self) -> bool:
        """Its process may have values of it: it is there, and the run was neither refused nor stopped before."""
        return self.status != "lost" and (bool(self.order) or self.status not in ("failed", "cancelled"))

    def count(self, *states: str) -> int:
        """Return how many nodes are in these states."""
        return sum([self.counts.get(state, 0) for state in states])

    def state_of(self, name: str) -> ShownState:
        """Return the state of one node; those the run does not touch were not run."""
        item = self.nodes.get(name)
        return item.state if item else "not_run"

    def home_of(self, name: str) -> str:
        """Return the id of the run that has a node's value."""
        return self.nodes.get(name, WAITING).home or self.id

    def ended_text(self) -> str:
        """Return how many nodes ended how; what was computed stays so when its value is gone."""
        known = self.ended_counts()
        counts = ((state, known.get(state, 0) + (known.get("stale", 0) if state == "ok" else 0)) for state in ENDED)
        return ", ".join(
            trn("{n} warning", "{n} warnings", count) if state == "warning" else f"{count:,} {tr(ENDED_WORDS[state])}"
            for state, count in counts
            if count
        )

    def warning_text(self) -> str:
        """Return how many nodes of a run that came to its end failed a check; empty where none did."""
        count = self.ended_counts().get("warning", 0) if self.status == "ok" else 0
        return trn("{n} warning", "{n} warnings", count) if count else ""

    def ended_counts(self) -> Mapping[str, int]:
        """Return how many nodes ended how, with those whose values are gone."""
        return Counter(item.ended_as for item in self.nodes.values()) if self.counts.get("stale") else self.counts

    def describe(self) -> str:
        """Return one line: how far, how long."""
        if self.status == "requested":
            return tr("Run #{number}: starting", number=self.number)
        if self.is_active and self.held_where and self.status == "running":
            return tr(
                "Run #{number}: paused {where} {node}", number=self.number, where=self.held_where, node=self.held_at
            ).rstrip()
        if self.is_active:
            done = max(0, self.count(*ENDED) - len(self.nodes) + len(self.order))
            progress = (
                tr("stopping")
                if self.status == "cancelling"
                else tr("{done} of {all}", done=f"{done:,}", all=f"{len(self.order):,}")
            )
            return tr("Run #{number}: {words}", number=self.number, words=progress) + (
                f", {self.running[0]}" if self.running else ""
            )
        if self.never_began:
            return tr("Run #{number}: stopped before it began", number=self.number)
        text = self.ended_text() or tr("nothing ran")
        tail = f", {tr(TAILS[self.status])}" if self.status in TAILS else ""
        time = f", {seconds_text(self.seconds)}" if self.seconds else ""
        return tr("Run #{number}: {words}", number=self.number, words=f"{text}{tail}{time}")


def shown_state(run: Run | None, name: str, stale: Container[str], blocked: Container[str] = frozenset()) -> ShownState:
    """Return what to show of a node after a run: a value made of other code or other values is out of date.

    What definitions in conflict block cannot run, whatever it did before.
    """
    if name in blocked:
        return "blocked"
    if run is None:
        return "not_run"
    found = run.state_of(name)
    return "stale" if found in WITH_VALUE and name in stale else found


def started(run: Run, event: RunStarted) -> Run:
    """Return the run after it began; a beginning with very many nodes comes in parts, each with more of them."""
    status = "running" if run.status == "requested" else run.status
    nodes = {**(run.nodes if run.order else run.held), **dict.fromkeys(event.order, WAITING)}
    return with_nodes(replace(run, status=status, order=tuple(dict.fromkeys((*run.order, *event.order)))), nodes)


def advanced(run: Run, batch: Batch) -> Run:
    """Return the run after a batch of states."""
    nodes, counts, running = dict(run.nodes), dict(run.counts), dict.fromkeys(run.running)
    clock, slowest = run.seconds, run.slowest
    memory = batch.memory or (0,) * len(batch.nodes)
    columns = zip(batch.nodes, batch.states, batch.took_us, batch.begun_us, batch.summaries, batch.types, memory)
    for name, state, took_us, begun_us, summary, kind, grown in columns:
        before = nodes.get(name)
        if before is not None:
            counts[before.state] -= 1
        counts[state] = counts.get(state, 0) + 1
        if state == "running":
            running[name] = None
        elif running:
            running.pop(name, None)
        seconds, begun = took_us / 1e6, begun_us / 1e6
        slowest = seconds if seconds > slowest else slowest
        clock = begun + seconds if begun + seconds > clock else clock
        nodes[name] = NodeRun(state, seconds, summary, kind, begun, "", grown)
    return replace(run, nodes=nodes, counts=counts, running=tuple(running), slowest=slowest, seconds=clock)


def finished(run: Run, event: RunFinished) -> Run:
    """Return the run after it ended: what did not end by then never will."""
    done = replace(
        run,
        status=event.status,
        seconds=event.seconds,
        message=event.message,
        missing=event.missing,
        error=event.error,
        held_at="",
        held_where="",
    )
    if run.count(*ENDED) == len(run.nodes):
        return done
    rest: ShownState = "failed" if event.status == "failed" else "stopped"
    nodes = {name: item if item.state in ENDED else _left(run, name, item, rest) for name, item in run.nodes.items()}
    return with_nodes(done, nodes)


def _left(run: Run, name: str, item: NodeRun, rest: ShownState) -> NodeRun:
    """Return a node that a run did not come to; a value it was to take is where it was, and as right as before."""
    if item.state == "running":
        return replace(item, state=rest)
    home = run.taken.get(name, "")
    return replace(item, state="cached", home=home) if home else replace(item, state="skipped")


def lost(run: Run, message: str, is_stopped: bool = False, guilty: str = "", now: float = 0.0) -> Run:
    """Return the run after its worker ended: none of its values can be read, and what was under way ended with it.

    Args:
        run: the run.
        message: why.
        is_stopped: it was ended because somebody pressed Stop; no node is to blame.
        guilty: the node whose code ran when the process ended, as it noted; its state may not have been reported yet.
        now: the monotonic clock, which says how long a node ran that has no end.
    """
    what = f"its process ended: {message}" if guilty else "its process ended"
    clock = now - run.began if now and run.began else 0.0
    is_open = run.is_active

    def after(name: str, item: NodeRun) -> NodeRun:
        is_guilty = is_open and name == guilty and item.state in ("running", "waiting")
        if item.state == "running" or is_guilty:
            begun = item.begun if item.state == "running" else run.seconds
            seconds = max(0.0, clock - begun) if clock else None
            if is_stopped or (guilty and not is_guilty):
                return NodeRun("stopped", seconds, "", "", begun)
            return NodeRun("failed", seconds, what, "", begun)
        if item.state in WITH_VALUE and not item.home:
            return _without_value(item)
        return replace(item, state="skipped") if item.state == "waiting" else item

    nodes = {name: after(name, item) for name, item in run.nodes.items()}
    seconds = 0.0 if run.is_active else run.seconds
    return with_nodes(replace(run, status="lost", message=message, seconds=seconds, held_at="", held_where=""), nodes)


def without_homes(run: Run, is_gone: Callable[[str], bool]) -> Run:
    """Return the run after others' processes ended: what of this run stayed in them has to be made again."""
    if not any(item.home and is_gone(item.home) for item in run.nodes.values()):
        return run
    nodes = {
        name: replace(_without_value(item), home="") if item.home and is_gone(item.home) else item
        for name, item in run.nodes.items()
    }
    return with_nodes(run, nodes)


def _without_value(item: NodeRun) -> NodeRun:
    return replace(item, state="stale", was=item.ended_as)


def with_nodes(run: Run, nodes: Mapping[str, NodeRun]) -> Run:
    """Return the run with these nodes, and what follows from them."""
    states = [item.state for item in nodes.values()]
    running = tuple([name for name, item in nodes.items() if item.state == "running"]) if "running" in states else ()
    slowest = max([item.seconds or 0.0 for item in nodes.values()], default=0.0)
    return replace(run, nodes=nodes, counts=Counter(states), running=running, slowest=slowest)


def memory_text(grown: int) -> str:
    """By how much the process grew, in a few signs; nothing where that is not known."""
    if grown <= 0:
        return ""
    return f"+{grown / 1e9:.1f} GB" if grown >= 1e9 else f"+{grown / 1e6:.0f} MB"


def make_run(
    number: int, generation: int, slot: Slot, scenario: Scenario, final_vars: tuple[str, ...], revision: str = ""
) -> Run:
    """Return a run that was just asked for."""
    return Run(
        id=str(RunId(generation, number)),
        slot=slot,
        scenario=scenario.name,
        number=number,
        final_vars=final_vars,
        made_of=scenario,
        revision=revision,
    )


def is_of(run: Run, scenario: Scenario) -> bool:
    """Return whether a run computed what the scenario would compute now, apart from its name and what it is asked
    for.
    """
    return run.made_of is not None and _values_of(run.made_of) == _values_of(scenario)


def newest_with(runs: Sequence[Run], name: str, scenario: Scenario | None = None, generation: int = 0) -> Run | None:
    """Return the newest run of the main graph whose value of the node can still be read, or None.

    Args:
        runs: the session's runs, in their order.
        name: the node.
        generation: only runs of this process count: an earlier one's code may have been another one.
        scenario: only runs of this one count, as it is now: what it is asked for and where it runs aside.
    """
    for run in reversed(runs):
        if generation and RunId.parse(run.id).generation != generation:
            continue
        if run.slot != "main" or run.status == "lost" or run.state_of(name) not in WITH_VALUE:
            continue
        if scenario is None or is_of(run, scenario):
            return run
    return None


def _values_of(scenario: Scenario) -> Scenario:
    return replace(scenario, name="", origin="", final_vars=(), executor="", cache="")
