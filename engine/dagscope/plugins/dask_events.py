"""What nodes report from Dask's workers, as events of the cluster's own. It must not run or submit anything."""

from __future__ import annotations

import contextlib
import importlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from dagscope.execution import traced
from dagscope.execution.trace_channels import Record, Way


@dataclass(frozen=True)
class EventsOfWorker:
    """The way home from a worker: its events arrive before the end of the task does that sent them.

    Args:
        topic: what the events are called.
        is_local: the worker was started for this run, and its log is what the user sees.
    """

    topic: str
    is_local: bool = False

    def open(self) -> Way:
        """Return the way home from this thread."""
        distributed: Any = importlib.import_module("distributed")
        worker = distributed.get_worker()
        if self.is_local:
            for name in ("distributed.worker", "distributed.worker.state_machine"):
                logging.getLogger(name).addFilter(_is_no_failure)
        return Way(partial(worker.log_event, self.topic), f"worker {worker.name}", keeps_log=not self.is_local)


def _is_no_failure(record: logging.LogRecord) -> bool:
    """Return whether a line of a worker's log is more than that a node failed or was cancelled, which the run
    reports.
    """
    text = record.getMessage()
    return not text.startswith("Compute Failed") and not text.endswith("ended with CancelledError")


@contextlib.contextmanager
def closing_quietly() -> Iterator[None]:
    """Let the scheduler here say nothing of values that are lost when the cluster is closed: nobody wants them."""
    log = logging.getLogger("distributed.scheduler")
    was_disabled, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = was_disabled


def take(event: tuple[float, Record]) -> None:
    """Take an event that has arrived."""
    traced.arrived(event[1])
