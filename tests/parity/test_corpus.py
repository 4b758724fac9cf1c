"""Every project of the corpus prints the same under apache-hamilton and under this engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CORPUS = HERE.parent / "corpus"
NAMES = sorted(path.name for path in CORPUS.iterdir() if (path / "run.py").exists())
ENGINES: dict[str, list[str]] = {"hamilton": [], "dagscope": ["-m", "dagscope.compat.hamilton"]}


@cache
def _printed(engine: str) -> dict[str, str]:
    folders = {name: str(CORPUS / name) for name in NAMES}
    command = [sys.executable, *ENGINES[engine], str(HERE / "run_corpus.py"), *folders.values()]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}  # Messages show sets.
    if engine == "hamilton":
        environment["HAMILTON_AUTOLOAD_EXTENSIONS"] = "0"
    with tempfile.TemporaryDirectory() as folder:
        environment["TMPDIR"] = folder
        result = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=CORPUS)
    found = json.loads(result.stdout)
    return {name: found[folder] for name, folder in folders.items()}


@pytest.mark.parametrize("name", NAMES)
def test_project_prints_the_same_under_both_engines(name: str) -> None:
    expected = _printed("hamilton")[name]

    assert "Traceback" not in expected
    assert expected == _printed("dagscope")[name]
