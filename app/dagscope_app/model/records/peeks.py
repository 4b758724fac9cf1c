"""What is known of values at a glance, for the nodes that are looked at closely. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dagscope_app.model.records.runs import WITH_VALUE, Run


@dataclass(frozen=True, slots=True)
class Peek:
    """A value at a glance: words, points of a small curve, the PNG of a thumbnail; of the run in which it was
    computed.
    """

    run: str
    text: str = ""
    points: tuple[float, ...] = ()
    image: bytes = b""


def glance(run: Run | None, known: Mapping[str, Peek], name: str) -> Peek | None:
    """Return what is shown of a node's value in this run; the line that came with the run until it is asked."""
    item = run.nodes.get(name) if run is not None else None
    if run is None or item is None or item.state not in WITH_VALUE:
        return None
    peek = known.get(name)
    if peek is not None and peek.run == run.home_of(name):
        return peek
    return Peek(run.home_of(name), item.summary) if item.summary else None


def unknown(run: Run | None, known: Mapping[str, Peek], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of some nodes have a value in this run at which nobody glanced yet."""
    if run is None or run.is_active or run.status == "lost":
        return ()
    return tuple(
        name
        for name in names
        if run.state_of(name) in WITH_VALUE and (name not in known or known[name].run != run.home_of(name))
    )
