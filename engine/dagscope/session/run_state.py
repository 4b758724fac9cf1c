"""What a run changes in its process beyond values, put back when it ends: the next run begins as this one did.

Working directory, environment, `sys.path`, recursion limit, locale, filters of warnings, the permissions that new files
get (umask), and timers that would ring after the run (`signal.alarm`, `faulthandler.dump_traceback_later`). With
`DAGSCOPE_SEED=7` each run also begins with the random numbers of that seed (`random`, and NumPy's global ones once it
is imported). What imported modules keep in their own variables, the state of random generators, threads that still run
and patched functions stay: they cannot be distinguished from what is meant to stay.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SEED = "DAGSCOPE_SEED"
_TIMERS = [getattr(signal, name) for name in ("ITIMER_REAL", "ITIMER_VIRTUAL", "ITIMER_PROF") if hasattr(signal, name)]
_get_timer: Any = getattr(signal, "getitimer", None)
_set_timer: Any = getattr(signal, "setitimer", None)
_cancel_dump = faulthandler.cancel_dump_traceback_later


@contextmanager
def restored() -> Iterator[None]:
    """Run the block and put things back as they were before it."""
    folder, environment, path = _folder(), dict(os.environ), list(sys.path)
    limit, region = sys.getrecursionlimit(), _locale()
    timers, mask = _timers_that_run(), os.umask(0o077)
    os.umask(mask)
    _seed(os.environ.get(SEED, ""))
    try:
        with warnings.catch_warnings():
            yield
    finally:
        _end_timers(timers)
        os.umask(mask)
        if folder and _folder() != folder and os.path.isdir(folder):
            os.chdir(folder)
        if dict(os.environ) != environment:
            _restore_environment(environment)
        if sys.path != path:
            sys.path[:] = path
        if sys.getrecursionlimit() != limit:
            sys.setrecursionlimit(limit)
        if region and _locale() != region:
            _set_locale(region)


@contextmanager
def timers_ended() -> Iterator[None]:
    """Import in the block; a timer that is left is ended and that said: the process lives for hours after an import,
    and the timer would ring while nothing runs that its handler knows, or end the process.
    """
    timers = _timers_that_run()
    try:
        yield
    finally:
        if _end_timers(timers):
            os.write(2, b"importing this left a timer running (signal.alarm or setitimer); Dagscope has ended it\n")


def _end_timers(kept: set[int]) -> bool:
    """End all timers but those; return whether a timer of the system was among them."""
    begun = _timers_that_run() - kept
    for timer in begun:
        _set_timer(timer, 0)
    _cancel_dump()
    return bool(begun)


def _timers_that_run() -> set[int]:
    return {timer for timer in _TIMERS if any(_get_timer(timer))}


def _folder() -> str:
    try:
        return os.getcwd()
    except OSError:
        return ""  # it was deleted


def _restore_environment(environment: dict[str, str]) -> None:
    for name in set(os.environ) - set(environment):
        del os.environ[name]
    for name, value in environment.items():
        if os.environ.get(name) != value:
            os.environ[name] = value


def _locale() -> str:
    import locale

    return locale.setlocale(locale.LC_ALL)


def _set_locale(region: str) -> None:
    import locale

    try:
        locale.setlocale(locale.LC_ALL, region)
    except locale.Error:
        pass


def _seed(text: str) -> None:
    try:
        seed = int(text)
    except ValueError:
        return
    import random

    random.seed(seed)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(seed % 2**32)
