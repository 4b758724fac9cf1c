"""Views and edits in files: of several windows, of windows that were killed, where nothing can be written."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from dagscope_app.services import flushing
from dagscope_app.services.kept_views import KeptViews

from tests.patience import PATIENCE_S

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _locks_are_let_go_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Release what the test's windows hold, as their processes' ends would."""
    made, init = list[KeptViews](), KeptViews.__init__
    monkeypatch.setattr(KeptViews, "__init__", lambda views, folder: (made.append(views), init(views, folder))[1])
    yield
    for views in made:
        views.release()


def test_a_view_is_there_at_once_and_after_the_window(tmp_path: Path) -> None:
    first = KeptViews(tmp_path)
    assert "" == first.save("/project", {"folded": ["a"]})
    assert {"folded": ["a"]} == json.loads(next(tmp_path.glob("*.json")).read_bytes())
    first.release()

    assert ["a"] == KeptViews(tmp_path).load("/project")["folded"]
    assert {} == KeptViews(tmp_path).load("/other")


def test_what_is_kept_reaches_the_disk_and_the_window_does_not_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: queue.SimpleQueue[str] = queue.SimpleQueue()
    is_done = threading.Event()

    def flush(path: str) -> None:
        begun.put(path)
        assert is_done.wait(PATIENCE_S)
        raise OSError("a disk that is gone")

    monkeypatch.setattr(flushing.system, "flush", flush)
    views = KeptViews(tmp_path)
    views.save("/project", {"a": 1})
    own = begun.get(timeout=PATIENCE_S)
    views.save("/project", {"a": 2})  # the first is still waited for
    is_done.set()

    assert own == begun.get(timeout=PATIENCE_S) == str(next(tmp_path.glob("*.json")))


def test_two_windows_do_not_write_over_each_other(tmp_path: Path) -> None:
    one, other = KeptViews(tmp_path), KeptViews(tmp_path)
    one.save("/project", {"folded": ["a"], "unsaved": [1]})
    assert ["a"] == other.load("/project")["folded"] and "unsaved" not in other.load("/project")
    other.save("/project", {"folded": ["b"], "unsaved": [2]})
    one.save("/project", {"folded": ["a"], "unsaved": [1, 3]})
    one.release()
    other.release()

    third = KeptViews(tmp_path)

    assert [1, 3, 2] == third.load("/project")["unsaved"]
    assert 1 == len(list(tmp_path.glob("*.json")))


@pytest.mark.parametrize("text", ["", "[1]", "{", "[" * 100_000])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    first = KeptViews(tmp_path)
    first.save("/project", {"a": 1})
    first.release()
    next(tmp_path.glob("*.json")).write_text(text)

    assert {} == KeptViews(tmp_path).load("/project")


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    views = KeptViews(tmp_path / "file" / "views")

    assert {} == views.load("/project")
    assert views.save("/project", {}).startswith(f"Edits cannot be kept in {tmp_path}/file/views: Not a directory")


def test_a_name_that_is_not_utf8_is_a_name(tmp_path: Path) -> None:
    views = KeptViews(tmp_path)
    project = os.fsdecode(b"/tmp/caf\xe9")
    views.save(project, {"scenario": project})

    assert {"scenario": project} == views.load(project)


WINDOW = """
import json, os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from dagscope.scenario import ValueSpec
from dagscope_app.application import Application, make_qt
from dagscope_app.services.settings import Settings

app = make_qt()
place, what = Path(sys.argv[1]), sys.argv[2]
window = Application(Settings(str(place / "dagscope.ini")), keeps_spare=False)
window.open(str(place / "shop"))
steps = []

def look():
    state = window.store.state
    if state.phase != "ready" or state.is_building:
        return
    if what == "read":
        print(json.dumps({
            "inputs": {name: spec.text for name, spec in state.scenario.inputs.items()},
            "scenarios": len(state.scenarios), "folded": sorted(state.view.folded),
            "said": state.banner.text if state.banner else "",
        }), flush=True)
        os._exit(0)
    if not steps:
        steps.append(1)
        window.controllers.scenario.duplicate()
        window.controllers.scenario.set_input("seed", ValueSpec("literal", "4242"))
        window.controllers.folding.fold_all()
    elif any("4242" in path.read_text() for path in (place / "views").glob("*.json")) and state.view.folded:
        steps.append(2)
        if len(steps) > 30:
            os.kill(os.getpid(), 9)

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
app.exec()
"""


def test_a_window_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "app" / "projects" / "shop", tmp_path / "shop")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}

    def window(what: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", WINDOW, str(tmp_path), what]
        return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, env=environment)

    killed = window("edit")
    assert -9 == killed.returncode, killed.stderr

    done = window("read")
    found = json.loads(done.stdout)
    assert "4242" == found["inputs"]["seed"] and found["folded"]
    assert found["said"].startswith("Edits that were not saved are back: ")
