"""Pools that can be left without waiting for them. It must not know what runs on them."""

from __future__ import annotations

import ctypes
import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Executor, ThreadPoolExecutor

from dagscope.errors import DagscopeError
from dagscope.system import hearing
from dagscope.system.current import system
from dagscope.value_code import LeftBehind


class ProcessLost(DagscopeError):
    """A process of a pool ended by itself, and with it all that was on the pool."""

    def __init__(self, names: Sequence[str]) -> None:
        names = list(dict.fromkeys(names))
        which = "" if len(names) < 2 else f" (one of {len(names)} nodes that were there: {', '.join(names[:10])})"
        super().__init__(
            f"the process it ran in ended without a word{which}: by os._exit, a crash in C code, a signal, "
            "or for lack of memory"
        )


class LeavablePool(ThreadPoolExecutor):
    """Threads that end by themselves when whoever started them goes on without them."""

    def __init__(self, max_workers: int, name: str) -> None:
        self._started: list[threading.Thread] = []
        super().__init__(max_workers, thread_name_prefix=name, initializer=self._note)

    def _note(self) -> None:
        self._started.append(threading.current_thread())

    def leave(self) -> None:
        """Begin nothing more and wait for nothing.

        Python code on the threads ends at its next step; a call that waits in C ends when it returns.
        """
        self.shutdown(wait=False, cancel_futures=True)
        logging.getLogger("concurrent.futures").addFilter(_is_worth_logging)
        for thread in self._started:
            if thread.is_alive() and thread.ident is not None:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(LeftBehind))


def _is_worth_logging(record: logging.LogRecord) -> bool:
    """Return whether it is more than a thread that was waiting for work when it was left."""
    return not (record.exc_info and record.exc_info[0] is LeftBehind)


def leave_pool(pool: Executor) -> None:
    """Have a pool begin nothing more, wait for nothing, and end its processes with what they started."""
    if isinstance(pool, LeavablePool):
        pool.leave()
        return
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    system.end_trees([process.pid for process in processes if process.pid is not None])


def end_pool(pool: Executor) -> None:
    """Wait for what runs on a pool and end it; it is left when Ctrl+C comes meanwhile, or when one of its processes was
    lost: all calls have failed, and code that goes on in the others may not listen to being asked to end.
    """
    if getattr(pool, "_broken", False):
        leave_pool(pool)
        return
    closing = threading.Thread(
        target=pool.shutdown, kwargs={"wait": True, "cancel_futures": True}, name="dagscope-closing", daemon=True
    )
    try:
        closing.start()
        hearing.join(closing)
    except BaseException:
        leave_pool(pool)
        raise
