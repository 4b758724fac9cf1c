"""The older address of the asynchronous driver. Re-exports only."""

from dagscope.async_driver import AsyncDriver, AsyncGraphAdapter, await_dict_of_tasks, process_value

__all__ = ["AsyncDriver", "AsyncGraphAdapter", "await_dict_of_tasks", "process_value"]
