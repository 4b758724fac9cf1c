"""What projects and plugins reach below the driver answers alike: nodes, graphs, graph functions, records."""

from __future__ import annotations

import importlib
import logging
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

SOURCE = """
def a(x: int) -> int:
    '''Doc.'''
    return x + 1

def b(a: int, y: str = 'q') -> int:
    return a

def c(b: int, a: int) -> int:
    return a + b
"""


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("HAMILTON_AUTOLOAD_EXTENSIONS", "0")
    logging.disable(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    logging.disable(logging.NOTSET)
    sys.modules.pop("semi_public", None)


def _engine(name: str) -> SimpleNamespace:
    parts = ("node", "graph", "graph_types", "ad_hoc_utils", "driver", "base", "htypes")
    found = {part: importlib.import_module(f"{name}.{part}") for part in parts}
    found["functions"] = importlib.import_module(f"{name}.execution.graph_functions")
    found["adapters"] = importlib.import_module(f"{name}.lifecycle.base").LifecycleAdapterSet
    engine = SimpleNamespace(**found)
    engine.module = engine.ad_hoc_utils.module_from_source(SOURCE, "semi_public")
    engine.fg = engine.graph.FunctionGraph.from_modules(engine.module, config={})
    engine.dr = engine.driver.Driver({}, engine.module, adapter=engine.base.DefaultAdapter())
    return engine


def _names(nodes: Any) -> list[str]:
    return sorted(each.name for each in nodes)


Observation = Callable[[SimpleNamespace], Any]
OBSERVATIONS: dict[str, Observation] = {
    "linked equals unlinked": lambda e: e.fg.nodes["a"] == e.fg.nodes["a"].copy(include_refs=False),
    "graph node equals from_fn": lambda e: e.fg.nodes["a"] == e.node.Node.from_fn(e.module.a),
    "external node": lambda e: e.node.Node("q", int, callabl=e.module.a,
        node_source=e.node.NodeType.EXTERNAL).input_types,
    "no hint": lambda e: e.node.Node("q", int, callabl=lambda x: x),
    "no type": lambda e: e.node.Node("q", None, callabl=e.module.a),
    "reassigned": lambda e: e.node.Node.from_fn(e.module.b).reassign_inputs({"a": "z"}, {"y": "k"})(z=4),
    "transformed": lambda e: e.node.Node.from_fn(e.module.a).transform_output(lambda *v: v, tuple)(x=4),
    "roles": lambda e: (e.fg.nodes["x"].node_role.name, e.fg.nodes["a"].node_role.name, e.fg.nodes["x"].user_defined),
    "requires": lambda e: [e.fg.nodes["b"].requires(name) for name in ("a", "y", "z")],
    "linking anew": lambda e: {
        name: [d.name for d in n.dependencies]
        for name, n in e.graph.update_dependencies({"a": e.node.Node.from_fn(e.module.a)}, e.adapters()).items()
    },
    "nodes of modules": lambda e: list(e.graph.create_function_graph(e.module, config={"k": 1})),
    "nodes added": lambda e: list(e.fg.with_nodes({"q": e.node.Node("q", int, callabl=lambda: 1,
        input_types={"a": int, "w": str})}).nodes),
    "node there already": lambda e: e.fg.with_nodes({"a": e.node.Node.from_fn(e.module.a)}),
    "upstream": lambda e: [_names(part) for part in e.fg.get_upstream_nodes(["c"])],
    "upstream without optional inputs": lambda e: [_names(part) for part in e.fg.get_upstream_nodes(["c"], {"x": 1})],
    "upstream of an override": lambda e: [_names(part) for part in e.fg.get_upstream_nodes(["c"], {}, {"b": 1})],
    "downstream": lambda e: _names(e.fg.get_downstream_nodes(["a"])),
    "unknown": lambda e: e.fg.get_downstream_nodes(["nobody"]),
    "between": lambda e: [_names(e.fg.nodes_between(*pair)) for pair in (("x", "c"), ("c", "x"), ("a", "a"), ("no",
        "c"))],
    "cycles": lambda e: (e.fg.has_cycles(set(e.fg.get_nodes()), set()), e.fg.get_cycles(set(e.fg.get_nodes()), set())),
    "run all": lambda e: sorted(e.fg.execute(inputs={"x": 1}).items()),
    "run one": lambda e: sorted(e.fg.execute([e.fg.nodes["a"]], inputs={"x": 1, "unused": 2}).items()),
    "run without": lambda e: e.fg.execute([e.fg.nodes["a"]]),
    "run computed": lambda e: sorted(e.functions.execute_subdag([e.fg.nodes["c"]], inputs={}, computed={"a": 1,
        "b": 2}).items()),
    "run overridden": lambda e: sorted(e.functions.execute_subdag([e.fg.nodes["c"]], inputs={}, overrides={"a": 1,
        "b": 2}).items()),
    "run subdag": lambda e: sorted(e.functions.execute_subdag([e.fg.nodes["c"]], inputs={"x": 1}).items()),
    "run an absent input": lambda e: e.functions.execute_subdag([e.fg.nodes["x"]], inputs={}),
    "both": lambda e: e.functions.combine_config_and_inputs({"a": 1}, {"a": 2}),
    "needed by": lambda e: [
        e.functions.node_is_required_by_anything(e.fg.nodes[name], set(e.fg.get_nodes())) for name in ("x", "y", "c")
    ],
    "levels": lambda e: e.functions.get_node_levels(e.functions.topologically_sort_nodes(e.fg.get_nodes())),
    "up to": lambda e: [
        (found[0] and found[0].name, _names(found[1]))
        for name in ("a", "x", "nobody")
        for found in [e.functions.nodes_between(e.fg.nodes["c"], lambda n, name=name: n.name == name)]
    ],
    "input text": lambda e: e.functions.create_input_string({"a": 1, "b": "x" * 80, "c": list(range(300))}),
    "error text": lambda e: e.functions.create_error_message({"a": 1}, e.fg.nodes["a"], "[step]"),
    "records": lambda e: [
        n.as_dict(include_optional_dependencies_default_values=True) for n in e.dr.list_available_variables()],
    "versions": lambda e: [n.version for n in e.dr.list_available_variables()],
    "graph version": lambda e: e.graph_types.HamiltonGraph.from_graph(e.fg).version,
    "graph filtered": lambda e: e.graph_types.HamiltonGraph.from_graph(e.fg).filter_nodes(
        lambda n: n.is_external_input),
    "graph item": lambda e: (e.graph_types.HamiltonGraph.from_graph(e.fg)["b"],
        e.graph_types.HamiltonGraph.from_graph(e.fg)["no"]),
    "inputs right": lambda e: e.driver.Driver.validate_inputs(e.fg, e.adapters(), [e.fg.nodes["y"]], {}),
    "inputs missing": lambda e: e.driver.Driver.validate_inputs(e.fg, e.adapters(), [e.fg.nodes["x"]], {}),
    "inputs wrong": lambda e: e.driver.Driver.validate_inputs(e.fg, e.adapters(), [e.fg.nodes["x"]], {"x": "s"}),
    "overrides come second": lambda e: e.dr.execute(["c"], {"a": 3}),
    "raw": lambda e: e.dr.raw_execute(["c", "x"], inputs={"x": 1}),
    "config later wins": lambda e: e.driver.Builder().with_config({"a": 1}).with_config({"a": 2}).build().config,
    "same module twice": lambda e: e.driver.Driver({}, e.module, e.module),
    "adapters": lambda e: [
        [type(each).__name__ for each in e.driver.Driver.normalize_adapter_input(given).adapters]
        for given in [None, [], e.base.DictResult(), e.base.DefaultAdapter()]
    ],
    "export": lambda e: e.dr.export_execution(["c"], inputs={"x": 1}),
}  # fmt: skip


def _observe(engine: str, observation: Observation) -> str:
    try:
        text = repr(observation(_engine(engine)))
    except Exception as error:
        own = next(each for each in type(error).__mro__ if not each.__module__.startswith("dagscope.errors"))
        text = f"{own.__name__}: {str(error).splitlines()[0]}"
    return re.sub(r"0x[0-9a-f]+", "0x", text).replace("dagscope", "hamilton")


@pytest.mark.parametrize("name", OBSERVATIONS)
def test_observation_is_the_same_under_both_engines(name: str) -> None:
    expected, actual = _observe("hamilton", OBSERVATIONS[name]), _observe("dagscope", OBSERVATIONS[name])

    assert expected == actual
