"""Pools that can be left without waiting for them. It must not know what runs on them."""

from __future__ import annotations

import ctypes
import threading
from concurrent.futures import Executor, ThreadPoolExecutor

from dagscope.system import hearing
from dagscope.system.current import system


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
        for thread in self._started:
            if thread.is_alive() and thread.ident is not None:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(SystemExit))


def leave_pool(pool: Executor) -> None:
    """Have a pool begin nothing more, wait for nothing, and end its processes with what they started."""
    if isinstance(pool, LeavablePool):
        pool.leave()
        return
    processes = list((getattr(pool, "_processes", None) or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        if process.pid is not None:
            system.end_tree(process.pid)


def end_pool(pool: Executor) -> None:
    """Wait for what runs on a pool and end it; it is left when Ctrl+C comes meanwhile."""
    closing = threading.Thread(
        target=pool.shutdown, kwargs={"wait": True, "cancel_futures": True}, name="dagscope-closing", daemon=True
    )
    try:
        closing.start()
        hearing.join(closing)
    except BaseException:
        leave_pool(pool)
        raise
