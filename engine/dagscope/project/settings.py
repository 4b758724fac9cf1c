"""`dagscope.toml`: the scenarios a user saved, and where nodes were put by hand. A broken file is reported and kept; it is never overwritten."""

from __future__ import annotations

import ast
import importlib
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dagscope.errors import DagscopeError
from dagscope.project.toml_text import document
from dagscope.records import ProblemRecord
from dagscope.scenario import Scenario, from_plain, to_plain
from dagscope.whole_files import write_bytes

FILE_NAME = "dagscope.toml"
_COMMENT = "Scenarios of this project, written by Dagscope. Hand-made changes are kept, comments are not."


class SettingsProblem(DagscopeError):
    """The file cannot be read or written; the text is one sentence."""


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


def _load(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise SettingsProblem(f"{FILE_NAME} is no regular file")
    parser = _parser()
    try:
        loaded: dict[str, Any] = parser.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsProblem(f"{FILE_NAME} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise SettingsProblem(f"{FILE_NAME} is not TOML: {error}. Correct it or move it away; it is kept") from None
    return loaded


def _problem(path: Path, message: str) -> ProblemRecord:
    return ProblemRecord("settings", message, file=str(path))


def read_settings(folder: Path) -> Settings:
    """Read the folder's file; a missing one is empty settings, a broken one is a problem."""
    path = folder / FILE_NAME
    if not os.path.lexists(path):
        return Settings()
    try:
        data = _load(path)
    except SettingsProblem as problem:
        return Settings(problems=(_problem(path, str(problem)),), exists=True)
    entries = data.get("scenario", [])
    if not isinstance(entries, list):
        return Settings(problems=(_problem(path, "scenario is a list of tables: [[scenario]]"),), exists=True)
    scenarios: list[Scenario] = []
    problems: list[ProblemRecord] = []
    for entry in entries:
        try:
            if not isinstance(entry, dict):
                raise ValueError("scenario is a list of tables: [[scenario]]")
            scenarios.append(from_plain(entry, FILE_NAME))
        except ValueError as error:
            problems.append(_problem(path, str(error)))
    try:
        positions = _positions(data.get("positions", {}))
    except ValueError as error:
        positions = {}
        problems.append(_problem(path, str(error)))
    return Settings(tuple(scenarios), tuple(problems), True, positions)


def _positions(table: Any) -> dict[str, tuple[float, float]]:
    if not isinstance(table, dict):
        raise ValueError("positions is a table: [positions], with name = [x, y]")
    found = {}
    for name, place in table.items():
        try:
            x, y = (float(value) for value in place)
        except (TypeError, ValueError):
            raise ValueError(f"positions: the place of {name} is [x, y], two numbers") from None
        if not (math.isfinite(x) and math.isfinite(y)):
            raise ValueError(f"positions: the place of {name} is [x, y], two finite numbers")
        found[name] = (x, y)
    return found


def _readable(specs: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Literals as TOML's own values where they come back the same: `region = "US"`."""
    plain: dict[str, Any] = {}
    for name, spec in specs.items():
        plain[name] = spec
        text = spec.get("literal")
        if text is not None:
            try:
                value = ast.literal_eval(text)
            except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
                continue
            if isinstance(value, (str, bool, int, float)) and repr(value) == text and value == value:
                plain[name] = value
    return plain


def settings_text(
    scenarios: tuple[Scenario, ...], positions: Mapping[str, tuple[float, float]], other: Mapping[str, Any]
) -> str:
    """The file's text: the scenarios, the positions, and whatever else stood in it."""
    entries = []
    for scenario in scenarios:
        plain = to_plain(scenario)
        for what in ("config", "inputs", "overrides"):
            plain[what] = _readable(plain[what])
        entries.append({name: value for name, value in plain.items() if value not in ([], {}, False)})
    places = {name: [round(x, 1), round(y, 1)] for name, (x, y) in positions.items()}
    return document({**other, "scenario": entries, **({"positions": places} if places else {})}, _COMMENT)


def write_settings(
    folder: Path, scenarios: tuple[Scenario, ...], positions: Mapping[str, tuple[float, float]] | None = None
) -> Path:
    """Save the scenarios, and where things were put by hand: their corners, in scene units from that of what holds them.

    Raises:
        SettingsProblem: the file there is broken, or it cannot be written; nothing was changed.
    """
    path = folder / FILE_NAME
    other: dict[str, Any] = {}
    if os.path.lexists(path):
        present = read_settings(folder)
        if present.problems:
            raise SettingsProblem(f"not saved, to lose nothing: {present.problems[0].message}")
        other = {name: value for name, value in _load(path).items() if name not in ("scenario", "positions")}
    try:
        text = settings_text(scenarios, positions or {}, other)
        write_bytes(path, text.encode("utf-8"), is_durable=True)
    except OSError as error:
        raise SettingsProblem(f"{path} cannot be written: {error.strerror}") from None
    return path
