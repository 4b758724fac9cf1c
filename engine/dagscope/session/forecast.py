"""What a run would do, known before it starts: what is computed, what the cache gives, what is cut off.
It must not run a node.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagscope.execution.plan import Plan, make_plan
from dagscope.node import NodeType

if TYPE_CHECKING:
    from dagscope.session.building import Slot
    from dagscope.session.session import Session

BRANCHES = "what the cache gives in a Parallelizable block is known only while it runs"


@dataclass(frozen=True, slots=True)
class Forecast:
    """A plan, and what becomes of each of its nodes.

    Attributes:
        plan: the nodes in their order, with what is given and what is missing.
        cached: the nodes of it whose stored values the cache will give.
        cut: nodes that would run, were it not for an overriding value.
        doubt: why it is not known what the cache gives; empty where it is.
    """

    plan: Plan
    cached: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    doubt: str = ""


def forecast(
    session: Session,
    slot: Slot,
    final_vars: tuple[str, ...],
    inputs: Mapping[str, Any],
    overrides: Mapping[str, Any],
    kept: Collection[str] = (),
    cache: str = "",
    fresh: Collection[str] = (),
) -> Forecast:
    """Return what a run would do.

    Args:
        session: what is held of the project.
        slot: the graph.
        final_vars: what is asked for.
        inputs: the inputs' values; the names are enough where there is no cache.
        overrides: the same of overriding values, with the values of earlier runs.
        kept: which of the overriding values come from earlier runs.
        cache: the cache's folder, empty for none.
        fresh: the nodes that are computed whatever the cache has.

    Raises:
        Refusal: a name is unknown or cannot run.
    """
    plan = session.plan(slot, final_vars, inputs, overrides)
    cut = _cut_off(slot, plan, inputs, overrides, kept)
    if not cache:
        return Forecast(plan, (), cut)
    if any(step.node.node_role in (NodeType.EXPAND, NodeType.COLLECT) for step in plan.steps):
        return Forecast(plan, (), cut, BRANCHES)
    folder = session.opened().folder / cache
    return Forecast(plan, _cached(folder, slot, plan, {**slot.config, **inputs, **overrides}, fresh), cut)


def _cut_off(
    slot: Slot, plan: Plan, inputs: Mapping[str, Any], overrides: Mapping[str, Any], kept: Collection[str]
) -> tuple[str, ...]:
    if len(overrides) == len(kept):
        return ()
    without = make_plan(slot.result.graph, plan.final_vars, {*slot.config, *inputs}, set(kept))
    there = {*plan.order, *overrides}
    return tuple(name for name in without.order if name not in there)


def _cached(folder: Path, slot: Slot, plan: Plan, given: Mapping[str, Any], fresh: Collection[str]) -> tuple[str, ...]:
    if not os.path.isdir(folder):
        return ()  # looking at it would make it
    from dagscope.session.run_cache import RunCache  # its machinery is only loaded where a cache is used

    found = RunCache(folder, fresh).foresee(slot.result.graph, plan, given)
    return tuple(name for name in plan.order if name in found)
