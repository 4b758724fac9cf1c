"""Names, defaults, keyword-only parameters, private functions, docstrings."""


def total(price: int, amount: int = 2, *, rebate: float = 0.0) -> float:
    """What is to pay."""
    return price * amount - rebate


def price(base: int) -> int:
    return base + _margin()


def _margin() -> int:
    return 1


def nothing() -> None:
    return None


class NotANode:
    pass
