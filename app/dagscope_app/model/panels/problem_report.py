"""What to tell the people who make Dagscope when something went wrong: no values, no environment, no folders.
Text for the clipboard.
"""

from __future__ import annotations

import platform

from dagscope.value_records import ErrorPreview
from dagscope.version import __version__

from dagscope_app.model.paths import last_part
from dagscope_app.model.records.runs import Run
from dagscope_app.model.state import AppState

_DOINGS = ("importing ", "building ", "running ", "showing ", "making ")


def report_text(state: AppState, cause: str = "", detail: str = "") -> str:
    """Return versions, how the project's process ended and where, and how the last run did.

    Args:
        state: what the window shows.
        cause: how the process ended last.
        detail: what it was doing then.
    """
    worker = state.worker
    lines = [
        f"Dagscope {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}",
        f"Project: Python {worker.python or 'unknown'}, {len(state.graph.nodes):,} nodes, {state.phase}",
        f"Process: {worker.phase}",
    ]
    if cause:
        # What the process itself wrote may hold values, and stays out.
        doing = f" while {detail}" if detail.startswith(_DOINGS) and "\n" not in detail else ""
        lines.append(f"Last end of the process: {cause}{doing}")
    return "\n".join([*lines, *(_run_lines(state.runs[-1]) if state.runs else ()), ""])


def _run_lines(run: Run) -> list[str]:
    counts = ", ".join(f"{count:,} {name}" for name, count in run.counts.items() if count)
    lines = [f"Last run: {run.status}" + (f" ({counts})" if counts else "")]
    if run.first_failed:
        lines.append(f"First failed node: {run.first_failed}{_error_words(run.error)}")
    return lines


def _error_words(error: ErrorPreview | None) -> str:
    """Return the exception's type and location; its message may hold values."""
    if error is None or not error.error_type:
        return ""
    frame = next((each for each in reversed(error.frames) if each.is_project), None)
    name = last_part(frame.file) if frame is not None else ""
    return f", {error.error_type}" + (f" in {name}, line {frame.line}" if frame is not None else "")
