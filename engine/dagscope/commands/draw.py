"""The command `draw`: writes a picture of a dataflow. It must not run any node."""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from dagscope.commands.given import remark_unused
from dagscope.commands.opened import Opened, selected_names
from dagscope.commands.options import UsageProblem, add_command, add_final_vars, chosen_scenario
from dagscope.commands.printing import print_json, report_problems, say, show, writing_result
from dagscope.identifiers import unknown_nodes
from dagscope.marks import VisualizationNodeModifiers
from dagscope.session.building import Slot
from dagscope.whole_files import write_bytes


def add_parser(subparsers: Any) -> None:
    """Add the command to a command line."""
    parser = add_command(
        subparsers,
        "draw",
        run,
        "write a picture of a dataflow",
        "dagscope draw examples/my_dataflow --select +C -o dag.png",
        selects="draw only these nodes",
        has_run=False,
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        default="dag.png",
        help="the picture; its ending is the format: .png .svg .pdf .dot .gv .mmd .md .json; - for the standard "
        "output [dag.png]",
    )
    parser.add_argument(
        "--format", metavar="NAME", help="the format, where it is not the ending: svg, dot ... [-o -: png]"
    )
    add_final_vars(parser, "draw what these need, and mark them")


def run(arguments: argparse.Namespace) -> int:
    """Write a picture of a dataflow."""
    target, ending = _target(arguments)
    opened = Opened(arguments.folder, is_trusted=arguments.trust, needs_code=False)
    slot = opened.build(chosen_scenario(opened.project, arguments, arguments.scenario))
    code = report_problems(opened.problems(slot))
    if not slot.result.graph.nodes:
        return 1
    remark_unused(arguments, [slot.records], slot.config_keys)
    chosen = frozenset(selected_names(opened, slot, arguments))
    try:
        if target is not None and not os.path.isdir(target.parent):
            raise ValueError(f"There is no folder {str(target.parent)!r}")
        with tempfile.TemporaryDirectory() as scratch:
            picture = Path(scratch, "picture" + ending)
            drawn = _draw(slot, arguments, picture, chosen)
            content = picture.read_bytes()
        if target is not None:
            write_bytes(target, content)
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        say(f"{target or 'The picture'} cannot be drawn: {_why_not(error, ending)}")
        return 1
    if target is None:
        with writing_result():
            sys.stdout.buffer.write(content)
    elif arguments.json:
        print_json({"path": str(target), "nodes": drawn})
    else:
        show(target)
    return code


def _target(arguments: argparse.Namespace) -> tuple[Path | None, str]:
    """Return where the picture goes (None: the standard output) and the ending of its format."""
    form = f".{arguments.format.lstrip('.').lower()}" if arguments.format else ""
    if arguments.output == "-":
        if arguments.json:
            raise UsageProblem("-o - and --json both want the standard output; give one of them")
        return None, form or ".png"
    # A link is followed, but its own name says the format.
    given = Path(arguments.output).expanduser()
    target, ending = given.resolve(), given.suffix.lower()
    if os.path.isdir(target) or not (form or ending):
        raise UsageProblem(f"-o {arguments.output!r}: name a file with an ending, such as dag.png, dag.svg or dag.dot")
    return target, form or ending


def _draw(slot: Slot, arguments: argparse.Namespace, target: Path, chosen: frozenset[str]) -> int:
    """Write the picture of the chosen nodes; how many they are."""
    graph = slot.result.graph
    nodes = [node for node in graph.get_nodes() if node.name in chosen]
    if not nodes:
        raise ValueError(f"the selection {arguments.select!r} is empty")
    if arguments.final_vars:
        unknown = [name for name in arguments.final_vars if name not in graph.nodes]
        if unknown:
            raise ValueError(unknown_nodes(unknown, graph.nodes))
        found, _ = graph.get_upstream_nodes(list(arguments.final_vars), dict.fromkeys(slot.config))
        wanted = {node.name for node in found}
        nodes = [node for node in nodes if node.name in wanted]
    outputs = arguments.final_vars or ()
    marks = {name: {VisualizationNodeModifiers.IS_OUTPUT} for name in outputs}
    from dagscope.draw import display
    from dagscope.draw.formats import text_writer

    writer = text_writer(target.suffix)
    if writer is not None:
        write_bytes(target, writer(nodes, marks, slot.config).encode("utf-8"))
        return len(nodes)
    drawn = None
    if importlib.util.find_spec("graphviz") is not None:  # `display` would log it, and it would stand there twice
        drawn = display(nodes, str(target), node_modifiers=marks, config=slot.config, as_hamilton=False)
    if drawn is None:
        raise ImportError("the package graphviz is not installed; `pip install dagscope[viz]` brings it")
    return len(nodes)


def _why_not(error: Exception, ending: str) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if str(error).startswith("unknown format"):
        from dagscope.draw.formats import endings_text

        return f"{ending} is no kind of picture; end the name in {endings_text()}"
    # What is drawn is drawn in a scratch folder first, whose name says nothing to anybody.
    return re.sub(r"^\S*picture\.\w+ cannot be drawn: ", "", " ".join(str(error).split()))
