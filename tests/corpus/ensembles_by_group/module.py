from typing import Dict, List

from hamilton.function_modifiers import config, group, inject, parameterize, source, value


def _fit(points: List[float], power: int) -> float:
    return sum(point**power for point in points) / len(points)


@parameterize(linear={"power": value(1)}, squared={"power": value(2)}, cubic={"power": value(3)})
def fitted(points: List[float], power: int) -> float:
    """A fit to the power of {power}."""
    return _fit(points, power)


@config.when(ensemble="mean")
@inject(votes=group(source("linear"), source("squared"), source("cubic")))
def prediction__mean(votes: List[float]) -> float:
    return sum(votes) / len(votes)


@config.when(ensemble="best")
@inject(votes=group(linear=source("linear"), squared=source("squared"), constant=value(2.5)))
def prediction__best(votes: Dict[str, float], target: float) -> str:
    return min(votes, key=lambda name: abs(votes[name] - target))
