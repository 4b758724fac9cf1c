"""The worker writes a slot's graph with a scenario's values as Python that runs from anywhere."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from dagscope.protocol import messages as m
from dagscope.scenario import ModuleChoice, Scenario, ValueSpec

from tests.engine.worker.client import Client

Make = Callable[..., Path]

FLOW = "def double(x: int) -> int:\n    return 2 * x\n"


def test_what_is_copied_as_python_runs(client: Client, project: Make, tmp_path: Path) -> None:
    client.build(project(flow=FLOW), "flow")
    scenario = Scenario("s", modules=(ModuleChoice("flow"),), inputs={"x": ValueSpec("literal", "21")})
    script = client.ask(m.AskScript("main", scenario), m.Script)
    target = tmp_path / "elsewhere.py"
    target.write_text(script.text)
    done = subprocess.run([sys.executable, str(target)], cwd="/", capture_output=True, text=True, check=False)
    assert "double: 42\n" == done.stdout, done.stderr
