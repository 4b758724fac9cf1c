"""The tests' folders are named as the packages they test; what tests across packages is named here."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
SIDES = {"app": ROOT / "app" / "dagscope_app", "engine": ROOT / "engine" / "dagscope"}
ACROSS = {
    "architecture": "what holds between the files of the repository",
    "cluster": "runs on the processes of Dask and Ray",
    "faults": "faults of projects, from the worker to the window",
    "fuzz": "readers of odd texts, of every package",
    "parity": "both engines on the same cases",
    "soak": "hours of use, in short",
    "trust": "folders that nobody trusts, by every way in",
    "app/window": "the whole window, with keys and mouse",
}


def _folders() -> list[str]:
    """Return the folders that hold tests, as paths below `tests`."""
    skipped = {"corpus", "cases", "probes", "projects", "fixtures", "packages"}
    places = [path.relative_to(TESTS).parts for path in sorted({path.parent for path in TESTS.rglob("test_*.py")})]
    return ["/".join(parts) for parts in places if not skipped & set(parts)]


@pytest.mark.parametrize("folder", _folders())
def test_a_folder_of_tests_is_named_as_what_it_tests(folder: str) -> None:
    side, _, package = folder.partition("/")
    if folder not in ACROSS:
        of_the_product = SIDES[side] / package if side in SIDES else ROOT / side
        assert of_the_product.is_dir(), f"tests/{folder} tests no package of that name; see ACROSS"


def test_every_exception_is_there() -> None:
    assert set(ACROSS) <= set(_folders())
