"""Prints as JSON what a tracker is told of the graphs of the cases' folders named on the command line.

The same script is run by both engines: directly, and through `python -m dagscope.compat.hamilton`.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import sys
import warnings
from pathlib import Path
from typing import Any

from hamilton import driver, lifecycle, registry


class Tracker(lifecycle.GraphConstructionHook):
    """Notes names, types, versions and where the code is."""

    def __init__(self) -> None:
        self.told: dict[str, Any] = {}

    def run_after_graph_construction(self, *, graph: Any, config: Any, **future_kwargs: Any) -> None:
        """Note the graph's version and every node."""
        self.told = {"": graph.version, **{node.name: _told(node) for node in graph.nodes}}


def _told(node: Any) -> dict[str, Any]:
    functions = node.originating_functions
    return {
        **{key: sorted(map(str, each)) if isinstance(each, set) else each for key, each in node.as_dict().items()},
        "type itself": f"{node.type!r}",
        "module of the type": f"{node.type.__module__}",
        "code": functions and [(f"{each.__module__}.{each.__qualname__}", each.__name__) for each in functions],
    }


def _module(folder: Path, name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _graph(folder: Path) -> dict[str, Any]:
    settings = folder / "case.json"
    case = json.loads(settings.read_text("utf-8")) if settings.exists() else {}
    names = case.get("modules") or sorted(path.stem for path in folder.glob("*.py"))
    tracker = Tracker()
    builder = driver.Builder().with_config(case.get("config", {})).with_adapters(tracker)
    if case.get("allow_module_overrides"):
        builder = builder.allow_module_overrides()
    if "parallel" in folder.name:
        builder = builder.enable_dynamic_execution(allow_experimental_mode=True)
    try:
        builder.with_modules(*(_module(folder, name) for name in names)).build()
    except Exception:  # what is refused is compared elsewhere
        return {"": "refused"}
    finally:
        for name in names:
            sys.modules.pop(name, None)
    return tracker.told


def main(folders: list[str]) -> None:
    """Print `{folder: {node: what is told}}`."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    for extension in ("pandas", "polars", "polars_lazyframe"):
        registry.load_extension(extension)
    print(json.dumps({folder: _graph(Path(folder)) for folder in folders}, default=str))


main(sys.argv[1:])
