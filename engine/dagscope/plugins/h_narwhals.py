"""Nodes written against narwhals: frames go in wrapped, results come out native.
Must not be imported without narwhals.
"""

from __future__ import annotations

from typing import Any

import narwhals as nw

from dagscope.lifecycle.api import LegacyResultMixin, NodeExecutionMethod, ResultBuilder


class NarwhalsAdapter(NodeExecutionMethod):
    """Wraps frames and series that nodes read; a node tagged `nw_kwargs` gets the tagged arguments of `narwhalify`."""

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
        options = {}
        if "nw_kwargs" in node_tags:
            names = node_tags["nw_kwargs"]
            options = dict.fromkeys([names] if isinstance(names, str) else names, True)
        return nw.narwhalify(node_callable, **options)(**node_kwargs)


class NarwhalsDataFrameResultBuilder(ResultBuilder):
    """Gives native frames to another result builder.

    Args:
        result_builder: Makes the result.
    """

    def __init__(self, result_builder: ResultBuilder | LegacyResultMixin) -> None:
        self.result_builder = result_builder

    def build_result(self, **outputs: Any) -> Any:
        """Unwrap the values and make the result."""
        native = {name: nw.to_native(value, pass_through=True) for name, value in outputs.items()}
        return self.result_builder.build_result(**native)

    def output_type(self) -> type:
        return self.result_builder.output_type()


__all__ = ["NarwhalsAdapter", "NarwhalsDataFrameResultBuilder"]
