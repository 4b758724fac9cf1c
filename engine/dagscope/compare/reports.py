"""The forms a report can have: one file a form, one line here. It must not know what a report says."""

from __future__ import annotations

import json
from collections.abc import Callable

from dagscope.compare.report import Report
from dagscope.compare.report_html import html
from dagscope.compare.report_markdown import markdown
from dagscope.compare.report_picture import picture
from dagscope.shown_text import shown


def _json(report: Report) -> bytes:
    return _encoded(json.dumps(report.as_json(), indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def _html(report: Report) -> bytes:
    return _encoded(shown(html(report)))


def _markdown(report: Report) -> bytes:
    return _encoded(shown(markdown(report)))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


REPORTS: dict[str, Callable[[Report], bytes]] = {".html": _html, ".md": _markdown, ".json": _json, ".png": picture}
