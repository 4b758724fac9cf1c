"""What nodes report from Dask's workers, as events of the cluster's own. It must not run or submit anything."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import partial
from typing import Any

from dagscope.execution import traced
from dagscope.execution.trace_channels import Record, Way


@dataclass(frozen=True)
class EventsOfWorker:
    """The way home from a worker: its events arrive before the end of the task does that sent them."""

    topic: str

    def open(self) -> Way:
        """Return the way home from this thread."""
        distributed: Any = importlib.import_module("distributed")
        worker = distributed.get_worker()
        return Way(partial(worker.log_event, self.topic), f"worker {worker.name}", keeps_log=True)


def take(event: tuple[float, Record]) -> None:
    """Take an event that has arrived."""
    traced.arrived(event[1])
