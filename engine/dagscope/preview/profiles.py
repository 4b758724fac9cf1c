"""How the columns of a table are spread, some columns at a time. It must not hold up other questions for long."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from dagscope.preview.budget import GivenWay, attempt, time_limit
from dagscope.preview.filters.spread import Spread
from dagscope.preview.kind import Reply
from dagscope.preview.pages import TableView
from dagscope.protocol.values import ProfileAnswer, ProfileAsk
from dagscope.value_records import Bar, ColumnProfile

SECONDS = 0.02  # what is asked meanwhile waits, at most for one column more
_MOST = 200
_waits: list[Callable[[], bool]] = []


def give_way_to(waits: Callable[[], bool]) -> None:
    """Have profiles be left, where they may, once this says that something else waits for this process."""
    _waits[:] = [waits]


def profiles_of(view: TableView, ask: ProfileAsk) -> Reply:
    """Return the profiles of the first columns asked for: at least one, and more while there is time; none perhaps
    where it gives way.

    Raises:
        PageProblem: the filter does not fit.
    """
    wanted = [column for column in ask.columns if 0 <= column < view.source.column_count][:_MOST]
    rows = view.row_count((), ask.where)
    begun = time.monotonic()
    found: list[ColumnProfile] = []
    for column in wanted:
        try:
            with time_limit(gives_way=_waits[0] if ask.gives_way and _waits else None):
                found.append(_profile(view, column, ask.where, rows, max(1, min(ask.values, _MOST))))
        except GivenWay:
            return Reply(ProfileAnswer(tuple(found), gave_way=True))
        if time.monotonic() - begun > SECONDS:
            break
    return Reply(ProfileAnswer(tuple(found)))


def _profile(view: TableView, column: int, where: str, rows: int, most: int) -> ColumnProfile:
    name = _written(view.names_of_all(), column)
    return attempt(
        lambda: _profile_of(column, rows, name, view.spread(column, where, most)),
        lambda reason: ColumnProfile(column, rows, written=name, problem=reason),
    )


def _profile_of(column: int, rows: int, name: str, spread: Spread) -> ColumnProfile:
    bars = tuple(Bar(part.label, part.count, part.condition.replace("{}", name)) for part in spread.parts)
    return ColumnProfile(
        column,
        rows,
        spread.looked,
        spread.missing,
        bars,
        spread.others,
        spread.is_binned,
        spread.low,
        spread.high,
        name,
    )


def _written(names: Sequence[str], column: int) -> str:
    """Return a column as a filter names it."""
    name = names[column]
    before = names[:column].count(name) if isinstance(names, list) else 0
    quoted = "`" + name.replace("`", "``") + "`"
    return f"{quoted}#{before + 1}" if before else quoted
