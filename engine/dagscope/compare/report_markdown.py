"""A comparison as Markdown, for a comment on a pull request. It must not compare."""

from __future__ import annotations

from dagscope.compare.report import Report
from dagscope.difference_words import scenario_text, seen_apart, words_of

_ROWS = 20


def markdown(report: Report) -> str:
    """Return the report as Markdown: causes first, then what they affect, then the values."""
    lines = [f"# {_cell(report.left)} → {_cell(report.right)}", "", report.summary(), ""]
    if report.scenario:
        rows = [tuple(map(_code, scenario_text(change))) for change in report.scenario]
        lines += _table(("scenario", "left", "right"), rows)
    for title, shown in report.sections():
        cells: list[tuple[str, ...]] = [(_code(row.name), _cell(words_of(row))) for row in shown]
        lines += [f"## {title}", "", *_table(("node", "difference"), cells)]
    for name, found in report.values.items():
        diff = found.diff
        lines += [f"## {_cell(name)}", "", _cell(diff.summary), ""]
        lines += [f"* {_cell(item.what)}: {_code(item.left)} → {_code(item.right)}" for item in diff.beside]
        lines += [f"* {_cell(note)}" for note in diff.notes]
        if diff.rows:
            rows = [
                (_cell(row.key), *(_pair(cell.left, cell.right, cell.is_different) for cell in row.cells))
                for row in diff.rows[:_ROWS]
            ]
            lines += ["", *_table(("", *map(_cell, diff.columns)), rows)]
            if diff.row_count > len(rows):
                lines += [f"The first {len(rows)} of {diff.row_count:,}.", ""]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _table(names: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    head = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    return [*head, *("| " + " | ".join(row) + " |" for row in rows), ""]


def _pair(left: str, right: str, is_different: bool) -> str:
    if not is_different:
        return _cell(left)
    return " → ".join(map(_code, seen_apart(left, right, max(len(left), len(right)))))


def _cell(text: str) -> str:
    for sign in ("\\", "|", "*", "_", "<", "`", "[", "#"):
        text = text.replace(sign, f"\\{sign}" if sign != "<" else "&lt;")
    return " ".join(text.split())


def _code(text: str) -> str:
    """Return a text as code, whatever is in it."""
    text = " ".join(text.split()).replace("|", "\\|")
    if not text:
        return ""
    fence = "`" * (max(map(len, _runs(text)), default=0) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _runs(text: str) -> list[str]:
    found, current = [], ""
    for sign in text + " ":
        if sign == "`":
            current += sign
        elif current:
            found.append(current)
            current = ""
    return found
