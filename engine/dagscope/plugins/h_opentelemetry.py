"""Spans of graphs, tasks and nodes for OpenTelemetry; nothing is sent unless the project configures an exporter."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from dagscope.lifecycle.api import GraphExecutionHook, NodeExecutionHook, TaskExecutionHook

try:
    from opentelemetry import context, trace
except ImportError as error:
    raise ImportError(
        "The h_opentelemetry plugin needs OpenTelemetry: `pip install opentelemetry-api opentelemetry-sdk`."
    ) from error

if TYPE_CHECKING:
    from dagscope.graph_types import HamiltonGraph, HamiltonNode

# Hooks are declared without a return annotation: that is how they differ from methods.
# mypy: disable-error-code="no-untyped-def"

logger = logging.getLogger(__name__)

token_stack: ContextVar[tuple[tuple[Any, Any], ...] | None] = ContextVar("token_stack", default=None)


def _enter_span(name: str, tracer: trace.Tracer) -> trace.Span:
    span = tracer.start_span(name=name, record_exception=True)
    token = context.attach(trace.set_span_in_context(span))
    token_stack.set((*(token_stack.get() or ()), (token, span)))
    return span


def _exit_span(exc: Exception | None = None) -> None:
    stack = token_stack.get()
    if not stack:
        return
    token, span = stack[-1]
    token_stack.set(stack[:-1])
    context.detach(token)
    if exc is not None:
        span.record_exception(exc)
        span.set_status(trace.Status(trace.StatusCode.ERROR, str(exc)))
    else:
        span.set_status(trace.Status(trace.StatusCode.OK))
    span.end()


class OpenTelemetryTracer(NodeExecutionHook, GraphExecutionHook, TaskExecutionHook):
    """Makes a span of each graph, task and node.

    Args:
        tracer_name: The name of the tracer to get.
        tracer: The tracer itself, in place of a name.
    """

    def __init__(self, tracer_name: str | None = None, tracer: trace.Tracer | None = None) -> None:
        if tracer_name is not None and tracer is not None:
            raise ValueError("Give either tracer_name or tracer, not both.")
        self.tracer = tracer if tracer is not None else trace.get_tracer(tracer_name or __name__)
        self.graph: HamiltonGraph | None = None

    def run_before_graph_execution(
        self,
        *,
        graph: HamiltonGraph,
        final_vars: list[str],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
        execution_path: Collection[str],
        run_id: str,
        **kwargs: Any,
    ):
        self.graph = graph
        span = _enter_span(run_id, self.tracer)
        span.set_attributes(
            {
                "graph": graph.version,
                "final_vars": list(final_vars),
                "inputs": list(inputs or {}),
                "overrides": list(overrides or {}),
                "execution_path": list(execution_path),
            }
        )

    def run_before_node_execution(
        self, *, node_name: str, node_tags: dict[str, Any], node_return_type: type, **kwargs: Any
    ):
        span = _enter_span(node_name, self.tracer)
        attributes: dict[str, Any] = {"type": str(node_return_type), "node_name": node_name}
        attributes.update({f"tag.{key}": json.dumps(value, default=str) for key, value in node_tags.items()})
        span.set_attributes(attributes)

    def run_before_task_execution(
        self,
        *,
        task_id: str,
        nodes: list[HamiltonNode],
        inputs: dict[str, Any],
        overrides: dict[str, Any],
        **kwargs: Any,
    ):
        span = _enter_span(task_id, self.tracer)
        span.set_attributes(
            {
                "task_id": task_id,
                "nodes": [node.name for node in nodes],
                "inputs": list(inputs or {}),
                "overrides": list(overrides or {}),
            }
        )

    def run_after_task_execution(self, *, error: Exception | None, **kwargs: Any):
        _exit_span(error)

    def run_after_node_execution(self, *, error: Exception | None, **kwargs: Any):
        _exit_span(error)

    def run_after_graph_execution(self, *, error: Exception | None, **kwargs: Any):
        _exit_span(error)


__all__ = ["OpenTelemetryTracer"]
