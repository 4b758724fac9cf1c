"""What nodes report, brought home with the result of the call: for clusters that have no messages of their own, and for
processes whose output nobody reads. It must not know any cluster.
"""

from __future__ import annotations

import os
import platform
import threading
from collections.abc import Callable
from typing import Any

from dagscope.execution import traced
from dagscope.execution.calls import PackedCall, run_packed, run_packing_there
from dagscope.execution.error_shipping import CarriedError
from dagscope.execution.shipping import Parcel
from dagscope.execution.task_shipping import ShippedTask, run_shipped
from dagscope.execution.trace_channels import Record, Way
from dagscope.system import hearing

_here = threading.local()


class WithResult:
    """The way home of what is returned with a call's result."""

    def open(self) -> Way:
        """Return the way home from this thread."""
        return Way(_here.records.append, f"worker {os.getpid()} on {platform.node()}")


class EndsWithResult:
    """The way home from a process of this computer that writes where this one does: how nodes ended there, no texts."""

    def open(self) -> Way:
        """Return the way home from this thread."""
        return Way(_here.records.append, "", takes_texts=False)


def run_packed_reporting(call: PackedCall) -> tuple[bytes, list[Record]]:
    """Make a packed call as `run_packed`; gives its value, and what it reported."""
    return _reporting(lambda: run_packed(call))


def run_packing_reporting(function: Parcel, /, **kwargs: Any) -> tuple[Any, list[Record]]:
    """Call a packed function as `run_packing_there`; gives its value, and what it reported."""
    return _reporting(lambda: run_packing_there(function, **kwargs))


def run_shipped_reporting(shipped: ShippedTask) -> tuple[bytes, list[Record]]:
    """Run a packed task as `run_shipped`; gives its values, and what its nodes reported."""
    return _reporting(lambda: run_shipped(shipped))


def _reporting(call: Callable[[], Any]) -> tuple[Any, list[Record]]:
    records: list[Record] = []
    _here.records = records
    try:
        return call(), records
    except CarriedError as error:
        error.records = tuple(records)
        raise
    finally:
        del _here.records


class ReportingFuture:
    """A future of a value and what was reported on the way to it, which is heard before the value is given."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.cancelled = inner.cancelled
        self.cancel = inner.cancel

    def add_done_callback(self, callback: Callable[[Any], None]) -> None:
        """Have `callback` called with this future when there is a value, or an error."""
        self._inner.add_done_callback(lambda _: callback(self))

    def exception(self) -> BaseException | None:
        """Return the error, once what was reported before it is heard."""
        error: BaseException | None = self._inner.exception()
        take_of(error)
        return error

    def result(self) -> Any:
        """Return the value alone."""
        value, records = hearing.result_of(self._inner)
        take(records)
        return value


def take_of(error: BaseException | None) -> BaseException | None:
    """Return what Ray wrapped, or the error itself; what was reported before it is heard."""
    cause = getattr(error, "cause", None)  # Ray wraps what a function raised, in a class made of both
    found = cause if isinstance(cause, BaseException) else error
    if isinstance(found, CarriedError):
        take(found.records)
    return found


def take(records: Any) -> None:
    """Take what came home with a result, or with an error."""
    for record in records:
        traced.arrived(record)
