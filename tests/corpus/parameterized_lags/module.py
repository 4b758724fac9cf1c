"""Lags and windows of a series."""
from typing import Dict, List

from hamilton.function_modifiers import group, inject, parameterize, parameterize_sources, parameterize_values, source, value

HORIZONS = [1, 2, 3]


def series() -> List[int]:
    return [3, 1, 4, 1, 5, 9, 2, 6]


@parameterize(**{f"lag_{n}": {"by": value(n)} for n in HORIZONS})
def lag(series: List[int], by: int) -> List[int]:
    """The series {by} steps earlier, as {output_name}."""
    return [0] * by + series[:-by]


@parameterize_sources(**{f"change_{n}": {"earlier": f"lag_{n}"} for n in HORIZONS})
def change(series: List[int], earlier: List[int]) -> List[int]:
    """Change against {earlier}."""
    return [now - then for now, then in zip(series, earlier)]


@parameterize_values("window", {("smooth_2", "over two"): 2, ("smooth_4", "over four"): 4})
def smooth(series: List[int], window: int) -> List[float]:
    return [sum(series[max(0, i - window + 1) : i + 1]) / min(window, i + 1) for i in range(len(series))]


@inject(changes=group(source("change_1"), source("change_2"), source("change_3")))
def widest(changes: List[List[int]]) -> int:
    return max(abs(each) for change in changes for each in change)


@inject(named=group(short=source("smooth_2"), long=source("smooth_4")), digits=value(2))
def crossing(named: Dict[str, List[float]], digits: int) -> List[float]:
    return [round(a - b, digits) for a, b in zip(named["short"], named["long"])]
