"""The file of earlier runs: one a project, a broken one put aside, and nothing of it fails a run."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from dagscope.run_history import PastNode, PastRun
from dagscope_app.services.kept_runs import KeptRuns


def test_each_project_has_its_own_runs(tmp_path: Path) -> None:
    kept = KeptRuns(str(tmp_path))
    kept.open("/projects/a")
    id = kept.begin(PastRun(number=1))
    kept.end(PastRun(id, 1, status="ok"), {"x": PastNode("ok", 0.5)}, "log")
    kept.open("/projects/b")
    assert () == kept.runs() and [] == kept.trend("x")
    kept.open("/projects/a")
    assert ["ok"] == [run.status for run in kept.runs()]
    assert {"x": PastNode("ok", 0.5)} == kept.nodes(id) and "log" == kept.log(id)
    assert 1 == len(kept.trend("x")) and "" == kept.problem
    kept.open("")
    assert () == kept.runs() and 0 == kept.begin(PastRun())


def test_a_broken_file_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = list[sqlite3.Connection]()
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: made.append(connect(*given, **named)) or made[-1])
    kept = KeptRuns(str(tmp_path))
    kept.open("/projects/a")
    kept.open("")
    (file,) = (tmp_path / "history").glob("*.sqlite")
    file.write_bytes(b"no database at all" * 1000)
    kept.open("/projects/a")
    assert kept.begin(PastRun(number=2)) and "" == kept.problem
    assert file.with_suffix(".broken").exists()
    del kept  # what is let go of is closed
    for connection in made:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.total_changes  # noqa: B018 - it asks whether the file is open


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "history").write_text("a file where the folder should be")
    kept = KeptRuns(str(tmp_path))
    kept.open("/projects/a")
    assert kept.problem.startswith("The history of runs is not kept: ")
    assert 0 == kept.begin(PastRun()) and () == kept.runs()
    kept.end(PastRun(), {}, "")
