"""Pools of processes that work from any script. Must not know tasks or nodes."""

from __future__ import annotations

import importlib.util
import multiprocessing
import multiprocessing.context
import multiprocessing.process
import sys
import threading
import types
from concurrent.futures import ProcessPoolExecutor
from typing import Any


class _Process(multiprocessing.context.SpawnProcess):
    """A fresh interpreter that does not run the script again: functions of `__main__` travel by value."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            return multiprocessing.context.SpawnProcess._Popen(process_obj)
        finally:
            sys.modules["__main__"] = main


class _Context(multiprocessing.context.SpawnContext):
    Process = _Process


def process_pool(max_workers: int) -> ProcessPoolExecutor:
    """Return a pool of processes.

    They are forked where that is the platform's own way and safe (no other thread runs): then they start in a
    millisecond. Else they are fresh interpreters, which need no `if __name__ == "__main__"` in the script.
    """
    can_fork = multiprocessing.get_start_method(allow_none=False) == "fork" and threading.active_count() == 1
    if can_fork:
        context: Any = multiprocessing.get_context("fork")
    elif importlib.util.find_spec("cloudpickle") is not None:
        context = _Context()
    else:  # functions travel by name, so that the script has to be imported (and needs a main guard)
        context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(max_workers=max_workers, mp_context=context)
