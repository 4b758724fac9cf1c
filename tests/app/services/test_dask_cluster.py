"""The process of a Dask cluster: a real one, one that cannot start, one that ends, and the end of them all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from dagscope_app.services import dask_cluster
from dagscope_app.services.dask_cluster import DaskCluster
from pytestqt.qtbot import QtBot


def with_program(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    program = folder / "cluster.py"
    program.write_text(text)
    monkeypatch.setattr(dask_cluster, "PROGRAM", str(program))


def test_a_real_cluster_says_where_it_is_and_ends_when_asked(qtbot: QtBot, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    cluster = DaskCluster()
    with qtbot.waitSignal(cluster.ready) as ready:
        cluster.start(sys.executable, str(tmp_path))
    assert ready.args[0].startswith("dask://127.0.0.1:")
    with qtbot.waitSignal(cluster.stopped):
        cluster.stop()
    assert cluster.is_empty


def failure_of(qtbot: QtBot, cluster: DaskCluster, folder: Path) -> str:
    failures: list[str] = []
    cluster.failed.connect(failures.append)
    with qtbot.waitSignal(cluster.ended):
        cluster.start(sys.executable, str(folder))
    (failure,) = failures
    return failure


def test_without_the_package_one_sentence_says_what_to_install(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "distributed.py").write_text("raise ImportError('no', name='distributed')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    failed = failure_of(qtbot, DaskCluster(), tmp_path)
    assert failed.startswith("A local Dask cluster needs the package distributed")
    assert failed.endswith("pip install distributed bokeh")


def test_an_interpreter_that_is_not_there_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    cluster = DaskCluster()
    with qtbot.waitSignal(cluster.failed) as failed:
        cluster.start(str(tmp_path / "python"), str(tmp_path))
    assert failed.args[0].startswith("The Dask cluster could not be started")
    assert cluster.is_empty


def test_its_output_is_said_and_a_sudden_end_is_a_failure(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with_program(monkeypatch, tmp_path, "import sys\nprint('{half')\nprint('hello', file=sys.stderr)\nsys.exit(3)\n")
    cluster = DaskCluster()
    said: list[str] = []
    cluster.said.connect(said.append)
    assert "exit code 3" in failure_of(qtbot, cluster, tmp_path)
    assert {"{half", "hello"} == set("".join(said).split())


def test_one_that_does_not_go_is_killed(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with_program(
        monkeypatch,
        tmp_path,
        "import json, select\nprint(json.dumps({'address': 'dask://h:1', 'dashboard': ''}), flush=True)\n"
        "select.select([], [], [])\n",
    )
    monkeypatch.setattr(dask_cluster, "GOODBYE_MS", 1)
    cluster = DaskCluster()
    with qtbot.waitSignal(cluster.ready):
        cluster.start(sys.executable, str(tmp_path))
    with qtbot.waitSignal(cluster.stopped):
        cluster.stop()


def test_one_that_is_stopped_while_it_starts_has_not_failed(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with_program(monkeypatch, tmp_path, "import sys\nprint('starting', flush=True)\nsys.stdin.read()\nsys.exit(9)\n")
    cluster = DaskCluster()
    failures: list[str] = []
    cluster.failed.connect(failures.append)
    with qtbot.waitSignal(cluster.said):
        cluster.start(sys.executable, str(tmp_path))
    with qtbot.waitSignal(cluster.stopped):
        cluster.stop()
    assert [] == failures
