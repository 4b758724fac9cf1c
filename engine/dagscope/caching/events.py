"""What happens in a cache during runs, one event each, and how it is shown. Decides nothing."""

from __future__ import annotations

import dataclasses
import enum
import time
from collections.abc import Iterable, Iterator
from typing import Any, Literal


class CachingEventType(enum.Enum):
    """The kinds of events."""

    GET_DATA_VERSION = "get_data_version"
    SET_DATA_VERSION = "set_data_version"
    GET_CACHE_KEY = "get_cache_key"
    SET_CACHE_KEY = "set_cache_key"
    GET_RESULT = "get_result"
    SET_RESULT = "set_result"
    MISSING_RESULT = "missing_result"
    FAILED_RETRIEVAL = "failed_retrieval"
    EXECUTE_NODE = "execute_node"
    FAILED_EXECUTION = "failed_execution"
    RESOLVE_BEHAVIOR = "resolve_behavior"
    UNHASHABLE_DATA_VERSION = "unhashable_data_version"
    IS_OVERRIDE = "is_override"
    IS_INPUT = "is_input"
    IS_FINAL_VAR = "is_final_var"
    IS_DEFAULT_PARAMETER_VALUE = "is_default_parameter_value"


Actor = Literal["adapter", "metadata_store", "result_store"]

# What a reader wants to know without asking for details: where each value came from.
INFO_EVENTS = frozenset({CachingEventType.GET_RESULT, CachingEventType.EXECUTE_NODE})


# What is written down of an event: node, task, actor, kind, message, value, time.
LogLine = tuple[str, str | None, Actor, CachingEventType, str | None, Any, float]
# What is written down of a foreseen hit, which stands for several events: node, key, data version, time, and whether
# there is a version of each thing that the node reads.
Hit = tuple[str, str, str, float, dict[str, bool]]


@dataclasses.dataclass(frozen=True, slots=True)
class Resolved:
    """Stands for one event a node: its behaviour.

    Attributes:
        behaviors: the behaviours by node.
        timestamp: when they were found out.
    """

    behaviors: dict[str, Any]
    timestamp: float


def lines_of(written: LogLine | Hit | Resolved) -> list[LogLine]:
    """Return the events that one entry of a log stands for. Most are never looked at, so they are not made before.

    Args:
        written: the entry.
    """
    kind = CachingEventType
    if isinstance(written, Resolved):
        now = written.timestamp
        return [
            (name, None, "adapter", kind.RESOLVE_BEHAVIOR, None, behavior, now)
            for name, behavior in written.behaviors.items()
        ]
    if len(written) == 5:
        name, key, version, now, reads = written
        return [
            *(
                (each, None, "adapter", kind.GET_DATA_VERSION, "hit" if known else "miss", None, now)
                for each, known in reads.items()
            ),
            (name, None, "adapter", kind.SET_CACHE_KEY, None, key, now),
            (name, None, "adapter", kind.GET_CACHE_KEY, "hit", key, now),
            (name, None, "adapter", kind.GET_DATA_VERSION, "miss", None, now),
            (name, None, "metadata_store", kind.GET_DATA_VERSION, "hit", version, now),
            (name, None, "result_store", kind.GET_RESULT, "hit", version, now),
            (name, None, "adapter", kind.SET_DATA_VERSION, None, version, now),
            (name, None, "adapter", kind.GET_CACHE_KEY, "hit", key, now),
            (name, None, "adapter", kind.GET_DATA_VERSION, "hit", version, now),
        ]
    return [written]


@dataclasses.dataclass(frozen=True)
class CachingEvent:
    """One thing that happened.

    Attributes:
        run_id: the run.
        actor: who did it: `adapter`, `metadata_store` or `result_store`.
        event_type: what it was.
        node_name: the node.
        task_id: the task, if the run had tasks.
        msg: a word or a sentence about it.
        value: what was read or written.
        timestamp: when.
    """

    run_id: str
    actor: Actor
    event_type: CachingEventType
    node_name: str
    task_id: str | None = None
    msg: str | None = None
    value: Any | None = None
    timestamp: float = dataclasses.field(default_factory=time.time)

    def __str__(self) -> str:
        parts = [self.node_name, self.task_id, self.actor, self.event_type.value, self.msg]
        return "::".join(part for part in parts if part)

    def as_dict(self) -> dict[str, Any]:
        """Return the event as a dict that JSON can hold."""
        value = self.value
        return {
            "run_id": self.run_id,
            "timestamp": self.timestamp,
            "node_name": self.node_name,
            "task_id": self.task_id,
            "actor": self.actor,
            "event_type": self.event_type.value,
            "msg": self.msg,
            "value": None if value is None else str(value),
        }


def events_of(run_id: str, log: Iterable[LogLine | Hit | Resolved], level: str) -> Iterator[CachingEvent]:
    """Yield the events of a log.

    Args:
        run_id: the run.
        log: its entries.
        level: `info` for those that say where values came from; anything else for all.
    """
    for written in log:
        for node_name, task_id, actor, event_type, msg, value, timestamp in lines_of(written):
            if level != "info" or event_type in INFO_EVENTS:
                yield CachingEvent(run_id, actor, event_type, node_name, task_id, msg, value, timestamp)
