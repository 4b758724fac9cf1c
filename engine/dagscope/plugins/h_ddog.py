"""Spans of graphs, tasks and nodes for Datadog.
It sends nothing itself: `ddtrace` does, where the project has set it up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dagscope.lifecycle import base
from dagscope.lifecycle.api import GraphExecutionHook, NodeExecutionHook, TaskExecutionHook
from dagscope.plugins.missing_library import missing_library

if TYPE_CHECKING:
    from types import ModuleType

    from dagscope.graph import FunctionGraph
    from dagscope.node import Node

# Hooks are declared without a return annotation: that is how they differ from methods.
# mypy: disable-error-code="no-untyped-def"


def _library() -> Any:
    """Return the part of ddtrace that makes spans; it moved in version 3."""
    try:
        from ddtrace import trace
    except ImportError:
        try:
            import ddtrace
        except ImportError:
            raise missing_library("h_ddog", "ddtrace") from None
        return ddtrace
    return trace


def _place_of(span: Any) -> dict[str, int]:
    """Return the ids of a span that another process needs to add its own below."""
    found = getattr(span, "context", span)
    return {"trace_id": found.trace_id, "span_id": found.span_id}


class _Spans:
    """The open spans of each run."""

    def __init__(self, root_name: str, include_causal_links: bool = False, service: str | None = None) -> None:
        self.root_name, self.include_causal_links, self.service = root_name, include_causal_links, service
        self._library = _library()
        self.runs: dict[str, Any] = {}
        self.tasks: dict[str, dict[str | None, Any]] = {}
        self.nodes: dict[str, dict[tuple[str | None, str], Any]] = {}

    def __getstate__(self) -> dict[str, Any]:
        # A span must be ended where it began; a process that gets a copy hangs its own spans below it.
        return {
            "arguments": (self.root_name, self.include_causal_links, self.service),
            "runs": {run: _place_of(span) for run, span in self.runs.items()},
            "tasks": {run: {key: _place_of(span) for key, span in of.items()} for run, of in self.tasks.items()},
        }

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(*state["arguments"])  # type: ignore[misc]  # the library's own objects cannot be pickled
        context = self._library.Context if hasattr(self._library, "Context") else self._library.context.Context
        self.runs = {run: context(**span) for run, span in state["runs"].items()}
        self.tasks = {run: {key: context(**span) for key, span in of.items()} for run, of in state["tasks"].items()}
        self.nodes = {run: {} for run in self.runs}

    def _start(self, name: str, parent: Any) -> Any:
        return self._library.tracer.start_span(name=name, child_of=parent, activate=True, service=self.service)

    def begin_run(self, run_id: str) -> None:
        """Open the run's span, below the one that is active."""
        self.runs[run_id] = self._start(self.root_name, self._library.tracer.current_trace_context())
        self.tasks[run_id], self.nodes[run_id] = {}, {}

    def begin_task(self, run_id: str, task_id: str) -> None:
        """Open a task's span below its run's."""
        self.tasks[run_id][task_id] = self._start(task_id, self.runs[run_id])

    def begin_node(
        self, run_id: str, node_name: str, node_kwargs: dict[str, Any], node_tags: dict[str, Any], task_id: str | None
    ) -> None:
        """Open a node's span below its task's, or its run's."""
        parent = self.tasks[run_id].get(task_id) or self.runs[run_id]
        span = self._start(node_name if task_id is None else f"{task_id}:{node_name}", parent)
        if self.include_causal_links:
            self._link(span, run_id, node_name, node_kwargs, task_id)
        tags = {**node_tags, "hamilton.node_name": node_name}
        span.set_tags({f"hamilton.{key}": str(value) for key, value in tags.items()})
        self.nodes[run_id][task_id, node_name] = span

    def _link(self, span: Any, run_id: str, node_name: str, node_kwargs: dict[str, Any], task_id: str | None) -> None:
        for name in node_kwargs:
            before = self.nodes[run_id].get((task_id, name))
            if before is not None:
                span.link_span(context=before.context, attributes={"link.name": f"{name}_to_{node_name}"})

    def end_node(self, run_id: str, node_name: str, error: Exception | None, task_id: str | None) -> None:
        """Close a node's span, with its error if it failed; the span stays known for links."""
        _end(self.nodes[run_id][task_id, node_name], error)

    def end_task(self, run_id: str, task_id: str, error: Exception | None) -> None:
        """Close a task's span."""
        _end(self.tasks[run_id][task_id], error)

    def end_run(self, run_id: str, error: Exception | None) -> None:
        """Close the run's span and forget its spans."""
        _end(self.runs.pop(run_id), error)
        del self.tasks[run_id], self.nodes[run_id]


def _end(span: Any, error: Exception | None) -> None:
    if hasattr(span, "__exit__"):  # else it is another process's
        span.__exit__(type(error) if error else None, error, error.__traceback__ if error else None)


class DDOGTracer(NodeExecutionHook, GraphExecutionHook, TaskExecutionHook):
    """Makes a span of each run, task and node.

    Args:
        root_name: The name of a run's span.
        include_causal_links: Whether a node's span is linked with those of the nodes it reads.
        service: The service's name; by default what ddtrace is set up with.
    """

    def __init__(self, root_name: str, include_causal_links: bool = False, service: str | None = None) -> None:
        self._impl = _Spans(root_name, include_causal_links, service)

    def run_before_graph_execution(self, *, run_id: str, **future_kwargs: Any):
        """Open the run's span."""
        self._impl.begin_run(run_id)

    def run_before_node_execution(
        self,
        *,
        node_name: str,
        node_kwargs: dict[str, Any],
        node_tags: dict[str, Any],
        task_id: str | None,
        run_id: str,
        **future_kwargs: Any,
    ):
        """Open a node's span."""
        self._impl.begin_node(run_id, node_name, node_kwargs, node_tags, task_id)

    def run_after_node_execution(
        self, *, node_name: str, error: Exception | None, task_id: str | None, run_id: str, **future_kwargs: Any
    ):
        """Close a node's span."""
        self._impl.end_node(run_id, node_name, error, task_id)

    def run_after_graph_execution(self, *, error: Exception | None, run_id: str, **future_kwargs: Any):
        """Close the run's span."""
        self._impl.end_run(run_id, error)

    def run_before_task_execution(self, *, task_id: str, run_id: str, **future_kwargs: Any):
        """Open a task's span."""
        self._impl.begin_task(run_id, task_id)

    def run_after_task_execution(self, *, task_id: str, run_id: str, error: Exception, **future_kwargs: Any):
        """Close a task's span."""
        self._impl.end_task(run_id, task_id, error)


class AsyncDDOGTracer(
    base.BasePostGraphConstructAsync,
    base.BasePreGraphExecuteAsync,
    base.BasePreNodeExecuteAsync,
    base.BasePostNodeExecuteAsync,
    base.BasePostGraphExecuteAsync,
):
    """Traces runs of the asynchronous driver, which has no tasks.

    Args:
        root_name: The name of a run's span.
        include_causal_links: Whether a node's span is linked with those of the nodes it reads.
        service: The service's name; by default what ddtrace is set up with.
    """

    def __init__(self, root_name: str, include_causal_links: bool = False, service: str | None = None) -> None:
        self._impl = _Spans(root_name, include_causal_links, service)

    async def post_graph_construct(
        self, graph: FunctionGraph, modules: list[ModuleType], config: dict[str, Any]
    ) -> None:
        """Do nothing for a new graph."""

    async def pre_graph_execute(
        self,
        run_id: str,
        graph: FunctionGraph,
        final_vars: list[str],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
    ) -> None:
        """Open the run's span."""
        self._impl.begin_run(run_id)

    async def pre_node_execute(
        self, run_id: str, node_: Node, kwargs: dict[str, Any], task_id: str | None = None
    ) -> None:
        """Open a node's span."""
        self._impl.begin_node(run_id, node_.name, kwargs, node_.tags, task_id)

    async def post_node_execute(
        self,
        run_id: str,
        node_: Node,
        success: bool,
        error: Exception | None,
        result: Any,
        task_id: str | None = None,
        **future_kwargs: Any,
    ) -> None:
        """Close a node's span."""
        self._impl.end_node(run_id, node_.name, error, task_id)

    async def post_graph_execute(
        self,
        run_id: str,
        graph: FunctionGraph,
        success: bool,
        error: Exception | None,
        results: dict[str, Any] | None,
    ) -> None:
        """Close the run's span."""
        self._impl.end_run(run_id, error)
