from typing import List

from hamilton.function_modifiers import tag
from hamilton.htypes import Collect, Parallelizable


def texts() -> List[str]:
    return ["one two", "three", "four five six"]


def text(texts: List[str]) -> Parallelizable[str]:
    for each in texts:
        yield each


def words(text: str) -> List[str]:
    return text.split()


@tag(kind="size")
def size(words: List[str], extra: int) -> int:
    return len(words) + extra


def sizes(size: Collect[int]) -> List[int]:
    return sorted(size)


def total(sizes: List[int]) -> int:
    return sum(sizes)
