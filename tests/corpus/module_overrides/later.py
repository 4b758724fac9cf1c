from typing import List


def numbers() -> List[int]:
    """Other numbers."""
    return [10, 50]


def smallest() -> int:
    return 0
