"""Random scripts: the scenarios are what some run of them builds, each of them, or it is said that they may not be."""

from __future__ import annotations

from pathlib import Path

import pytest
from dagscope.project.drivers import read_script
from dagscope.project.source import parsed

from tests.engine.project.every_run import Built, every_run
from tests.engine.project.random_scripts import Writer

MOST_RUNS = 150
FORMS = {
    "branches": ("if", "if", "same", "leave"),
    "loops": ("for", "if", "leave"),
    "handlers": ("try", "try", "if"),
    "contexts": ("with", "try"),
    "everything": ("if", "same", "try", "with", "for", "leave"),
}


def read(script: str) -> tuple[set[Built], tuple[tuple[str, int], ...]]:
    """Return the drivers that are read of a script, and what is said of them."""
    known = {"a", "b"}
    found = read_script(parsed(Path("job.py"), script), "job.py", "job", lambda name: name if name in known else None)
    return {
        (each.module_names(), tuple(sorted((k, v.text) for k, v in each.config.items())), each.final_vars)
        for each in found.scenarios
    }, found.remarks


@pytest.mark.parametrize("forms", FORMS.values(), ids=FORMS)
def test_scenarios_are_what_runs_build(forms: tuple[str, ...]) -> None:
    for seed in range(10):
        script = Writer(seed, forms).script()
        built = every_run(script, MOST_RUNS)
        if built is not None:
            found, said = read(script)
            assert found == built or said, f"seed {seed}:\n{script}"
