"""Every example runs as a script, as its README says, and gives what it promises."""

from __future__ import annotations

from tests.patience import PATIENCE_S
from tests.warm_python import run_python

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
    done = run_python(script, cwd=folder)
    assert 0 == done.returncode, done.stderr
    return done.stdout


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Return a copy of the examples, for those that write files."""
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


@pytest.mark.cluster
def test_tasks_survive_a_killed_worker_and_stay_until_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a thousand tasks; the ten thousand of the README take Dask's scheduler a minute or two."""
    pytest.importorskip("distributed")
    monkeypatch.setenv("STORM_YEARS", "500")
    folder = EXAMPLES / "on_a_cluster"
    done = subprocess.run(
        [sys.executable, "run.py"], cwd=folder, capture_output=True, text=True, timeout=4 * PATIENCE_S, check=False
    )
    assert 0 == done.returncode, done.stderr
    killed, ended, reserve = done.stdout.splitlines()
    here = run_python("run.py", "--here", cwd=folder).stdout.strip()

    assert "killed one of two workers" == killed
    assert "1006 tasks have ended; reserve is <a value on DaskExecutor>" == ended
    assert here == reserve and reserve.startswith("reserve: ")


def test_notebook_cells_run_in_order(copied: Path) -> None:
    notebook = json.loads((copied / "my_dataflow" / "notebook.ipynb").read_text())
    code = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    (copied / "my_dataflow" / "as_script.py").write_text(code)

    assert "14291.66" in run_script(copied / "my_dataflow", "as_script.py")


@pytest.fixture
def service(copied: Path) -> Iterator[str]:
    """Yield the address of the web service on a port of its own choosing, up when it says so."""
    folder = copied / "feature_engineering_multiple_contexts"
    assert "1000" in run_script(folder, "etl.py")
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "fastapi_server:app", "--port", "0", "--no-use-colors"],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
        env=dict(os.environ, PYTHONUNBUFFERED="1"),
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
    process.wait(timeout=PATIENCE_S)


def test_online_service_agrees_with_offline_batch(service: str, copied: Path) -> None:
    folder = copied / "feature_engineering_multiple_contexts"
    first = (folder / "data" / "clients.csv").read_text().splitlines()[1].split(",")
    client = {"age": float(first[1]), "orders": int(first[2]), "months_as_client": int(first[3])}
    offline = run_script(folder, "etl.py").splitlines()
    expected = float(next(line.split()[1] for line in offline if line.startswith(first[0])))

    request = urllib.request.Request(
        f"{service}/score", json.dumps(client).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
        got = json.loads(answer.read())

    assert expected == got["score"]
    assert {"score", "is_regular"} == set(got)


GOOD = b'{"age": 41, "orders": 30, "months_as_client": 12}'


REFUSED = {
    "400 digits": GOOD.replace(b"30", b"9" * 400),
    "NaN": GOOD.replace(b"41", b"NaN"),
    "infinity": GOOD.replace(b"41", b"1e999"),
    "negative": GOOD.replace(b"41", b"-1"),
    "text": GOOD.replace(b"41", b'"old"'),
    "number in a text": GOOD.replace(b"41", b'"4_1"'),
    "true": GOOD.replace(b"41", b"true"),
    "deep": b"[" * 5_000,
    "no UTF-8": b'{"age": "\xff"}',
}
GONE = b"the client goes away"
REQUESTS: dict[str, list[bytes | None]] = {
    **{name: [body] for name, body in REFUSED.items()},
    "good": [GOOD],
    "20 MB": [GOOD + b" " * 20_000_000],
    "slow": [GOOD[:10], None],
    "gone": [GOOD, GONE],
}


@pytest.mark.parametrize("name", REFUSED)
def test_the_service_refuses_what_makes_no_sense(name: str, statuses: dict[str, int]) -> None:
    assert statuses[name] in (400, 422)


def test_the_service_takes_what_makes_sense_and_nothing_of_any_size(statuses: dict[str, int]) -> None:
    assert (200, 413) == (statuses["good"], statuses["20 MB"])


def test_the_service_does_not_wait_for_slow_clients(statuses: dict[str, int]) -> None:
    assert 408 == statuses["slow"]


def test_the_service_does_not_take_the_beginning_of_a_request_for_the_whole(statuses: dict[str, int]) -> None:
    assert 0 == statuses["gone"]


@pytest.fixture(scope="module")
def statuses() -> dict[str, int]:
    """Ask the service, without a network; a part that is None never comes. Return each status, 0 for no answer."""
    folder = EXAMPLES / "feature_engineering_multiple_contexts"
    code = f"""
import asyncio, json, sys
sys.path.insert(0, {str(folder)!r})
import fastapi_server
REQUESTS = eval(sys.stdin.read())
async def ask(parts):
    fastapi_server.MOST_SECONDS = 0.2 if None in parts else 60.0
    statuses = []
    async def receive():
        part = parts.pop(0)
        if part is None:
            await asyncio.Event().wait()
        if part == {GONE!r}:
            return {{"type": "http.disconnect"}}
        return {{"type": "http.request", "body": part, "more_body": bool(parts)}}
    async def send(message):
        if message["type"] == "http.response.start":
            statuses.append(message["status"])
    headers = [(b"content-type", b"application/json")]
    scope = {{"type": "http", "method": "POST", "path": "/score", "raw_path": b"/score", "query_string": b"",
              "headers": headers, "http_version": "1.1", "scheme": "http", "server": ("x", 1), "client": ("y", 2)}}
    await fastapi_server.app(scope, receive, send)
    return statuses[0] if statuses else 0
print(json.dumps({{name: asyncio.run(ask(parts)) for name, parts in REQUESTS.items()}}))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], input=repr(REQUESTS), capture_output=True, text=True, cwd=folder
    )
    assert 0 == done.returncode, done.stderr
    answered: dict[str, int] = json.loads(done.stdout)
    return answered
