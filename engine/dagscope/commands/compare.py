"""The command `compare`: what differs between two scenarios. It must not decide what counts as a difference."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from dagscope.commands.opened import RUN, Opened
from dagscope.commands.options import add_command, changed, named_scenario
from dagscope.commands.printing import print_json, report_problems
from dagscope.commands.values import table_text
from dagscope.compare.graphs import compare_graphs
from dagscope.compare.runs import compare_runs
from dagscope.compare.values import compare_values
from dagscope.protocol.codec import to_json
from dagscope.scenario import diff
from dagscope.session.run import Run


def add_parser(subparsers: Any) -> None:
    """Add the command to a command line."""
    parser = add_command(
        subparsers,
        "compare",
        run,
        "compare two scenarios of a project",
        "dagscope compare examples/module_overrides --left run_plain --right run --final-vars foo",
    )
    parser.add_argument("--left", metavar="NAME", required=True, help="the scenario on the left")
    parser.add_argument("--right", metavar="NAME", required=True, help="the scenario on the right")


def run(arguments: argparse.Namespace) -> int:
    """Compare two scenarios, node by node, and the values of `--final-vars`."""
    opened = Opened(arguments.folder)
    left = opened.build(changed(named_scenario(opened.project, arguments.left), arguments), "left")
    right = opened.build(changed(named_scenario(opened.project, arguments.right), arguments), "right")
    code = max(report_problems(left.problems), report_problems(right.problems))
    rows = compare_graphs(left.records.nodes, left.records.definitions, right.records.nodes, right.records.definitions)
    values: dict[str, Any] = {}
    if arguments.final_vars:
        for slot, name in ((left, "left"), (right, "right")):
            finished = opened.run(slot, name)
            if finished.status != "ok":
                print(f"run of {name}: {finished.message}", file=sys.stderr)
                code = 1
        for name in arguments.final_vars:
            sides = [slot.runs.get(RUN, Run(RUN, "")).values for slot in (left, right)]
            if all(name in side for side in sides):
                found = compare_values(sides[0][name], sides[1][name]).diff
                values[name] = {key: part for key, part in to_json(found).items() if key not in ("left", "right")}
        sides_of = [slot.runs.get(RUN, Run(RUN, "")) for slot in (left, right)]
        rows = compare_runs(rows, sides_of[0].values, sides_of[1].values, sides_of[0].errors, sides_of[1].errors)
    if arguments.json:
        changes = to_json(diff(left.scenario, right.scenario))
        print_json(
            {
                "left": arguments.left,
                "right": arguments.right,
                "scenario": changes,
                "nodes": to_json(rows),
                "values": values,
            }
        )
    else:
        shown = [[row.name, row.status, row.detail] for row in rows if row.status != "same"]
        print(table_text(["node", "difference", "detail"], shown) if shown else "the graphs are the same")
        for name, found in values.items():
            print(f"{name}: {found['summary']}")
    return code
