"""What a run would do, as the worker foresees it, in rows for a person. It must not work out a plan by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dagscope.protocol.messages import Foreseen

from dagscope_app.model.cases import RunTarget
from dagscope_app.model.translation import later, tr, trn

Fate = Literal["missing", "runs", "cached", "kept", "overridden", "cut", "given"]
WORDS: dict[Fate, str] = {
    "missing": "missing: give a value",
    "runs": "runs",
    "cached": "from the cache",
    "kept": "kept from an earlier run",
    "overridden": "overridden",
    "cut": "cut off by an override",
    "given": "given",
}


@dataclass(frozen=True, slots=True)
class Forecast:
    """The answer for what is asked of the plan panel; None while there is none.

    Attributes:
        target: what the panel plans.
        is_shown: somebody looks at it, so that it is kept up.
        problem: why there is no plan, or no run.
    """

    target: RunTarget = "final"
    is_shown: bool = False
    answer: Foreseen | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A node, what becomes of it, and how long it took when it was computed last."""

    node: str
    fate: Fate
    seconds: float | None = None


def rows_of(answer: Foreseen, times: Mapping[str, float]) -> tuple[PlanRow, ...]:
    """Return the rows: what is missing first, then what runs in its order, then what does not."""
    cached = set(answer.cached)
    rows = [PlanRow(name, "missing") for name in answer.missing]
    rows += [
        PlanRow(name, "cached") if name in cached else PlanRow(name, "runs", times.get(name)) for name in answer.runs
    ]
    others: tuple[tuple[Fate, tuple[str, ...]], ...] = (
        ("kept", answer.kept),
        ("overridden", answer.overridden),
        ("cut", answer.cut),
        ("given", answer.inputs),
    )
    return tuple(rows + [PlanRow(name, fate) for fate, names in others for name in names])


def sum_of(answer: Foreseen) -> str:
    """Return how many nodes run, and what becomes of the others, as text."""
    cached = len(answer.cached)
    count = len(answer.runs) - cached
    parts = [trn("{n} node runs", "{n} nodes run", count)]
    more = (
        (cached, later("from the cache")),
        (len(answer.kept), later("kept")),
        (len(answer.cut), later("cut off")),
        (len(answer.missing), later("missing")),
    )
    return ", ".join(parts + [f"{count} {tr(what)}" for count, what in more if count])
