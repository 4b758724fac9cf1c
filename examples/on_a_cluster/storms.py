"""How much an insurer has to hold back for storms: 5,000 simulated years, two tasks each.

STORM_YEARS in the environment is another number of years, a multiple of 100.
"""

import os
import random
from itertools import chain

from dagscope.function_modifiers import group, inject, parameterize, source, value

YEARS = range(int(os.environ.get("STORM_YEARS", "5000")))
BATCHES = {f"losses_{start:04}": YEARS[start : start + 100] for start in YEARS[::100]}


@parameterize(**{f"claims_{year:04}": {"year": value(year)} for year in YEARS})
def claims(year: int, seed: int) -> float:
    """What the storms of one year cost, in thousand euros."""
    chance = random.Random(seed * len(YEARS) + year)
    storms = sum(chance.random() < 0.05 for week in range(52))
    return sum(chance.lognormvariate(4, 1) for storm in range(storms))


@parameterize(**{f"loss_{year:04}": {"claims": source(f"claims_{year:04}")} for year in YEARS})
def loss(claims: float, premium: float) -> float:
    """What the year's premium does not cover, in thousand euros."""
    return max(0.0, claims - premium)


@parameterize(
    **{
        name: {"years": group(*(source(f"loss_{year:04}") for year in years))}
        for name, years in BATCHES.items()
    }
)
def losses(years: list[float]) -> list[float]:
    """The losses of a hundred years, in order."""
    return sorted(years)


@inject(batches=group(*(source(name) for name in BATCHES)))
def reserve(batches: list[list[float]]) -> float:
    """What covers ninety-nine years of a hundred, in thousand euros."""
    ordered = sorted(chain.from_iterable(batches))
    return ordered[len(ordered) * 99 // 100]
