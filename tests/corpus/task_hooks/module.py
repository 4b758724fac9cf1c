from hamilton.htypes import Collect, Parallelizable


def items(n: int) -> Parallelizable[int]:
    for i in range(n):
        yield i


def k(pre: int, inp: int) -> int:
    return pre + inp


def pre() -> int:
    return 3


def scaled(items: int, k: int) -> int:
    return items * k


def plus(scaled: int) -> int:
    return scaled + 1


def total(plus: Collect[int], pre: int) -> int:
    return sum(plus) + pre


def after(total: int) -> int:
    return total * 2


def failing(items: int) -> int:
    raise ValueError(f"no {items}")


def failed(failing: Collect[int]) -> list:
    return list(failing)
