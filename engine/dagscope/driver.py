"""The public address of drivers: `Builder`, `Driver`, `Variable` and the executors' names. It defines nothing itself."""

from __future__ import annotations

from dagscope.builder import Builder
from dagscope.dataflow import Driver, logger
from dagscope.execution.graph_executors import (
    DefaultGraphExecutor,
    GraphExecutor,
    InvalidExecutorException,
    TaskBasedGraphExecutor,
)
from dagscope.graph_types import HamiltonNode

Variable = HamiltonNode

__all__ = [
    "Builder",
    "DefaultGraphExecutor",
    "Driver",
    "GraphExecutor",
    "HamiltonNode",
    "InvalidExecutorException",
    "TaskBasedGraphExecutor",
    "Variable",
    "logger",
]
