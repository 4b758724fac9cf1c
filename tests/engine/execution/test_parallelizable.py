"""Parallelizable and Collect: every shape of block, every grouping, every executor gives what plain loops would."""

from __future__ import annotations

import weakref
from typing import Any, Generic, TypeVar

import pytest
from dagscope import ad_hoc_utils, driver
from dagscope.execution import executors, grouping
from dagscope.execution.scopes import is_expander
from dagscope.htypes import Collect, Parallelizable
from dagscope.node import Node

STRATEGIES = [
    grouping.GroupByRepeatableBlocks,
    grouping.GroupNodesIndividually,
    grouping.GroupNodesAllAsOne,
    grouping.GroupNodesByLevel,
]


class Big:
    made: list[weakref.ref[Any]] = []

    def __init__(self, size: int) -> None:
        self.size = size
        self.made.append(weakref.ref(self))


T = TypeVar("T")


def run(
    functions: list[Any],
    final_vars: list[str],
    *,
    remote: Any = None,
    strategy: Any = None,
    inputs: dict[str, Any] | None = None,
    overrides: dict[str, Any] | None = None,
) -> dict[str, Any]:
    builder = (
        driver.Builder()
        .with_modules(ad_hoc_utils.create_temporary_module(*functions))
        .enable_dynamic_execution(allow_experimental_mode=True)
        .with_remote_executor(remote or executors.SynchronousLocalTaskExecutor())
        .with_grouping_strategy(strategy or grouping.GroupByRepeatableBlocks())
    )
    return builder.build().execute(final_vars, inputs=inputs or {}, overrides=overrides or {})


def flat_block() -> list[Any]:
    def items(n: int) -> Parallelizable[int]:
        yield from range(n)

    def k(pre: int) -> int:
        return pre

    def pre() -> int:
        return 1

    def square(items: int, k: int) -> int:
        return items * items + k

    def next_(square: int) -> int:
        return square + 1

    def total(next_: Collect[int], pre: int) -> int:
        return sum(next_) + pre

    def squares(square: Collect[int]) -> list:
        return list(square)

    def both(total: int, squares: list) -> list:
        return [total, squares]

    def direct(items: Collect[int]) -> list:
        return list(items)

    def share(square: int, squares: list) -> float:
        return square / sum(squares)

    def shares(share: Collect[float]) -> list:
        return list(share)

    return [items, k, pre, square, next_, total, squares, both, direct, share, shares]


def nested_blocks() -> list[Any]:
    def outer(n: int) -> Parallelizable[int]:
        yield from range(n)

    def mid(outer: int) -> int:
        return outer * 10

    def inner(mid: int) -> Parallelizable[int]:
        yield from [mid + i for i in range(mid // 10)]

    def val(inner: int, outer: int) -> int:
        return inner + outer

    def inner_all(val: Collect[int], mid: int) -> list:
        return [*val, mid]

    def after(inner_all: list, mid: int) -> list:
        return [*inner_all, mid]

    def outer_all(after: Collect[list]) -> list:
        return list(after)

    return [outer, mid, inner, val, inner_all, after, outer_all]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_several_collects_and_a_way_out_of_the_block_and_back(strategy: Any) -> None:
    result = run(flat_block(), ["both", "direct", "shares"], inputs={"n": 3}, strategy=strategy())
    assert {
        "both": [12, [1, 2, 5]],
        "direct": [0, 1, 2],
        "shares": [0.125, 0.25, 0.625],
    } == result


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_an_empty_expansion_collects_nothing(strategy: Any) -> None:
    assert {"both": [1, []]} == run(flat_block(), ["both"], inputs={"n": 0}, strategy=strategy())


def test_nodes_inside_a_block_give_the_list_over_the_branches() -> None:
    result = run(flat_block(), ["square", "total", "items"], inputs={"n": 3})
    assert {"square": [1, 2, 5], "total": 12, "items": [0, 1, 2]} == result


def test_an_overridden_inner_node_has_the_value_in_every_branch() -> None:
    result = run(flat_block(), ["total", "next_"], inputs={"n": 3}, overrides={"square": 10})
    assert {"total": 34, "next_": [11, 11, 11]} == result


def test_an_overridden_expander_gives_the_branches() -> None:
    assert {"total": 66} == run(flat_block(), ["total"], overrides={"items": [5, 6]})


def test_the_collector_of_one_of_two_blocks_is_overridden() -> None:
    def left(n: int) -> Parallelizable[int]:
        yield from range(n)

    def total(left: Collect[int]) -> int:
        return sum(left)

    def right(total: int) -> Parallelizable[int]:
        yield from range(total)

    def both(right: Collect[int], total: int) -> list[int]:
        return [*right, total]

    flow = [left, total, right, both]

    assert {"both": [0, 1, 2]} == run(flow, ["both"], inputs={"n": 9}, overrides={"total": 2})
    assert {"both": 5, "total": 1} == run(flow, ["both", "total"], inputs={"n": 2}, overrides={"both": 5})


def test_an_overridden_collector_needs_no_branch_for_itself() -> None:
    assert {"both": [0, [9]]} == run(flat_block(), ["both"], overrides={"squares": [9], "total": 0})


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_nested_blocks(strategy: Any) -> None:
    result = run(nested_blocks(), ["outer_all", "val"], inputs={"n": 4}, strategy=strategy())
    assert {
        "outer_all": [[0, 0], [11, 10, 10], [22, 23, 20, 20], [33, 34, 35, 30, 30]],
        "val": [[], [11], [22, 23], [33, 34, 35]],
    } == result


def test_an_overridden_node_of_the_innermost_block() -> None:
    result = run(nested_blocks(), ["outer_all"], inputs={"n": 3}, overrides={"val": 7})
    assert {"outer_all": [[0, 0], [7, 10, 10], [7, 7, 20, 20]]} == result


def test_a_state_of_another_kind_is_no_reason_to_wait_for_ever() -> None:
    class Future:
        def get_state(self) -> str:
            return "done"

    class Remote(executors.SynchronousLocalTaskExecutor):
        def submit_task(self, task: Any) -> Any:
            return Future()

    with pytest.raises(TypeError, match=r"Future gives 'done', which is no TaskState"):
        run(flat_block(), ["total"], remote=Remote(), inputs={"n": 2})


@pytest.mark.parametrize(
    "remote",
    [executors.MultiThreadingExecutor(4), executors.MultiProcessingExecutor(2)],
    ids=["threads", "processes"],
)
def test_executors_agree(remote: executors.TaskExecutor) -> None:
    expected = run(nested_blocks(), ["outer_all"], inputs={"n": 4})
    assert expected == run(nested_blocks(), ["outer_all"], inputs={"n": 4}, remote=remote)


def test_blocks_that_wait_for_each_other() -> None:
    def a() -> Parallelizable[int]:
        return [1, 2]

    def b() -> Parallelizable[int]:
        return [10]

    def a1(a: int) -> int:
        return a

    def a_all(a1: Collect[int]) -> list:
        return list(a1)

    def b1(b: int, a_all: list) -> int:
        return b + sum(a_all)

    def b2(b: int) -> int:
        return b + 5

    def b_all(b2: Collect[int]) -> list:
        return list(b2)

    def a2(a: int, b_all: list) -> int:
        return a + sum(b_all)

    def end(a2: Collect[int], b1: Collect[int]) -> list:
        return [list(a2), list(b1)]

    assert {"end": [[16, 17], [13]]} == run([a, b, a1, a_all, b1, b2, b_all, a2, end], ["end"])


def test_a_node_that_collects_and_expands() -> None:
    def items() -> Parallelizable[int]:
        return [1, 2]

    def plus(items: int) -> int:
        return items + 1

    def again(plus: Collect[int]) -> Parallelizable[int]:
        for each in plus:
            yield each * 2

    def minus(again: int) -> int:
        return again - 1

    def end(minus: Collect[int]) -> list:
        return list(minus)

    assert {"end": [3, 5]} == run([items, plus, again, minus, end], ["end"])


def test_items_of_two_unrelated_blocks_in_one_node_are_refused() -> None:
    def a() -> Parallelizable[int]:
        return [1]

    def b() -> Parallelizable[int]:
        return [1]

    def ab(a: int, b: int) -> int:
        return a + b

    with pytest.raises(ValueError, match="Node ab reads items of two Parallelizable nodes .*: a and b. Collect"):
        run([a, b, ab], ["ab"])


def test_a_failing_branch_raises_its_own_error() -> None:
    def items() -> Parallelizable[int]:
        return [1, 2]

    def half(items: int) -> float:
        return 1 / (items - 2)

    def end(half: Collect[float]) -> list:
        return list(half)

    for remote in (executors.SynchronousLocalTaskExecutor(), executors.MultiThreadingExecutor(2)):
        with pytest.raises(ZeroDivisionError):
            run([items, half, end], ["end"], remote=remote)


def test_optional_inputs_in_a_block() -> None:
    def items() -> Parallelizable[int]:
        return [1, 2]

    def plus(items: int, extra: int = 100) -> int:
        return items + extra

    def end(plus: Collect[int]) -> list:
        return list(plus)

    assert {"end": [101, 102]} == run([items, plus, end], ["end"])
    assert {"end": [2, 3]} == run([items, plus, end], ["end"], inputs={"extra": 1})


def test_a_long_chain_inside_and_outside_a_block() -> None:
    source = ["from dagscope.htypes import Collect, Parallelizable"]
    source += ["def c0() -> int: return 0"]
    source += [f"def c{i}(c{i - 1}: int) -> int: return c{i - 1} + 1" for i in range(1, 1500)]
    source += ["def b0(c1499: int) -> Parallelizable[int]: return [c1499, 0]"]
    source += [f"def b{i}(b{i - 1}: int) -> int: return b{i - 1} + 1" for i in range(1, 1500)]
    source += ["def end(b1499: Collect[int]) -> list: return list(b1499)"]
    module = ad_hoc_utils.module_from_source("\n".join(source))
    dr = driver.Builder().with_modules(module).enable_dynamic_execution(allow_experimental_mode=True).build()
    assert {"end": [2998, 1499]} == dr.execute(["end"])


def test_task_ids_and_groups() -> None:
    groups = grouping.GroupByRepeatableBlocks().group_nodes(
        [
            node
            for name, node in driver.Builder()
            .with_modules(ad_hoc_utils.create_temporary_module(*nested_blocks()))
            .build()
            .graph.nodes.items()
        ]
    )
    assert [
        ("expand-inner", "expand-outer", ["inner"], "expand_unordered"),
        ("block-inner", "expand-inner", ["val"], "execute_block"),
        ("collect-inner", "expand-inner", ["inner_all"], "gather"),
        ("expand-outer", None, ["outer"], "expand_unordered"),
        ("block-outer", "expand-outer", ["mid"], "execute_block"),
        ("block-outer-1", "expand-outer", ["after"], "execute_block"),
        ("collect-outer", "expand-outer", ["outer_all"], "gather"),
        ("n", None, ["n"], "execute_single"),
    ] == [(g.base_id, g.spawning_task_base_id, [node.name for node in g.nodes], g.purpose.value) for g in groups]


def test_values_are_let_go_when_their_last_reader_has_run() -> None:
    counts: dict[str, int] = {}
    Big.made.clear()

    def count(name: str) -> None:
        counts[name] = sum(ref() is not None for ref in Big.made)

    def first() -> Big:
        return Big(2)

    def second(first: Big) -> Big:
        return Big(first.size)

    def items(second: Big) -> Parallelizable[int]:
        return range(second.size)

    def inner(items: int) -> Big:
        count(f"inner {items}")
        return Big(items)

    def total(inner: Collect[Big]) -> int:
        return sum(each.size for each in inner)

    def end(total: int) -> int:
        count("end")
        return total

    assert {"end": 1} == run([first, second, items, inner, total, end], ["end"])
    assert {"inner 0": 0, "inner 1": 1, "end": 0} == counts
    assert {"end": 1, "first": 2} == {
        name: value if name == "end" else value.size
        for name, value in run([first, second, items, inner, total, end], ["end", "first"]).items()
    }


def test_an_annotation_that_became_another_hamilton_s_on_its_way_still_expands() -> None:
    class Elsewhere(Generic[T]):
        pass

    Elsewhere.__name__, Elsewhere.__module__ = "Parallelizable", "hamilton.htypes"

    def items() -> list[int]:
        return [1]

    node = Node.from_fn(items, "items")
    assert not is_expander(node)
    node.type = Elsewhere[int]
    assert is_expander(node)
