"""Lifecycle points and adapter sets: what is registered, in what order it is called, what is refused."""

import asyncio
from typing import Any

import pytest
from dagscope.lifecycle import LegacyResultMixin, NodeExecutionHook, ResultBuilder
from dagscope.lifecycle.base import (
    BasePostNodeExecuteAsync,
    InvalidLifecycleAdapter,
    LifecycleAdapterSet,
    lifecycle,
)


class Named(ResultBuilder):
    def build_result(self, **outputs: Any) -> Any:
        return outputs


class Recorder(NodeExecutionHook):
    def __init__(self, name: str, calls: list[tuple[str, str]]) -> None:
        self.name, self.calls = name, calls

    def run_before_node_execution(self, *, node_name: str, **future_kwargs: Any):
        self.calls.append((self.name, f"before {node_name}"))

    def run_after_node_execution(self, *, node_name: str, **future_kwargs: Any):
        self.calls.append((self.name, f"after {node_name}"))


class AsyncRecorder(BasePostNodeExecuteAsync):
    def __init__(self, calls: list[str]) -> None:
        self.calls = calls

    async def post_node_execute(self, **kwargs: Any):
        await asyncio.sleep(0)
        self.calls.append(kwargs["node_"])


def test_a_hook_with_a_return_annotation_is_refused() -> None:
    with pytest.raises(InvalidLifecycleAdapter, match="must not return a value"):

        @lifecycle.base_hook("my_hook")
        class Wrong:
            def my_hook(self, *, a: int) -> int: ...


def test_a_hook_with_a_positional_argument_is_refused() -> None:
    with pytest.raises(InvalidLifecycleAdapter, match="argument a: int that is not keyword-only"):

        @lifecycle.base_hook("my_hook")
        class Wrong:
            def my_hook(self, a: int): ...


def test_a_method_without_a_return_annotation_is_refused() -> None:
    with pytest.raises(InvalidLifecycleAdapter, match="does not have a return annotation"):

        @lifecycle.base_method("my_method")
        class Wrong:
            def my_method(self, *, a: int): ...


def test_a_point_that_the_class_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="does not have a method my_hook, but is decorated"):

        @lifecycle.base_hook("my_hook")
        class Wrong:
            def other(self): ...


def test_two_result_builders_are_refused() -> None:
    with pytest.raises(ValueError) as error:
        LifecycleAdapterSet(Named(), Named())
    expected = (
        "Multiple adapters cannot (currently) implement the same lifecycle method. "
        "Sync methods: ['do_build_result']. Async methods: []"
    )
    assert expected == str(error.value)


def test_the_same_adapter_twice_counts_once() -> None:
    builder = Named()
    assert [builder] == LifecycleAdapterSet(builder, builder).adapters


def test_hooks_are_called_in_the_order_of_the_adapters() -> None:
    calls: list[tuple[str, str]] = []
    adapters = LifecycleAdapterSet(Recorder("first", calls), Recorder("second", calls))

    class Plain:
        name, tags, type, input_types = "a", {}, int, {}

    adapters.call_all_lifecycle_hooks_sync("pre_node_execute", run_id="r", node_=Plain(), kwargs={})
    assert calls == [("first", "before a"), ("second", "before a")]


def test_questions_about_hooks_and_methods() -> None:
    adapters = LifecycleAdapterSet(Named(), AsyncRecorder([]))
    assert adapters.does_hook("post_node_execute")
    assert adapters.does_hook("post_node_execute", is_async=True)
    assert not adapters.does_hook("post_node_execute", is_async=False)
    assert adapters.does_method("do_build_result", is_async=False)
    assert not adapters.does_validation("validate_node")
    with pytest.raises(ValueError, match="Hook nope is not registered"):
        adapters.does_hook("nope")


def test_asynchronous_hooks_are_awaited() -> None:
    calls: list[str] = []
    adapters = LifecycleAdapterSet(AsyncRecorder(calls))
    asyncio.run(adapters.call_all_lifecycle_hooks_async("post_node_execute", node_="a"))
    assert calls == ["a"]


def test_a_method_nobody_has_is_named() -> None:
    with pytest.raises(ValueError, match="Method do_node_execute is not implemented by any of the adapters"):
        LifecycleAdapterSet(Named()).call_lifecycle_method_sync("do_node_execute")


def test_a_legacy_builder_with_a_static_method_builds() -> None:
    class Legacy(LegacyResultMixin):
        @staticmethod
        def build_result(**outputs: Any) -> Any:
            return sorted(outputs)

    adapters = LifecycleAdapterSet(Legacy())
    assert adapters.call_lifecycle_method_sync("do_build_result", outputs={"b": 1, "a": 2}) == ["a", "b"]
