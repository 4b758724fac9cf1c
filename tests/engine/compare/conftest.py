"""Sides of a comparison, built from the texts of modules."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest
from dagscope.compare.facts import Side
from dagscope.scenario import Scenario

from tests.engine.compare.loaded import Load
from tests.engine.compare.sides import HEAD, Make, slot_side


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Build a side from the texts of modules; each call may have other texts under the same names."""

    def side(scenario: Scenario = Scenario("s"), **texts: str) -> Side:
        config = {name: eval(spec.text) for name, spec in scenario.config.items()}
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        modules = []
        for name, text in texts.items():
            path = folder / f"{name}.py"
            path.write_text(HEAD + text)
            spec = importlib.util.spec_from_file_location(name, path)
            assert spec is not None and spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            monkeypatch.setitem(sys.modules, name, module)
            spec.loader.exec_module(module)
            modules.append(module)
        nodes = [module for module in modules if not module.__name__.startswith("lib")]
        return slot_side(nodes, config, scenario)

    return side


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load the text of a module called `flow` and return its function `a`; each call may have another text."""

    def function(text: str) -> Any:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        path = folder / "flow.py"
        path.write_text(text)
        spec = importlib.util.spec_from_file_location("flow", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "flow", module)
        spec.loader.exec_module(module)
        return module.a

    return function
