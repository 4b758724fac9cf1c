"""A tracker is told the same by both engines: names, types, versions of nodes and graphs, where their code is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FOLDERS = sorted(str(each) for each in (HERE / "cases").iterdir() if each.is_dir())


def _told(*engine: str) -> dict[str, Any]:
    command = [sys.executable, *engine, str(HERE / "run_tracked.py"), *FOLDERS]
    environment = {**os.environ, "HAMILTON_AUTOLOAD_EXTENSIONS": "0"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=HERE)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_tracker_gets_the_same_names_types_and_versions() -> None:
    expected, actual = _told(), _told("-m", "dagscope.compat.hamilton")

    assert sum(map(len, expected.values())) > 500
    for folder in FOLDERS:
        assert actual[folder] == expected[folder], folder
