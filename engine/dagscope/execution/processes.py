"""Pools of processes that work from any script. Must not know tasks or nodes."""

from __future__ import annotations

import importlib.util
import multiprocessing
import multiprocessing.context
import multiprocessing.process
import signal
import sys
import threading
import types
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


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


class _Pool(ProcessPoolExecutor):
    """A pool that notices the end of each of its processes.

    Python's own looks at the processes there are when a call comes, and starts another one for it afterwards: when that
    one died, nobody noticed, and its call had no end.
    """

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Submit a call, and have the processes looked at again where it has a new one."""
        before = self._count()
        future = super().submit(fn, *args, **kwargs)
        lock = getattr(self, "_shutdown_lock", None)
        wakeup = getattr(self, "_executor_manager_thread_wakeup", None)
        if self._count() != before and lock is not None and wakeup is not None:
            with lock:
                wakeup.wakeup()
        return future

    def _count(self) -> int:
        return len(getattr(self, "_processes", None) or ())


def _end_when_asked() -> None:
    """Let SIGTERM end this process: what a command does then was inherited by the fork, and code of a node may catch
    it.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


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
    pool = _Pool(max_workers=max_workers, mp_context=context, initializer=_end_when_asked if can_fork else None)
    if can_fork:
        pool.submit(int)  # forks now: at the first call there may be threads, whose locks nobody would release
    return pool
