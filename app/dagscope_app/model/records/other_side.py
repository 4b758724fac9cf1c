"""A side of a comparison that is no scenario of the list. It must not know a state."""

from __future__ import annotations

from dataclasses import dataclass

from dagscope.scenario import Scenario


@dataclass(frozen=True, slots=True)
class OtherSide:
    """A scenario as it was before an edit, an earlier run with its values, or the project at a git revision.

    `name` is what the side is called, unlike every scenario's name; `run` is the run's id.
    """

    name: str
    scenario: Scenario
    run: str = ""
    revision: str = ""
