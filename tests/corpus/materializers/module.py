from typing import Any, Dict, List


def numbers(raw: Dict[str, Any]) -> List[int]:
    return raw["numbers"]


def doubled(numbers: List[int]) -> List[int]:
    return [2 * each for each in numbers]


def overview(doubled: List[int]) -> dict:
    return {"total": sum(doubled), "count": len(doubled)}
