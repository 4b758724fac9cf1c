from typing import List

from pipeline.cleaning import cleaned  # noqa: F401

from hamilton.function_modifiers import tag


def mean(cleaned: List[int]) -> float:
    return sum(cleaned) / len(cleaned)


@tag(kind="score")
def score(cleaned: List[int], mean: float) -> float:
    return max(cleaned) - mean
