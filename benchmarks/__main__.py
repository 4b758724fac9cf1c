"""`python -m benchmarks [--only PART]`: runs the parts, prints the table, writes build/bench.json."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
from pathlib import Path

import benchmarks
from benchmarks.harness import Report, read_targets

RESULTS = Path(benchmarks.__file__).parents[1] / "build" / "bench.json"


def main() -> int:
    """Runs the benchmarks that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", default="", help="a part, such as engine, or the beginning of a figure's name")
    only = parser.parse_args().only
    report = Report(read_targets())
    for found in pkgutil.iter_modules(benchmarks.__path__):
        if found.name.startswith("_") or not (only == "" or found.name.startswith(only.partition(".")[0])):
            continue
        part = importlib.import_module(f"benchmarks.{found.name}")
        if hasattr(part, "run"):
            print(f"-- {found.name}")
            part.run(report)
    report.write(RESULTS)
    print(f"\n{len(report.figures)} figures in {RESULTS.relative_to(RESULTS.parents[1])}")
    for figure in report.figures:
        if report.holds(figure) is False:
            print("missed:", report.line(figure))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
