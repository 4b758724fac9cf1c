from typing import List, Optional

from hamilton.function_modifiers import tag


def good(x: int) -> int:
    return x


def bad(x: int) -> int:
    raise RuntimeError("broken on purpose")


def after_bad(bad: int) -> int:
    return bad + 1


def after_good(good: int) -> int:
    return good + 1
