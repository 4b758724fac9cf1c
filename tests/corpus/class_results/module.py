"""A small simulation whose values are objects."""
from dataclasses import dataclass, replace
from enum import Enum
from typing import Callable, Iterable, List, NamedTuple, Tuple

from hamilton.function_modifiers import config, parameterize, source, unpack_fields, value


class Mood(Enum):
    GOOD = "good"
    BAD = "bad"


class Position(NamedTuple):
    x: int
    y: int


@dataclass(frozen=True)
class Robot:
    position: Position
    mood: Mood = Mood.GOOD


def robot(x: int, y: int) -> Robot:
    return Robot(Position(x, y))


@config.when(strategy="right")
def move__right() -> Callable:
    return lambda position: Position(position.x + 1, position.y)


@config.when(strategy="up")
def move__up() -> Callable:
    return lambda position: Position(position.x, position.y + 1)


@parameterize(soon={"steps": value(2)}, later={"steps": source("patience")})
def moved(robot: Robot, move: Callable, steps: int) -> Robot:
    position = robot.position
    for _ in range(steps):
        position = move(position)
    return replace(robot, position=position, mood=Mood.BAD if steps > 3 else Mood.GOOD)


@unpack_fields("column", "row")
def place(later: Robot) -> Tuple[int, int]:
    return later.position.x, later.position.y


def path(robot: Robot, soon: Robot, later: Robot) -> List[Position]:
    return [each.position for each in (robot, soon, later)]
