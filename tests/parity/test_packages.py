"""Packages that are built on Hamilton make the same of a dataflow under both engines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.patience import PATIENCE_S

SCRIPT = Path(__file__).with_name("run_packages.py")
DATAFLOW = '''
import pandas as pd
from hamilton.function_modifiers import config, check_output, extract_columns, parameterize, source, tag, value

def a(x: int) -> int:
    """Doc."""
    return x

@tag(kind="v")
@config.when(mode="z")
def b__z(a: int) -> int:
    return a + 1

@extract_columns("c", "d")
def frame(a: int) -> pd.DataFrame:
    return pd.DataFrame({"c": [a], "d": [2]})

@check_output(data_type=int)
def checked(b: int) -> int:
    return b

@parameterize(p1={"q": value(1)}, p2={"q": source("a")})
def made(q: int) -> int:
    return q

def total(checked: int, p1: int, p2: int, c: pd.Series, k: int = 4) -> int:
    return int(checked + p1 + p2 + c.sum() + k)
'''


@pytest.mark.parametrize(("package", "library"), [("sdk", "hamilton_sdk"), ("burr", "burr.core")])
def test_a_package_makes_the_same_of_a_dataflow(package: str, library: str, tmp_path: Path) -> None:
    pytest.importorskip(library, reason=f"{library.partition('.')[0]} is not installed")
    (tmp_path / "shop.py").write_text(DATAFLOW)

    expected, actual = (_made(package, tmp_path, engine) for engine in ([], ["-m", "dagscope.compat.hamilton"]))

    assert expected == actual


def _made(package: str, folder: Path, engine: list[str]) -> Any:
    command = [sys.executable, *engine, str(SCRIPT), package, str(folder / "shop.py")]
    environment = {**os.environ, "HAMILTON_TELEMETRY_ENABLED": "false", "DO_NOT_TRACK": "1"}
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env=environment, timeout=PATIENCE_S
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
