def start(seed: int, step: int = 1) -> int:
    """Where it begins."""
    return seed + step


def numbers(start: int) -> list:
    # five of them
    return list(range(start, start + 5))


def total(numbers: list) -> int:
    return sum(numbers)


def label(total: int, prefix: str) -> str:
    return prefix + str(total)
