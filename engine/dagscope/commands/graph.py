"""The command `graph`: prints the nodes of a dataflow. It must not run any."""

from __future__ import annotations

import argparse
from typing import Any

from dagscope.commands.given import remark_unused
from dagscope.commands.opened import Opened, selected_names
from dagscope.commands.options import add_command, chosen_scenario
from dagscope.commands.printing import print_json, remark, report_problems, show
from dagscope.commands.values import table_text
from dagscope.describe.definitions import not_used
from dagscope.no_garbage import no_garbage_collection
from dagscope.protocol.codec import to_json
from dagscope.records import ProblemRecord
from dagscope.scenario import to_plain
from dagscope.session.building import Slot


def add_parser(subparsers: Any) -> None:
    """Add the command to a command line."""
    add_command(
        subparsers,
        "graph",
        run,
        "print the nodes of a dataflow",
        "dagscope graph examples/reusing_functions --select '+monthly* and not kind:input' --json",
        selects="print only these nodes",
        has_run=False,
    )


@no_garbage_collection()
def _graph_json(
    opened: Opened, slot: Slot, problems: tuple[ProblemRecord, ...], chosen: frozenset[str]
) -> dict[str, Any]:
    records = slot.records
    numbers = {number for node in records.nodes if node.name in chosen for number in node.definitions}
    return {
        "folder": str(opened.project.folder),
        "scenario": to_plain(slot.scenario),
        "scenarios": [scenario.name for scenario in opened.project.scenarios],
        "modules": to_json(slot.modules),
        "nodes": to_json([node for node in records.nodes if node.name in chosen]),
        "definitions": to_json([item for item in records.definitions if item.id in numbers]),
        "inputs": to_json([item for item in records.inputs if item.name in chosen]),
        "config_keys": to_json(slot.config_keys),
        "not_used": to_json(not_used(slot.records.definitions)),
        "problems": to_json(problems),
    }


def run(arguments: argparse.Namespace) -> int:
    """Print the nodes of a dataflow."""
    opened = Opened(arguments.folder, is_trusted=arguments.trust, needs_code=False)
    slot = opened.build(chosen_scenario(opened.project, arguments, arguments.scenario))
    problems = opened.problems(slot)
    remark_unused(arguments, [slot.records], slot.config_keys)
    chosen = frozenset(selected_names(opened, slot, arguments))
    if not chosen and arguments.select is not None:
        remark(f"graph: the selection {arguments.select!r} is empty (warning)")
    if arguments.json:
        print_json(_graph_json(opened, slot, problems, chosen))
    else:
        rows = [
            [node.name, node.kind, node.type, ", ".join(dependency.name for dependency in node.deps)]
            for node in slot.records.nodes
            if node.name in chosen
        ]
        if rows:
            show(f"{slot.scenario.name}: {', '.join(slot.scenario.module_names())}")
            show(table_text(["node", "kind", "type", "needs"], rows))
        left_out = not_used(slot.records.definitions)
        if left_out:
            show(f"\n{len(left_out)} not used with this config:")
            show(
                table_text(
                    ["function", "module", "why"], [[each.function, each.module, each.reason] for each in left_out]
                )
            )
    return report_problems(problems)
