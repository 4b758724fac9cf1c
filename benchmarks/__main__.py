"""`python -m benchmarks [--only PART]`: runs the parts, each in a process of its own, prints the table, writes
build/bench.json.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from dagscope.trust import STORE_VARIABLE, add

import benchmarks
from benchmarks.harness import Figure, Report, load_now, read_targets
from benchmarks.machine import measure_machine

ROOT = Path(benchmarks.__file__).parents[1]
RESULTS = ROOT / "build" / "bench.json"
# How busy the machine was before the first part: later it is busy with the parts themselves.
LOAD = "DAGSCOPE_BENCH_LOAD"
# Figures of the window whose names begin otherwise.
OF_THE_WINDOW = ("run", "compare")


def parts(only: str) -> list[str]:
    """Return the parts to run, for a part's name, a figure's, the beginning of one, or nothing for all."""
    found = pkgutil.iter_modules(benchmarks.__path__)
    names = [each.name for each in found if not each.name.startswith("_") and _is_part(each.name)]
    # Some figures are named for what they are about, and measured in a part of another name.
    for sign in (f'"{only}"', f'"{only.rpartition(".")[0]}.{{', f'"{only}'):
        written = [name for name in names if "." in only and sign in _source(name)]
        if written:
            return written
    wanted = only.partition(".")[0]
    if wanted in OF_THE_WINDOW:
        wanted = "app"
    return [name for name in names if name.startswith(wanted)]


def _is_part(name: str) -> bool:
    return "\ndef run(report" in _source(name)


def _source(name: str) -> str:
    return (Path(benchmarks.__file__).parent / f"{name}.py").read_text("utf-8")


def figures_of(name: str, targets: Iterable[str]) -> tuple[str, ...]:
    """Return the targets that a part measures."""
    return tuple(target for target in targets if name in parts(target))


def run_part(name: str) -> int:
    """Measure one part in this process; what it leaves out because it raised is reported as missed."""
    report = Report(read_targets(), load=float(os.environ.get(LOAD, 0)), machine=measure_machine(), path=RESULTS)
    with report.trying(*figures_of(name, report.targets)):
        importlib.import_module(f"benchmarks.{name}").run(report)
    report.end()
    return 1 if any(figure.value is None and "Error" in figure.note for figure in report.figures) else 0


def trust_temporary_folders() -> dict[str, str]:
    """Return an environment in which the projects that the parts write may be loaded."""
    store = RESULTS.with_name("trusted.json")
    os.environ[STORE_VARIABLE] = str(store)
    add(tempfile.gettempdir())
    add(ROOT)
    return dict(os.environ)


def main() -> int:
    """Run the benchmarks that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", default="", help="a part, such as engine, or the beginning of a figure's name")
    parser.add_argument("--part", default="", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.part:
        return run_part(arguments.part)
    chosen = parts(arguments.only)
    if not chosen:
        print(f"no part is called {arguments.only!r}", file=sys.stderr)
        return 2
    failed = []
    trusted = {**trust_temporary_folders(), LOAD: str(load_now())}
    for name in chosen:
        print(f"-- {name}", flush=True)
        if subprocess.run([sys.executable, "-m", "benchmarks", "--part", name], cwd=ROOT, env=trusted).returncode:
            failed.append(name)
    if RESULTS.exists():
        print_missed()
    for name in failed:
        print(f"the part {name} failed; its figures are the earlier ones, if any", file=sys.stderr)
    return 1 if failed else 0


def print_missed() -> None:
    """Print what misses its target of all that was ever measured here, and what was not measured."""
    report = Report(read_targets())
    figures = [Figure(**each) for each in json.loads(RESULTS.read_text("utf-8"))]
    print(f"\n{len(figures)} figures in {RESULTS.relative_to(ROOT)}")
    for figure in figures:
        if report.holds(figure) is False:
            print("missed:", report.line(figure))
    measured = {figure.name for figure in figures}
    for name in report.targets:
        if name not in measured:
            print("not measured yet:", name)


if __name__ == "__main__":
    raise SystemExit(main())
