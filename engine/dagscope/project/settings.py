"""Reads `dagscope.toml`: the scenarios a user saved, and where nodes were put by hand. It must not write it.

What it does not know is kept by whoever writes the file, and reported here with its line and what may be meant.
"""

from __future__ import annotations

import difflib
import importlib
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from dagscope.errors import DagscopeError
from dagscope.project.toml_lines import TomlLines, line_of_error
from dagscope.records import ProblemRecord
from dagscope.scenario import TABLES, Scenario, following, from_plain
from dagscope.small_files import read_small

FILE_NAME = "dagscope.toml"
_KINDS = ("literal", "file", "expression", "none")
_TOP = ("scenario", "positions", "tool")
KEYS = (
    *("name", "based_on", "modules", "off", "allow_module_overrides", "config"),
    *("inputs", "overrides", "final_vars", "executor", "cache", "definitions"),
)


class SettingsProblem(DagscopeError):
    """The file cannot be read; the text is one sentence."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Settings:
    """What the file says."""

    scenarios: tuple[Scenario, ...] = ()
    problems: tuple[ProblemRecord, ...] = ()
    exists: bool = False
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def _parser() -> Any:
    for name in ("tomllib", "tomli"):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    raise SettingsProblem(f"{FILE_NAME} is not read: Python 3.10 needs the package tomli for it (pip install tomli)")


def _load(path: Path) -> tuple[dict[str, Any], TomlLines]:
    parser = _parser()
    try:
        text = read_small(path).decode("utf-8-sig")
        return parser.loads(text), TomlLines(text)
    except OSError as error:
        raise SettingsProblem(f"{FILE_NAME} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        line = line_of_error(str(error))
        message = f"{FILE_NAME} is not TOML: {error}. Correct it or move it away; it is kept"
        raise SettingsProblem(message, line) from None


class _Reading:
    """One reading of the file: what it says, and what is wrong with it, each with its line."""

    def __init__(self, path: Path, data: Mapping[str, Any], lines: TomlLines, bases: Iterable[Scenario]) -> None:
        self._path = path
        self._data = data
        self._lines = lines
        self._bases = {base.name: base for base in bases}
        self.problems: list[ProblemRecord] = []

    def report(self, message: str, *key_path: str | int, severity: Literal["error", "warning"] = "error") -> None:
        line = self._lines.line(*key_path)
        self.problems.append(ProblemRecord("settings", message, file=str(self._path), line=line, severity=severity))

    def unknown(self, keys: Iterable[str], known: tuple[str, ...], what: str, *key_path: str | int) -> None:
        """Report keys that nobody reads, with what may be meant."""
        for key in keys:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1, 0.6)
                meant = f"; is {near[0]} meant?" if near else ""
                self.report(f"{what}{key} is not known and has no effect{meant}", *key_path, key, severity="warning")

    def _kinds(self, table: Mapping[str, Any], what: str, *path: str | int) -> None:
        """Report a dict that looks like `{file = "x"}` with its key misspelt: it is given as a dict."""
        for name, value in table.items():
            if not isinstance(value, dict) or len(value) != 1 or not isinstance(next(iter(value.values())), str):
                continue
            key = next(iter(value))
            near = difflib.get_close_matches(key, _KINDS, 1, 0.7)
            if near and key not in _KINDS:
                text = f"{what}{name} is the dict {{{key}: ...}}; is {{{near[0]} = ...}} meant?"
                self.report(text, *path, name, severity="warning")

    def scenarios(self) -> tuple[Scenario, ...]:
        entries = self._data.get("scenario", [])
        if isinstance(entries, dict) and "name" in entries:
            entries = [entries]  # one scenario, written as [scenario]
        if not isinstance(entries, list):
            self.report("scenario is a list of tables, each with its name: [[scenario]]", "scenario")
            return ()
        found: dict[str, Scenario] = {}
        for number, entry in enumerate(entries):
            scenario = self._scenario(entry, number)
            if scenario is not None and scenario.name in found:
                again = f"scenario {scenario.name!r} is there twice; the first one counts"
                self.report(again, "scenario", number, "name", severity="warning")
            elif scenario is not None:
                found[scenario.name] = scenario
        return tuple(found.values())

    def _scenario(self, entry: Any, number: int) -> Scenario | None:
        try:
            if not isinstance(entry, dict):
                raise ValueError("scenario is a list of tables: [[scenario]]")
            scenario = from_plain(entry, FILE_NAME)
        except ValueError as error:
            key = next((key for key in KEYS if f": {key}" in str(error) or f", {key}" in str(error)), "name")
            self.report(str(error), "scenario", number, key)
            return None
        self.unknown(entry, KEYS, f"scenario {scenario.name!r}: ", "scenario", number)
        for what in TABLES:
            self._kinds(entry.get(what, {}), f"scenario {scenario.name!r}: ", "scenario", number, what)
        if not scenario.based_on:
            return scenario
        base = self._bases.get(scenario.based_on)
        if base is None:
            gone = f"scenario {scenario.name!r} is based on {scenario.based_on!r}, which is not there (any more)"
            self.report(f"{gone}; it has only what the file says", "scenario", number, "based_on", severity="warning")
            return scenario
        return following(entry, base, FILE_NAME)

    def positions(self) -> dict[str, tuple[float, float]]:
        table = self._data.get("positions", {})
        if not isinstance(table, dict):
            self.report("positions is a table: [positions], with name = [x, y]", "positions")
            return {}
        found = {}
        for name, point in table.items():
            try:
                x, y = (float(value) for value in point)
            except (TypeError, ValueError):
                self.report(f"positions: the place of {name} is [x, y], two numbers", "positions", name)
                continue
            if not (math.isfinite(x) and math.isfinite(y)):
                self.report(f"positions: the place of {name} is [x, y], two finite numbers", "positions", name)
                continue
            found[name] = (x, y)
        return found


def read_settings(folder: Path, bases: Iterable[Scenario] = ()) -> Settings:
    """Read the folder's file; a missing one is empty settings, a broken one is a problem.

    Args:
        folder: the project's.
        bases: the scenarios found elsewhere, which those of the file may follow (`based_on`).
    """
    path = folder / FILE_NAME
    if not os.path.lexists(path):
        return Settings()
    try:
        data, lines = _load(path)
    except SettingsProblem as problem:
        broken = ProblemRecord("settings", str(problem), file=str(path), line=problem.line)
        return Settings(problems=(broken,), exists=True)
    reading = _Reading(path, data, lines, bases)
    scenarios, positions = reading.scenarios(), reading.positions()
    reading.unknown(data, _TOP, "")
    return Settings(scenarios, tuple(reading.problems), True, positions)
