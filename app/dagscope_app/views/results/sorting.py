"""What a click on a column's header makes of the order of the rows. Pure: it sorts nothing."""

from __future__ import annotations

from dataclasses import replace

from dagscope.value_records import SortKey

Order = tuple[SortKey, ...]


def clicked(now: Order, column: int, is_added: bool) -> Order:
    """Return the next order: up, down, and back; with Shift the column is one key among the others, the weakest at
    first.
    """
    key = next((each for each in now if each.column == column), None)
    if not is_added:
        key = key if len(now) == 1 else None
        return (SortKey(column),) if key is None else () if key.descending else (SortKey(column, descending=True),)
    if key is None:
        return (*now, SortKey(column))
    if key.descending:
        return tuple(each for each in now if each is not key)
    return tuple(replace(each, descending=True) if each is key else each for each in now)


def sign(now: Order, column: int) -> str:
    """Return the number and direction of a column's key where there are several, of a level's always; empty for
    others.
    """
    for number, key in enumerate(now, 1):
        if key.column == column and (len(now) > 1 or column < 0):
            return f"{number if len(now) > 1 else ''}{'↓' if key.descending else '↑'} "
    return ""
