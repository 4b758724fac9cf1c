"""A hundred actions of the soak, with one seed: no exception, no warning of Qt, no process left.
The figures are in `make soak`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from tests.soak.slopes import LIMITS, Sample, slopes, too_steep

ROOT = Path(__file__).resolve().parents[2]


def test_a_hundred_actions_leave_nothing() -> None:
    command = [sys.executable, "-m", "tests.soak", "--actions", "100", "--rounds", "0", "--inputs", "0"]
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)

    assert 0 == done.returncode, done.stdout + done.stderr
    assert "the soak held" in done.stdout and "processes left after the window: 0" in done.stdout
    assert "Traceback" not in done.stderr


def test_what_grows_is_found() -> None:
    flat = [Sample(number, 100_000_000, 30, 4) for number in range(600)]
    steep = [Sample(number, 100_000_000 + 40_000 * number, 30 + number // 10, 4) for number in range(600)]

    assert [] == too_steep(slopes(flat))
    assert ["memory", "descriptors"] == [text.split()[0] for text in too_steep(slopes(steep))]
    assert {"memory", "descriptors", "threads"} == set(LIMITS)


def test_a_step_is_no_slope_and_hides_none() -> None:
    """One of 21 KB an action is found beside it, also among what comes and goes, and one of 1.3 MB in 50 actions."""
    for at in range(510, 1000, 35):
        stepped = [Sample(each, 220_000_000 + 19_000_000 * (each >= at), 30, 4) for each in range(1000)]
        moving = [replace(each, memory=each.memory + 2_000_000 * (each.action * 7 % 5 < 2)) for each in stepped]
        leaking = [replace(each, memory=each.memory + 21_000 * each.action) for each in moving]
        seldom = [replace(each, memory=each.memory + 1_300_000 * (each.action // 50)) for each in stepped]

        assert [] == too_steep(slopes(stepped)) == too_steep(slopes(moving))
        assert ["memory"] == [text.split()[0] for text in too_steep(slopes(leaking))]
        assert ["memory"] == [text.split()[0] for text in too_steep(slopes(seldom))]


def test_pipes_of_processes_that_are_kept_are_no_growth_and_hide_none() -> None:
    kept = [Sample(number, 1, 30 + 5 * (number >= 500), 4, int(number >= 500)) for number in range(600)]
    leaking = [replace(each, descriptors=each.descriptors + each.action // 10) for each in kept]

    assert [] == too_steep(slopes(kept))
    assert ["descriptors"] == [text.split()[0] for text in too_steep(slopes(leaking))]
