"""What commands print of problems and as JSON. A line a problem, `file:line: kind: message`; it must not compute anything."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from dagscope.records import ProblemRecord


def problem_line(problem: ProblemRecord) -> str:
    """`file:line: kind: message` on one line; a folder has no lines."""
    line = "" if not problem.line and Path(problem.file).is_dir() else f":{problem.line or 1}"
    place = f"{problem.file}{line}: " if problem.file else ""
    return f"{place}{problem.kind}: {' '.join(problem.message.split())}"


def report_problems(problems: tuple[ProblemRecord, ...]) -> int:
    """Print problems and return 1 when one of them is an error, else 0."""
    for problem in problems:
        print(problem_line(problem) + (" (warning)" if problem.severity == "warning" else ""), file=sys.stderr)
    return 1 if any(problem.severity == "error" for problem in problems) else 0


def print_json(value: Any) -> None:
    """Print a value as JSON, and nothing else."""
    print(json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False))
