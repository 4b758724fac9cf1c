"""The asynchronous driver: values, hooks, errors, and nodes that wait at the same time."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from dagscope import ad_hoc_utils, async_driver, base, lifecycle
from dagscope.lifecycle.base import BasePostNodeExecuteAsync
from dagscope.lifecycle.default import GracefulErrorAdapter


def module() -> Any:
    async def a(x: int) -> int:
        await asyncio.sleep(0)
        return x + 1

    def b(a: int, y: int = 3) -> int:
        return a * y

    async def c(b: int, a: int) -> int:
        return b + a

    async def bad(b: int) -> int:
        raise ValueError("boom")

    return ad_hoc_utils.create_temporary_module(a, b, c, bad)


def run(final_vars: list[str], *adapters: Any, **kwargs: Any) -> Any:
    async def go() -> Any:
        dr = await async_driver.Builder().with_modules(module()).with_adapters(*adapters).build()
        return await dr.execute(final_vars, **kwargs)

    return asyncio.run(go())


def test_values_defaults_and_overrides() -> None:
    assert [("c", 8), ("b", 6)] == list(run(["c", "b"], inputs={"x": 1}).items())
    assert {"c": 20} == run(["c"], overrides={"a": 5})
    assert {"b": 10} == run(["b"], inputs={"x": 1, "y": 5})


def test_a_missing_input_is_named() -> None:
    with pytest.raises(NotImplementedError, match="^x was expected to be passed in but was not.$"):
        run(["c"])


def test_an_error_is_raised_unchanged() -> None:
    with pytest.raises(ValueError, match="^boom$"):
        run(["bad", "c"], inputs={"x": 1})


def test_the_drivers_own_default_is_a_frame() -> None:
    async def go() -> Any:
        return await async_driver.AsyncDriver({}, module()).execute(["c"], inputs={"x": 1})

    assert [8] == asyncio.run(go())["c"].tolist()


def test_nodes_wait_at_the_same_time() -> None:
    async def go() -> Any:
        met = asyncio.Event()
        count = 0

        async def meet() -> int:
            nonlocal count
            count += 1
            if count == 2:
                met.set()
            await asyncio.wait_for(met.wait(), 20)
            return 1

        async def left() -> int:
            return await meet()

        async def right() -> int:
            return await meet()

        functions = ad_hoc_utils.create_temporary_module(left, right)
        return await (await async_driver.Builder().with_modules(functions).build()).execute(["left", "right"])

    assert {"left": 1, "right": 1} == asyncio.run(go())


class Sync(lifecycle.NodeExecutionHook):
    def __init__(self, seen: list[Any]) -> None:
        self.seen = seen

    def run_before_node_execution(self, *, node_name: str, node_kwargs: dict[str, Any], **future_kwargs: Any):
        self.seen.append((node_name, dict(node_kwargs)))

    def run_after_node_execution(self, *, node_name: str, result: Any, **future_kwargs: Any):
        self.seen.append((node_name, result))


class Async(BasePostNodeExecuteAsync):
    def __init__(self, seen: list[Any]) -> None:
        self.seen = seen

    async def post_node_execute(self, *, node_: Any, result: Any, success: bool, **kwargs: Any):
        self.seen.append((node_.name, "awaited", result, success))


def test_hooks_of_both_kinds_get_values() -> None:
    seen: list[Any] = []
    run(["b"], Sync(seen), Async(seen), inputs={"x": 1})
    assert [
        ("a", {"x": 1}),
        ("a", 2),
        ("a", "awaited", 2, True),
        ("b", {"a": 2}),
        ("b", 6),
        ("b", "awaited", 6, True),
    ] == seen


def test_a_synchronous_execution_method_works() -> None:
    adapter = GracefulErrorAdapter(ValueError, "S")
    assert {"bad": "S", "c": 8} == run(["bad", "c"], adapter, inputs={"x": 1})


def test_the_cache_keeps_values_of_asynchronous_nodes(tmp_path: Path) -> None:
    calls: list[str] = []

    async def a(x: int) -> int:
        calls.append("a")
        await asyncio.sleep(0)
        return x + 1

    def b(a: int) -> int:
        calls.append("b")
        return a * 2

    functions = ad_hoc_utils.create_temporary_module(a, b)

    async def go() -> Any:
        builder = async_driver.Builder().with_modules(functions).with_cache(path=tmp_path)
        return await (await builder.build()).execute(["b"], inputs={"x": 1})

    assert {"b": 4} == asyncio.run(go()) == asyncio.run(go())
    assert ["a", "b"] == calls


def test_what_is_not_supported_says_so() -> None:
    builder = async_driver.Builder()
    for call, name in (
        (lambda: builder.enable_dynamic_execution(allow_experimental_mode=True), "enable_dynamic_execution"),
        (lambda: builder.with_adapter(base.DefaultAdapter()), "with_adapter"),
    ):
        with pytest.raises(ValueError, match=rf"Builder\(\).{name}\(\) is not supported for the async driver"):
            call()


def test_a_long_chain() -> None:
    lines = ["async def c0() -> int: return 0"]
    lines += [f"async def c{i}(c{i - 1}: int) -> int: return c{i - 1} + 1" for i in range(1, 2000)]
    chain = ad_hoc_utils.module_from_source("\n".join(lines))

    async def go() -> Any:
        return await (await async_driver.Builder().with_modules(chain).build()).execute(["c1999"])

    assert {"c1999": 1999} == asyncio.run(go())


async def _later(value: int) -> int:
    await asyncio.sleep(0)
    return value


def test_inputs_and_overrides_may_be_awaitables() -> None:
    assert {"c": 10, "x": 1} == run(["c", "x"], inputs={"x": _later(1), "y": _later(4)})
    assert {"c": 14, "a": 7} == run(["c", "a"], overrides={"a": _later(7), "b": _later(7)})
    with pytest.raises(ZeroDivisionError):
        run(["c"], inputs={"x": _failing()})


async def _failing() -> int:
    await asyncio.sleep(0)
    raise ZeroDivisionError


def test_a_task_that_is_given_goes_on_when_the_run_fails() -> None:
    async def go() -> Any:
        dr = await async_driver.Builder().with_modules(module()).build()
        waiting = asyncio.Event()

        async def slow() -> int:
            await waiting.wait()
            return 5

        task = asyncio.create_task(slow())
        with pytest.raises(ValueError, match="boom"):
            await dr.execute(["bad", "c"], inputs={"x": task}, overrides={"b": 1})
        waiting.set()
        again = await dr.execute(["a"], inputs={"x": task})
        return await task, again

    assert (5, {"a": 6}) == asyncio.run(go())


def test_validating_says_nothing_of_coroutines(caplog: pytest.LogCaptureFixture) -> None:
    async_driver.AsyncDriver({}, module()).validate_execution(["c"], inputs={"x": 1})
    assert caplog.text == ""
