"""docs/architecture.md places every part of the engine and the window that the contracts place."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
TOLD = set(re.findall(r"`(\w+)(?:/|\.py)?`", TEXT))


def _contracts() -> list[dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    contracts: list[dict[str, Any]] = settings["contracts"]
    return contracts


def test_every_part_of_the_contracts_is_documented() -> None:
    layers = [layer for each in _contracts() if each["type"] == "layers" for layer in each["layers"]]
    parts = {part for layer in layers for part in re.split(r"\s*[|:]\s*", layer)}

    assert len(parts) > 50
    assert set() == parts - TOLD


def test_no_contract_has_an_exception() -> None:
    assert [] == [each["name"] for each in _contracts() if "ignore_imports" in each]
    assert all(each["exhaustive"] for each in _contracts() if each["type"] == "layers")
