"""Garbage collection switched off for work whose objects all stay. It must not collect anything itself."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_MANY_OBJECTS = 10_000


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Switch garbage collection off: looking for garbage where there is none costs a third to nine tenths of the time
    of reading and building a large project.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    before = gc.get_count()[0]
    try:
        yield
    finally:
        collect_again(before)


def collect_again(before: int = 0) -> None:
    """Switch garbage collection on; `before` is how many objects had been made when it was switched off."""
    # Whoever freezes a million objects would wait a tenth of a second for their count, at each build.
    if gc.get_count()[0] - before > _MANY_OBJECTS and gc.get_freeze_count() == 0:
        # Moves what was made to the oldest generation, which spares the collector a walk through all of it now.
        gc.freeze()
        gc.unfreeze()
    gc.enable()
