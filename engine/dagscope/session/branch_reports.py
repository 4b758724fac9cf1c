"""Reports a block's nodes branch by branch: what each was given, how it ended, where it ran. It must not run them.

It hears of nodes from the thread that runs them, or from the process that did; a distant cluster reports nothing.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

from dagscope.execution.plan import Plan
from dagscope.execution.scopes import branch_of
from dagscope.node import NodeType
from dagscope.preview import summary_of
from dagscope.preview.budget import cut, reason_of
from dagscope.records import BranchRow, State
from dagscope.session.checks import checks_of, failure_of
from dagscope.session.reporter import Reporter

_TEXT_LIMIT = 160


class BranchReports:
    """The branches of one run."""

    def __init__(self, reporter: Reporter, run: str, plan: Plan, tells_all: bool = False) -> None:
        """`tells_all`: nodes that are in no block too, since they run on several threads."""
        self._tells_all = tells_all
        self._reporter = reporter
        self._run = run
        self.expanders = tuple(s.node.name for s in plan.steps if s.node.node_role is NodeType.EXPAND)
        self._branched = inside_blocks(plan)
        self._checks = checks_of(plan)
        self._start, self._wall = time.perf_counter(), time.time()
        self._begun: dict[tuple[str, str], float] = {}
        self._items: dict[str, str] = {}
        self._lanes: dict[int, str] = {}
        self.ended: Counter[str] = Counter()
        """In how many branches a node has ended well."""
        self.memory: dict[str, int] = {}
        """By how much a process grew in a node, in the branch in which it was most."""
        self.failures: dict[str, str] = {}
        """What did not pass of checks in branches."""

    def begin(self, node: str, task_id: str | None, given: Mapping[str, Any]) -> None:
        """Note that a node begins, in a branch or not, on this thread."""
        branch = self._branch(node, task_id)
        if not branch and not self._tells_all:
            return
        for name in self.expanders:
            if name in given:
                self._items[branch] = cut(summary_of(given[name]), _TEXT_LIMIT)
        self._begun[node, branch] = time.perf_counter() - self._start
        self._tell(node, branch, "running", 0.0, "")

    def end(self, node: str, task_id: str | None, value: Any, error: BaseException | None) -> None:
        """Note that a node has ended."""
        branch = self._branch(node, task_id)
        begun = self._begun.get((node, branch))
        if begun is None:
            return
        seconds = time.perf_counter() - self._start - begun
        text = summary_of(value) if error is None else reason_of(error)
        state: State = "ok" if error is None else "failed"
        if error is None and node in self._checks and (failure := failure_of(value)):
            state, text = "warning", failure
        self._count(node, branch, state, text)
        self._tell(node, branch, state, seconds, cut(text, _TEXT_LIMIT))

    def ended_earlier(self, node: str, task_id: str, value: Any) -> None:
        """Note that an earlier run's value is taken for a node of a branch."""
        branch = self._branch(node, task_id)
        if branch:
            self._begun[node, branch] = time.perf_counter() - self._start
            self._tell(node, branch, "cached", 0.0, cut(summary_of(value), _TEXT_LIMIT))

    def _count(self, node: str, branch: str, state: State, text: str) -> None:
        if branch and state != "failed":
            self.ended[node] += 1
        if branch and state == "warning":
            self.failures.setdefault(node, text)

    def ended_elsewhere(self, record: Mapping[str, Any]) -> None:
        """Note that a node has ended in another process, which reports where, when and how."""
        node, process, since, seconds = (record.get(key) for key in ("node", "process", "since", "seconds"))
        if not (isinstance(node, str) and isinstance(process, int) and isinstance(since, float)):
            return
        grown = record.get("memory")
        if isinstance(grown, int):
            self.memory[node] = max(grown, self.memory.get(node, 0))
        branch = self._branch(node, str(record.get("task", "")))
        item = str(record.get("item", ""))
        if branch and item:
            self._items[branch] = item
        worker = record.get("lane")
        lane = str(worker) if worker else self._lanes.setdefault(-process, f"process {len(self._lanes) + 1}")
        is_warning = node in self._checks and record.get("passes") is False
        state: State = "failed" if record.get("has_failed") else "warning" if is_warning else "ok"
        took = seconds if isinstance(seconds, float) else 0.0
        latest = time.perf_counter() - self._start - took  # another computer's clock may be another
        begun = max(0.0, min(since - self._wall, latest))
        text = str(record.get("summary", ""))
        self._count(node, branch, state, text)
        row = BranchRow(node, branch, state, took, begun, self._items.get(branch, ""), text, lane)
        self._reporter.branch(self._run, row)

    def _branch(self, node: str, task_id: str | None) -> str:
        """Return the number of a node's branch; empty for a node that is in no block."""
        return branch_of(task_id) if node in self._branched else ""

    def _tell(self, node: str, branch: str, state: State, seconds: float, summary: str) -> None:
        here = threading.get_ident()
        if here not in self._lanes:
            is_main = threading.current_thread() is threading.main_thread()
            self._lanes[here] = "main thread" if is_main else f"thread {len(self._lanes) + 1}"
        begun = self._begun[node, branch]
        row = BranchRow(node, branch, state, seconds, begun, self._items.get(branch, ""), summary, self._lanes[here])
        self._reporter.branch(self._run, row)


def numbers_of(branch: str) -> tuple[int, ...]:
    """Return a branch's number in a form that sorts."""
    return tuple(int(part) for part in branch.split(".") if part)


def branches_text(values: list[Any]) -> str:
    """Return the values of a node's branches in a line."""
    return f"{len(values):,} {'branch' if len(values) == 1 else 'branches'}, last {summary_of(values[-1])}"


def inside_blocks(plan: Plan) -> dict[str, None]:
    """Return the nodes that run once a branch: below an expanding node and above the one that collects."""
    expanding = {step.node.name for step in plan.steps if step.node.node_role is NodeType.EXPAND}
    inside: dict[str, None] = {}
    for step in plan.steps:
        is_below = any(name in inside or name in expanding for name in step.parameters)
        if is_below and step.node.node_role is not NodeType.COLLECT:
            inside[step.node.name] = None
    return inside
