"""Runs the same modules through apache-hamilton and through this engine and puts what comes out side by side.

A case is a folder: `module.py` (and further `*.py`, in alphabetical order unless `case.json` lists them) written
against the name `hamilton`, and `case.json`:

    {"modules": ["module"], "config": {}, "allow_module_overrides": false,
     "ignore": ["order", "functions", "error_message"],
     "runs": [{"final_vars": ["a"], "inputs": {}, "overrides": {}}]}
"""

from __future__ import annotations

import importlib
import json
import linecache
import logging
import os
import re
import sys
import typing
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

_IMPORT = re.compile(r"^(\s*)(from|import) hamilton\b", re.MULTILINE)
_AUTOLOAD = "HAMILTON_AUTOLOAD_EXTENSIONS"
_ADDRESS = re.compile(r"0x[0-9a-f]+")


@dataclass(frozen=True)
class Run:
    """One execution to compare."""

    final_vars: list[str]
    inputs: dict[str, Any] = field(default_factory=dict)
    overrides: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """Modules, config and executions."""

    sources: dict[str, str]
    config: dict[str, Any] = field(default_factory=dict)
    allow_module_overrides: bool = False
    runs: tuple[Run, ...] = ()


def read_case(folder: Path) -> Case:
    """Return the case in a folder."""
    settings = folder / "case.json"
    told = json.loads(settings.read_text("utf-8")) if settings.exists() else {}
    names = told.get("modules") or sorted(path.stem for path in folder.glob("*.py"))
    return Case(
        sources={name: (folder / f"{name}.py").read_text("utf-8") for name in names},
        config=told.get("config", {}),
        allow_module_overrides=told.get("allow_module_overrides", False),
        runs=tuple(Run(**run) for run in told.get("runs", [])),
    )


@cache
def engine(name: str) -> dict[str, ModuleType]:
    """Return the modules of an engine (`hamilton` or `dagscope`) that comparing needs."""
    before = os.environ.get(_AUTOLOAD)
    if name == "hamilton":  # Importing every extension takes it seconds.
        os.environ[_AUTOLOAD] = "0"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = {part: importlib.import_module(f"{name}.{part}") for part in ("driver", "htypes", "registry")}
            for extension in ("pandas", "polars", "polars_lazyframe"):
                found["registry"].load_extension(extension)
    finally:
        os.environ.pop(_AUTOLOAD, None)
        if before is not None:
            os.environ[_AUTOLOAD] = before
    return found


@contextmanager
def modules_of(case: Case, name: str) -> Iterator[list[ModuleType]]:
    """Yield the case's modules, imported for one engine; they are gone from `sys.modules` afterwards."""
    before = dict(sys.modules)
    made: list[ModuleType] = []
    try:
        for module_name, text in case.sources.items():
            source = _IMPORT.sub(rf"\1\2 {name}", text)
            file = f"<parity {name} {module_name}>"
            linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
            module = ModuleType(module_name)
            module.__file__ = file
            sys.modules[module_name] = module
            exec(compile(source, file, "exec", dont_inherit=True), module.__dict__)
            made.append(module)
        yield made
    finally:
        for module_name in case.sources:
            sys.modules.pop(module_name, None)
            if module_name in before:
                sys.modules[module_name] = before[module_name]


def observe(case: Case, name: str) -> dict[str, Any]:
    """Return everything comparable about the case under one engine, as plain data."""
    parts = engine(name)
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                with modules_of(case, name) as modules:
                    builder = parts["driver"].Builder().with_modules(*modules).with_config(dict(case.config))
                    if case.allow_module_overrides:
                        builder = builder.allow_module_overrides()
                    driver = builder.build()
                    return {
                        "nodes": _nodes(driver),
                        "order": [n.name for n in driver.list_available_variables()],
                        "runs": [_run(driver, run) for run in case.runs],
                    }
            except Exception as error:
                return {"error": describe_error(error)}
    finally:
        logging.disable(logging.NOTSET)


def _nodes(driver: Any) -> dict[str, Any]:
    return {
        n.name: {
            "type": plain(n.type),
            "required": sorted(n.required_dependencies),
            "optional": sorted(n.optional_dependencies),
            "parameters": list(driver.graph.nodes[n.name].input_types),
            "tags": {key: plain(value) for key, value in n.tags.items()},
            "is_input": n.is_external_input,
            # Hamilton renames the functions of variants (`price__eur`); this engine leaves users' functions alone.
            "functions": [fn.__name__.rpartition("__")[0] or fn.__name__ for fn in n.originating_functions or ()],
            "documentation": n.documentation or "",
        }
        for n in driver.list_available_variables()
    }


def _run(driver: Any, run: Run) -> Any:
    try:
        result = driver.execute(run.final_vars, inputs=dict(run.inputs), overrides=dict(run.overrides))
    except Exception as error:
        return {"error": describe_error(error)}
    return {key: plain(value) for key, value in result.items()}


def describe_error(error: BaseException) -> tuple[str, str]:
    """Return the exception's kind (the first builtin or public class it is) and the first line of its message."""
    own = [each.__name__ for each in type(error).__mro__ if not each.__module__.startswith("dagscope.errors")]
    lines = plain(str(error)).strip().splitlines()
    # After "Please fix" comes advice, which each engine words for itself.
    return own[0], lines[0].partition("Please fix this")[0].strip() if lines else ""


def plain(value: Any) -> str:
    """Return a value as text that is equal for both engines if the value is."""
    if isinstance(value, type):
        text = f"{value.__module__}.{value.__qualname__}"
    elif hasattr(value, "to_csv"):
        text = typing.cast(str, value.to_csv())
    else:
        text = str(value) if isinstance(value, str) else repr(value)
    return _ADDRESS.sub("0x", text).replace("dagscope", "hamilton")
