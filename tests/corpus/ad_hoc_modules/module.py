from typing import List


def numbers(count: int) -> List[int]:
    return list(range(count))
