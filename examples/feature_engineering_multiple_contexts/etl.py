"""The nightly batch: features of every client, and the figures the web service needs, written as JSON."""

import json
from pathlib import Path

import features
import offline_loader

from dagscope import driver

_FIGURES = Path(__file__).parent / "data" / "batch_figures.json"


def main() -> None:
    """Compute, print the scores, keep the figures."""
    dr = driver.Builder().with_modules(offline_loader, features).build()
    results = dr.execute(["age_mean", "age_std", "is_regular", "score"])
    _FIGURES.write_text(json.dumps({key: results[key] for key in ("age_mean", "age_std")}, indent=2) + "\n")
    print(results["score"].to_string())


if __name__ == "__main__":
    main()
