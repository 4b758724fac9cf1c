"""Calls on their way to a Dask cluster: handles, and batches of calls that are sent as one graph.

The scheduler does the work of a graph for each `submit`, so ten thousand of them cost more than their tasks. It must
not decide what is called.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from dagscope.execution.calls import CallThere
from dagscope.execution.error_shipping import CarriedError, arrived

_AT_ONCE = 500
"""Calls in one graph: few enough for workers to begin while the rest is packed."""


class DaskHandle:
    """A call: a Dask future as soon as it has been sent.

    Args:
        key: what the task is called on the cluster.
    """

    def __init__(self, key: str) -> None:
        self.key = key
        self._future: Any = None
        self._callbacks: list[Callable[[Any], None]] = []

    def __repr__(self) -> str:
        return f"<{self.key} on the cluster>"

    @property
    def is_sent(self) -> bool:
        """Whether the cluster has the call."""
        return self._future is not None

    @property
    def future(self) -> Any:
        """The future.

        Raises:
            RuntimeError: The call has not been sent.
        """
        if self._future is None:
            raise RuntimeError(f"{self.key} has not been sent to the cluster.")
        return self._future

    def send(self, future: Any) -> None:
        """Take the future."""
        self._future = future
        for callback in self._callbacks:
            self.add_done_callback(callback)
        self._callbacks.clear()

    def add_done_callback(self, callback: Callable[[Any], None]) -> None:
        if self._future is None:
            self._callbacks.append(callback)
        else:
            self._future.add_done_callback(lambda _: callback(self))

    def cancelled(self) -> bool:
        return bool(self.future.cancelled())

    def exception(self) -> Any:
        if self.future.status == "finished":
            return None  # asking for the error would wait for the thread of Dask's event loop, for each task
        error = self.future.exception()
        return error if error is None else arrived(error)

    def result(self) -> Any:
        try:
            return self.future.result()
        except CarriedError as error:
            raise arrived(error) from None

    def cancel(self) -> None:
        if self.is_sent:
            self.future.cancel()


class Batch:
    """Calls that are gathered and sent as one graph.

    Args:
        client: The cluster's client.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self._graph: dict[str, Any] = {}
        self._handles: list[DaskHandle] = []

    def add(self, handle: DaskHandle, parcel: Any, values: dict[str, Any]) -> None:
        """Add a call of the parcel's function; values that are handles are read from the cluster."""
        self._graph[handle.key] = (CallThere(parcel, tuple(values)), *map(self._read, values.values()))
        self._handles.append(handle)
        if len(self._handles) >= _AT_ONCE:
            self.send()

    @staticmethod
    def _read(value: Any) -> Any:
        if not isinstance(value, DaskHandle):
            return value
        return value.future if value.is_sent else value.key

    def send(self) -> None:
        """Send what has been added."""
        if not self._handles:
            return
        handles, graph = self._handles, self._graph
        self._handles, self._graph = [], {}
        futures = self._client.get(graph, [handle.key for handle in handles], sync=False)
        for handle, future in zip(handles, futures, strict=True):
            handle.send(future)


class Batches(threading.local):
    """The batch that a thread gathers now; runs on several threads may share an executor."""

    now: Batch | None = None

    def __reduce__(self) -> tuple[type[Batches], tuple[()]]:
        return Batches, ()  # drivers with their executors are pickled
