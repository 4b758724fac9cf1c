"""Plans and runs: order, release of values, events, depth, and that every way of running gives the same."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType
from typing import Any

import pytest
from dagscope.ad_hoc_utils import module_from_source
from dagscope.build import build_as, build_dataflow
from dagscope.driver import Builder
from dagscope.execution import graph_functions
from dagscope.execution.compiled import compile_plan
from dagscope.execution.plan import Plan, make_plan
from dagscope.execution.run import (
    run_instrumented,
    run_steps,
)
from dagscope.graph import FunctionGraph
from dagscope.graph_types import HamiltonGraph
from dagscope.lifecycle.base import LifecycleAdapterSet

SOURCE = """
def a(x: int, y: int = 2) -> int: return x + y
def b(a: int) -> int: return a * 10
def c(a: int, b: int) -> int: return a + b
def d(c: int, z: int = 5) -> int: return c + z
"""


@pytest.fixture
def graph() -> Iterator[FunctionGraph]:
    yield build_as(FunctionGraph, [module_from_source(SOURCE, "plans")], {}).graph
    del sys.modules["plans"]


def test_plan_tells_what_runs_what_is_given_and_what_is_released(graph: FunctionGraph) -> None:
    plan = make_plan(graph, ["d", "b"], {"x", "unused"})

    assert plan.order == ("a", "b", "c", "d")
    assert [(step.parameters, step.releases) for step in plan.steps] == [
        (("x",), ()),
        (("a",), ()),
        (("a", "b"), ("a",)),
        (("c",), ("c",)),
    ]
    assert [each.name for each in plan.inputs] == ["x"]
    assert (plan.missing, plan.overridden, plan.absent) == ((), (), ())


def test_plan_with_overrides_and_missing_inputs(graph: FunctionGraph) -> None:
    assert [each.name for each in make_plan(graph, ["d"]).missing] == ["x"]

    plan = make_plan(graph, ["d", "y"], (), {"b", "a", "nobody"})
    assert (plan.order, plan.overridden, plan.missing, plan.absent) == (("c", "d"), ("a", "b"), (), ("y",))


def _stepwise(plan: Plan, inputs: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
    return run_steps(plan, inputs, overrides)


def _compiled(plan: Plan, inputs: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
    return compile_plan(plan)(inputs, overrides)


def _instrumented(plan: Plan, inputs: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
    return run_instrumented(plan, inputs, overrides, LifecycleAdapterSet(), "run")


WAYS = pytest.mark.parametrize("run", [_stepwise, _compiled, _instrumented])


@WAYS
@pytest.mark.parametrize(
    ("final_vars", "inputs", "overrides"),
    [
        (["d", "b"], {"x": 1}, {}),
        (["d"], {"x": 1, "y": 3, "z": 4}, {}),
        (["d", "z", "x"], {"x": 1}, {"b": 3}),
        (["d", "a"], {}, {"a": 1}),
        (["c", "free"], {"x": 1, "free": 7}, {}),
    ],
)
def test_every_way_of_running_gives_the_same(
    graph: FunctionGraph,
    run: Callable[..., Any],
    final_vars: list[str],
    inputs: dict[str, Any],
    overrides: dict[str, Any],
) -> None:
    plan = make_plan(graph, final_vars, inputs, overrides)
    expected = graph.execute(
        [graph.nodes[name] for name in final_vars if name in graph.nodes], inputs=inputs, overrides=overrides
    )

    assert run(plan, inputs, overrides) == {name: {**inputs, **expected}.get(name) for name in final_vars}


def _chain(length: int, name: str = "chain") -> ModuleType:
    module = ModuleType(name)
    code = (lambda p0: p0 + 1).__code__
    for index in range(length):
        fn = FunctionType(code.replace(co_name=f"n{index}", co_varnames=(f"n{index - 1}",)), {}, f"n{index}")
        fn.__module__ = name
        fn.__annotations__ = {f"n{index - 1}": int, "return": int}
        setattr(module, f"n{index}", fn)
    return module


def test_chain_of_100_000_builds_plans_and_runs() -> None:
    driver = Builder().with_modules(_chain(100_000)).build()

    assert driver.execute(["n99999"], inputs={"n-1": 0}) == {"n99999": 100_000}
    assert len(driver.what_is_upstream_of("n99999")) == 100_001
    assert driver.graph.execute([driver.graph.nodes["n99999"]], inputs={"n-1": 0})["n99999"] == 100_000


def test_circle_of_50_000_is_found() -> None:
    module = _chain(50_000)
    module.__dict__["n-1"] = _renamed(module.__dict__["n49999"], "n-1", "n49999")
    result = build_dataflow([module], {})

    assert [each.kind for each in result.problems] == ["cycle"]


def _renamed(fn: FunctionType, name: str, parameter: str) -> FunctionType:
    copy = FunctionType(fn.__code__.replace(co_name=name, co_varnames=(parameter,)), {}, name)
    copy.__module__ = fn.__module__
    copy.__annotations__ = {parameter: int, "return": int}
    return copy


def test_chain_compiles() -> None:
    driver = Builder().with_modules(_chain(5_000)).build()

    assert driver.compile(["n4999"])({"n-1": 0}) == {"n4999": 5_000}


class _Large:
    """A value whose end can be seen."""


@WAYS
def test_value_is_released_after_its_last_consumer(run: Callable[..., Any]) -> None:
    alive: list[int] = []
    references: list[weakref.ref[_Large]] = []

    def make() -> _Large:
        value = _Large()
        references.append(weakref.ref(value))
        return value

    source = "\n".join(
        ["def n0() -> object: return make()"]
        + [f"def n{i}(n{i - 1}: object) -> object: count(); return make()" for i in range(1, 20)]
    )
    module = module_from_source(source, "released")
    module.make = make  # type: ignore[attr-defined]
    module.count = lambda: alive.append(sum(each() is not None for each in references))  # type: ignore[attr-defined]
    plan = make_plan(build_dataflow([module], {}).graph, ["n19"])
    run(plan, {}, {})

    assert max(alive) == 1


def test_names_that_are_no_identifiers_compile() -> None:
    module = module_from_source(
        "from dagscope.function_modifiers import parameterize, source, value\n"
        "@parameterize(**{'ns.p': {'v': source('in.put')}, 'class': {'v': value(3)}, 'v0': {'v': value(4)}})\n"
        "def p(v: int) -> int: return v + 1\n"
        "@parameterize(total={'a': source('ns.p'), 'b': source('class'), 'c': source('v0')})\n"
        "def q(a: int, b: int, c: int) -> int: return a * 100 + b * 10 + c\n",
        "odd_names",
    )
    plan = make_plan(build_dataflow([module], {}).graph, ["total", "ns.p"], {"in.put"})

    assert compile_plan(plan)({"in.put": 1}, {}) == {"total": 245, "ns.p": 2}


def test_names_of_any_script_compile() -> None:
    module = module_from_source(
        "from dagscope.function_modifiers import parameterize, source\n"
        "def größe(länge: int, 幅: int = 2) -> int: return länge * 幅\n"
        "@parameterize(**{'\ufb01ne': {'v': source('größe')}, '値': {'v': source('\ufb01ne')}})\n"
        "def p(v: int) -> int: return v + 1\n",
        "scripts",
    )
    driver = Builder().with_modules(module).build()

    for _ in range(2):
        assert driver.execute(["値", "\ufb01ne"], inputs={"länge": 3}) == {"値": 8, "\ufb01ne": 7}


def test_keyword_only_parameters_compile() -> None:
    module = module_from_source(
        "def a(x: int, y: int = 1, *, z: int = 2, w: int = 3) -> tuple: return x, y, z, w\n", "kinds"
    )
    plan = make_plan(build_dataflow([module], {}).graph, ["a"], {"x", "w"})

    assert compile_plan(plan)({"x": 0, "w": 9}, {}) == {"a": (0, 1, 2, 9)}


def test_topological_order_and_levels(graph: FunctionGraph) -> None:
    order = graph_functions.topologically_sort_nodes(graph.get_nodes())

    assert [each.name for each in order] == ["x", "y", "z", "a", "b", "c", "d"]
    assert graph_functions.get_node_levels(order) == {"x": 0, "y": 0, "z": 0, "a": 1, "b": 2, "c": 3, "d": 4}


def test_missing_input_of_a_graph_run_names_it(graph: FunctionGraph) -> None:
    with pytest.raises(NotImplementedError, match=r"^x was expected to be passed in but was not\.$"):
        graph.execute([graph.nodes["a"]])


def test_input_string_is_cut() -> None:
    text = graph_functions.create_input_string({"a": 1, "b": "x" * 80, "c": list(range(300))})

    assert "'a': 1" in text and "'xxxxx" in text and "300" not in text
    assert len(graph_functions.create_input_string({f"k{i}": "x" * 80 for i in range(100)})) == 1003


def test_version_of_a_graph_follows_code_and_not_comments() -> None:
    def version(text: str) -> str:
        return HamiltonGraph.from_graph(build_dataflow([module_from_source(text, "versions")], {}).graph).version

    first = version("def a(x: int) -> int:\n    return x\n")
    assert version("def a(x: int) -> int:\n    '''Doc.'''\n    return x  # same\n") == first
    assert version("def a(x: int) -> int:\n    return x + 1\n") != first
