"""The command `run`: runs a dataflow and prints what it gives. It must not execute nodes itself; the session does."""

from __future__ import annotations

import argparse
import contextlib
from dataclasses import replace
from typing import Any

from dagscope.commands.ending import stopped_code
from dagscope.commands.given import remark_unused
from dagscope.commands.kept_run import KeptRun
from dagscope.commands.opened import RUN, Opened, selected_names
from dagscope.commands.options import UsageProblem, add_command, chosen_scenario
from dagscope.commands.printing import print_json, remark, report_problems, report_settings, say, show
from dagscope.commands.progress import Progress, shown
from dagscope.commands.run_plan import print_plan
from dagscope.commands.values import shown_text, table_text, value_json
from dagscope.preview.budget import reason_of
from dagscope.protocol import messages as m
from dagscope.session.building import Slot
from dagscope.session.run import Run
from dagscope.value_code import value_code


def add_parser(subparsers: Any) -> None:
    """Add the command to a command line."""
    parser = add_command(
        subparsers,
        "run",
        run,
        "run a dataflow and print what it gives",
        "dagscope run examples/my_dataflow --final-vars B C --override A=7 --json",
        selects="run to these nodes, instead of --final-vars",
    )
    parser.add_argument(
        "--plan", action="store_true", help="print what would run, what the cache has and what is missing; run nothing"
    )
    parser.add_argument(
        "--no-history", action="store_true", help="leave the run out of the history that the window shows"
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="print the traceback of a node that fails")


def _values_of(run: Run, finals: tuple[str, ...]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what was asked for, and why a value that stayed on a cluster cannot be brought here."""
    values: dict[str, Any] = {}
    lost: dict[str, str] = {}
    for name in finals:
        try:
            with value_code():
                if name in run.values:
                    values[name] = run.values[name]
        except Exception as error:  # noqa: BLE001 - the cluster may be gone, the value's class may not unpickle
            lost[name] = reason_of(error)
    return values, lost


def _run_json(slot: Slot, run: Run, finished: m.RunFinished, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "scenario": slot.scenario.name,
        "status": finished.status,
        "seconds": finished.seconds,
        "message": finished.message,
        "missing": list(finished.missing),
        "nodes": {
            name: {"state": state, "seconds": None if name in run.awaited else run.seconds.get(name, 0.0)}
            for name, state in run.states.items()
        },
        "results": {name: value_json(value) for name, value in values.items()},
        "warnings": run.remarks,
        "errors": {
            name: {"type": e.error_type, "message": e.message, "text": e.text} for name, e in run.errors.items()
        },
    }


def run(arguments: argparse.Namespace) -> int:
    """Run a dataflow and print its results."""
    if arguments.select is not None and arguments.final_vars:
        raise UsageProblem("--select and --final-vars both say what to run; give one of them")
    opened = Opened(arguments.folder, is_trusted=arguments.trust)
    slot = opened.build(chosen_scenario(opened.project, arguments, arguments.scenario))
    if slot.result.graph.nodes:
        report_settings(opened.project.problems)
    code = report_problems(slot.problems if slot.result.graph.nodes else opened.problems(slot))
    remark_unused(arguments, [slot.records], slot.config_keys)
    finals = _asked_for(opened, slot, arguments)
    if not finals:
        return 1
    if arguments.plan:
        return max(code, print_plan(opened, slot, finals, arguments.json))
    finished = _run_and_show(
        opened, slot, arguments.quiet, None if arguments.no_history else KeptRun(opened, slot, finals)
    )
    done = slot.runs.get(RUN, Run(RUN, "main"))
    values, lost = _values_of(done, finals)
    finished = _with_lost(finished, lost)
    if arguments.json:
        print_json(_run_json(slot, done, finished, values))
    else:
        _print_run(done, values)
    _report_failures(done, lost, arguments.verbose)
    if finished.missing and slot.result.graph.nodes:
        others = [problem for problem in opened.project.problems if problem.kind != "settings"]
        report_problems(tuple(others))  # what could not be read may be what is missing
    if finished.status != "ok" and not done.errors and not lost:
        _say_why(finished)
    done.release()
    if finished.status == "cancelled":
        return stopped_code()
    return code if finished.status == "ok" else 1


def _asked_for(opened: Opened, slot: Slot, arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return what is run: what is selected, or the scenario's final variables; empty, and said, where there is none."""
    if arguments.select is not None:
        runnable = {node.name for node in slot.records.nodes if node.is_final_candidate}
        wanted = tuple(name for name in selected_names(opened, slot, arguments) if name in runnable)
        if not wanted:
            say(f"the selection {arguments.select!r} holds nothing to run")
            return ()
        slot.scenario = replace(slot.scenario, final_vars=wanted)
    finals = opened.final_vars(slot)
    if not finals:
        say("there is nothing to run")
    return finals


def _say_why(finished: m.RunFinished) -> None:
    """Say why a run gave nothing, and how to give the inputs it lacks."""
    hint = "".join(f" --input {name}=VALUE" for name in finished.missing)
    say(f"run: {finished.message}{'; give' + hint if hint else ''}")


def _report_failures(done: Run, lost: dict[str, str], is_verbose: bool) -> None:
    """Say which nodes warn, which failed and why, and which values cannot be brought here."""
    for name, text in done.remarks.items():
        remark(f"warning: {name}: {text}")
    for name, reason in lost.items():
        say(f"failed: {name}: its value cannot be brought here: {reason}")
    for name, error in done.errors.items():
        _print_failure(name, error.frames, error.summary)
        if is_verbose:
            say(error.text)


def _with_lost(finished: m.RunFinished, lost: dict[str, str]) -> m.RunFinished:
    """Return how a run ended: values that cannot be brought here are no success."""
    if not lost or finished.status != "ok":
        return finished
    message = "; ".join(f"the value of {name} cannot be brought here: {reason}" for name, reason in lost.items())
    return replace(finished, status="failed", message=message)


def _run_and_show(opened: Opened, slot: Slot, is_quiet: bool, kept: KeptRun | None) -> m.RunFinished:
    """Run it; its progress is on the standard error, and how it ended in the history."""
    progress = Progress()
    if kept is not None:
        progress.when_planned(kept.begin)
    with contextlib.nullcontext() if is_quiet else shown(progress):
        finished = opened.run(slot, current=progress)
    opened.say_warnings(progress)
    if kept is not None:
        done = slot.runs.get(RUN)
        kept.end(finished, progress.rows, done.awaited if done else frozenset())
    return finished


def _print_failure(name: str, frames: tuple[Any, ...], summary: str) -> None:
    own = [frame for frame in frames if frame.is_project]
    where = f"{own[-1].file}:{own[-1].line}: " if own else ""
    say(f"{where}failed: {name}: {' '.join(summary.split())}")


def _time_text(run: Run, name: str) -> str:
    """Return how long a node took; nothing for one that never ran, or ran elsewhere and nobody heard how long."""
    is_known = run.states[name] != "skipped" and name not in run.awaited
    return f"{run.seconds.get(name, 0.0) * 1000:.1f} ms" if is_known else "-"


def _print_run(run: Run, values: dict[str, Any]) -> None:
    rows = [[name, state, _time_text(run, name)] for name, state in run.states.items()]
    if rows:
        show(table_text(["node", "state", "time"], rows))
    for name, value in values.items():
        show(f"\n{name}\n{shown_text(value)}")
