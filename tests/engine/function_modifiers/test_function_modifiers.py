"""Decorators record, resolve into nodes, and are right where Hamilton is not."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import typing
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from dagscope.ad_hoc_utils import create_temporary_module
from dagscope.driver import Builder
from dagscope.function_modifiers import (
    apply_to,
    base,
    check_output,
    config,
    configuration,
    does,
    extract_columns,
    extract_fields,
    inject,
    mutate,
    parameterize,
    pipe_input,
    pipe_output,
    save_to,
    source,
    step,
    subdag,
    tag,
    unpack_fields,
    value,
)
from dagscope.function_modifiers.base import has_modifiers, resolve_nodes
from dagscope.function_modifiers.calls import function_behind
from dagscope.node import DependencyType, Node


def _nodes(fn: Callable[..., Any], **config_: Any) -> dict[str, Node]:
    return {each.name: each for each in resolve_nodes(fn, config_)}


def _add(x: int, y: int = 1) -> int:
    return x + y


async def _add_later(x: int) -> int:
    return x + 1


def test_plain_function_becomes_one_node_that_is_the_function() -> None:
    (only,) = resolve_nodes(_add, {})

    assert not has_modifiers(_add)
    assert ("_add", _add, (_add,)) == (only.name, only.callable, only.originating_functions)


def test_config_variant_keeps_its_own_name_and_function() -> None:
    @config.when(region="us")
    def price__us(base: int) -> int:
        return base

    (node,) = resolve_nodes(price__us, {"region": "us"})

    assert "price__us" == price__us.__name__
    assert "price" == node.name
    assert node.callable is price__us
    assert (price__us,) == node.originating_functions
    assert [] == list(resolve_nodes(price__us, {"region": "eu"}))


def test_config_gives_the_function_itself_unless_it_renames_it() -> None:
    resolver = config.when(region="us")

    assert _add is resolver.resolve(_add, {"region": "us"})
    assert resolver.resolve(_add, {"region": "eu"}) is None
    view = config.when(region="us", name="other").resolve(_add, {"region": "us"})
    assert view is not None
    assert ("other", "_add") == (view.__name__, _add.__name__)


def test_callable_object_whose_class_carries_decorators_resolves() -> None:
    class Constant(base.NodeCreator):
        def generate_nodes(self, fn: Callable[..., Any], config: dict[str, Any]) -> list[Node]:
            return [Node(fn.__name__, int, callabl=lambda: 7, input_types={})]

        def validate(self, fn: Callable[..., Any]) -> None:
            pass

    class Variable:
        generate = [Constant()]
        transform = "not ours"
        __name__ = "variable"

        def __call__(self) -> None:
            pass

    (made,) = resolve_nodes(Variable(), {})

    assert ("variable", 7) == (made.name, made())


def test_wrapper_with_wraps_does_not_decorate_what_it_wraps() -> None:
    import functools

    @tag(a="1")
    def inner() -> int:
        return 1

    @functools.wraps(inner)
    def outer() -> int:
        return inner()

    tag(b="2")(outer)

    assert {"a": "1"} == {k: v for k, v in _nodes(inner)["inner"].tags.items() if k != "module"}
    assert {"a": "1", "b": "2"} == {k: v for k, v in _nodes(outer)["inner"].tags.items() if k != "module"}


def test_mutate_run_again_replaces_its_step_in_place() -> None:
    def target(a: int) -> int:
        return a

    def run_lines(amount: int) -> None:
        @mutate(target, y=amount)
        def _raise(x: int, y: int) -> int:
            return x + y

    @mutate(apply_to(target).named("last"))
    def _double(x: int) -> int:
        return x * 2

    run_lines(1)
    run_lines(10)

    nodes = _nodes(target)
    assert ["target.raw", "target.last", "target.with_raise", "target"] == list(nodes)
    assert 14 == nodes["target.with_raise"](**{"target.last": 4})


def test_mutate_leaves_the_mutating_function_out_of_the_dataflow() -> None:
    def target(a: int) -> int:
        return a

    @mutate(target)
    def changed(x: int) -> int:
        return x

    assert [] == list(resolve_nodes(changed, {}))


def test_parameterize_keeps_an_optional_parameter_optional() -> None:
    @parameterize(p={"a": source("elsewhere")})
    def f(a: int = 7) -> int:
        return a

    node = _nodes(f)["p"]

    assert {"elsewhere": (int, DependencyType.OPTIONAL)} == node.input_types
    assert 7 == node()
    assert 3 == node(elsewhere=3)


def test_parameterize_with_one_source_for_a_needed_and_an_optional_parameter_needs_it() -> None:
    @parameterize(p={"a": source("s"), "b": source("s")})
    def f(a: int, b: int = 7) -> int:
        return a + b

    node = _nodes(f)["p"]

    assert {"s": (int, DependencyType.REQUIRED)} == node.input_types
    assert 4 == node(s=2)


def test_extract_columns_fills_documented_columns() -> None:
    @extract_columns(("here", "doc"), ("lacking", "doc"), fill_with=0)
    def table() -> pd.DataFrame:
        frame: pd.DataFrame = pd.DataFrame({"here": [1, 2]})
        return frame

    nodes = _nodes(table)

    assert [0, 0] == list(nodes["lacking"](table=nodes["table"]()))
    assert "doc" == nodes["lacking"].documentation


def test_extract_fields_fill_leaves_the_function_s_dict_alone() -> None:
    made = {"a": 1}

    @extract_fields({"a": int, "b": int}, fill_with=0)
    def fields() -> typing.Dict:  # noqa: UP006 - without parameters it is what `dict` is
        return made

    assert {"a": 1, "b": 0} == _nodes(fields)["fields"]()
    assert {"a": 1} == made


def test_extractors_and_savers_above_a_saver_read_the_value() -> None:
    def f() -> dict:
        return {"p": 1}

    for decorate in (
        save_to.json(path=value("one.json"), output_name_="first"),
        save_to.json(path=value("two.json"), output_name_="second"),
        extract_fields({"p": int}),
    ):
        decorate(f)

    nodes = _nodes(f)

    assert {"first": ["f"], "second": ["f"], "p": ["f"]} == {
        name: list(nodes[name].input_types) for name in ("first", "second", "p")
    }


def test_pipe_output_works_on_coroutine_functions() -> None:
    @pipe_output(step(_add_later), step(_add, y=10))
    async def f(a: int) -> int:
        return a * 2

    nodes = _nodes(f)
    raw = asyncio.run(nodes["f.raw"](a=3))
    after = asyncio.run(nodes["f.with_add_later"](**{"f.raw": raw}))

    assert 6 == raw
    assert 7 == after
    assert 17 == nodes["f"](**{"f.with_add": nodes["f.with_add"](**{"f.with_add_later": after})})


def test_wrappers_of_coroutine_functions_are_coroutine_functions() -> None:
    @extract_fields({"p": int}, fill_with=0)
    @inject(a=value(3))
    async def f(a: int) -> dict:
        return {"p": a}

    @subdag(_add_later, inputs={"x": source("n")})
    async def g(_add_later: int) -> int:
        return _add_later

    assert {"p": 3} == asyncio.run(_nodes(f)["f"]())
    assert 5 == asyncio.run(_nodes(g)["g._add_later"](**{"g.x": 4}))
    assert 5 == asyncio.run(_nodes(g)["g"](**{"g._add_later": 5}))


def test_subdag_config_gives_the_values_of_its_dependencies() -> None:
    @subdag(_add, inputs={"x": value(1)}, config={"mode": configuration("driver_mode"), "y": value(5)})
    def f(_add: int, mode: str) -> str:
        return f"{_add} {mode}"

    nodes = _nodes(f, driver_mode="quick")

    assert ("quick", str) == (nodes["f.mode"](), nodes["f.mode"].type)
    assert (5, int) == (nodes["f.y"](), nodes["f.y"].type)


def test_subdags_in_subdags_call_the_function_directly() -> None:
    @subdag(_add, inputs={"x": source("seed")})
    def one(_add: int) -> int:
        return _add

    @subdag(one, inputs={"seed": source("start")})
    def two(one: int) -> int:
        return one

    inner = _nodes(two)["two.one._add"]

    assert _add is function_behind(inner.callable)
    assert 4 == inner(**{"two.one.x": 3})


def test_execution_calls_the_function_behind_a_rewired_one() -> None:
    seen: list[str] = []

    def watched(x: int, y: int = 1) -> int:
        seen.append(sys._getframe(1).f_code.co_filename.partition(" ")[0])
        return x + y

    @parameterize(by_value={"y": value(5)}, by_source={"x": source("by_value"), "y": source("given")})
    def made(x: int, y: int) -> int:
        return watched(x, y)

    @subdag(watched, inputs={"x": source("by_source")})
    def outer(watched: int) -> int:
        return watched

    module = create_temporary_module(made, outer, module_name="rewired")
    driver = Builder().with_modules(module).build()

    for _ in range(3):  # A request is compiled once it is repeated.
        assert {"outer": 14} == driver.execute(["outer"], inputs={"x": 1, "given": 7})
    assert "plan" == seen[-1]


def test_pipe_input_names_steps_and_numbers_repeats() -> None:
    @pipe_input(step(_add), step(_add, y=source("amount")).named("more"), step(_add))
    def f(a: int) -> int:
        return a

    nodes = _nodes(f)

    assert ["f", "f.with_add", "f.more", "f.with_add_2"] == list(nodes)
    assert {"f.with_add": DependencyType.REQUIRED, "amount": DependencyType.OPTIONAL} == {
        name: kind for name, (_, kind) in nodes["f.more"].input_types.items()
    }


def test_step_may_read_the_node_it_is_applied_to_twice() -> None:
    @pipe_input(step(_add, y=source("a")))
    def f(a: int) -> int:
        return a

    assert 6 == _nodes(f)["f.with_add"](a=3)


def test_check_output_on_a_type_nobody_checks_names_function_and_argument() -> None:
    @check_output(range=(0, 1))
    def f() -> list[int]:
        return []

    try:
        resolve_nodes(f, {})
    except ValueError as error:
        message = str(error)

    assert "[f]" in message and "arg: range" in message and "list[int]" in message


def test_unpacked_fields_of_a_short_tuple_raise_only_where_they_are_read() -> None:
    @unpack_fields("a", "b")
    def f() -> tuple[int, ...]:
        return (1,)

    module: ModuleType = create_temporary_module(f, module_name="short_tuple")

    assert {"a": 1} == Builder().with_modules(module).build().execute(["a"])


def test_importing_the_decorators_imports_nothing_but_the_standard_library() -> None:
    code = (
        "import sys; before = set(sys.modules); import dagscope.function_modifiers, dagscope.data_quality.base; "
        "found = {n.partition('.')[0] for n in set(sys.modules) - before}; "
        "print(sorted(n for n in found if n not in sys.stdlib_module_names and n != 'dagscope'))"
    )

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == result.stdout.strip()


def test_type_of_what_a_subdag_is_handed_suits_all_its_readers() -> None:
    def narrow(k: int) -> int:
        return k

    def wide(narrow: int, k: int | None) -> int:
        return narrow + (k or 0)

    @subdag(narrow, wide, inputs={"k": source("x")})
    def total(wide: int) -> int:
        return wide

    nodes = {each.name: each for each in resolve_nodes(total, {})}

    assert nodes["total.k"].type is int


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        ({}, [("a", 1), ("b", 2), ("c", 3)]),
        ({"first": "a"}, [("b", 2), ("c", 3), ("first", 1)]),
        ({"second": "b", "first": "a"}, [("c", 3), ("second", 2), ("first", 1)]),
        ({"one": "a", "two": "a"}, [("b", 2), ("c", 3), ("one", 1), ("two", 1)]),
    ],
)
def test_does_gives_renamed_arguments_last_and_as_they_are_mapped(
    mapping: dict[str, str], expected: list[tuple[str, int]]
) -> None:
    def listed(**parts: int) -> list[tuple[str, int]]:
        return list(parts.items())

    @does(listed, **mapping)
    def out(a: int = 1, b: int = 2, c: int = 3) -> list[tuple[str, int]]: ...

    assert Builder().with_modules(create_temporary_module(out)).build().execute(["out"]) == {"out": expected}
