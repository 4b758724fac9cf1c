"""What the value of a filter means: a number, a truth, a moment, a duration. It must not know libraries."""

from __future__ import annotations

import datetime
import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dagscope.preview.filters.language import FilterError, Literal

MAX_EXPONENT = 400
NANOSECONDS = 1_000_000_000
_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_INFINITIES = {"inf": math.inf, "infinity": math.inf, "∞": math.inf}
_INFINITIES |= {f"+{word}": math.inf for word in _INFINITIES} | {f"-{word}": -math.inf for word in _INFINITIES}
_FRACTION = re.compile(r"[+-]?\d{1,300}/\d{1,300}$")
_MOMENT = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2})(?:[ "
    r"T]+(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?)?)?"
    r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2}(?::\d{2})?|[A-Za-z]+/[A-Za-z_/+-]+)?$"
)
_CLOCK = re.compile(r"(\d+):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$")
_UNITS: dict[str, int | Fraction] = {
    "w": 7 * 86_400, "week": 7 * 86_400, "weeks": 7 * 86_400,
    "d": 86_400, "day": 86_400, "days": 86_400,
    "h": 3_600, "hr": 3_600, "hour": 3_600, "hours": 3_600,
    "m": 60, "min": 60, "mins": 60, "minute": 60, "minutes": 60,
    "s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1,
    "ms": Fraction(1, 1_000), "milliseconds": Fraction(1, 1_000), "millisecond": Fraction(1, 1_000),
    "us": Fraction(1, 10**6), "µs": Fraction(1, 10**6), "μs": Fraction(1, 10**6),
    "microseconds": Fraction(1, 10**6), "microsecond": Fraction(1, 10**6),
    "ns": Fraction(1, 10**9), "nanoseconds": Fraction(1, 10**9), "nanosecond": Fraction(1, 10**9),
}  # fmt: skip
_AMOUNT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*([A-Za-zµμ]+)\s*,?\s*")
_EPOCH = datetime.datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as written: wall time in nanoseconds since 1970, and its zone where one is named."""

    wall_ns: int
    zone: datetime.tzinfo | None = None
    has_time: bool = False

    def in_zone(self, zone: datetime.tzinfo | None) -> int:
        """Return nanoseconds since 1970 in UTC; a moment without a zone is one of `zone` (UTC where that is None).

        Raises:
            FilterError: the wall time does not exist in the zone, or it names one where `zone` is None.
        """
        if zone is None and self.zone is not None:
            raise FilterError("the moments there have no time zone; write one without a zone")
        used = self.zone or zone
        if used is None:
            return self.wall_ns
        seconds, rest = divmod(self.wall_ns, NANOSECONDS)
        wall = _EPOCH + datetime.timedelta(seconds=seconds)
        known = wall.replace(tzinfo=used)
        back = known.astimezone(datetime.timezone.utc).astimezone(used).replace(tzinfo=None)
        if back != wall:
            raise FilterError(f"{wall} does not exist in {used}; the clock was put forward then")
        offset = known.utcoffset() or datetime.timedelta()
        return (seconds - int(offset.total_seconds())) * NANOSECONDS + rest


def fraction(nanoseconds: int, step: int) -> Fraction:
    """Return nanoseconds in steps of some nanoseconds, exactly."""
    return Fraction(nanoseconds, step)


def number(literal: Literal) -> Fraction | float:
    """Return an exact number; infinities and NaN as floats.

    Raises:
        FilterError: it is no number.
    """
    text = literal.text.strip().replace("_", "")
    if text.lower() in _INFINITIES:
        return _INFINITIES[text.lower()]
    if text.lower() == "nan":
        raise FilterError("nothing equals NaN; write  is missing")
    if _FRACTION.match(text) and int(text.partition("/")[2]):
        return Fraction(text)
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise FilterError(f"{literal} is no number") from None
    if not value.is_finite() or abs(value.adjusted()) > MAX_EXPONENT:
        raise FilterError(f"{literal} is no number that can be compared")
    return Fraction(value)


def maybe_number(literal: Literal) -> Fraction | float | None:
    """Return the number that an unquoted value stands for, else None."""
    if literal.is_quoted:
        return None
    try:
        return number(literal)
    except FilterError:
        return None


def truth(literal: Literal) -> bool:
    """Return true or false.

    Raises:
        FilterError: it is neither.
    """
    text = literal.text.strip().lower()
    if text not in _TRUTHS:
        raise FilterError(f"{literal} is not true or false")
    return _TRUTHS[text]


def maybe_truth(literal: Literal) -> bool | None:
    """Return the truth that an unquoted `true` or `false` stands for, else None."""
    text = literal.text.strip().lower()
    return None if literal.is_quoted or text not in ("true", "false") else _TRUTHS[text]


def moment(literal: Literal) -> Moment:
    """Return the point in time.

    Raises:
        FilterError: it is none; the sentence says how to write one.
    """
    text = literal.text.strip()
    found = _MOMENT.match(text)
    if found is None:
        raise FilterError(f"{literal} is no date; write it as 2024-01-31 or 2024-01-31 18:30")
    try:
        day = datetime.datetime(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
        clock = time_of_day(Literal(found["time"])) if found["time"] else 0
        zone = _zone(found["zone"])
    except ValueError as error:
        reason = str(error) if isinstance(error, FilterError) else f"{literal} is no date of the calendar"
        raise FilterError(reason) from None
    return Moment((day - _EPOCH).days * 86_400 * NANOSECONDS + clock, zone, bool(found["time"]))


def _zone(text: str | None) -> datetime.tzinfo | None:
    if not text:
        return None
    if text in ("Z", "UTC"):
        return datetime.timezone.utc
    if text[0] in "+-":
        digits = text[1:].replace(":", "")
        shift = datetime.timedelta(hours=int(digits[:2]), minutes=int(digits[2:4]))
        return datetime.timezone(shift if text[0] == "+" else -shift)
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise FilterError(f"there is no time zone {text!r}") from None


def time_of_day(literal: Literal) -> int:
    """Return nanoseconds since midnight.

    Raises:
        FilterError: it is no time of day.
    """
    found = _CLOCK.match(literal.text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59 or int(found[3] or 0) > 59:
        raise FilterError(f"{literal} is no time of day; write it as 18:30 or 18:30:05")
    seconds = int(found[1]) * 3_600 + int(found[2]) * 60 + int(found[3] or 0)
    return seconds * NANOSECONDS + int((found[4] or "").ljust(9, "0"))


def duration(literal: Literal) -> Fraction:
    """Return nanoseconds: of `3h`, `1 day 2 h`, `2 days 03:00:00`, `01:30`; a bare number is seconds.

    Raises:
        FilterError: it is no duration.
    """
    text = literal.text.strip()
    sign = -1 if text.startswith("-") else 1
    rest = text.lstrip("+-").strip() if text[:1] in "+-" else text
    bare = maybe_number(Literal(rest))
    if isinstance(bare, Fraction):
        return sign * bare * NANOSECONDS
    total, at = Fraction(0), 0
    while found := _AMOUNT.match(rest, at):
        if found[2] not in _UNITS and found[2].lower() not in _UNITS:
            break
        total += Fraction(found[1]) * _UNITS.get(found[2], _UNITS.get(found[2].lower(), 0))
        at = found.end()
    clock = _CLOCK.match(rest[at:].lstrip("+"))
    if clock is not None:
        time = Fraction(int(clock[1]) * 3_600 + int(clock[2]) * 60 + int(clock[3] or 0))
        time += Fraction(int((clock[4] or "").ljust(9, "0")), NANOSECONDS)
        # "-3 days +21:00:00" and "-3 days, 21:00:00", as pandas and Python write it: less than three days before
        total += sign * time if rest.startswith("+", at) or rest[:at].rstrip().endswith(",") else time
    elif at == 0 or rest[at:].strip():
        raise FilterError(f"{literal} is no duration; write it as 3h, 90 min, 2 days or 01:30:00")
    return sign * total * NANOSECONDS
