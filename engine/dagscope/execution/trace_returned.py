"""What nodes report, brought home with the result of the call: for clusters that have no messages of their own.
It must not know any cluster.
"""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Callable
from typing import Any

from dagscope.execution import traced
from dagscope.execution.calls import run_packing_there
from dagscope.execution.error_shipping import CarriedError
from dagscope.execution.shipping import Parcel
from dagscope.execution.task_shipping import ShippedTask, run_shipped
from dagscope.execution.trace_channels import Record, Way

_here = threading.local()


class WithResult:
    """The way home of what is returned with a call's result."""

    def open(self) -> Way:
        """Return the way home from this thread."""
        return Way(_here.records.append, f"worker {os.getpid()} on {platform.node()}")


def run_packing_telling(function: Parcel, /, **kwargs: Any) -> tuple[Any, list[Record]]:
    """Call a packed function as `run_packing_there`; gives its value, and what it reported."""
    return _telling(lambda: run_packing_there(function, **kwargs))


def run_shipped_telling(shipped: ShippedTask) -> tuple[bytes, list[Record]]:
    """Run a packed task as `run_shipped`; gives its values, and what its nodes reported."""
    return _telling(lambda: run_shipped(shipped))


def _telling(call: Callable[[], Any]) -> tuple[Any, list[Record]]:
    records: list[Record] = []
    _here.records = records
    try:
        return call(), records
    except CarriedError as error:
        error.records = tuple(records)
        raise
    finally:
        del _here.records


def take(records: Any) -> None:
    """Take what came home with a result, or with an error."""
    for record in records:
        traced.arrived(record)
