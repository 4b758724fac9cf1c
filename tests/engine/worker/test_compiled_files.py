"""What Python compiles of the engine is kept for the next worker; nothing is written beside a project's files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import dagscope

from tests.engine.worker.client import BOOTSTRAP
from tests.patience import PATIENCE_S


def start(engine: Path, **environment: str) -> bytes:
    """Start a worker of an engine and let it end at once, since nobody speaks to it."""
    inherited = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    bootstrap = engine / Path(BOOTSTRAP).relative_to(Path(dagscope.__file__).parent)
    command = [sys.executable, "-I", "-X", "utf8", "-B", str(bootstrap), "--generation", "1"]
    given = {**inherited, **environment}
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=given, timeout=PATIENCE_S)
    return done.stdout


def test_the_engine_is_compiled_once_for_an_interpreter(tmp_path: Path) -> None:
    engine = tmp_path / "dagscope"
    shutil.copytree(Path(dagscope.__file__).parent, engine, ignore=shutil.ignore_patterns("__pycache__"))

    assert b'"hello"' in start(engine, PYTHONDONTWRITEBYTECODE="1")
    assert [] == list(engine.rglob("__pycache__"))
    assert b'"hello"' in start(engine)
    assert list(engine.glob("worker/__pycache__/answers.*.pyc")) and list(engine.glob("__pycache__/driver.*.pyc"))
