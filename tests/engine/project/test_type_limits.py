"""What a type says of its values: choices, bounds, and numbers out of them."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import pytest
from dagscope.project.type_limits import bound_problem, bounds_of, choices_of


class Level(enum.Enum):
    LOW = 1
    HIGH = 2


class Rights(enum.Flag):
    READ = 1


@dataclass(frozen=True)
class Ge:
    ge: float


@dataclass(frozen=True)
class Interval:
    gt: float
    lt: float


@dataclass(frozen=True)
class Field:
    metadata: tuple[Any, ...]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Literal["up", "down"], ("'up'", "'down'")),
        (Literal[1, None], ("1", "None")),
        (Literal["a"] | None, ("'a'", "None")),
        (Level, ("LOW", "HIGH")),
        (Annotated[Level, "said"], ("LOW", "HIGH")),
        (Rights, ()),
        (int, ()),
        (Any, ()),
        (Level | str, ()),
    ],
)
def test_choices(wanted: Any, expected: tuple[str, ...]) -> None:
    assert expected == choices_of(wanted)


@pytest.mark.parametrize(
    ("wanted", "expected", "bad", "good"),
    [
        (Annotated[int, Ge(0)], (">= 0", ""), -1, 0),
        (Annotated[float, Interval(0, 1.5)], ("> 0", "< 1.5"), 1.5, 1.25),
        (Annotated[float, Ge(2)] | None, (">= 2", ""), 1.0, 2.0),
        (Annotated[int, Field((Ge(3),))], (">= 3", ""), 2, 3),
        (Annotated[int, Ge(10**17 + 1)], (f">= {10**17 + 1}", ""), 10**17, 10**17 + 1),
        (int, ("", ""), None, -5),
    ],
)
def test_bounds(wanted: Any, expected: tuple[str, str], bad: Any, good: Any) -> None:
    assert expected == bounds_of(wanted)
    assert "" == bound_problem(good, wanted)
    assert bool(bad is not None) == bool(bound_problem(bad, wanted))
