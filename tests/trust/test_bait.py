"""Nothing of a folder runs, and nothing in it is written, before it is trusted: by every verb, the worker and the
window.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from dagscope.caching.stores.sqlite import SQLiteMetadataStore
from dagscope.protocol import messages as m
from dagscope.trust import add

from tests.engine.worker.client import Client
from tests.patience import PATIENCE_S
from tests.trust.bait import Bait
from tests.warm_python import run_python

VERBS = (
    ("graph",),
    ("graph", "--json", "--select", "+total"),
    ("graph", "--scenario", "saved"),
    ("graph", "--scenario", "run"),
    ("graph", "--scenario", "context"),
    ("draw", "-o", "{out}/dag.svg"),
    ("draw", "-o", "{out}/dag.mmd"),
    ("run",),
    ("run", "--scenario", "saved", "--cache"),
    ("compare", "--left", "saved", "--right", "run", "--run"),
    ("compare", "--left", "HEAD:saved", "--right", "saved"),
    ("sweep", "--vary", "rate=1,2"),
    ("script",),
)
_OPENED = re.compile(r'"([^"]*)"')
_RELATIVE = re.compile(r'(?:AT_FDCWD, |execve\()"([^/"][^"]*)"')


def dagscope(*arguments: str, cwd: Path, strace: Path | None = None) -> subprocess.CompletedProcess[str]:
    if strace is None:
        return run_python("-m", "dagscope_app.cli", *arguments, cwd=cwd)
    command = [*traced(strace), str(Path(sys.executable).with_name("dagscope")), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=PATIENCE_S)


def traced(log: Path) -> list[str]:
    return ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=%file", "-o", str(log)]


def misdeeds(log: Path, folder: Path) -> list[str]:
    """Return the lines of a trace that start something in the folder, or change something there."""
    found = []
    for line in log.read_text(errors="replace").splitlines():
        place = next((text for text in _OPENED.findall(line) if text.startswith(str(folder))), None)
        place = place or next(
            iter(_RELATIVE.findall(line)), None
        )  # from the working folder, which is the bait or below
        is_change = re.search(r"O_WRONLY|O_RDWR|O_CREAT|\b(mkdir|unlink|rename|chmod|symlink|link|truncate)\w*\(", line)
        if place is not None and (" exec" in line or is_change):
            found.append(line)
    return found


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_no_verb_runs_anything(bait: Bait, tmp_path: Path, verb: tuple[str, ...]) -> None:
    before = bait.files()
    log = tmp_path / "trace" if shutil.which("strace") else None
    name, *options = (part.format(out=tmp_path) for part in verb)

    done = dagscope(name, ".", *options, cwd=bait.folder, strace=log)

    assert [] == bait.sprung()
    assert before == bait.files()
    assert "Traceback" not in done.stderr
    assert f"{bait.folder} is not trusted" in done.stderr
    assert (0 if name in ("graph", "draw") else 1) == done.returncode, done.stderr
    if log is not None:
        assert [] == misdeeds(log, bait.above)


@pytest.mark.parametrize("path", [".:{}", ":{}", "{}:."])
@pytest.mark.parametrize("ending", ["svg", "png"])
def test_a_program_of_the_folder_is_not_started_though_the_path_leads_there(
    bait: Bait, tmp_path: Path, path: str, ending: str
) -> None:
    environment = {**os.environ, "PATH": path.format(os.environ["PATH"])}
    command = [str(Path(sys.executable).with_name("dagscope")), "draw", ".", "-o", str(tmp_path / f"dag.{ending}")]
    done = subprocess.run(command, cwd=bait.folder, capture_output=True, text=True, timeout=PATIENCE_S, env=environment)

    assert 0 == done.returncode and (tmp_path / f"dag.{ending}").stat().st_size > 100, done.stderr
    assert [] == bait.sprung()


def test_the_working_folder_is_no_place_for_libraries(bait: Bait) -> None:
    """Also with `python -m`, as long as the folder holds no package of our own name."""
    shutil.rmtree(bait.folder / "dagscope")
    command = [sys.executable, "-m", "dagscope_app.cli", "graph", "."]
    done = subprocess.run(command, cwd=bait.folder, capture_output=True, text=True, timeout=PATIENCE_S)

    assert [] == bait.sprung()
    assert "is not trusted" in done.stderr


def test_the_traps_work(bait: Bait) -> None:
    """What proves nothing by staying quiet would prove nothing: with trust, the code runs."""
    done = dagscope("graph", "bait", "--scenario", "saved", "--trust", cwd=bait.above)

    assert {"module", "toml_config"} <= set(bait.sprung()), done.stderr
    assert not bait.folder.joinpath("../../settings").resolve().exists(), "once is not for ever"


@pytest.mark.parametrize("verb", [("ls",), ("why", "total"), ("clear", "nothing")], ids=" ".join)
def test_a_cache_that_came_along_is_not_unpickled(bait: Bait, verb: tuple[str, ...]) -> None:
    place = bait.folder / "stolen"
    metadata = SQLiteMetadataStore(str(place))
    metadata.initialize("run")
    metadata.set(cache_key="total-0-{}", data_version="0123", run_id="run", node_name="total", code_version="0")
    metadata.close()
    trap = bait.folder / "stolen" / "0123"

    done = dagscope("cache", "--path", "stolen", *verb, cwd=bait.folder)

    assert [] == bait.sprung() and trap.exists()
    assert "Traceback" not in done.stderr and 0 == done.returncode, done.stderr
    if verb == ("ls",):
        assert "whether they can be read was not tried" in done.stdout


@pytest.mark.parametrize("verb", ["build", "diff", "validate", "view", "version"])
def test_hamiltons_verbs_ask_for_trust(bait: Bait, verb: str) -> None:
    context = ("--context", "context.json") if verb == "validate" else ()
    done = dagscope("hamilton", verb, "flow.py", *context, cwd=bait.folder)

    assert [] == bait.sprung() and 1 == done.returncode
    assert f"{bait.folder} is not trusted" in done.stderr and "--trust does for once" in done.stderr

    dagscope("hamilton", "build", "flow.py", "--trust", cwd=bait.folder)
    assert "module" in bait.sprung()
    assert "trap" not in bait.sprung()  # the bytecode that lies beside the source is of another text


def test_the_worker_reads_and_refuses_the_rest(bait: Bait) -> None:
    before = bait.files()
    environment = {"DAGSCOPE_TRUST_STORE": os.environ["DAGSCOPE_TRUST_STORE"]}

    with Client(environment=environment, folder=bait.folder) as client:
        project = client.ask(m.Open(str(bait.folder)), m.Project)
        assert project.is_preview
        for scenario in project.scenarios:
            client.ask(m.Build("main", scenario), m.GraphEnd)
            finished = client.ask(
                m.Execute("main", "r", ("total",), scenario.inputs, scenario.overrides), m.RunFinished
            )
            assert "failed" == finished.status and "is not trusted" in finished.message
            for spec in [*scenario.config.values(), *scenario.inputs.values()]:
                answer = client.ask(m.Evaluate("main", "x", spec), m.Evaluated)
                assert not answer.ok and "is not trusted" in answer.message
            refused = client.ask(m.Plan("main", ("total",)), m.PlanAnswer)
            assert "is not trusted" in refused.problem
        refused_compare = client.ask(m.Compare("main", "main"), m.ErrorAnswer)
        assert "is not trusted" in refused_compare.message

    assert [] == bait.sprung()
    assert before == bait.files()


def test_a_window_that_says_no_counts_more_than_the_list(bait: Bait) -> None:
    add(bait.folder)
    environment = {"DAGSCOPE_TRUST_STORE": os.environ["DAGSCOPE_TRUST_STORE"]}
    with Client(environment=environment) as client:
        assert client.ask(m.Open(str(bait.folder), may_run=False), m.Project).is_preview
    assert [] == bait.sprung()
