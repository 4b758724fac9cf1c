"""Helpers that are no nodes: private, excluded, imported, classes and constants."""
from dataclasses import dataclass
from math import floor

from shared import rounded_up

from hamilton.function_modifiers import hamilton_exclude

LIMIT = 10
LOOKUP = {"a": 1}


@dataclass
class Box:
    width: int
    height: int

    @property
    def area(self) -> int:
        return self.width * self.height


def _clamped(number: int) -> int:
    return min(number, LIMIT)


@hamilton_exclude
def printed(anything):
    return f"<{anything}>"


def box(width: int, height: int) -> Box:
    return Box(_clamped(width), _clamped(height))


def area(box: Box) -> int:
    return box.area


def label(area: int) -> str:
    return printed(f"{floor(area)} of {rounded_up(area)}")
