"""Every example runs as a script, as its README says, and gives what it promises."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def run_script(folder: Path, script: str) -> str:
    done = subprocess.run(
        [sys.executable, script], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    assert 0 == done.returncode, done.stderr
    return done.stdout


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Examples that write files run in a copy."""
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("__pycache__", ".hamilton_cache"))
    return tmp_path / "examples"


def test_module_overrides_later_wins() -> None:
    folder = EXAMPLES / "module_overrides"

    assert "'foo': 'This is module b, and it came later.'" in run_script(folder, "run.py")
    assert "'words': 4" in run_script(folder, "run_plain.py")


def test_reusing_functions_gives_every_grain_and_region() -> None:
    out = run_script(EXAMPLES / "reusing_functions", "run.py")

    for name in ("daily_unique_users_US", "weekly_unique_users_CA", "monthly_overview", "us_share", "busiest_week"):
        assert name in out
    assert "2025-01-31" in out


def test_parameterized_subdags_filter_their_own_source() -> None:
    folder = EXAMPLES / "parameterized_subdags"
    out = run_script(folder, "run.py")

    assert "spend_per_visit" in out
    assert " 300 " in out and " 301 " not in out, "the third source keeps even client ids only"
    assert "north" in run_script(folder, "run_resolved.py")


def test_my_dataflow_draws_and_executes(copied: Path) -> None:
    folder = copied / "my_dataflow"

    assert "14291.66" in run_script(folder, "my_dataflow.py")
    assert (folder / "dag.png").read_bytes().startswith(b"\x89PNG")
    assert "14291.66" in run_script(folder, "run.py")
    assert (folder / "execute_c.png").exists()


def test_notebook_cells_run_in_order(copied: Path) -> None:
    notebook = json.loads((copied / "my_dataflow" / "notebook.ipynb").read_text())
    code = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    (copied / "my_dataflow" / "as_script.py").write_text(code)

    assert "14291.66" in run_script(copied / "my_dataflow", "as_script.py")


@pytest.fixture
def service(copied: Path) -> Iterator[str]:
    """The web service on a port of its own choosing, up when it says so."""
    folder = copied / "feature_engineering_multiple_contexts"
    assert "1000" in run_script(folder, "etl.py")
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "fastapi_server:app", "--port", "0", "--no-use-colors"],
        cwd=folder, stderr=subprocess.PIPE, text=True, env=dict(os.environ, PYTHONUNBUFFERED="1"),
    )
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if "running on" in line:
            break
    else:
        pytest.fail("".join(lines))
    yield next(word for word in lines[-1].split() if word.startswith("http"))
    process.terminate()
    process.stderr.read()
    process.stderr.close()
    process.wait(timeout=20)


def test_online_service_agrees_with_offline_batch(service: str, copied: Path) -> None:
    folder = copied / "feature_engineering_multiple_contexts"
    first = (folder / "data" / "clients.csv").read_text().splitlines()[1].split(",")
    client = {"age": float(first[1]), "orders": int(first[2]), "months_as_client": int(first[3])}
    offline = run_script(folder, "etl.py").splitlines()
    expected = float(next(line.split()[1] for line in offline if line.startswith(first[0])))

    request = urllib.request.Request(
        f"{service}/score", json.dumps(client).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        got = json.loads(answer.read())

    assert expected == got["score"]
    assert {"score", "is_regular"} == set(got)
