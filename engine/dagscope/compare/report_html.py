"""A comparison as one HTML page that needs nothing else: no script, no network. It must not compare."""

from __future__ import annotations

import base64
import difflib
from html import escape

from dagscope.compare.report import Report
from dagscope.compare.report_folding import counts_of, folded, inside, namespaces_of
from dagscope.compare.report_picture import picture
from dagscope.compare.values import Compared
from dagscope.difference_words import counted, scenario_text, words_of
from dagscope.records import DiffCell, NodeDiff

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --left: #d9822b33; --right: #2b8ad933; --quiet: #888; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
table { border-collapse: collapse; margin: .5rem 0 1rem; }
th, td { text-align: left; padding: .15rem .6rem; border: 1px solid var(--line); vertical-align: top; }
th { font-weight: 600; }
td, th { mso-number-format: "\\@"; }
code, pre, td.code { font: 13px/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
details { border: 1px solid var(--line); border-radius: 6px; margin: .4rem 0; padding: .3rem .8rem; }
summary { cursor: pointer; }
summary b { font-family: ui-monospace, monospace; margin-right: .8rem; }
.left { background: var(--left); } .right { background: var(--right); }
.quiet { color: var(--quiet); } .sides { width: 100%; table-layout: fixed; }
.scroll { overflow-x: auto; } img { max-width: 100%; }
@media (prefers-color-scheme: dark) { .graph svg { filter: invert(.9) hue-rotate(180deg); } }
"""
MOST_NAMESPACES = 40


def html(report: Report) -> str:
    """Return the report as HTML: causes first, then what they affect; each node opens to its sources and its values."""
    title = f"{escape(report.left)} → {escape(report.right)}"
    parts = [
        "<!doctype html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head><body>',
        f"<h1>{title}</h1><p>{escape(report.summary())}</p>",
        f'<p class="quiet">Floats are equal within {report.rule.rtol:g} of their size'
        + (f" or {report.rule.atol:g}" if report.rule.atol else "")
        + "; everything else is compared exactly.</p>",
    ]
    parts.append(_graph(report))
    if report.scenario:
        rows = "".join(_row(scenario_text(change)) for change in report.scenario)
        parts.append(f"<h2>Scenario</h2><table><tr><th></th><th>left</th><th>right</th></tr>{rows}</table>")
    for role, heading in (("cause", "Causes"), ("affected", "Affected"), ("same", "The same otherwise")):
        shown = report.of_role(role)
        if shown:
            parts.append(f"<h2>{heading}</h2>")
            parts += [_node(row, report) for row in shown]
    shown_names = {row.name for row in report.rows if row.differs}
    rest = [name for name in report.values if name not in shown_names]
    if rest:
        parts.append("<h2>Values asked for</h2>")
        parts += [
            f"<details><summary><b>{escape(name)}</b>equal</summary>{_value(report.values[name])}</details>"
            for name in rest
        ]
    return "\n".join([*parts, "</body></html>\n"])


def _graph(report: Report) -> str:
    """Return the union of both graphs, each namespace folded to a node that opens to a graph of its own below."""
    spaces = namespaces_of(report)
    try:
        parts = [f"<details open><summary><b>Graph</b></summary>{_drawn(folded(report) if spaces else report)}"]
        ordered = sorted(spaces.items(), key=lambda item: not any(row.differs for row in item[1]))
        for name, rows in ordered[:MOST_NAMESPACES]:
            summary = f"<summary><b>{escape(name)}</b>{escape(counts_of(rows))}</summary>"
            parts.append(f"<details>{summary}{_drawn(inside(report, name))}</details>")
    except (ImportError, ValueError, OSError, RuntimeError) as error:
        return f'<p class="quiet">No picture of the graphs: {escape(" ".join(str(error).split()))}</p>'
    if len(ordered) > MOST_NAMESPACES:
        more = len(ordered) - MOST_NAMESPACES
        sentence = counted(more, "more namespace is not drawn; its", "more namespaces are not drawn; their")
        parts.append(f'<p class="quiet">{sentence} nodes are listed below.</p>')
    return "".join([*parts, "</details>"])


def _drawn(report: Report) -> str:
    # The title of a picture counts its nodes, which are others where namespaces are folded.
    svg = picture(report, "svg", has_title=False).decode("utf-8")
    return f'<div class="scroll graph">{svg[svg.index("<svg") :]}</div>'


def _row(texts: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f'<td class="code">{escape(text)}</td>' for text in texts) + "</tr>"


def _node(row: NodeDiff, report: Report) -> str:
    inside = ""
    sources = report.left_sources.get(row.name, ""), report.right_sources.get(row.name, "")
    if any(
        change.kind in ("code", "default", "decorator", "left", "right", "type", "inputs") for change in row.structure
    ):
        inside += _sources(*sources)
    if row.name in report.values:
        inside += _value(report.values[row.name])
    summary = f"<summary><b>{escape(row.name)}</b>{escape(words_of(row))}</summary>"
    return f"<details>{summary}{inside}</details>" if inside else f"<details>{summary}</details>"


def _sources(left: str, right: str) -> str:
    """Return both sources line by line, with what differs marked."""
    one, other = left.splitlines(), right.splitlines()
    rows = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        for offset in range(max(b - a, d - c)):
            here = one[a + offset] if a + offset < b else ""
            there = other[c + offset] if c + offset < d else ""
            marks = ("code", "code") if kind == "equal" else ("code left", "code right")
            cells = [f'<td class="{mark}">{escape(text)}</td>' for mark, text in zip(marks, (here, there))]
            rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table class="sides">{"".join(rows)}</table>' if rows else ""


def _value(found: Compared) -> str:
    diff = found.diff
    parts = [f"<p>{escape(diff.summary)}</p>"]
    said = [f"{item.what}: {item.left} → {item.right}" for item in diff.beside] + list(diff.notes)
    if said:
        parts.append("<ul>" + "".join(f"<li>{escape(text)}</li>" for text in said) + "</ul>")
    for names, side in ((diff.columns_left, "left"), (diff.columns_right, "right")):
        if names:
            parts.append(f"<p>Columns only on the {side}: <code>{escape(', '.join(names))}</code></p>")
    if found.png:
        picture = base64.b64encode(found.png).decode()
        parts.append(f'<img alt="where the pictures differ" src="data:image/png;base64,{picture}">')
    if diff.rows:
        head = "".join(f"<th>{escape(name)}</th>" for name in ("", *diff.columns))
        rows = "".join(f"<tr><th>{escape(row.key)}</th>{''.join(map(_cell, row.cells))}</tr>" for row in diff.rows)
        parts.append(f'<div class="scroll"><table><tr>{head}</tr>{rows}</table></div>')
        if diff.row_count > len(diff.rows):
            parts.append(f'<p class="quiet">The first {len(diff.rows):,} of {diff.row_count:,}.</p>')
    return "".join(parts)


def _cell(cell: DiffCell) -> str:
    if not cell.is_different:
        return f'<td class="code">{escape(cell.left)}</td>'
    return (
        f'<td class="code"><span class="left">{escape(cell.left)}</span> → <span '
        f'class="right">{escape(cell.right)}</span></td>'
    )
