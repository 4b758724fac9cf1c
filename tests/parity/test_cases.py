"""Each case folder gives the same nodes, results and errors under both engines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.parity import compare

CASES = Path(__file__).parent / "cases"


def _leave_out(observed: dict[str, Any], ignored: list[str]) -> None:
    for key in ignored:
        observed.pop(key, None)
    if "functions" in ignored:
        for node in observed.get("nodes", {}).values():
            del node["functions"]
    if "error_message" in ignored:
        observed["error"] = observed["error"][0]


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir() if path.is_dir()))
def test_case_is_the_same_under_both_engines(name: str) -> None:
    case = compare.read_case(CASES / name)
    settings = CASES / name / "case.json"
    ignored = json.loads(settings.read_text("utf-8")).get("ignore", []) if settings.exists() else []

    expected, actual = compare.observe(case, "hamilton"), compare.observe(case, "dagscope")
    for observed in (expected, actual):
        _leave_out(observed, ignored)

    assert expected == actual
