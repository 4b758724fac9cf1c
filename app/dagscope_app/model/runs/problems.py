"""What went wrong in a run, as rows for the list of problems. It must not start, end or change a run."""

from __future__ import annotations

from typing import Literal

from dagscope.expected_time import seconds_text
from dagscope.records import ProblemRecord

from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.runs import NodeRun, Run
from dagscope_app.model.translation import tr

LIMIT = 300


def run_problems(run: Run, graph: GraphSnapshot) -> tuple[ProblemRecord, ...]:
    """Return a row for each node that failed, was stopped, or did not pass a check, and one for a run that failed by
    itself.
    """
    states = ("failed", "stopped", "warning")
    counts = run.ended_counts()
    is_any = any(counts.get(state) for state in states)
    bad = [name for state in states for name, item in run.nodes.items() if item.ended_as == state] if is_any else []
    shown = [name for name in bad if not _is_said_by_another(name, run, graph)]
    rows = [_row(name, run.nodes[name], run, graph) for name in shown[:LIMIT]]
    is_said = any(run.nodes[name].state == "failed" or run.message in row.message for name, row in zip(shown, rows))
    if run.status == "failed" and run.message and not run.missing and not is_said:
        rows.insert(0, ProblemRecord("run", f"Run #{run.number} failed: {run.message}"))
    if len(shown) > LIMIT:
        rows.append(ProblemRecord("run", f"{len(shown) - LIMIT} more nodes of run #{run.number} are not listed here."))
    return tuple(rows)


def _is_said_by_another(name: str, run: Run, graph: GraphSnapshot) -> bool:
    """Return whether a check is reported in the row of the node that is checked."""
    if run.nodes[name].ended_as != "warning":
        return False
    users = (run.nodes.get(user) for user in graph.consumers.get(name, ()))
    return any(item is not None and item.ended_as == "warning" for item in users)


def _row(name: str, item: NodeRun, run: Run, graph: GraphSnapshot) -> ProblemRecord:
    definition = graph.active_definition(name)
    file, line = (definition.file, definition.line) if definition is not None else ("", 0)
    if item.state == "failed" and run.error is not None and run.first_failed == name:
        own = [frame for frame in run.error.frames if frame.is_project]
        file, line = (own[-1].file, own[-1].line) if own else (file, line)
    if item.state == "stopped":
        text = stopped_text(item) + (f": {item.summary}" if item.summary else "")
    else:
        text = item.summary or (run.message if item.state == "failed" else "") or item.ended_as
    severity: Literal["error", "warning"] = "error" if item.state == "failed" else "warning"
    return ProblemRecord("run", f"{name}: {text}", name, file, line, severity)


def stopped_text(item: NodeRun) -> str:
    """Return "stopped after 9.1 s", or without the time where nobody knows it."""
    return tr("stopped after {seconds}", seconds=seconds_text(item.seconds)) if item.seconds else "stopped"
