"""Executing and asking: results, the table of errors, order, overrides, pickling, old and new style."""

from __future__ import annotations

import json
import logging
import pickle
import sys
from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from dagscope import driver
from dagscope.ad_hoc_utils import module_from_source
from dagscope.driver import Builder, Driver, InvalidExecutorException, Variable
from dagscope.errors import ExecutionRequestError

SOURCE = """
from typing import Optional

def a(x: int, y: int = 2) -> int:
    '''Adds.'''
    return x + y

def b(a: int, c: int) -> int:
    return a * c

def c(z: Optional[float] = 1.0) -> int:
    return 3
"""


@pytest.fixture
def flow() -> Iterator[ModuleType]:
    yield module_from_source(SOURCE, "flow")
    del sys.modules["flow"]


@pytest.fixture
def dr(flow: ModuleType) -> Driver:
    return Builder().with_modules(flow).with_config({"k": 1}).build()


@pytest.mark.parametrize(
    ("final_vars", "inputs", "overrides", "expected"),
    [
        (["b"], {"x": 1}, {}, {"b": 9}),
        (["b", "k", "x"], {"x": 1, "y": 4}, {}, {"b": 15, "k": 1, "x": 1}),
        (["b", "b"], {"x": 1}, {}, {"b": 9}),
        ([], {}, {}, {}),
        ("b", {"x": 1}, {}, {"b": 9}),
        (["a", "b"], {}, {"a": 5}, {"a": 5, "b": 15}),
        (["b"], {"a": 100, "x": 1}, {}, {"b": 9}),
        (["b"], {"x": 1}, {"y": 10, "unknown": 1}, {"b": 33}),
        (["a"], {"x": 1}, {"x": 10}, {"a": 12}),
        (["a"], {"x": "replaced, so it is not judged"}, {"x": 10}, {"a": 12}),
        (["y"], {}, {}, {"y": None}),
        (["x"], {}, {}, {"x": None}),
        (["y", "a"], {"x": 1}, {}, {"y": None, "a": 3}),
        (["elsewhere"], {"elsewhere": 7}, {}, {"elsewhere": 7}),
        (["c"], {"z": None, "x": "wrong but not needed"}, {}, {"c": 3}),
        (["a"], {"x": None, "y": 3}, {"a": 1}, {"a": 1}),
    ],
)
@pytest.mark.parametrize("times", [1, 3], ids=["step by step", "compiled"])
def test_execute(
    dr: Driver, times: int, final_vars: Any, inputs: dict[str, Any], overrides: dict[str, Any], expected: dict[str, Any]
) -> None:
    results = [dr.execute(final_vars, inputs=inputs, overrides=overrides) for _ in range(times)]

    assert results == [expected] * times
    assert list(results[-1]) == list(expected)


@pytest.mark.parametrize(
    ("request_it", "message"),
    [
        (lambda dr: dr.execute(["nope", "nada"]), "Unknown nodes [nope,\nnada] requested. Check for typos?"),
        (
            lambda dr: dr.execute(["b"]),
            "1 errors encountered: \n  Error: Required input x not provided for nodes: ['a'].",
        ),
        (
            lambda dr: dr.execute(["b"], inputs={"x": "s", "y": "t"}),
            "2 errors encountered: \n"
            "  Error: Type requirement mismatch. Expected x:<class 'int'> got s:<class 'str'> instead.\n"
            "  Error: Type requirement mismatch. Expected y:<class 'int'> got t:<class 'str'> instead.",
        ),
        (
            lambda dr: dr.execute(["b"], inputs={"k": 3}),
            "The following inputs are present in both config and inputs. They must be mutually disjoint. ['k'] ",
        ),
        (
            lambda dr: dr.execute([3]),
            "1 errors encountered:\n  Materializer dependency 3 is not a string, a function, or a driver.Variable.",
        ),
        (
            lambda dr: dr.execute([json.dumps]),
            "1 errors encountered:\n  Function json.dumps is a function not in a module given to the materializer. "
            "Valid choices are {'flow'}.",
        ),
        (
            lambda dr: dr.execute(["a"], overrides={"x": 10}),
            "1 errors encountered: \n  Error: Required input x not provided for nodes: ['a'].",
        ),
        (
            lambda dr: dr.validate_execution(["a"]),
            "1 errors encountered: \n  Error: Required input x not provided for nodes: ['a'].",
        ),
        (
            lambda dr: dr.visualize_execution(["a"]),
            "1 errors encountered: \n  Error: Required input x not provided for nodes: ['a'].; "
            "Use `bypass_validation=True` to skip validation",
        ),
        (lambda dr: dr.what_is_upstream_of("q"), "Unknown nodes [q] requested. Check for typos?"),
        (lambda dr: dr.what_is_downstream_of("q"), "Unknown nodes [q] requested. Check for typos?"),
        (lambda dr: dr.what_is_the_path_between("q", "b"), "Upstream node q not found in graph."),
        (lambda dr: dr.what_is_the_path_between("b", "q"), "Downstream node q not found in graph."),
        (lambda dr: dr.visualize_path_between("b", "a"), "No path found between b and a."),
        (
            lambda dr: dr.list_available_variables(tag_filter={"module": 3}),
            "All tag query values must be a string or list of strings",
        ),
        (
            lambda dr: dr.materialize(),
            "No output requested. Please either pass in materializers that will save data, or pass in "
            "`additional_vars` to compute.",
        ),
    ],
)
def test_request_that_cannot_be_met(dr: Driver, request_it: Callable[[Driver], Any], message: str) -> None:
    with pytest.raises(ValueError) as caught:
        request_it(dr)

    assert str(caught.value) == message


def test_config_values_are_checked_like_inputs(flow: ModuleType) -> None:
    dr = Builder().with_modules(flow).with_config({"x": "s"}).build()

    with pytest.raises(ExecutionRequestError, match="Expected x:<class 'int'> got s:<class 'str'>"):
        dr.execute(["a"])


def test_wrong_value_is_shown_within_reason(dr: Driver) -> None:
    class Mute:
        def __str__(self) -> str:
            raise RuntimeError("no text")

    with pytest.raises(ValueError, match="got <Mute whose text raises RuntimeError>:<class "):
        dr.execute(["a"], inputs={"x": Mute()})
    with pytest.raises(ValueError) as caught:
        dr.execute(["a"], inputs={"x": "x" * 100_000})
    assert len(str(caught.value)) < 1200


def test_missing_input_names_every_consumer() -> None:
    module = module_from_source(
        "def p(v: int) -> int: ...\ndef q(v: int) -> int: ...\ndef r(v: int = 1) -> int: ...\n", "three"
    )
    dr = Builder().with_modules(module).build()

    with pytest.raises(ValueError, match=r"Required input v not provided for nodes: \['p', 'q', 'r'\]\."):
        dr.execute(["q"])
    assert dr.execute(["r"], overrides={"v": 4}) == {"r": None}


def test_functions_and_variables_are_final_vars(dr: Driver, flow: ModuleType) -> None:
    variable = next(each for each in dr.list_available_variables() if each.name == "c")

    assert isinstance(variable, Variable)
    assert dr.execute([flow.a, variable, "b"], inputs={"x": 1}) == {"a": 3, "c": 3, "b": 9}
    dr.validate_execution([flow.a], inputs={"x": 1})


def test_function_of_a_variant_is_a_final_var_without_being_renamed() -> None:
    module = module_from_source(
        "from dagscope.function_modifiers import config\n@config.when(k=1)\ndef p__one() -> int: return 1\n", "variants"
    )
    dr = Builder().with_modules(module).with_config({"k": 1}).build()

    assert dr.execute([module.p__one]) == {"p": 1}
    assert module.p__one.__name__ == "p__one"


def test_failure_goes_through_unchanged_and_is_logged_with_the_inputs(caplog: pytest.LogCaptureFixture) -> None:
    module = module_from_source(
        "def bad(z: int, text: str) -> int: raise KeyError('boo')\ndef after(bad: int) -> int: ...\n", "failing"
    )
    dr = Builder().with_modules(module).build()
    for _ in range(3):
        caplog.clear()
        with caplog.at_level(logging.ERROR), pytest.raises(KeyError, match="^'boo'$"):
            dr.execute(["after"], inputs={"z": 3, "text": "t" * 70})

        (record,) = caplog.records
        lines = record.getMessage().splitlines()
        assert lines[2] == "> bad [failing.bad()] encountered an error".ljust(79) + "<"
        assert lines[3] == "> Node inputs:"
        assert "'z': 3" in lines[5] or "'z': 3" in lines[4]
        assert "'" + "t" * 49 + "..." in record.getMessage()


def test_a_coroutine_that_nobody_awaits_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    module = module_from_source("async def a(x: int) -> int:\n    return x\ndef b(x: int) -> int:\n    return x\n", "m")
    dr = driver.Builder().with_modules(module).build()

    for _ in range(2):
        dr.execute(["a"], inputs={"x": 1})["a"].close()
    dr.execute(["b"], inputs={"x": 1})

    assert ["a: `async def`"] == [record.getMessage().partition(",")[0] for record in caplog.records]


def test_traceback_of_a_compiled_run_shows_the_line_of_the_node() -> None:
    import traceback

    module = module_from_source(
        "def bad(z: int) -> int: raise KeyError('boo')\ndef after(bad: int) -> int: ...\n", "failing"
    )
    request = Builder().with_modules(module).build().compile(["after"], inputs=["z"])
    logging.disable(logging.CRITICAL)
    try:
        request({"z": 1})
    except KeyError as error:
        text = "".join(traceback.format_exception(error))
    finally:
        logging.disable(logging.NOTSET)

    assert "    v1 = bad(v0)\n" in text


def test_order_is_depth_first_in_parameter_order_each_node_once() -> None:
    module = module_from_source(
        "seen = []\n"
        "def aa() -> int: seen.append('aa'); return 1\n"
        "def zz() -> int: seen.append('zz'); return 1\n"
        "def mid(zz: int, aa: int) -> int: seen.append('mid'); return 1\n"
        "def last(mid: int, zz: int) -> int: seen.append('last'); return 1\n",
        "ordered",
    )
    dr = Builder().with_modules(module).build()
    for _ in range(2):
        module.seen.clear()
        dr.execute(["last", "aa"])
        assert module.seen == ["zz", "aa", "mid", "last"]


def test_queries_are_inclusive_and_stable(dr: Driver) -> None:
    assert [n.name for n in dr.what_is_upstream_of("b")] == ["b", "a", "x", "y", "c", "z"]
    assert [n.name for n in dr.what_is_downstream_of("x", "c")] == ["x", "a", "b", "c"]
    assert [n.name for n in dr.what_is_the_path_between("x", "b")] == ["x", "a", "b"]
    assert dr.what_is_the_path_between("b", "x") == []
    assert [n.name for n in dr.what_is_the_path_between("a", "a")] == ["a"]
    assert not dr.has_cycles(["b"])


def test_tag_filter(dr: Driver) -> None:
    assert [n.name for n in dr.list_available_variables(tag_filter={"module": None})] == ["a", "b", "c"]
    assert [n.name for n in dr.list_available_variables(tag_filter={"module": ["flow", "x"]})] == ["a", "b", "c"]
    assert dr.list_available_variables(tag_filter={"module": "other"}) == []


def test_export_execution_is_sorted_json(dr: Driver) -> None:
    nodes = json.loads(dr.export_execution(["a"], inputs={"x": 1}))["nodes"]

    assert [node["name"] for node in nodes] == ["a", "x"]
    assert {
        key: nodes[0][key]
        for key in ("tags", "output_type", "required_dependencies", "optional_dependencies", "documentation")
    } == {
        "tags": {"module": "flow"},
        "output_type": "int",
        "required_dependencies": ["x"],
        "optional_dependencies": ["y"],
        "documentation": "Adds.",
    }
    assert nodes[0]["source"].startswith("def a(x: int, y: int = 2)")


def test_driver_survives_pickling(dr: Driver) -> None:
    assert pickle.loads(pickle.dumps(dr)).execute(["b"], inputs={"x": 1}) == {"b": 9}


def test_old_style_driver_gives_a_frame(flow: ModuleType) -> None:
    frame = Driver({"z": 2.0}, flow).execute(["b", "c"], inputs={"x": 1})

    assert frame.to_dict("list") == {"b": [9], "c": [3]}


def test_default_executor_refuses_parallel_nodes() -> None:
    module = module_from_source(
        "from dagscope.htypes import Collect, Parallelizable\n"
        "def items() -> Parallelizable[int]: return [1]\ndef total(items: Collect[int]) -> int: return 1\n",
        "parallel",
    )
    dr = Builder().with_modules(module).build()

    with pytest.raises(
        InvalidExecutorException,
        match=r"^Default graph executor cannot handle parallelizable\[\]/collect\[\] nodes\. Node items defined by "
        r"functions: \['items'\]$",
    ):
        dr.execute(["items"])


def _dynamic() -> Builder:
    return Builder().enable_dynamic_execution(allow_experimental_mode=True)


@pytest.mark.parametrize(
    ("misuse", "message"),
    [
        (lambda: Builder().with_adapter(1).with_adapter(2), "Cannot set adapter twice."),
        (
            lambda: Builder().with_execution_manager(1),
            "Cannot set execution manager without first enabling the V2 Driver",
        ),  # type: ignore[arg-type]
        (lambda: Builder().with_local_executor(1), "Cannot set execution manager without first enabling the V2 Driver"),  # type: ignore[arg-type]
        (
            lambda: Builder().with_grouping_strategy(1),
            "Cannot set grouping strategy without first enabling the V2 Driver",
        ),  # type: ignore[arg-type]
        (
            lambda: Builder().enable_dynamic_execution(),
            "Remote execution is currently experimental. Please set allow_experiemental_mode=True to enable it.",
        ),
        (lambda: _dynamic().with_local_executor(1).with_local_executor(1), "Cannot set local executor twice"),  # type: ignore[arg-type]
        (
            lambda: _dynamic().with_remote_executor(1).with_execution_manager(1),  # type: ignore[arg-type]
            "Cannot set execution manager with remote executor set -- these are disjoint",
        ),
        (
            lambda: _dynamic().with_execution_manager(1).with_remote_executor(1),  # type: ignore[arg-type]
            "Cannot set remote executor with execution manager set -- these are disjoint",
        ),
        (
            lambda: Builder().with_materializers([1]),
            "`.with_materializers()` received a sequence. Unpack it by prepending `*` e.g., `*[to.json(...), "
            "from_.parquet(...)]`",
        ),
        (lambda: Builder().with_executor("threads").with_executor("threads"), "Cannot set executor twice"),
        (
            lambda: _dynamic().with_remote_executor("processes"),  # type: ignore[arg-type]
            "An executor is an object such as MultiThreadingExecutor(max_tasks=8), not 'processes'. Names such as "
            "'threads:8' are for with_executor.",
        ),
        (
            lambda: _dynamic().with_local_executor(Builder),  # type: ignore[arg-type]
            "An executor is an object such as MultiThreadingExecutor(max_tasks=8), not the class Builder. Names such "
            "as 'threads:8' are for with_executor.",
        ),
        (
            lambda: Builder().with_modules(Builder),  # type: ignore[arg-type]
            "A dataflow is made of modules, not of the class Builder: import the module and give it.",
        ),
        (
            lambda: Builder().with_modules(Builder().build()),  # type: ignore[arg-type]
            "A dataflow is made of modules, not of an object of Driver: import the module and give it.",
        ),
        (
            lambda: Builder().with_modules(partial(max)),  # type: ignore[arg-type]
            "A dataflow is made of modules, not of an object of partial: import the module and give it.",
        ),
        (
            lambda: Builder().with_cache(recompute="prices"),
            "recompute is a list of nodes, not the text 'prices': write ['prices'].",
        ),
        (
            lambda: Builder().build().execute(None),  # type: ignore[arg-type]
            "Final variables are a list of names, not None: write ['name'].",
        ),
    ],
)
def test_builder_misuse(misuse: Callable[[], Any], message: str) -> None:
    with pytest.raises((ValueError, TypeError)) as caught:
        misuse()

    assert str(caught.value) == message


def test_what_stands_for_a_module_is_taken() -> None:
    def doubled(x: int) -> int:
        return 2 * x

    stand_in = SimpleNamespace(__name__=doubled.__module__, doubled=doubled)
    assert {"doubled": 4} == Builder().with_modules(stand_in).build().execute(["doubled"], inputs={"x": 2})  # type: ignore[arg-type]


def test_texts_of_drivers_and_requests_say_what_they_hold(dr: Driver, flow: ModuleType) -> None:
    request = dr.compile(["a"], inputs=["x"])
    assert "<CompiledRequest of a; inputs: x>" == repr(request)
    assert "config: 1" in repr(Builder().with_modules(flow).with_config({1: 2}).build())
    with pytest.raises(ValueError, match=r"Downstream node A not found in graph\.\n  Is a meant\?"):
        dr.what_is_the_path_between("x", "A")


def test_copied_builder_keeps_its_flags_and_is_independent() -> None:
    first = module_from_source("def a() -> int: return 1\n", "first")
    second = module_from_source("def a() -> int: return 2\n", "second")
    builder = Builder().with_modules(first).allow_module_overrides().with_config({"k": 1})
    copy = builder.copy().with_modules(second).with_config({"k": 2})

    assert copy.build().execute(["a", "k"]) == {"a": 2, "k": 2}
    assert builder.build().execute(["a", "k"]) == {"a": 1, "k": 1}


def test_methods_are_named_after_the_driver_wherever_they_are_written() -> None:
    for name in ("execute", "list_available_variables", "display_all_functions"):
        method = getattr(Driver, name)
        assert method.__qualname__ == f"Driver.{name}"
        assert pickle.loads(pickle.dumps(method)) is method
    with pytest.raises(TypeError, match=r"^Driver\.what_is_upstream_of\(\) got an unexpected keyword"):
        Driver.what_is_upstream_of(nothing=1)  # type: ignore[call-arg]


def test_public_names() -> None:
    names = [
        "Builder",
        "Driver",
        "Variable",
        "GraphExecutor",
        "DefaultGraphExecutor",
        "TaskBasedGraphExecutor",
        "InvalidExecutorException",
    ]

    assert [name for name in names if not hasattr(driver, name)] == []


class TestCompile:
    """`Driver.compile`: one request, planned once."""

    def test_gives_what_execute_gives(self, dr: Driver) -> None:
        request = dr.compile(["b", "k"])

        assert [request({"x": x}) for x in (1, 2)] == [{"b": 9, "k": 1}, {"b": 12, "k": 1}]

    def test_takes_other_names_than_planned(self, dr: Driver) -> None:
        request = dr.compile(["b"], inputs=["x"])

        assert request({"x": 1, "y": 7}) == {"b": 24}
        assert request({}, {"a": 1}) == {"b": 3}

    def test_checks_inputs(self, dr: Driver) -> None:
        request = dr.compile(["b"], inputs=["x"])

        with pytest.raises(ValueError, match="Expected x:<class 'int'> got s:<class 'str'>"):
            request({"x": "s"})
        with pytest.raises(ValueError, match="Required input x not provided"):
            request()

    def test_plans_overrides(self, dr: Driver) -> None:
        assert dr.compile(["b"], inputs=[], overrides=["a"])({}, {"a": 2}) == {"b": 6}

    def test_builds_results_like_the_driver(self, flow: ModuleType) -> None:
        request = Driver({}, flow).compile(["b"], inputs=["x"])

        assert request({"x": 1}).to_dict("list") == {"b": [9]}

    def test_runs_hooks_when_there_are_any(self, flow: ModuleType) -> None:
        from dagscope.lifecycle import PrintLn

        told: list[str] = []
        request = Builder().with_modules(flow).with_adapters(PrintLn(print_fn=told.append)).build().compile(["a"])

        assert request({"x": 1}) == {"a": 3}
        assert told[0] == "Executing node: a."


def test_the_record_of_a_node_is_the_callers_own() -> None:
    module = module_from_source("def a() -> int:\n    return 1\n")
    dataflow = driver.Builder().with_modules(module).build()
    first, second = dataflow.list_available_variables()[0], dataflow.list_available_variables()[0]
    first.name, first.documentation = "other", "changed"
    assert ("a", "a") == (second.name, dataflow.list_available_variables()[0].name)
    assert second in {second} and first != second
