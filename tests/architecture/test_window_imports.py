"""The window's process knows the engine's protocol, records and selection, and nothing else of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
# What crosses between the processes, the words of the selection language, small files of the ground under them, and
# what may run.
KNOWN = {
    *("protocol", "records", "value_records", "value_kinds", "families", "scenario", "selection"),
    *(
        "errors",
        "executor_names",
        "command_names",
        "difference_words",
        "version",
        "whole_files",
        "shown_text",
        "spreadsheet_cells",
        "programs",
        "strays",
        "small_files",
        "source_folders",
        "identifiers",
        "source_text",
        "trust",
        "pythons",
        "packaging_files",
        "run_history",
        "data_folder",
        "expected_time",
        "system",
    ),
    "showing",  # reached by the package itself, for `dagscope.show`; it needs the standard library alone
}


def _children(package: Path) -> set[str]:
    found = {each.parent.name for each in package.glob("*/__init__.py")}
    return found | {each.stem for each in package.glob("*.py")} - {"__init__"}


def test_the_contract_forbids_every_other_part_of_the_engine() -> None:
    settings: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    contract = next(each for each in contracts if each["name"].startswith("The window knows"))
    forbidden = {name.removeprefix("dagscope.") for name in contract["forbidden_modules"]}

    assert contract["source_modules"] == ["dagscope_app"]
    assert forbidden == _children(ROOT / "engine" / "dagscope") - KNOWN


def test_the_windows_process_imports_no_other_module_of_the_engine() -> None:
    code = (
        "import sys, dagscope_app.cli, dagscope_app.start, dagscope_app.application, dagscope_app.demo\n"
        "print(*(name for name in sys.modules if name.split('.')[0] == 'dagscope'))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    found = done.stdout.split()
    assert {name.split(".")[1] for name in found if "." in name} <= KNOWN
    assert len(found) <= 49
