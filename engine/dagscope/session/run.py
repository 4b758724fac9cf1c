"""What a run is: its values and states, what it is given, what it needs, and the runner that carries it out.

It must not execute anything; `running`, `dynamic_run` and `executor_run` do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from dagscope.execution.node_executors import NodeExecutor
from dagscope.protocol.messages import RunFinished
from dagscope.records import State
from dagscope.session.interrupts import Interrupts
from dagscope.session.read_files import ReadFiles
from dagscope.session.reporter import Reporter
from dagscope.session.run_values import RunValues
from dagscope.session.stops import Stops
from dagscope.value_records import ErrorPreview


@dataclass(slots=True)
class Run:
    """The values and errors of one run, kept until they are forgotten."""

    name: str
    slot: str
    values: RunValues = field(default_factory=RunValues)
    errors: dict[str, ErrorPreview] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    awaited: set[str] = field(default_factory=set)
    """Nodes of other processes of which nobody here heard how long they took: `seconds` is how long they were awaited.
    """
    remarks: dict[str, str] = field(default_factory=dict)
    """Which of a node's checks did not pass."""
    executor: NodeExecutor | None = None
    kept: tuple[str, ...] = ()
    """Nodes whose values came from earlier runs."""
    branches: dict[tuple[str, str], Any] = field(default_factory=dict)
    """Values of nodes of blocks, by node and branch; of a block's own node, without a branch, what it expands to."""
    received: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What a node of a branch was given last, while the run may stop there; elsewhere the values say so."""
    changed: set[str] = field(default_factory=set)
    """Nodes whose values were changed in place after they were made."""

    def hold(self, executor: NodeExecutor) -> None:
        """Keep an executor started on which values stay."""
        if executor.passes_handles:
            executor.start()
            self.executor = executor

    def release(self) -> None:
        """Let go of the values, wherever they are."""
        self.values.clear()
        executor, self.executor = self.executor, None
        if executor is not None:
            executor.stop()


@dataclass(frozen=True, slots=True)
class RunContext:
    """What a run needs of the process it runs in; `between` is called after each node, `stops` say where it waits."""

    reporter: Reporter
    interrupts: Interrupts
    folder: Path
    between: Callable[[], None]
    stops: Stops = field(default_factory=Stops)
    reads: ReadFiles | None = None
    """Where it is noted which files nodes read, if somebody wants to know."""


@dataclass(frozen=True, slots=True)
class Given:
    """The values a run starts from."""

    inputs: dict[str, Any]
    overrides: dict[str, Any]


class Runner(Protocol):
    """One way to run a plan: node by node here, in branches, or on an executor."""

    def execute(self, given: Given) -> RunFinished:
        """Run everything that can run and return how it ended. It raises for nothing that user code does."""
