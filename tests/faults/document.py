"""Writes the table of faults into docs/reliability.md: `python -m tests.faults.document`.
It must not judge by itself.
"""

from __future__ import annotations

from itertools import groupby

from tests.faults.matrix import ROOT, Case, cases

PAGE = ROOT / "docs" / "reliability.md"
BEGIN = "<!-- the matrix of faults: made by `python -m tests.faults.document` -->"
END = "<!-- the end of the matrix -->"


def table() -> str:
    """Return the matrix as Markdown."""
    found = cases()
    count = {verdict: sum(case.verdict == verdict for case in found) for verdict in ("held", "partly", "not tested")}
    lines = [
        f"{len(found)} cases: {count['held']} are held and tested, {count['partly']} in part, "
        f"{count['not tested']} cannot be tested here.",
    ]
    for group, members in groupby(sorted(found, key=lambda case: case.number), key=lambda case: case.group):
        lines += ["", f"### {group}", "| case | what goes wrong | what is promised | tested by |", "|---|---|---|---|"]
        lines += [_row(case) for case in members]
    return "\n".join(lines)


def _row(case: Case) -> str:
    tried = ["the window, with a real process"] if case.steps else []
    tried += [f"`{test}`" for test in case.tests]
    if case.gap:
        tried.append(f"**not tested:** {case.gap}")
    cells = (case.number, case.fault, case.promise, "; ".join(tried))
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def page(text: str) -> str:
    """Return the page with the table of now."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
