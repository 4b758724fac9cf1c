"""Result builders and graph adapters. Must not import pandas or numpy before a result is built.

The frame builders live in `dagscope.frame_results`; this module is the public address of all of them.
"""

from __future__ import annotations

import logging
from abc import ABC
from typing import TYPE_CHECKING, Any

from dagscope.frame_results import (
    NumpyMatrixResult,
    PandasDataFrameResult,
    StrictIndexTypePandasDataFrameResult,
)
from dagscope.lifecycle.api import GraphAdapter
from dagscope.result_mixin import DictResult, ResultMixin

if TYPE_CHECKING:
    from dagscope.node import Node

logger = logging.getLogger(__name__)


class HamiltonGraphAdapter(GraphAdapter, ABC):
    """The older name of `lifecycle.api.GraphAdapter`."""


class SimplePythonDataFrameGraphAdapter(HamiltonGraphAdapter, PandasDataFrameResult):
    """Runs nodes here, one after the other, and makes a pandas DataFrame."""

    @staticmethod
    def check_input_type(node_type: type, input_value: Any) -> bool:
        from dagscope import htypes

        return htypes.check_input_type(node_type, input_value)

    @staticmethod
    def check_node_type_equivalence(node_type: type, input_type: type) -> bool:
        return node_type == input_type

    def execute_node(self, node: Node, kwargs: dict[str, Any]) -> Any:
        assert node.callable is not None, f"{node.name} is an input: it has no function to run"
        return node.callable(**kwargs)


class SimplePythonGraphAdapter(SimplePythonDataFrameGraphAdapter):
    """Runs nodes here, one after the other, and gives what a result builder makes.

    Args:
        result_builder: Makes the result; a dictionary by default.

    Examples:
        >>> from dagscope import ad_hoc_utils, base, driver
        >>> def double(number: int) -> int:
        ...     return 2 * number
        >>> adapter = base.SimplePythonGraphAdapter(base.DictResult())
        >>> dr = driver.Driver({"number": 4}, ad_hoc_utils.create_temporary_module(double), adapter=adapter)
        >>> dr.execute(["double"])
        {'double': 8}
    """

    def __init__(self, result_builder: ResultMixin | None = None) -> None:
        self.result_builder: Any = DictResult() if result_builder is None else result_builder

    def build_result(self, **outputs: Any) -> Any:  # type: ignore[override]
        """Make the result with the given builder."""
        return self.result_builder.build_result(**outputs)

    def output_type(self) -> type:
        return self.result_builder.output_type()  # type: ignore[no-any-return]


class DefaultAdapter(SimplePythonGraphAdapter):
    """Runs nodes here, one after the other, and gives a dictionary."""


__all__ = [
    "DefaultAdapter",
    "DictResult",
    "HamiltonGraphAdapter",
    "NumpyMatrixResult",
    "PandasDataFrameResult",
    "ResultMixin",
    "SimplePythonDataFrameGraphAdapter",
    "SimplePythonGraphAdapter",
    "StrictIndexTypePandasDataFrameResult",
]
