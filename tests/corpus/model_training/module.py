"""Fits a line through points, by hand."""
from typing import Dict, List, Tuple

from hamilton.function_modifiers import extract_fields, parameterize, source, tag, unpack_fields, value

Point = Tuple[float, float]


def points(count: int, slope: float = 2.0) -> List[Point]:
    return [(float(x), slope * x + (1 if x % 2 else -1)) for x in range(count)]


@unpack_fields("train", "test")
def split(points: List[Point], test_share: float = 0.25) -> Tuple[List[Point], List[Point]]:
    """The last share of the points is kept for testing."""
    cut = int(len(points) * (1 - test_share))
    return points[:cut], points[cut:]


@extract_fields({"slope_found": float, "intercept_found": float})
def fitted(train: List[Point]) -> Dict[str, float]:
    """Least squares."""
    n = len(train)
    mean_x = sum(x for x, _ in train) / n
    mean_y = sum(y for _, y in train) / n
    slope = sum((x - mean_x) * (y - mean_y) for x, y in train) / sum((x - mean_x) ** 2 for x, _ in train)
    return {"slope_found": slope, "intercept_found": mean_y - slope * mean_x}


@tag(stage="evaluation")
@parameterize(
    train_error={"data": source("train"), "power": value(2)},
    test_error={"data": source("test"), "power": value(2)},
    test_error_absolute={"data": source("test"), "power": value(1)},
)
def error(data: List[Point], slope_found: float, intercept_found: float, power: int) -> float:
    """Mean error over {data}, to the power of {power}."""
    return sum(abs(y - slope_found * x - intercept_found) ** power for x, y in data) / len(data)


def report(train_error: float, test_error: float) -> str:
    return f"train {train_error:.3f}, test {test_error:.3f}"
