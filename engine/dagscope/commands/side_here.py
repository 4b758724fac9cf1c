"""One side of a comparison, built and run in this process. It must not compare."""

from __future__ import annotations

from dagscope.commands.opened import RUN, Opened
from dagscope.compare.compared_side import ComparedSide
from dagscope.compare.facts import side_of
from dagscope.compare.sources import source_of
from dagscope.scenario import Scenario
from dagscope.session.run import Run


def side_here(
    opened: Opened, scenario: Scenario, name: str, is_run: bool, *, has_sources: bool = False
) -> ComparedSide:
    """Build a scenario in this process, and run it where that is wanted.

    `has_sources`: the sources are of helpers and constants, too; otherwise of the functions alone.
    """
    slot = opened.build(scenario, name)
    side = side_of(slot)
    for facts in side.nodes.values():
        facts.codes()  # read before the run: nodes may fill what code holds
    failure = ""
    if is_run:
        finished = opened.run(slot, name)
        if opened.is_stopped:
            raise KeyboardInterrupt
        failure = "" if finished.status == "ok" else finished.message
    if has_sources:
        sources = {node: source_of(facts) for node, facts in side.nodes.items()}
    else:
        sources = {item.node: item.source for item in slot.records.definitions if item.is_active}
    run = slot.runs.get(RUN, Run(RUN, name))
    return ComparedSide(slot.records, side, run, opened.final_vars(slot), sources, slot.problems, failure)
