"""Context files: JSON or Python files with `HAMILTON_CONFIG` and the like, as scenarios. It must not run them."""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dagscope.errors import DagscopeError
from dagscope.project.expressions import text_or_none
from dagscope.project.source import SourceFile, literal_or_none, unread
from dagscope.records import ProblemRecord
from dagscope.scenario import Scenario, ValueSpec, literal
from dagscope.small_files import read_small

_KEYS = ("HAMILTON_CONFIG", "HAMILTON_INPUTS", "HAMILTON_OVERRIDES", "HAMILTON_FINAL_VARS")


class ContextProblem(DagscopeError):
    """A context file cannot be used; the text is one sentence."""


def _python_values(tree: ast.Module) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for statement in tree.body:
        if not isinstance(statement, (ast.Assign, ast.AnnAssign)) or statement.value is None:
            continue
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            if isinstance(target, ast.Name) and target.id in _KEYS:
                values[target.id] = _entries(statement.value)
    return values


def _entries(expression: ast.expr) -> Any:
    """Return a literal, or a dict whose entries are each a spec (an expression where one is no literal)."""
    value = literal_or_none(expression)
    if value is not None or not isinstance(expression, ast.Dict):
        return value
    found: dict[str, ValueSpec] = {}
    for key, item in zip(expression.keys, expression.values):
        name = literal_or_none(key)
        if isinstance(name, str):
            inner = literal_or_none(item)
            if inner is not None or (isinstance(item, ast.Constant) and item.value is None):
                found[name] = literal(inner)
                continue
            text = text_or_none(item)
            found[name] = ValueSpec("none") if text is None else ValueSpec("expression", text)
    return found


def _specs(value: Any, key: str, name: str) -> dict[str, ValueSpec]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ContextProblem(f"{name}: {key} is a dict")
    return {str(item): spec if isinstance(spec, ValueSpec) else literal(spec) for item, spec in value.items()}


def _json_values(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(read_small(path).decode("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def read_context(path: Path, values: dict[str, Any], base: Scenario) -> Scenario | None:
    """Return the base scenario changed by the file, or None when it is no context file.

    Raises:
        ContextProblem: it is one, and broken.
    """
    if not any(key in values for key in _KEYS):
        return None
    final_vars = values.get("HAMILTON_FINAL_VARS") or []
    if not isinstance(final_vars, (list, tuple)) or not all(isinstance(item, str) for item in final_vars):
        raise ContextProblem(f"{path.name}: HAMILTON_FINAL_VARS is a list of texts")
    return replace(
        base,
        name=path.stem,
        origin=path.name,
        config={**base.config, **_specs(values.get("HAMILTON_CONFIG"), "HAMILTON_CONFIG", path.name)},
        inputs={**base.inputs, **_specs(values.get("HAMILTON_INPUTS"), "HAMILTON_INPUTS", path.name)},
        overrides={
            **base.overrides,
            **_specs(values.get("HAMILTON_OVERRIDES"), "HAMILTON_OVERRIDES", path.name),
        },
        final_vars=tuple(final_vars),
    )


def find_contexts(
    folder: Path, sources: Sequence[SourceFile], base: Scenario
) -> tuple[tuple[Scenario, ...], tuple[ProblemRecord, ...]]:
    """Return the scenarios of context files: JSON files of the folder itself, and those among its Python files."""
    found: list[Scenario] = []
    problems: list[ProblemRecord] = []
    try:
        plain = sorted(folder.glob("*.json"))
    except OSError:
        plain = []
    candidates: list[tuple[Path, ast.Module | None]] = [(path, None) for path in plain]
    candidates += [(source.path, source.tree) for source in sources if source.tree is not None]
    for path, tree in candidates:
        try:
            scenario = read_context(path, _json_values(path) if tree is None else _python_values(tree), base)
        except ContextProblem as problem:
            problems.append(ProblemRecord("context", str(problem), file=str(path)))
            continue
        except Exception as error:  # noqa: BLE001 - one file never costs more than itself
            problems.append(unread(path, "contexts", error))
            continue
        if scenario is not None:
            found.append(scenario)
    return tuple(found), tuple(problems)
