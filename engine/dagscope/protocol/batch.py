"""States of many nodes as one message: rows to columns and back. It must not gather or send them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dagscope.records import State, StateRow


@dataclass(frozen=True, slots=True)
class Batch:
    """States of many nodes in columns of one length: they are written and read as a whole, not a node at a time."""

    run: str
    nodes: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    took_us: tuple[int, ...] = ()
    begun_us: tuple[int, ...] = ()
    summaries: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    memory: tuple[int, ...] = ()
    """Empty where no node made the process grow, which is how most batches are."""

    def __post_init__(self) -> None:
        columns = (self.states, self.took_us, self.begun_us, self.summaries, self.types)
        if any(len(column) != len(self.nodes) for column in columns):
            raise ValueError("columns of one length expected")
        if self.memory and len(self.memory) != len(self.nodes):
            raise ValueError("columns of one length expected")

    @classmethod
    def of(cls, run: str, rows: Sequence[StateRow]) -> Batch:
        """Return the columns of some rows."""
        if not rows:
            return cls(run)
        nodes, states, seconds, begun, summaries, types, memory = zip(*rows)
        took_us = tuple([round(each * 1e6) for each in seconds])
        begun_us = tuple([round(each * 1e6) for each in begun])
        return cls(run, nodes, states, took_us, begun_us, summaries, types, memory if any(memory) else ())

    @property
    def rows(self) -> tuple[StateRow, ...]:
        """The columns as rows."""
        memory = self.memory or (0,) * len(self.nodes)
        columns = zip(self.nodes, self.states, self.took_us, self.begun_us, self.summaries, self.types, memory)
        return tuple([StateRow(n, s, took / 1e6, begun / 1e6, *texts) for n, s, took, begun, *texts in columns])
