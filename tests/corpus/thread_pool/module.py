import time
from typing import List

from hamilton.function_modifiers import parameterize, value


@parameterize(**{f"slow_{i}": {"i": value(i)} for i in range(4)})
def slow(i: int, base: int) -> int:
    return base + i


def total(slow_0: int, slow_1: int, slow_2: int, slow_3: int) -> int:
    return slow_0 + slow_1 + slow_2 + slow_3
