"""Each case folder is drawn with the same boxes and wires by both engines; frames, types and order may differ."""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import re
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parent / "cases"
ID = r'(?:"((?:[^"\\]|\\.)*)"|([\w.]+))'
NODE = re.compile(rf"^\s*{ID} \[(.*)\]$")
EDGE = re.compile(rf"^\s*{ID} -> {ID}(?: \[(.*)\])?$")
STYLE = re.compile(r'(shape|fillcolor|peripheries|color)=("[^"]*"|[\w#]+)')


def _compare() -> Any:
    name = "parity_compare"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("compare.py"))
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


def drawn(source: str) -> dict[str, Any]:
    """Boxes with shape and colours, wires, and the legend's entries, read from DOT text."""
    nodes: dict[str, frozenset[tuple[str, str]]] = {}
    edges: set[tuple[str, str]] = set()
    legend: list[str] = []
    is_legend = False
    for line in source.splitlines():
        is_legend = (is_legend or "cluster__legend" in line) and line.strip() != "}"
        edge, node = EDGE.match(line), NODE.match(line)
        if edge:
            edges.add((edge[1] or edge[2], edge[3] or edge[4]))
        elif node and (node[1] or node[2]) not in ("graph", "node"):
            if is_legend:
                if (node[1] or node[2]) != "config":  # the peer's entry does not depend on there being any
                    legend.append(node[1] or node[2])
            else:
                nodes[node[1] or node[2]] = frozenset(STYLE.findall(node[3]))
    return {"nodes": nodes, "edges": edges, "legend": legend}


def pictures(case: Any, name: str, draw: Callable[[Any], list[Any]]) -> list[dict[str, Any]] | None:
    """What one engine draws of a case; None if it cannot build it."""
    compare = _compare()
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                with compare.modules_of(case, name) as modules:
                    builder = compare.engine(name)["driver"].Builder().with_modules(*modules)
                    builder = builder.with_config(dict(case.config))
                    if case.allow_module_overrides:
                        builder = builder.allow_module_overrides()
                    built = builder.build()
            except Exception:
                return None
            return [drawn(picture.source) for picture in draw(built)]
    finally:
        logging.disable(logging.NOTSET)


def draw_all(driver: Any) -> list[Any]:
    return [
        driver.display_all_functions(),
        driver.display_all_functions(hide_inputs=True, show_schema=False, show_legend=False, orient="TB"),
    ]


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir() if path.is_dir()))
def test_whole_graph_is_drawn_alike(name: str) -> None:
    case = _compare().read_case(CASES / name)
    assert pictures(case, "dagscope", draw_all) == pictures(case, "hamilton", draw_all)


def draw_parts(driver: Any) -> list[Any]:
    made = sorted(each.name for each in driver.list_available_variables() if not each.is_external_input)
    if not made:
        return []
    found = [driver.display_upstream_of(made[-1]), driver.display_downstream_of(made[0])]
    for is_strict in (True, False):
        for end in made[1:4]:
            with contextlib.suppress(ValueError):  # no way from one to the other
                path = driver.visualize_path_between(made[0], end, strict_path_visualization=is_strict)
                found.append(path)
    return found


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir() if path.is_dir()))
def test_parts_of_the_graph_are_drawn_alike(name: str) -> None:
    case = _compare().read_case(CASES / name)
    assert pictures(case, "dagscope", draw_parts) == pictures(case, "hamilton", draw_parts)


WITH_RUNS = [
    path.name for path in sorted(CASES.iterdir()) if path.is_dir() and _compare().read_case(path).runs
]


@pytest.mark.parametrize("name", WITH_RUNS)
def test_executions_are_drawn_alike(name: str) -> None:
    case = _compare().read_case(CASES / name)

    def draw_runs(driver: Any) -> list[Any]:
        found = []
        for run in case.runs:
            given = {"inputs": dict(run.inputs), "overrides": dict(run.overrides), "bypass_validation": True}
            with contextlib.suppress(ValueError):  # both refuse unknown names; then there is one picture less
                found.append(driver.visualize_execution(run.final_vars, **given))
        return found

    assert pictures(case, "dagscope", draw_runs) == pictures(case, "hamilton", draw_runs)
