"""PDBDebugger: stops in pdb before, inside or after chosen nodes. Must not change what nodes compute."""

from __future__ import annotations

import logging
from typing import Any

from dagscope.lifecycle.api import NodeExecutionHook, NodeExecutionMethod
from dagscope.lifecycle.node_filter import NodeFilter, should_run_node

# Hooks are declared without a return annotation: that is how they differ from methods.
# mypy: disable-error-code="no-untyped-def"

logger = logging.getLogger(__name__)


class PDBDebugger(NodeExecutionHook, NodeExecutionMethod):
    """Opens pdb around chosen nodes.

    Args:
        node_filter: Which nodes: all (None), a name, a list of names or `f(name, tags) -> bool`.
        before: Stop before the node's function, with its inputs at hand.
        during: Step into the node's function.
        after: Stop after the node's function, with its result at hand.
    """

    CONTEXT: dict[str, Any] = {}

    def __init__(
        self, node_filter: NodeFilter, before: bool = False, during: bool = False, after: bool = False
    ) -> None:
        self.node_filter = node_filter
        self.run_before = before
        self.run_during = during
        self.run_after = after

    @staticmethod
    def _truncate_repr(obj: Any, num_chars: int = 80) -> str:
        text = str(obj)
        return text if len(text) <= num_chars else text[:num_chars]

    @classmethod
    def _announce(cls, headline: str, facts: dict[str, Any]) -> None:
        lines = [f" - {name}: {cls._truncate_repr(value)}" for name, value in facts.items()]
        logger.warning("\n".join([headline, *lines]))

    def run_to_execute_node(
        self,
        *,
        node_name: str,
        node_tags: dict[str, Any],
        node_callable: Any,
        node_kwargs: dict[str, Any],
        task_id: str | None,
        **future_kwargs: Any,
    ) -> Any:
        if not self.run_during or not should_run_node(node_name, node_tags, self.node_filter):
            return node_callable(**node_kwargs)
        facts = {
            "node_name": node_name,
            "node_tags": node_tags,
            "node_callable": node_callable,
            "node_kwargs": ",".join(node_kwargs),
            "task_id": task_id,
            "future_kwargs": future_kwargs,
        }
        self._announce(f"Stopping in pdb inside node {node_name}; PDBDebugger.CONTEXT holds:", facts)
        PDBDebugger.CONTEXT = {**facts, "node_kwargs": node_kwargs}
        import pdb

        try:
            return pdb.runcall(node_callable, **node_kwargs)
        finally:
            PDBDebugger.CONTEXT = {}

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
        if self.run_before and should_run_node(node_name, node_tags, self.node_filter):
            self._announce(
                f"Stopping in pdb before node {node_name}; these variables are at hand:",
                {
                    "node_name": node_name,
                    "node_tags": node_tags,
                    "node_kwargs": ",".join(node_kwargs),
                    "node_return_type": node_return_type,
                    "task_id": task_id,
                },
            )
            import pdb

            pdb.set_trace()

    def run_after_node_execution(
        self,
        *,
        node_name: str,
        node_tags: dict[str, Any],
        node_kwargs: dict[str, Any],
        node_return_type: type,
        result: Any,
        error: Exception | None,
        success: bool,
        task_id: str | None,
        **future_kwargs: Any,
    ):
        if self.run_after and should_run_node(node_name, node_tags, self.node_filter):
            self._announce(
                f"Stopping in pdb after node {node_name}; these variables are at hand:",
                {
                    "node_name": node_name,
                    "node_tags": node_tags,
                    "node_kwargs": ",".join(node_kwargs),
                    "node_return_type": node_return_type,
                    "result": result,
                    "error": error,
                    "success": success,
                    "task_id": task_id,
                },
            )
            import pdb

            pdb.set_trace()
