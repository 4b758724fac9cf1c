"""The command `compare`: what differs between two scenarios. It must not decide what counts as a difference."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from dagscope.commands.given import remark_unused
from dagscope.commands.memory_watch import doing
from dagscope.commands.opened import Opened
from dagscope.commands.options import UsageProblem, add_command, changed, named_scenario
from dagscope.commands.printing import print_json, report_problems, report_settings, say, show, writing_result
from dagscope.commands.side_here import side_here
from dagscope.commands.values import table_text
from dagscope.compare.classify import Classification
from dagscope.compare.compared_side import ComparedSide
from dagscope.compare.made_report import UNWRITTEN, made_report, write_report
from dagscope.compare.report import Report
from dagscope.compare.report_picture import problem_with
from dagscope.compare.reports import REPORTS
from dagscope.compare.revision import RevisionProblem, side_at
from dagscope.difference_words import scenario_text, words_of
from dagscope.records import CompareRule

_DIFFERENT = 3
_PASSED = (
    "module", "allow_module_overrides", "config", "input", "override", "final_vars", "executor", "cache", "no_cache",
)  # fmt: skip


def add_parser(subparsers: Any) -> None:
    """Add the command to a command line."""
    parser = add_command(
        subparsers,
        "compare",
        run,
        "compare two scenarios of a project",
        "dagscope compare examples/module_overrides --left run_plain --right run --final-vars foo -o report.html",
        has_scenario=False,
    )
    parser.add_argument(
        "--left", metavar="NAME", required=True, help="the scenario on the left, or REVISION:NAME as in main:us"
    )
    parser.add_argument("--right", metavar="NAME", required=True, help="the scenario on the right, likewise")
    parser.add_argument("--run", dest="is_run", action="store_true", help="run both, each to its own final variables")
    parser.add_argument(
        "--rtol", metavar="X", type=_tolerance, default=1e-9, help="relative tolerance of floats [1e-9]"
    )
    parser.add_argument("--atol", metavar="X", type=_tolerance, default=0.0, help="absolute tolerance of floats [0]")
    parser.add_argument(
        "--key",
        metavar="NODE=COLUMN",
        action="append",
        default=[],
        help="match the rows of a node's table by a column (or several: NODE=A,B); repeatable",
    )
    parser.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        action="append",
        default=[],
        help=f"write a report: {', '.join(REPORTS)}; - for the standard output; repeatable",
    )
    parser.add_argument("--format", metavar="NAME", help="the report's form, where it is not the ending [-o -: md]")
    parser.add_argument(
        "--exit-code", action="store_true", help="exit with 3 when anything differs, with 0 only when nothing does"
    )


def _tolerance(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no tolerance; write a number that is not negative, such as 1e-6")
    return value


def _keys(texts: list[str]) -> dict[str, tuple[str, ...]]:
    found = {}
    for text in texts:
        node, sign, columns = text.partition("=")
        if not sign or not node or not columns:
            raise UsageProblem(f"--key {text!r}: write it as node=column")
        found[node] = tuple(columns.split(","))
    return found


def run(arguments: argparse.Namespace) -> int:
    """Compare two scenarios, node by node, and the values where they run."""
    rule, keys = CompareRule(arguments.rtol, arguments.atol), _keys(arguments.key)
    targets = _targets(arguments)
    opened = Opened(arguments.folder, is_trusted=arguments.trust)
    report_settings(opened.project.problems)
    is_run = bool(arguments.final_vars or arguments.is_run)
    left, right = (
        _side(opened, text, name, arguments, is_run)
        for text, name in ((arguments.left, "left"), (arguments.right, "right"))
    )
    if "" in (left.revision, right.revision) and left.revision != right.revision:
        left, right = (
            each if each.revision else each.with_contents(Path(opened.project.folder)) for each in (left, right)
        )
    code = max(report_problems(left.problems), report_problems(right.problems), _report_failures(left, right))
    remark_unused(arguments, [left.records, right.records], ())
    found = Classification(left.side, right.side)
    _refuse_unknown(keys, found)
    report = made_report(
        (left, right), (arguments.left, arguments.right), rule, keys, found=found, has_values=is_run,
        on_node=lambda name: doing(name, "compare"),
    )  # fmt: skip
    content = b""
    for target, form in targets:
        try:
            if target is None:
                content = REPORTS[form](report)
            else:
                write_report(report, target, form)
        except UNWRITTEN as error:
            say(f"{target or 'The report'} cannot be written: {' '.join(str(error).split())}")
            return 1
    if content:
        with writing_result():
            sys.stdout.buffer.write(content)
    else:
        _print(report, arguments, [target for target, _ in targets if target is not None])
    return code or (_DIFFERENT if arguments.exit_code and report.differs else 0)


def _side(opened: Opened, text: str, name: str, arguments: argparse.Namespace, is_run: bool) -> ComparedSide:
    """Return a scenario of the project, or of `REVISION:SCENARIO`, built."""
    known = {scenario.name for scenario in opened.project.scenarios} | {s.origin for s in opened.project.scenarios}
    revision, sign, scenario = text.partition(":")
    if text in known or not sign or not scenario:
        return side_here(opened, changed(named_scenario(opened.project, text), arguments), name, is_run)
    options = {key: value for key, value in vars(arguments).items() if key in _PASSED}
    folder = Path(arguments.folder).expanduser().resolve()
    try:
        return side_at(folder, revision, scenario, {"is_run": is_run, "options": options})
    except RevisionProblem as problem:
        raise UsageProblem(str(problem)) from None


def _report_failures(left: ComparedSide, right: ComparedSide) -> int:
    for side, name in ((left, "left"), (right, "right")):
        if side.failure:
            say(f"run of {name}: {side.failure}")
    return int(bool(left.failure or right.failure))


def _targets(arguments: argparse.Namespace) -> list[tuple[Path | None, str]]:
    """Return where each report goes (None: the standard output), and the ending of its form."""
    if arguments.format and not arguments.output:
        raise UsageProblem("--format is of a report; say where it goes: -o FILE, or -o - for the standard output")
    found = [_target(arguments, text) for text in arguments.output]
    if sum(target is None for target, _ in found) > 1:
        raise UsageProblem("-o - is given twice; the standard output takes one report")
    return found


def _target(arguments: argparse.Namespace, text: str) -> tuple[Path | None, str]:
    target, form = _place(arguments, text)
    problem = problem_with(text) if form == ".png" else ""
    if problem:
        raise UsageProblem(problem)
    return target, form


def _place(arguments: argparse.Namespace, text: str) -> tuple[Path | None, str]:
    known = ", ".join(REPORTS)
    form = f".{arguments.format.lstrip('.').lower()}" if arguments.format else ""
    if form and form not in REPORTS:
        raise UsageProblem(f"--format {arguments.format!r}: the forms are {known}")
    if text == "-":
        if arguments.json:
            raise UsageProblem("-o - and --json both want the standard output; give one of them")
        return None, form or ".md"
    given = Path(text).expanduser()
    target, ending = given.resolve(), given.suffix.lower()
    if not form and ending not in REPORTS:
        raise UsageProblem(f"-o {text!r}: end the file's name in {known}")
    if os.path.isdir(target):
        raise UsageProblem(f"-o {text!r}: it is a folder")
    if not os.path.isdir(target.parent):
        raise UsageProblem(f"-o {text!r}: there is no folder {str(target.parent)!r}")
    return target, form or ending


def _refuse_unknown(keys: dict[str, tuple[str, ...]], found: Classification) -> None:
    for name in keys:
        if name not in found.order:
            raise UsageProblem(f"--key {name}: there is no node of that name")


def _print(report: Report, arguments: argparse.Namespace, targets: list[Path]) -> None:
    if arguments.json:
        print_json(report.as_json())
        return
    if report.scenario:
        show(table_text(["scenario", "left", "right"], [list(scenario_text(change)) for change in report.scenario]))
        show()
    for title, shown in report.sections():
        show(table_text([title.lower(), "difference"], [[row.name, words_of(row)] for row in shown], 200))
        show()
    show(report.summary())
    states = {row.name: row.detail or "it did not run" for row in report.rows}
    for name in arguments.final_vars:
        if name in report.values or name in states:
            show(f"{name}: {report.values[name].diff.summary if name in report.values else states[name]}")
    for target in targets:
        show(target)
