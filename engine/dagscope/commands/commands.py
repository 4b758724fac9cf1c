"""The commands graph, draw, run and compare: options in, text or JSON out, an exit code back.

0: done. 1: the project has problems; they stand on stderr, one a line, `file:line: kind: message`. 2: wrong usage.
A traceback is never what a user sees for a mistake of theirs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dagscope.commands.opened import RUN, Opened
from dagscope.commands.options import (
    SELECT_HELP,
    VALUES_HELP,
    UsageProblem,
    add_options,
    add_selection,
    changed,
    chosen_scenario,
    named_scenario,
    parse_values,
)
from dagscope.commands.values import shown_text, table_text, value_json
from dagscope.compare.graphs import compare_graphs
from dagscope.compare.runs import compare_runs
from dagscope.compare.values import compare_values
from dagscope.marks import VisualizationNodeModifiers
from dagscope.project.settings import write_atomically
from dagscope.protocol import messages as m
from dagscope.protocol.codec import to_json
from dagscope.records import ProblemRecord
from dagscope.scenario import diff, to_plain
from dagscope.selection import SelectionError, graph_of_records, select
from dagscope.session.run import Run
from dagscope.session.session import Refusal, Slot

Command = Callable[[argparse.Namespace], int]


def problem_line(problem: ProblemRecord) -> str:
    """`file:line: kind: message` on one line; a folder has no lines."""
    line = "" if not problem.line and Path(problem.file).is_dir() else f":{problem.line or 1}"
    place = f"{problem.file}{line}: " if problem.file else ""
    return f"{place}{problem.kind}: {' '.join(problem.message.split())}"


def _report(problems: tuple[ProblemRecord, ...]) -> int:
    """Print problems; 1 when one of them is an error."""
    for problem in problems:
        print(problem_line(problem) + (" (warning)" if problem.severity == "warning" else ""), file=sys.stderr)
    return 1 if any(problem.severity == "error" for problem in problems) else 0


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))


def selected(opened: Opened, slot: Slot, arguments: argparse.Namespace) -> list[str]:
    """The names that `--select` means; all of them where it is not given.

    Raises:
        UsageProblem: it is not in the language; the second line points at the character.
    """
    records = slot.records
    if arguments.select is None:
        return [node.name for node in records.nodes]
    changed_names: set[str] = set()
    if arguments.against is not None:
        other = opened.build(named_scenario(opened.project, arguments.against), "against").records
        rows = compare_graphs(other.nodes, other.definitions, records.nodes, records.definitions)
        changed_names = {row.name for row in rows if row.status != "same"}
    facts = graph_of_records(records.nodes, {d.id: d for d in records.definitions}, changed=changed_names)
    try:
        return select(facts, arguments.select)
    except SelectionError as error:
        hint = f"  {arguments.select}\n  {' ' * error.position}^"
        raise UsageProblem(f"--select: {error}\n{hint}") from None


# graph --------------------------------------------------------------------------------------------------------------


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
        "problems": to_json(problems),
    }


def graph(arguments: argparse.Namespace) -> int:
    """Print the nodes of a dataflow."""
    opened = Opened(arguments.folder)
    slot = opened.build(chosen_scenario(opened.project, arguments, arguments.scenario))
    problems = opened.problems(slot)
    chosen = frozenset(selected(opened, slot, arguments))
    if arguments.json:
        _print_json(_graph_json(opened, slot, problems, chosen))
    else:
        rows = [
            [node.name, node.kind, node.type, ", ".join(dependency.name for dependency in node.deps)]
            for node in slot.records.nodes
            if node.name in chosen
        ]
        if rows:
            print(f"{slot.scenario.name}: {', '.join(slot.scenario.module_names())}")
            print(table_text(["node", "kind", "type", "needs"], rows))
    return _report(problems)


def _why_not(error: Exception, target: Path) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if str(error).startswith("unknown format"):
        return f"{target.suffix} is no kind of picture; end the name in .png, .svg, .pdf, .dot or .mmd"
    return " ".join(str(error).split())


# draw ---------------------------------------------------------------------------------------------------------------


def draw(arguments: argparse.Namespace) -> int:
    """Write a picture of a dataflow."""
    target = Path(arguments.output).expanduser().resolve()
    if target.is_dir() or not target.suffix:
        raise UsageProblem(f"-o {arguments.output!r}: name a file with an ending, such as dag.png, dag.svg or dag.dot")
    opened = Opened(arguments.folder)
    slot = opened.build(chosen_scenario(opened.project, arguments, arguments.scenario))
    code = _report(opened.problems(slot))
    if not slot.result.graph.nodes:
        return 1
    chosen = frozenset(selected(opened, slot, arguments))
    try:
        drawn = _draw(slot, arguments, target, chosen)
    except (OSError, ValueError, ImportError, RuntimeError) as error:
        print(f"{target} cannot be drawn: {_why_not(error, target)}", file=sys.stderr)
        return 1
    if arguments.json:
        _print_json({"path": str(target), "nodes": drawn})
    else:
        print(target)
    return code


def _draw(slot: Slot, arguments: argparse.Namespace, target: Path, chosen: frozenset[str]) -> int:
    """Write the picture of the chosen nodes; how many they are."""
    graph = slot.result.graph
    nodes = [node for node in graph.get_nodes() if node.name in chosen]
    if not nodes:
        raise ValueError(f"the selection {arguments.select!r} is empty")
    if arguments.final_vars:
        unknown = [name for name in arguments.final_vars if name not in graph.nodes]
        if unknown:
            raise ValueError(f"there is no node {', '.join(unknown)}")
        found, _ = graph.get_upstream_nodes(list(arguments.final_vars), dict.fromkeys(slot.config))
        wanted = {node.name for node in found}
        nodes = [node for node in nodes if node.name in wanted]
    outputs = arguments.final_vars or ()
    marks = {name: {VisualizationNodeModifiers.IS_OUTPUT} for name in outputs}
    from dagscope.draw import display, to_dot, to_json, to_mermaid

    if target.suffix in (".mmd", ".md", ".dot", ".gv", ".json"):
        if target.suffix == ".json":
            text = to_json(nodes, marks, slot.config)
        else:
            is_dot = target.suffix in (".dot", ".gv")
            text = (to_dot if is_dot else to_mermaid)(nodes, marks, slot.config)
        write_atomically(target, text.encode("utf-8"))
        return len(nodes)
    drawn = display(nodes, str(target), node_modifiers=marks, config=slot.config, as_hamilton=False)
    if drawn is None:
        raise ImportError("the package graphviz is not installed; `pip install dagscope[viz]` brings it")
    return len(nodes)


# run ----------------------------------------------------------------------------------------------------------------


def _run_json(slot: Slot, run: Run, finished: m.RunFinished, finals: tuple[str, ...]) -> dict[str, Any]:
    return {
        "scenario": slot.scenario.name,
        "status": finished.status,
        "seconds": finished.seconds,
        "message": finished.message,
        "missing": list(finished.missing),
        "nodes": {name: {"state": state, "seconds": run.seconds.get(name, 0.0)} for name, state in run.states.items()},
        "results": {name: value_json(run.values[name]) for name in finals if name in run.values},
        "errors": {
            name: {"type": e.error_type, "message": e.message, "text": e.text} for name, e in run.errors.items()
        },
    }


def run(arguments: argparse.Namespace) -> int:
    """Run a dataflow and print what it gives."""
    opened = Opened(arguments.folder)
    slot = opened.build(chosen_scenario(opened.project, arguments, arguments.scenario))
    code = _report(slot.problems if slot.result.graph.nodes else opened.problems(slot))
    _report_unused(slot, arguments)
    if arguments.select is not None:
        runnable = {node.name for node in slot.records.nodes if node.is_final_candidate}
        wanted = tuple(name for name in selected(opened, slot, arguments) if name in runnable)
        if not wanted:
            print(f"the selection {arguments.select!r} holds nothing to run", file=sys.stderr)
            return 1
        slot.scenario = replace(slot.scenario, final_vars=wanted)
    finals = opened.final_vars(slot)
    if not finals:
        print("there is nothing to run", file=sys.stderr)
        return 1
    finished = opened.run(slot)
    done = slot.runs.get(RUN, Run(RUN, "main"))
    if arguments.json:
        _print_json(_run_json(slot, done, finished, finals))
    else:
        _print_run(done, finals)
    for name, error in done.errors.items():
        _print_failure(name, error.frames, error.summary)
    if finished.missing and slot.result.graph.nodes:
        _report(opened.project.problems)  # what could not be read may be what is missing
    if finished.status != "ok" and not done.errors:
        hint = "".join(f" --input {name}=VALUE" for name in finished.missing)
        print(f"run: {finished.message}{'; give' + hint if hint else ''}", file=sys.stderr)
    return code if finished.status == "ok" else 1


def _report_unused(slot: Slot, arguments: argparse.Namespace) -> None:
    """Say which values of the command line change nothing: their names are probably misspelt."""
    known = {node.name for node in slot.records.nodes} | {item.name for item in slot.records.inputs}
    for option, texts in (("--input", arguments.input), ("--override", arguments.override)):
        for name in parse_values(texts, option):
            if name not in known:
                near = get_close_matches(name, known, 1)
                hint = f"; is {near[0]} meant?" if near else ""
                print(
                    f"run: {option} {name}: this dataflow has nothing of that name{hint} (warning)",
                    file=sys.stderr,
                )


def _print_failure(name: str, frames: tuple[Any, ...], summary: str) -> None:
    own = [frame for frame in frames if frame.is_project]
    place = f"{own[-1].file}:{own[-1].line}: " if own else ""
    print(f"{place}failed: {name}: {' '.join(summary.split())}", file=sys.stderr)


def _print_run(run: Run, finals: tuple[str, ...]) -> None:
    rows = [[name, state, f"{run.seconds.get(name, 0.0) * 1000:.1f} ms"] for name, state in run.states.items()]
    if rows:
        print(table_text(["node", "state", "time"], rows))
    for name in finals:
        if name in run.values:
            print(f"\n{name}\n{shown_text(run.values[name])}")


# compare ------------------------------------------------------------------------------------------------------------


def compare(arguments: argparse.Namespace) -> int:
    """Compare two scenarios, node by node, and the values of `--final-vars`."""
    opened = Opened(arguments.folder)
    left = opened.build(changed(named_scenario(opened.project, arguments.left), arguments), "left")
    right = opened.build(changed(named_scenario(opened.project, arguments.right), arguments), "right")
    code = max(_report(left.problems), _report(right.problems))
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
                found = compare_values(sides[0][name], sides[1][name])
                values[name] = {key: part for key, part in to_json(found).items() if key not in ("left", "right")}
        sides_of = [slot.runs.get(RUN, Run(RUN, "")) for slot in (left, right)]
        rows = compare_runs(rows, sides_of[0].values, sides_of[1].values, sides_of[0].errors, sides_of[1].errors)
    if arguments.json:
        changes = to_json(diff(left.scenario, right.scenario))
        _print_json(
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


# Parsers ------------------------------------------------------------------------------------------------------------


def _add(
    subparsers: Any, name: str, command: Command, about: str, example: str, *, selects: str = ""
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = subparsers.add_parser(
        name,
        help=about,
        description=about[0].upper() + about[1:] + ".",
        epilog=f"{VALUES_HELP}\n{SELECT_HELP if selects else ''}\n\nexample:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_options(parser)
    if selects:
        add_selection(parser, selects)
    parser.set_defaults(command=command)
    return parser


def add_parsers(subparsers: Any) -> None:
    """Add the headless commands to a command line; each sets `command`, which takes the namespace."""
    _add(
        subparsers,
        "graph",
        graph,
        "print the nodes of a dataflow",
        "dagscope graph examples/reusing_functions --select '+monthly* and not kind:input' --json",
        selects="print only these nodes",
    )
    drawing = _add(
        subparsers,
        "draw",
        draw,
        "write a picture of a dataflow",
        "dagscope draw examples/my_dataflow --select +C -o dag.png",
        selects="draw only these nodes",
    )
    drawing.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        default="dag.png",
        help="the picture: .png .svg .pdf .dot .mmd [dag.png]",
    )
    _add(
        subparsers,
        "run",
        run,
        "run a dataflow and print what it gives",
        "dagscope run examples/my_dataflow --final-vars B C --override A=7 --json",
        selects="run to these nodes, instead of --final-vars",
    )
    comparing = _add(
        subparsers,
        "compare",
        compare,
        "compare two scenarios of a project",
        "dagscope compare examples/module_overrides --left run_plain --right run --final-vars foo",
    )
    comparing.add_argument("--left", metavar="NAME", required=True, help="the scenario on the left")
    comparing.add_argument("--right", metavar="NAME", required=True, help="the scenario on the right")


def find_command(arguments: argparse.Namespace) -> Callable[[], int]:
    """What the parsed arguments ask for, with users' mistakes turned into sentences and exit codes."""

    def guarded() -> int:
        try:
            code: int = arguments.command(arguments)
            return code
        except UsageProblem as problem:
            print(f"dagscope: {problem}", file=sys.stderr)
            return 2
        except Refusal as refusal:
            print(f"run: {refusal}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("stopped", file=sys.stderr)
            return 130

    return guarded
