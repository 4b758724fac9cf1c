"""FutureAdapter: every node of any graph on a thread pool, as the older adapter does it. See also `with_executor`."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from dagscope.lifecycle.api import ResultBuilder
from dagscope.lifecycle.base import BaseDoRemoteExecute
from dagscope.system import hearing

if TYPE_CHECKING:
    from dagscope.node import Node


def _new_fn(fn: Callable[..., Any], **fn_kwargs: Any) -> Any:
    """Call `fn` once the futures among its arguments have their values."""
    values = {name: each.result() if isinstance(each, Future) else each for name, each in fn_kwargs.items()}
    return fn(**values)


class FutureAdapter(BaseDoRemoteExecute, ResultBuilder):
    """Runs nodes on threads; nodes that wait for others hold no thread while they wait.

    Args:
        max_workers: How many nodes run at once; as many as `ThreadPoolExecutor` chooses by default.
        thread_name_prefix: What the threads are called.
        result_builder: Makes the result; a dictionary by default.
    """

    def __init__(
        self,
        max_workers: int | None = None,
        thread_name_prefix: str = "",
        result_builder: ResultBuilder | None = None,
    ) -> None:
        self.executor = ThreadPoolExecutor(max_workers=max_workers, thread_name_prefix=thread_name_prefix)
        self.result_builder = result_builder

    def input_types(self) -> list[type[type]]:
        return [Any]  # type: ignore[list-item]

    def output_type(self) -> type:
        if self.result_builder is not None:
            return self.result_builder.output_type()
        return Any

    def do_remote_execute(self, *, execute_lifecycle_for_node: Callable[..., Any], node: Node, **kwargs: Any) -> Any:
        """Start the node when the futures it reads have their values; gives a future."""
        outcome: Future[Any] = Future()
        waited_for = [each for each in kwargs.values() if isinstance(each, Future)]
        left = _Countdown(len(waited_for), lambda: self._start(outcome, execute_lifecycle_for_node, kwargs))
        for each in waited_for:
            each.add_done_callback(left.down)
        return outcome

    def _start(self, outcome: Future[Any], fn: Callable[..., Any], kwargs: dict[str, Any]) -> None:
        def run() -> None:
            try:
                outcome.set_result(_new_fn(fn, **kwargs))
            except BaseException as error:  # noqa: BLE001 - it belongs to whoever asks for the result
                outcome.set_exception(error)

        self.executor.submit(run)

    def build_result(self, **outputs: Any) -> Any:
        """Wait for the values and make the result."""
        values = {name: hearing.result_of(each) if isinstance(each, Future) else each for name, each in outputs.items()}
        return values if self.result_builder is None else self.result_builder.build_result(**values)


class _Countdown:
    """Calls something when it has been called `count` times (at once, when that is none)."""

    def __init__(self, count: int, then: Callable[[], Any]) -> None:
        import threading

        self._left = count
        self._then = then
        self._lock = threading.Lock()
        if count == 0:
            then()

    def down(self, _: Any) -> None:
        with self._lock:
            self._left -= 1
            is_done = self._left == 0
        if is_done:
            self._then()
