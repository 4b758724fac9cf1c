"""A comparison as one HTML page that needs nothing else: no script, no network. It must not compare."""

from __future__ import annotations

import base64
import difflib
import re
from html import escape

from dagscope.compare.report import Report
from dagscope.compare.report_folding import MOST_TAGS, Groups, counts_of, folded, groupings_of, inside
from dagscope.compare.report_picture import dot, picture
from dagscope.compare.values import Compared
from dagscope.difference_words import counted, scenario_text, seen_apart, words_of
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
.large:not(:has(> label > :checked)) > .graph svg { width: 100%; height: auto; max-height: 85vh; }
label { margin: 0 .8rem 0 .15rem; } .by { display: none; }
@media (prefers-color-scheme: dark) { .graph svg { filter: invert(.9) hue-rotate(180deg); } }
"""
MOST_GROUPS = 40
_PAGE = 900
"""Points; wider graphs do not fit on a page."""


def _switches() -> str:
    """Return the rules by which a radio button shows the graphs of its grouping."""
    return "".join(f"#by{number}:checked ~ .by{number} {{ display: block; }}\n" for number in range(MOST_TAGS + 4))


def html(report: Report) -> str:
    """Return the report as HTML: causes first, then what they affect; each node opens to its sources and its values."""
    title = f"{escape(report.left)} → {escape(report.right)}"
    parts = [
        "<!doctype html>",
        f'<html lang="en"><head><meta charset="utf-8"><title>{title}</title>',
        f"<style>{_STYLE}{_switches()}</style></head><body>",
        f"<h1>{title}</h1><p>{escape(report.summary())}</p>",
        f'<p class="quiet">Floats are equal within {report.rule.rtol:g} of their size'
        + (f" or {report.rule.atol:g}" if report.rule.atol else "")
        + "; everything else is compared exactly.</p>",
    ]
    parts.append(_graph(report))
    if report.scenario:
        rows = "".join(_row(scenario_text(change)) for change in report.scenario)
        parts.append(f"<h2>Scenario</h2><table><tr><th></th><th>left</th><th>right</th></tr>{rows}</table>")
    for heading, shown in report.sections():
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
    """Return the union of both graphs, each group folded to a node that opens to a graph of its own below.

    One radio button a grouping shows its graphs, without a script.
    """
    groupings = {**groupings_of(report), "nothing": {}}
    drawn: dict[str, str] = {}
    parts = ["<details open><summary><b>Graph</b></summary>"]
    if len(groupings) > 1:
        parts.append('<span class="quiet">Folded by</span>')
        for number, name in enumerate(groupings):
            is_first = " checked" if not number else ""
            parts.append(f'<input type="radio" name="grouping" id="by{number}"{is_first}>')
            parts.append(f'<label for="by{number}">{escape(name)}</label>')
    try:
        for number, groups in enumerate(groupings.values()):
            shown = _folded_graph(report, groups, MOST_GROUPS if not number else MOST_GROUPS // 2, drawn)
            parts.append(f'<div class="by by{number}">{shown}</div>' if len(groupings) > 1 else shown)
    except (ImportError, ValueError, OSError, RuntimeError) as error:
        return f'<p class="quiet">No picture of the graphs: {escape(" ".join(str(error).split()))}</p>'
    return "".join([*parts, "</details>"])


def _folded_graph(report: Report, groups: Groups, most: int, drawn: dict[str, str]) -> str:
    parts = [_drawn(folded(report, groups) if groups else report, drawn)]
    ordered = sorted(groups.items(), key=lambda item: not any(row.differs for row in item[1]))
    for name, rows in ordered[:most]:
        summary = f"<summary><b>{escape(name)}</b>{escape(counts_of(rows))}</summary>"
        parts.append(f"<details>{summary}{_drawn(inside(report, rows), drawn)}</details>")
    if len(ordered) > most:
        sentence = counted(len(ordered) - most, "more group is not drawn; its", "more groups are not drawn; their")
        parts.append(f'<p class="quiet">{sentence} nodes are listed below.</p>')
    return "".join(parts)


def _drawn(report: Report, drawn: dict[str, str]) -> str:
    """Return a graph as SVG; what another grouping has drawn already is not drawn again."""
    # The title of a picture counts its nodes, which are others where groups are folded.
    text = dot(report, has_title=False)
    if text not in drawn:
        svg = picture(report, "svg", has_title=False).decode("utf-8")
        drawn[text] = _framed(svg[svg.index("<svg") :])
    return drawn[text]


def _framed(svg: str) -> str:
    """Return a graph in a frame; one larger than a page is as large as the page until its own size is asked for."""
    frame = f'<div class="scroll graph">{svg}</div>'
    sizes = [int(size) for size in re.findall(r'(?:width|height)="(\d+)pt"', svg[:500])]
    if not sizes or max(sizes) <= _PAGE:
        return frame
    return f'<div class="large"><label class="quiet"><input type="checkbox"> full size</label>{frame}</div>'


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
    left, right = map(escape, seen_apart(cell.left, cell.right, max(len(cell.left), len(cell.right))))
    return f'<td class="code"><span class="left">{left}</span> → <span class="right">{right}</span></td>'
