from typing import List

from hamilton.htypes import Collect, Parallelizable


def part(count: int) -> Parallelizable[int]:
    yield from range(count)


def doubled(part: int) -> int:
    return part * 2


def total(doubled: Collect[int]) -> int:
    return sum(doubled)
