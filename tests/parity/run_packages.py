"""Prints as JSON what packages that are built on Hamilton make of a dataflow; nothing is sent.

The same script is run by both engines: directly, and through `python -m dagscope.compat.hamilton`.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

from hamilton import driver

CALLS: list[Any] = []


class Recorder:
    """Stands for the tracker's connection: notes what is sent, and answers with numbers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any, **kwargs: Any) -> int:
            CALLS.append([name, sorted(kwargs), sorted(map(_sent, kwargs.get("nodes") or ()))])
            return len(CALLS)

        return call


def _sent(node: dict[str, Any]) -> str:
    return json.dumps(node, sort_keys=True, default=str)


def _module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[path.stem] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tracked(path: Path) -> dict[str, Any]:
    """Return the SDK's hash of the dataflow, its templates of nodes, and what a run with a tracker would send."""
    from hamilton_sdk import adapters
    from hamilton_sdk import driver as sdk

    builder = driver.Builder().with_modules(_module(path)).with_config({"mode": "z"})
    graph = builder.build().graph
    tracker = adapters.HamiltonTracker(project_id=1, username="u", dag_name="d", client_factory=Recorder)
    value = builder.with_adapters(tracker).build().execute(["total"], inputs={"x": 2})
    return {
        "hash": sdk.hash_dag(graph),
        "nodes": sorted(map(_sent, sdk._extract_node_templates_from_function_graph(graph))),
        "sent": CALLS,
        "value": value,
    }


def stepped(path: Path) -> dict[str, Any]:
    """Return the state of a Burr application after a step that a dataflow makes."""
    from burr.core import ApplicationBuilder, State
    from burr.integrations import hamilton as actions

    step = actions.Hamilton(
        inputs={"x": actions.from_state("x")},
        outputs={"total": actions.update_state("x"), "b": actions.append_state("all")},
        driver=driver.Builder().with_modules(_module(path)).with_config({"mode": "z"}).build(),
    )
    made = ApplicationBuilder().with_actions(step=step).with_transitions(("step", "step")).with_entrypoint("step")
    _, result, state = made.with_state(State({"x": 1, "all": []})).build().step()
    shown = {name: value for name, value in state.get_all().items() if not name.startswith("__")}
    return {"result": result, "state": shown, "reads": step.reads, "writes": step.writes}


if __name__ == "__main__":
    print(json.dumps({"sdk": tracked, "burr": stepped}[sys.argv[1]](Path(sys.argv[2])), default=str))
