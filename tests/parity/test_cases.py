"""Each case folder gives the same nodes, results and errors under both engines."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parent / "cases"


def _compare() -> Any:
    name = "parity_compare"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("compare.py"))
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


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
    compare = _compare()
    case = compare.read_case(CASES / name)
    settings = CASES / name / "case.json"
    ignored = json.loads(settings.read_text("utf-8")).get("ignore", []) if settings.exists() else []

    expected, actual = compare.observe(case, "hamilton"), compare.observe(case, "dagscope")
    for observed in (expected, actual):
        _leave_out(observed, ignored)

    assert expected == actual
