"""One side of a comparison: how its nodes are made, what its run gave, its sources and problems. It must not compare."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dagscope.commands.opened import RUN, Opened
from dagscope.compare.facts import Side, side_of
from dagscope.records import ProblemRecord
from dagscope.scenario import Scenario
from dagscope.session.run import Run


@dataclass(frozen=True, slots=True)
class ComparedSide:
    """A side, whichever process it comes from. `failure` says why its run did not end well."""

    side: Side
    run: Run
    finals: tuple[str, ...]
    sources: dict[str, str]
    problems: tuple[ProblemRecord, ...]
    failure: str = ""

    def named(self, place: str, revision: str) -> ComparedSide:
        """The side with the files of a scratch folder named by their revision."""
        problems = [
            replace(
                item,
                file=item.file.replace(place.rstrip("/"), revision, 1),
                message=item.message.replace(place.rstrip("/"), revision),
            )
            for item in self.problems
        ]
        return replace(self, problems=tuple(problems))


def side_here(opened: Opened, scenario: Scenario, name: str, is_run: bool) -> ComparedSide:
    """Build a scenario in this process, and run it where that is wanted."""
    slot = opened.build(scenario, name)
    failure = ""
    if is_run:
        finished = opened.run(slot, name)
        failure = "" if finished.status == "ok" else finished.message
    sources = {item.node: item.source for item in slot.records.definitions if item.is_active}
    run = slot.runs.get(RUN, Run(RUN, name))
    return ComparedSide(side_of(slot), run, opened.final_vars(slot), sources, slot.problems, failure)
