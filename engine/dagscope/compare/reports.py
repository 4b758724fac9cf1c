"""The forms a report can have: one file a form, one line here. It must not know what a report says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from dagscope.compare.report import Report
from dagscope.compare.report_html import html
from dagscope.compare.report_markdown import markdown
from dagscope.whole_files import write_bytes


def _json(report: Report) -> str:
    return json.dumps(report.as_json(), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


REPORTS: dict[str, Callable[[Report], str]] = {".html": html, ".md": markdown, ".json": _json}


def write_report(report: Report, target: Path) -> None:
    """Write a report in the form that the file's ending names."""
    write_bytes(target, REPORTS[target.suffix](report).encode("utf-8", "replace"))
