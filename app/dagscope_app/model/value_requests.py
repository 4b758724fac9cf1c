"""Which parts of a value are asked for; of tables `table_window` has the pages. It must not know who asks or answers."""

from __future__ import annotations

from dataclasses import dataclass

from dagscope.records import FilterRule, SortKey


@dataclass(frozen=True, slots=True)
class ChildrenRequest:
    """Ask for some children of a value in a tree."""

    key: str
    path: tuple[int, ...]
    start: int
    count: int


@dataclass(frozen=True, slots=True)
class StatisticsRequest:
    """Ask for the statistics of the column at a position."""

    key: str
    column: int


@dataclass(frozen=True, slots=True)
class PlotRequest:
    """Ask for the points of the column at a position, as the table is sorted and filtered."""

    key: str
    column: int
    sort: tuple[SortKey, ...] = ()
    filters: tuple[FilterRule, ...] = ()
