"""A small warehouse."""
from hamilton.function_modifiers import extract_fields, tag


@extract_fields({"orders": list, "people": list})
def loaded(path: str) -> dict:
    return {"orders": [1, 2], "people": ["a"]}


@tag(layer="mart")
def revenue(orders: list, rate: float = 1.0) -> float:
    """Money."""
    return sum(orders) * rate


def head_count(people: list) -> int:
    return len(people)


def per_head(revenue: float, head_count: int) -> float:
    return revenue / head_count
