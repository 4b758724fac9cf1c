from typing import Dict, TypedDict

from hamilton.function_modifiers import extract_fields


class Point(TypedDict):
    px: int
    py: str


@extract_fields({"a": int, "b": str})
def bare() -> dict:
    """Bare."""
    return {"a": 1, "b": "x"}


@extract_fields("c", "d")
def generic() -> Dict[str, int]:
    return {"c": 3, "d": 4}


@extract_fields(["e"])
def modern() -> dict[str, float]:
    return {"e": 0.5, "unused": 1.0}


@extract_fields()
def typed() -> Point:
    return {"px": 1, "py": "y"}


@extract_fields({"present": int, "absent": int}, fill_with=-1)
def holed() -> dict:
    return {"present": 1}


@extract_fields({"never": int})
def empty() -> dict:
    return {"other": 1}
