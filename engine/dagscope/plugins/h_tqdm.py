"""A tqdm progress bar, one step a node. Must not be imported without tqdm."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import tqdm

from dagscope.lifecycle.api import GraphExecutionHook, NodeExecutionHook

if TYPE_CHECKING:
    from dagscope.graph_types import HamiltonGraph

# Hooks are declared without a return annotation: that is how they differ from methods.
# mypy: disable-error-code="no-untyped-def"


class ProgressBar(GraphExecutionHook, NodeExecutionHook):
    """Shows how many of the run's nodes have run.

    Args:
        desc: What stands in front of the bar.
        max_node_name_width: How much of a node's name is shown at most; names are padded to the run's longest one.
        **kwargs: Arguments of `tqdm.tqdm`.
    """

    def __init__(self, desc: str = "Graph execution", max_node_name_width: int = 50, **kwargs: Any) -> None:
        self.desc = desc
        self.kwargs = kwargs
        self.node_name_target_width: int | None = None
        self.max_node_name_width = max_node_name_width
        self.progress_bar: Any = None

    def _get_node_name_display(self, node_name: str) -> str:
        width = self.max_node_name_width if self.node_name_target_width is None else self.node_name_target_width
        if len(node_name) > width:
            return node_name[: max(0, width - 3)] + "..."
        return node_name.ljust(width)

    def run_before_graph_execution(
        self,
        *,
        graph: HamiltonGraph,
        final_vars: list[str],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
        execution_path: Collection[str],
        **future_kwargs: Any,
    ):
        if self.node_name_target_width is None:
            longest = max(map(len, execution_path), default=0)
            self.node_name_target_width = min(longest, self.max_node_name_width)
        total = len([name for name in execution_path if name not in (overrides or {})])
        self.progress_bar = tqdm.tqdm(desc=self.desc, unit="funcs", total=total, **self.kwargs)

    def run_before_node_execution(
        self,
        *,
        node_name: str,
        node_tags: dict[str, Any],
        node_kwargs: dict[str, Any],
        node_return_type: type,
        task_id: str | None,
        **future_kwargs: Any,
    ):
        if self.progress_bar is None:
            return
        self.progress_bar.set_description_str(f"{self.desc} -> {self._get_node_name_display(node_name)}")

    def run_after_node_execution(self, **future_kwargs: Any):
        if self.progress_bar is not None:
            self.progress_bar.update(1)

    def run_after_graph_execution(self, **future_kwargs: Any):
        if self.progress_bar is None:
            return
        ended = "Execution Complete!".ljust(self.node_name_target_width or 0)
        self.progress_bar.set_description_str(f"{self.desc} -> {ended}")
        self.progress_bar.close()
        self.progress_bar = None

    def __getstate__(self) -> dict[str, Any]:
        # A bar does not travel to other processes: there is nothing to show there.
        return {**self.__dict__, "progress_bar": None}


__all__ = ["ProgressBar"]
