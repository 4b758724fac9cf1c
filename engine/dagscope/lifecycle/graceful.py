"""GracefulErrorAdapter: a failed node becomes a sentinel that flows on. Must not hide errors it was not asked to
catch.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dagscope.lifecycle.api import NodeExecutionMethod

SENTINEL_DEFAULT = None
INJECTION_ALLOWED = "injection is requested"
_INJECTION_TAG = "hamilton.error_sentinel"


def accept_error_sentinels(func: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a function as one that wants sentinels as inputs, instead of being skipped for them."""
    from dagscope.function_modifiers import metadata

    marker = metadata.tag(bypass_reserved_namespaces_=True, **{_INJECTION_TAG: INJECTION_ALLOWED})
    marked: Callable[..., Any] = marker(func)
    return marked


class GracefulErrorAdapter(NodeExecutionMethod):
    """Gives a sentinel for nodes that fail, and for nodes that depend on them.

    Args:
        error_to_catch: The exception class that is caught; others end the run.
        sentinel_value: What stands for a failed node's value.
        try_all_parallel: Whether an expanding node that fails half-way still gives the items before the failure.
        allow_injection: Whether `@accept_error_sentinels` counts.
    """

    def __init__(
        self,
        error_to_catch: type[Exception],
        sentinel_value: Any = SENTINEL_DEFAULT,
        try_all_parallel: bool = True,
        allow_injection: bool = True,
    ) -> None:
        self.error_to_catch = error_to_catch
        self.sentinel_value = sentinel_value
        self.try_all_parallel = try_all_parallel
        self.allow_injection = allow_injection

    def run_to_execute_node(
        self,
        *,
        node_callable: Any,
        node_kwargs: dict[str, Any],
        is_expand: bool,
        is_collect: bool,
        **future_kwargs: Any,
    ) -> Any:
        wants_sentinels = is_collect or (self.allow_injection and _INJECTION_TAG in future_kwargs.get("node_tags", {}))
        failed = [self.sentinel_value] if is_expand else self.sentinel_value
        if not wants_sentinels and any(self._is_sentinel(value) for value in node_kwargs.values()):
            return failed
        if is_expand:
            return self._expand(node_callable, node_kwargs)
        try:
            return node_callable(**node_kwargs)
        except self.error_to_catch:
            return failed

    def _expand(self, node_callable: Any, node_kwargs: dict[str, Any]) -> list[Any]:
        # The engine reads all items inside the node; here they are read one by one, to keep those before a failure.
        make_items = getattr(node_callable, "keywords", {}).get("_callable", node_callable)
        items: list[Any] = []
        try:
            for item in make_items(**node_kwargs):
                items.append(item)
        except self.error_to_catch:
            if not self.try_all_parallel:
                return [self.sentinel_value]
            items.append(self.sentinel_value)
        return items

    def _is_sentinel(self, value: Any) -> bool:
        if value is self.sentinel_value:
            return True
        if type(value) is not type(self.sentinel_value):
            return False
        # Equality counts too (a sentinel may have crossed a process border), but only when it is a plain bool:
        # arrays and frames answer with one value a cell.
        return (value == self.sentinel_value) is True
