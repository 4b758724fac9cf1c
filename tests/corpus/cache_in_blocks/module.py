from hamilton.htypes import Collect, Parallelizable

RAN = []


def number(count: int) -> Parallelizable[int]:
    RAN.append("number")
    yield from range(count)


def square(number: int, offset: int) -> int:
    RAN.append("square")
    return number * number + offset


def total(square: Collect[int]) -> int:
    RAN.append("total")
    return sum(square)
