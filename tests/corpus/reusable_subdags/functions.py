"""Functions that are run once a region and grain."""
from typing import Dict, List

from hamilton.function_modifiers import config

Visit = Dict[str, object]


@config.when(region="US")
def filtered__us(visits: List[Visit]) -> List[Visit]:
    return [visit for visit in visits if visit["region"] == "US"]


@config.when(region="CA")
def filtered__ca(visits: List[Visit]) -> List[Visit]:
    return [visit for visit in visits if visit["region"] == "CA"]


def unique_users(filtered: List[Visit], grain: str) -> Dict[str, int]:
    size = {"day": 10, "month": 7}[grain]
    found: Dict[str, set] = {}
    for visit in filtered:
        found.setdefault(str(visit["at"])[:size], set()).add(visit["user"])
    return {period: len(users) for period, users in sorted(found.items())}
