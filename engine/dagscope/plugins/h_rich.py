"""A rich progress bar: nodes, or the branches of Parallelizable blocks. Must not be imported without rich."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from rich.progress import Progress, ProgressColumn

from dagscope.lifecycle.api import GraphExecutionHook, NodeExecutionHook, TaskExecutionHook, TaskGroupingHook

if TYPE_CHECKING:
    from dagscope.group_purpose import NodeGroupPurpose

# Hooks are declared without a return annotation: that is how they differ from methods.
# mypy: disable-error-code="no-untyped-def"


class RichProgressBar(TaskExecutionHook, TaskGroupingHook, GraphExecutionHook, NodeExecutionHook):
    """Shows how much of a run is done; with dynamic execution tasks are counted, and branches on a bar of their own.

    Args:
        run_desc: What stands in front of the run's bar.
        collect_desc: What stands in front of the bar of a block's branches.
        columns: The columns of `rich.progress.Progress`; its own by default.
        **kwargs: Arguments of `rich.progress.Progress`.
    """

    def __init__(
        self,
        run_desc: str = "",
        collect_desc: str = "",
        columns: list[str | ProgressColumn] | None = None,
        **kwargs: Any,
    ) -> None:
        self._arguments = (tuple(columns) if columns else Progress.get_default_columns(), kwargs)
        Progress(*self._arguments[0], **kwargs)  # unknown arguments are refused here, not by the first run
        self._descriptions = (run_desc or "Running:", collect_desc or "Collecting:")
        self._progress: Progress | None = None
        self._bars: dict[str, Any] = {}
        self._counts_tasks = False

    def _advance(self, bar: str) -> None:
        if self._progress is not None and bar in self._bars:
            self._progress.advance(self._bars[bar])

    def run_before_graph_execution(self, *, execution_path: Collection[str], **kwargs: Any):
        columns, options = self._arguments
        self._counts_tasks = False
        self._progress = Progress(*columns, **options)
        overridden = kwargs.get("overrides") or {}
        total = len([name for name in execution_path if name not in overridden])
        self._bars = {"run": self._progress.add_task(self._descriptions[0], total=total)}
        self._progress.start()

    def run_after_graph_execution(self, **kwargs: Any):
        if self._progress is not None:
            self._progress.stop()
        self._progress = None
        self._bars = {}

    def run_after_task_grouping(self, *, task_ids: list[str], **kwargs: Any):
        self._counts_tasks = True
        if self._progress is not None:
            self._progress.update(self._bars["run"], total=len(task_ids))

    def run_after_task_expansion(self, *, parameters: dict[str, Any], **kwargs: Any):
        if self._progress is None:
            return
        if "branches" in self._bars:
            known = self._progress.tasks[self._progress.task_ids.index(self._bars["branches"])].total or 0
            self._progress.update(self._bars["branches"], total=known + len(parameters))
        else:
            bar = self._progress.add_task(self._descriptions[1], total=len(parameters))
            self._bars["branches"] = bar

    def run_before_task_execution(self, *, purpose: NodeGroupPurpose, **kwargs: Any):
        if purpose.is_gatherer():
            self._advance("run")  # the block's branches are one step of the run

    def run_after_task_execution(self, *, purpose: NodeGroupPurpose, **kwargs: Any):
        is_branch = kwargs.get("spawning_task_id") is not None
        self._advance("branches" if is_branch else "run")

    def run_before_node_execution(self, **kwargs: Any):
        """Show nothing before a node."""

    def run_after_node_execution(self, **kwargs: Any):
        if not self._counts_tasks:
            self._advance("run")

    def __getstate__(self) -> dict[str, Any]:
        # A bar does not travel to other processes: there is nothing to show there.
        return {**self.__dict__, "_progress": None, "_bars": {}}


__all__ = ["RichProgressBar"]
