"""Writes the table of docs/performance.md from build/bench.json, targets.json and reasons.json. It must not measure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import benchmarks
from benchmarks.harness import Figure, Report, read_targets

ROOT = Path(benchmarks.__file__).parents[1]
RESULTS = ROOT / "build" / "bench.json"
REASONS = ROOT / "benchmarks" / "reasons.json"
DOCUMENT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
BYTES = {"bytes": "B", "factor": ""}


def rows(report: Report, figures: dict[str, Figure], reasons: dict[str, str]) -> list[str]:
    """Return a row for every target, in the order of the targets: reached, missed and why, or not measured and why."""
    found = ["| figure | what | target | measured | |", "|---|---|---|---|---|"]
    for name, target in report.targets.items():
        figure = figures.get(name, Figure(name, None, target["unit"]))
        cells = (f"`{name}`", target["is"], bound(target), value_of(figure), verdict(report, figure, reasons))
        found.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return found


def bound(target: dict[str, Any]) -> str:
    """Return what a figure has to reach: `<= 4 ms`."""
    sign, limit = ("<=", target["at_most"]) if "at_most" in target else (">=", target["at_least"])
    return f"{sign} {limit:,}{_unit(target['unit'])}"


def value_of(figure: Figure) -> str:
    """Return a measured value to three digits."""
    if figure.value is None:
        return "not measured"
    digits = f"{figure.value:.3g}" if abs(figure.value) < 1000 else f"{figure.value:,.0f}"
    return digits + _unit(figure.unit)


def verdict(report: Report, figure: Figure, reasons: dict[str, str]) -> str:
    """Return whether the target is reached, with the reason where it is not and what the measurement says of itself."""
    reason = reasons.get(figure.name, "")
    if figure.value is None:
        return "; ".join(filter(None, (figure.note, reason))) or "not measured in this run"
    word = "ok" if report.holds(figure) else "**missed**"
    shown = reason if word != "ok" else ""
    aside = figure.note[figure.note.index("beside other work") :] if "beside other work" in figure.note else ""
    return "; ".join(filter(None, (word, shown, aside)))


def _unit(unit: str) -> str:
    short = BYTES.get(unit, "" if unit == "ratio" else unit)
    return f" {short}" if short else ""


def write(document: Path, lines: list[str]) -> None:
    """Put the rows between the two marks of a document."""
    text = document.read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    document.write_text(f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{after}", "utf-8")


def main() -> int:
    """Write the table from what was measured here."""
    measured = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else []
    figures = {each["name"]: Figure(**each) for each in measured}
    reasons = json.loads(REASONS.read_text("utf-8"))
    write(DOCUMENT, rows(Report(read_targets()), figures, reasons))
    print(f"{len(figures)} figures; the table of {DOCUMENT.relative_to(ROOT)} is written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
