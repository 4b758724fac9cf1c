"""What is compared, and how it is looked at. It does nothing by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dagscope.records import CompareRule, NodeDiff, ValueDiff
from dagscope.scenario import ScenarioChange

from dagscope_app.model.cases import Spotlight
from dagscope_app.model.placement import Layout
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.grouping import Grouping
from dagscope_app.model.records.other_side import OtherSide

Pictures = tuple[bytes, bytes, bytes]


@dataclass(frozen=True, slots=True)
class CompareState:
    """Two scenarios next to each other: the union of their graphs, what differs, how it is looked at.

    `values` maps a node to the comparison of its two values, None while the worker is at it; `message` says why there
    is nothing to see. `built` is what both sides were built of: the worker's generation and the two scenarios;
    `sources` maps a node to its source on both sides, None while the worker is at it;
    `looks` counts how often the selected node was asked to be brought near; `others` are sides that are no scenarios of
    the list; `reopens` that it was open when the
    project was left; `is_merged` is one picture instead of two, of which `spotlight` says which side is bright; `rule`
    are the tolerances, `keys` the columns by which the rows of a node's table are matched; `pictures` maps a node to
    the PNGs of both sides and of their difference.
    """

    left: str = ""
    right: str = ""
    is_open: bool = False
    is_loading: bool = False
    message: str = ""
    union: GraphSnapshot = GraphSnapshot()
    grouping: Grouping = Grouping()
    folded: frozenset[str] = frozenset()
    selected: str = ""
    shows_only_differences: bool = False
    hops: int = 1
    looks: int = 0
    others: tuple[OtherSide, ...] = ()
    reopens: bool = False
    is_merged: bool = False
    spotlight: Spotlight = "both"
    rule: CompareRule = CompareRule()
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pictures: Mapping[str, Pictures] = field(default_factory=dict)
    built: tuple[object, ...] = ()
    layout: Layout | None = None
    diffs: tuple[NodeDiff, ...] = ()
    scenario_changes: tuple[ScenarioChange, ...] = ()
    values: Mapping[str, ValueDiff | None] = field(default_factory=dict)
    sources: Mapping[str, tuple[str, str] | None] = field(default_factory=dict)
    left_run: str = ""
    right_run: str = ""
