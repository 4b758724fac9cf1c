"""The stock adapters: printing, slowing down, type checking at run time.
Must not need more than the standard library.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from dagscope.lifecycle.api import EdgeConnectionHook, NodeExecutionHook
from dagscope.lifecycle.cache_adapter import CacheAdapter
from dagscope.lifecycle.debugger import PDBDebugger
from dagscope.lifecycle.graceful import (
    INJECTION_ALLOWED,
    SENTINEL_DEFAULT,
    GracefulErrorAdapter,
    accept_error_sentinels,
)
from dagscope.lifecycle.node_filter import NodeFilter, should_run_node

# Hooks are declared without a return annotation: that is how they differ from methods.
# mypy: disable-error-code="no-untyped-def"

logger = logging.getLogger(__name__)


class PrintLn(NodeExecutionHook):
    """Prints a line before and after each node.

    Args:
        verbosity: 1 names the node and its time, 2 adds inputs and result.
        print_fn: Where the lines go; `print` by default.
        node_filter: Which nodes: all (None), a name, a list of names or `f(name, tags) -> bool`.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.lifecycle.default import PrintLn
        >>> def double(number: int) -> int:
        ...     return 2 * number
        >>> module = ad_hoc_utils.create_temporary_module(double)
        >>> lines = []
        >>> dr = driver.Builder().with_modules(module).with_adapters(PrintLn(print_fn=lines.append)).build()
        >>> dr.execute(["double"], inputs={"number": 4})
        {'double': 8}
        >>> len(lines), "double" in lines[0]
        (2, True)
    """

    NODE_TIME_STATE = "node_time"

    def __init__(
        self, verbosity: int = 1, print_fn: Callable[[str], None] = print, node_filter: NodeFilter = None
    ) -> None:
        self._validate_verbosity(verbosity)
        self.verbosity = verbosity
        self.print_fn = print_fn
        self.node_filter = node_filter
        self.timer_dict: dict[str, float] = {}

    @staticmethod
    def _validate_verbosity(verbosity: int) -> None:
        if verbosity not in (1, 2):
            raise ValueError(f"Verbosity must be one of [1, 2], got {verbosity}")

    @staticmethod
    def _format_time_delta(delta: float) -> str:
        if delta < 0.001:
            return f"{delta * 1e6:.3g}μs"
        if delta < 1:
            return f"{delta * 1e3:.3g}ms"
        return f"{delta:.3g}s"

    @staticmethod
    def _format_node_name(node_name: str, task_id: str | None) -> str:
        return node_name if task_id is None else f"{task_id}:{node_name}"

    def run_before_node_execution(
        self,
        *,
        node_name: str,
        node_tags: dict[str, Any],
        node_kwargs: dict[str, Any],
        task_id: str | None,
        **future_kwargs: Any,
    ):
        if not should_run_node(node_name, node_tags, self.node_filter):
            return
        name = self._format_node_name(node_name, task_id)
        self.timer_dict[name] = time.perf_counter()
        message = f"Executing node: {name}."
        if self.verbosity == 2:
            import pprint

            message += f" Inputs: \n{pprint.pformat(node_kwargs)}"
        self.print_fn(message)

    def run_after_node_execution(
        self,
        *,
        node_name: str,
        node_tags: dict[str, Any],
        node_kwargs: dict[str, Any],
        result: Any,
        error: Exception | None,
        success: bool,
        task_id: str | None,
        **future_kwargs: Any,
    ):
        if not should_run_node(node_name, node_tags, self.node_filter):
            return
        name = self._format_node_name(node_name, task_id)
        taken = self._format_time_delta(time.perf_counter() - self.timer_dict.pop(name, time.perf_counter()))
        message = f"Finished debugging node: {name} in {taken}. Status: {'Success' if success else 'Failure'}."
        if self.verbosity == 2:
            import pprint

            if success:
                message += f" Result: \n{pprint.pformat(result)}\n"
            else:
                message += f" Error: \n{pprint.pformat(error)}"
        self.print_fn(message)


PrintLnHook = PrintLn


def wait_random(mean: float, stddev: float) -> None:
    """Sleep for a normally distributed number of seconds (never less than none)."""
    import random

    time.sleep(max(0.0, random.gauss(mean, stddev)))


class SlowDownYouMoveTooFast(NodeExecutionHook):
    """Sleeps before each node, so that a run can be watched.

    Args:
        sleep_time_mean: Seconds on average.
        sleep_time_std: Their standard deviation.
    """

    def __init__(self, sleep_time_mean: float, sleep_time_std: float) -> None:
        self.sleep_time_mean = sleep_time_mean
        self.sleep_time_std = sleep_time_std

    def run_before_node_execution(self, **future_kwargs: Any):
        wait_random(self.sleep_time_mean, self.sleep_time_std)

    def run_after_node_execution(self, **future_kwargs: Any):
        """Do nothing after a node."""


class FunctionInputOutputTypeChecker(NodeExecutionHook):
    """Compares the values a node gets and gives with its annotations.

    Args:
        check_input: Whether arguments are compared.
        check_output: Whether results are compared.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.lifecycle.default import FunctionInputOutputTypeChecker
        >>> def name() -> str:
        ...     return 7
        >>> module = ad_hoc_utils.create_temporary_module(name)
        >>> dr = driver.Builder().with_modules(module).with_adapters(FunctionInputOutputTypeChecker()).build()
        >>> dr.execute(["name"])
        Traceback (most recent call last):
            ...
        TypeError: ...
    """

    def __init__(self, check_input: bool = True, check_output: bool = True) -> None:
        self.check_input = check_input
        self.check_output = check_output

    def run_before_node_execution(
        self,
        node_name: str,
        node_tags: dict[str, Any],
        node_kwargs: dict[str, Any],
        node_return_type: type,
        task_id: str | None,
        run_id: str,
        node_input_types: dict[str, Any],
        **future_kwargs: Any,
    ):
        if not self.check_input:
            return
        from dagscope import htypes

        for input_name, input_value in node_kwargs.items():
            expected = node_input_types.get(input_name, Any)
            if not htypes.check_instance(input_value, expected):
                raise TypeError(
                    f"Node {node_name} received an input of type {type(input_value)} for {input_name}, "
                    f"expected {expected}"
                )

    def run_after_node_execution(
        self,
        node_name: str,
        node_tags: dict[str, Any],
        node_kwargs: dict[str, Any],
        node_return_type: type,
        result: Any,
        error: Exception | None,
        success: bool,
        task_id: str | None,
        run_id: str,
        **future_kwargs: Any,
    ):
        if not self.check_output or not success:
            return
        from dagscope import htypes

        if not htypes.check_instance(result, node_return_type):
            raise TypeError(f"Node {node_name} returned a result of type {type(result)}, expected {node_return_type}")


class NoEdgeAndInputTypeChecking(EdgeConnectionHook):
    """Switches type checks off: every edge and every input value is accepted."""

    def check_edge_types_match(self, type_from: type, type_to: type, **kwargs: Any) -> bool:
        return True

    def validate_input(self, node_type: type, input_value: Any, **kwargs: Any) -> bool:
        return True


__all__ = [
    "INJECTION_ALLOWED",
    "SENTINEL_DEFAULT",
    "CacheAdapter",
    "FunctionInputOutputTypeChecker",
    "GracefulErrorAdapter",
    "NoEdgeAndInputTypeChecking",
    "NodeFilter",
    "PDBDebugger",
    "PrintLn",
    "PrintLnHook",
    "SlowDownYouMoveTooFast",
    "accept_error_sentinels",
    "should_run_node",
    "wait_random",
]
