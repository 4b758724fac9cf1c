"""How numbers are written for the eye: thousands, powers of ten, significant digits, decimal points below each other.

Pure, and of the text of a cell: what leaves the window is never written by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from dagscope_app.model.translation import later

Style = Literal["plain", "thousands", "scientific", "significant"]
MOST_DECIMALS = 12
_DIGIT, _POINT = "\u2007", "\u2008"  # blanks as wide as a digit and as a point


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A way to write numbers; `digits` after the point (scientific), or in all (significant)."""

    style: Style = "plain"
    digits: int = 0


PLAIN = NumberFormat()
FORMATS: tuple[tuple[str, NumberFormat], ...] = (
    (later("As they are"), PLAIN),
    (later("With thousands"), NumberFormat("thousands")),
    (later("Scientific"), NumberFormat("scientific", 3)),
    (later("3 significant digits"), NumberFormat("significant", 3)),
    (later("5 significant digits"), NumberFormat("significant", 5)),
)


def written(text: str, format: NumberFormat) -> str:
    """Return the text of a number in another format; any other text as it is."""
    if format.style == "plain":
        return text
    number = _number(text)
    if number is None:
        return text
    if format.style == "thousands":
        return f"{number:,f}" if "e" not in text.lower() else text
    if format.style == "scientific":
        return f"{number:.{format.digits}e}"
    return _significant(number, format.digits)


def _number(text: str) -> Decimal | None:
    if not text or text[0] not in "-0123456789":
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _significant(number: Decimal, digits: int) -> str:
    if not number:
        return "0"
    power = number.adjusted()
    if not -5 <= power <= 12:
        return f"{number:.{digits - 1}e}"
    power = round(number, digits - 1 - power).adjusted()  # 99.96 becomes 100
    rounded = round(number, digits - 1 - power)
    return f"{rounded:,f}" if digits - 1 - power < 0 else f"{rounded:f}"


def decimals(text: str) -> int:
    """Return how many digits stand after the point; -1 where points cannot stand below each other (powers of ten)."""
    if "e" in text or "E" in text:
        return -1
    whole, point, rest = text.partition(".")
    return len(rest) if point and rest.isdecimal() and whole.lstrip("-").replace(",", "").isdecimal() else 0


def most_decimals(texts: Iterable[str], format: NumberFormat) -> int:
    """Return the most digits after the point among some numbers, -1 where they are not to be aligned."""
    shown = [written(text, format) for text in texts]
    together = "\n".join(shown)
    if "e" in together or "E" in together:
        return -1
    most = 0
    for text in shown:
        if len(text) - text.find(".") - 1 <= most:
            continue  # as most do: nothing to look at more closely
        count = decimals(text)
        if count < 0 or count > MOST_DECIMALS:
            return -1
        most = max(most, count)
    return most


def aligned(text: str, most: int) -> str:
    """Return a number with blanks behind it, so that its point stands below that of one with `most` decimals."""
    if most <= 0 or not text or text[-1] not in "0123456789":
        return text
    count = decimals(text)
    if not 0 <= count < most:
        return text
    return text + (_POINT if not count else "") + _DIGIT * (most - count)


def heat(text: str, low: float, high: float) -> float | None:
    """Return where a number lies between the lowest and the highest, from 0 to 1; nothing for any other text."""
    number = _number(text)
    if number is None or not low < high:
        return None
    scale = high / 2 - low / 2  # the difference of the two may be no float
    return min(1.0, max(0.0, (float(number) / 2 - low / 2) / scale))
