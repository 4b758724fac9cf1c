"""A comparison as a picture: the union of both graphs, coloured by what differs. It must not compare.

Colour never stands alone: each node that differs says it in words. Of a large union only what differs and what is next
to it is drawn, and the picture says how many nodes it leaves out.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from dagscope.compare.report import Report
from dagscope.difference_words import counted
from dagscope.draw.render import DrawingProgramError, check_format, find_program
from dagscope.preview.budget import cut
from dagscope.records import NodeDiff

_MOST = 200
_FILL = {"cause": "#f6c48b", "affected": "#fdeecb", "left": "#f3b7a6", "right": "#a9cdf0", "same": "#ffffff",
    "unknown": "#e4e4e4"}  # fmt: skip
_WORDS = {"cause": "differs", "affected": "affected", "left": "only left", "right": "only right",
    "unknown": "not known"}  # fmt: skip


def problem_with(target: str, form: str = "png") -> str:
    """Return an empty text, or why no picture can be drawn here: asked before anything runs."""
    try:
        check_format(form, Path(target))
    except DrawingProgramError as problem:
        return str(problem)
    is_there = importlib.util.find_spec("graphviz") is not None
    return "" if is_there else f"{target} cannot be drawn: `pip install dagscope[viz]` brings the package graphviz"


def picture(report: Report, form: str = "png", has_title: bool = True) -> bytes:
    """Return the picture in a form of Graphviz; without a title it says only how many nodes are left out.

    Raises:
        ImportError: the package graphviz is not installed.
        DrawingProgramError: there is no program that can draw.
    """
    check_format(form, Path(f"report.{form}"))
    import graphviz

    program = find_program()
    if program is not None:
        graphviz.backend.dot_command.DOT_BINARY = Path(program)
    # Not a word of Graphviz's about the widths of letters: only an error stops it, and that is raised.
    drawn: Any = graphviz.Source(dot(report, has_title)).pipe(format=form, quiet=True)
    return bytes(drawn)


def dot(report: Report, has_title: bool = True) -> str:
    """Return the picture as DOT text."""
    rows = {row.name: row for row in report.rows}
    shown = _shown(report, rows)
    lines_above = [f"{report.left} → {report.right}", report.summary()] if has_title else []
    if len(shown) < len(rows):
        left_out = len(rows) - len(shown)
        lines_above.append(counted(left_out, "node that is the same is", "nodes that are the same are") + " left out")
    title = "\n".join(lines_above)
    lines = [
        "digraph {",
        f'  graph [rankdir=LR, labelloc=t, fontname="Helvetica", label={_quoted(title)}]',
        '  node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=11, color="#606060"]',
        '  edge [color="#808080", arrowsize=0.7]',
    ]
    lines += [f"  {_quoted(name)} [{_look(rows[name])}]" for name in rows if name in shown]
    lines += [
        f"  {_quoted(source)} -> {_quoted(target)}"
        for source, target in report.edges
        if source in shown and target in shown
    ]
    return "\n".join([*lines, "}"])


def _shown(report: Report, rows: dict[str, NodeDiff]) -> set[str]:
    if len(rows) <= _MOST:
        return set(rows)
    differing = {name for name, row in rows.items() if row.differs}
    near = {end for edge in report.edges if differing.intersection(edge) for end in edge}
    return differing | near.intersection(rows)


def _look(row: NodeDiff) -> str:
    kinds = {change.kind for change in row.structure}
    how = "left" if "left" in kinds else "right" if "right" in kinds else "unknown" if row.is_unknown else row.role
    lines = [row.name]
    if how in _WORDS:
        lines.append(_WORDS[how])
    if row.value in ("different", "failed", "skipped", "incomparable", "partial"):
        lines.append(cut(row.detail, 60))
    width = 2 if how in ("cause", "left", "right") else 1
    return f'label={_quoted(chr(10).join(lines))}, fillcolor="{_FILL[how]}", penwidth={width}'


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
