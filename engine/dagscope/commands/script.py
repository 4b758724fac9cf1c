"""The command `script`: a scenario as a Python script that gives the same results. It must not run the dataflow."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from dagscope.commands.given import remark_unused
from dagscope.commands.opened import Opened
from dagscope.commands.options import UsageProblem, add_command, chosen_scenario
from dagscope.commands.printing import print_json, report_problems, report_settings, show, show_exactly
from dagscope.identifiers import unknown_nodes
from dagscope.session.refusal import Refusal
from dagscope.session.script_text import asked_for, script_text
from dagscope.whole_files import write_bytes


def add_parser(subparsers: Any) -> None:
    """Add the command to a command line."""
    parser = add_command(
        subparsers,
        "script",
        run,
        "write a scenario as a Python script that gives the same results",
        "dagscope script examples/module_overrides --scenario run -o overridden.py",
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", default="-", help="write the script there; - for the standard output [-]"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print or write the script."""
    given = Path(arguments.output).expanduser() if arguments.output != "-" else None
    target = given.resolve() if given is not None else None
    is_file = target is None or (os.path.isdir(target.parent) and not os.path.isdir(target))
    if given is not None and (given.suffix.lower() != ".py" or not is_file):
        raise UsageProblem(f"-o {arguments.output!r}: name a file that ends in .py, in a folder that exists")
    opened = Opened(arguments.folder, is_trusted=arguments.trust)
    slot = opened.build(chosen_scenario(opened.project, arguments, arguments.scenario))
    if slot.result.graph.nodes:
        report_settings(opened.project.problems)
    code = report_problems(opened.problems(slot) if not slot.result.graph.nodes else slot.problems)
    if not slot.result.graph.nodes:
        return code or 1
    remark_unused(arguments, [slot.records], slot.config_keys)
    final_vars = asked_for(slot)
    if unknown := [name for name in final_vars if name not in slot.result.graph.nodes]:
        raise Refusal(unknown_nodes(unknown, slot.result.graph.nodes))
    home = target.parent if target is not None else opened.project.folder
    text = script_text(opened.project, slot, final_vars, home)
    if target is not None:
        write_bytes(target, text.encode())
    if arguments.json:
        print_json({"script": text, "path": str(target) if target is not None else ""})
    elif target is not None:
        show(target)
    else:
        show_exactly(text)
    return code
