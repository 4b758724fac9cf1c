"""The public address of drivers: `Builder`, `Driver`, `Variable` and the executors' names.
It defines nothing itself.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

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

# Modules that projects reach through this one (`driver.base.DictResult`), found when asked for.
_MODULES = {
    "base": "dagscope.base",
    "executors": "dagscope.execution.executors",
    "graph": "dagscope.graph",
    "graph_functions": "dagscope.execution.graph_functions",
    "graph_types": "dagscope.graph_types",
    "grouping": "dagscope.execution.grouping",
    "htypes": "dagscope.htypes",
    "lifecycle_base": "dagscope.lifecycle.base",
    "materialization": "dagscope.io.materialization",
    "node": "dagscope.node",
}


def __getattr__(name: str) -> ModuleType:
    if name in _MODULES:
        return import_module(_MODULES[name])
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


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
