from typing import List

from hamilton.function_modifiers import extract_fields


def numbers() -> List[int]:
    return [1, 2, 3]


@extract_fields({"smallest": int, "largest": int})
def extremes(numbers: List[int]) -> dict:
    return {"smallest": min(numbers), "largest": max(numbers)}


def span(smallest: int, largest: int) -> int:
    return largest - smallest
