from typing import Dict, List, Optional

from hamilton.function_modifiers import group, parameterize, parameterize_sources, parameterize_values, source, value


def a() -> int:
    return 1


def b() -> int:
    return 2


@parameterize(
    plain={},
    swapped={"left": source("right_in"), "right": source("left_in")},
    documented=({"left": value(5)}, "Five and right."),
    same_twice={"left": source("a"), "right": source("a")},
)
def combine(left: int, right: int) -> int:
    """Puts {left} and {right} together as {output_name}; {nothing} stays."""
    return left * 10 + right


@parameterize_sources(from_a={"x": "a"}, from_b={"x": "b", "y": "a"})
def summed(x: int, y: int = 3) -> int:
    """{x} plus {y}."""
    return x + y


@parameterize_values("threshold", {("over_1", "more than one"): 1, ("over_2", "more than two"): 2})
def over(threshold: int, b: int) -> bool:
    return b > threshold


@parameterize(
    gathered={"items": group(source("a"), value(10), source("b"))},
    by_key={"named": group(first=source("a"), second=value(7))},
    both={"items": group(source("b")), "named": group(only=source("b"))},
)
def collect(items: List[int] = (), named: Optional[Dict[str, int]] = None) -> str:
    return f"{list(items)} {named}"
