"""Moments, durations and times of day that are finer than a microsecond, or outside of Python's calendar.
It must not know a library of tables.

They are Python's own classes with the nanoseconds beside them, as pandas has it; what Python's calendar does not hold
is a text.
"""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

MICROSECOND = 1_000
SECOND = 10**9
DAY = 86_400 * SECOND
_EPOCH = datetime.datetime(1970, 1, 1)
_CYCLE = 146_097
"""Days of 400 years."""


class _Finer:
    """What is compared as Python's own class, `plain`, compares, and where that finds no difference by nanoseconds."""

    plain: ClassVar[Any]

    def __eq__(self, other: object) -> bool:
        return self.plain.__eq__(self, other) is True and _beside(self) == _beside(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return int(self.plain.__hash__(self))

    def __lt__(self, other: Any) -> bool:
        if self.plain.__eq__(self, other) is True:
            return _beside(self) < _beside(other)
        return self.plain.__lt__(self, other)  # type: ignore[no-any-return]

    def __gt__(self, other: Any) -> bool:
        return not self < other and not self == other

    def __le__(self, other: Any) -> bool:
        return bool(self < other or self == other)

    def __ge__(self, other: Any) -> bool:
        return not self < other


def _beside(value: object) -> int:
    """Return the nanoseconds that Python's class has no room for, under either of pandas' names."""
    return int(getattr(value, "nanosecond", 0) or getattr(value, "nanoseconds", 0))


class FineTime(_Finer, datetime.time):
    """A time of day with nanoseconds."""

    plain = datetime.time
    nanosecond = 0

    def isoformat(self, timespec: str = "auto") -> str:
        return f"{self:%H:%M:%S}.{self.microsecond:06d}{self.nanosecond:03d}"

    def __repr__(self) -> str:
        return f"time({str(self)!r})"

    def __str__(self) -> str:
        return self.isoformat()


class FineMoment(_Finer, datetime.datetime):
    """A moment with nanoseconds."""

    plain = datetime.datetime
    nanosecond = 0

    def isoformat(self, sep: str = "T", timespec: str = "auto") -> str:
        wall = datetime.datetime.isoformat(self.replace(microsecond=0, tzinfo=None), sep, "seconds")
        zone = datetime.datetime.isoformat(self, sep, "seconds")[len(wall) :]
        return f"{wall}.{self.microsecond:06d}{self.nanosecond:03d}{zone}"

    def __str__(self) -> str:
        return self.isoformat(" ")

    def __repr__(self) -> str:
        return f"datetime({str(self)!r})"


class FineSpan(_Finer, datetime.timedelta):
    """A duration with nanoseconds, which are never less than nothing."""

    plain = datetime.timedelta
    nanoseconds = 0

    def __str__(self) -> str:
        whole = datetime.timedelta.__str__(datetime.timedelta(self.days, self.seconds))
        return f"{whole}.{self.microseconds:06d}{self.nanoseconds:03d}"

    def __repr__(self) -> str:
        return f"timedelta({str(self)!r})"


def time_of(nanoseconds: int) -> datetime.time | str:
    """Return a time of day, counted from midnight; one that no day has as a text."""
    microseconds, rest = divmod(nanoseconds, MICROSECOND)
    seconds, fraction = divmod(microseconds, 10**6)
    if not 0 <= nanoseconds < DAY:
        return f"{seconds // 3_600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{nanoseconds % SECOND:09d}"
    kind = FineTime if rest else datetime.time
    made = kind(seconds // 3_600, seconds // 60 % 60, seconds % 60, fraction)
    if isinstance(made, FineTime):
        made.nanosecond = rest
    return made


def moment_of(nanoseconds: int, zone: datetime.tzinfo | None = None) -> datetime.datetime | str:
    """Return a moment, counted from 1970 in UTC, in its zone; one that Python's calendar has not as a text."""
    microseconds, rest = divmod(nanoseconds, MICROSECOND)
    try:
        found = _EPOCH + datetime.timedelta(microseconds=microseconds)
        if zone is not None:
            found = found.replace(tzinfo=datetime.timezone.utc).astimezone(zone)
    except (OverflowError, ValueError):
        return _far_text(nanoseconds, zone is not None)
    if not rest:
        return found
    made = FineMoment(*found.timetuple()[:6], found.microsecond, found.tzinfo, fold=found.fold)
    made.nanosecond = rest
    return made


def span_of(nanoseconds: int) -> datetime.timedelta | str:
    """Return a duration; one that Python has not as a text."""
    microseconds, rest = divmod(nanoseconds, MICROSECOND)
    try:
        found = datetime.timedelta(microseconds=microseconds)
    except OverflowError:
        return f"{nanoseconds // DAY} days, {time_of(nanoseconds % DAY)}"
    if not rest:
        return found
    made = FineSpan(found.days, found.seconds, found.microseconds)
    made.nanoseconds = rest
    return made


def _far_text(nanoseconds: int, is_utc: bool) -> str:
    """Return a moment that is before the year 1 or after 9999; its calendar repeats every 400 years."""
    days, rest = divmod(nanoseconds, DAY)
    cycles, inside = divmod(days, _CYCLE)
    day = _EPOCH + datetime.timedelta(inside)
    return f"{day.year + 400 * cycles:+d}-{day:%m-%d} {time_of(rest)}" + ("+00:00" if is_utc else "")


def value_of(kind: str, nanoseconds: int | None, zone: Any = None) -> Any:
    """Return a `time`, `moment` or `span` of some nanoseconds, nothing of nothing."""
    if nanoseconds is None:
        return None
    if kind == "time":
        return time_of(nanoseconds)
    return moment_of(nanoseconds, zone) if kind == "moment" else span_of(nanoseconds)
