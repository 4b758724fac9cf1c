"""The older address of the asynchronous driver. Re-exports only."""

import logging

from dagscope.async_driver import AsyncDriver, AsyncGraphAdapter, await_dict_of_tasks, process_value

__all__ = ["AsyncDriver", "AsyncGraphAdapter", "await_dict_of_tasks", "process_value"]

logging.getLogger(__name__).warning(
    "This module is deprecated and will be removed in Hamilton 2.0. Please use `hamilton.async_driver` instead."
)
