"""Line by line what is known of Hamilton: small probes show the same under both engines."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).with_name("probes")


def _probing() -> Any:
    name = "parity_probing"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("probing.py"))
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


PROBES = {
    f"{file.stem}: {title}": text
    for file in sorted(FOLDER.glob("*.py"))
    for title, text in _probing().probes_of(file).items()
}


@pytest.mark.parametrize("name", PROBES)
def test_probe_shows_the_same_under_both_engines(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run = _probing().run
    expected, actual = run(PROBES[name], "hamilton"), run(PROBES[name], "dagscope")

    assert expected
    assert not expected[-1].startswith("ends with"), expected[-1]
    assert expected == actual
