"""`dagscope.show` and `Driver.explore`: which folder the window opens, how it is started, what is said where it
cannot be.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

import dagscope
import pytest
from dagscope import ad_hoc_utils, driver, showing
from dagscope.programs import python_module

SOURCE = "def doubled(number: int, factor: int = 2) -> int:\n    return number * factor\n"


@pytest.fixture
def scratch(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where folders are made for modules without a file: they stay, since a window has them open."""
    folder = tmp_path_factory.mktemp("scratch")
    monkeypatch.setattr(showing.tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, scratch: Path) -> list[tuple[list[str], dict[str, Any]]]:
    calls: list[tuple[list[str], dict[str, Any]]] = []
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(showing, "start", lambda command, **more: calls.append((command, more)))
    return calls


def imported(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(folder))
    module = importlib.import_module(name)
    monkeypatch.delitem(sys.modules, name)
    return module


def test_modules_of_a_folder_are_opened_where_they_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[Any]
) -> None:
    (tmp_path / "explored_flow.py").write_text(SOURCE)
    module = imported(tmp_path, "explored_flow", monkeypatch)

    assert dagscope.show(module) == tmp_path.resolve()
    assert driver.Builder().with_modules(module).build().explore() == tmp_path.resolve()
    [(command, options), _] = started
    assert command == python_module("dagscope_app.cli", str(tmp_path.resolve()))
    assert options["start_new_session"]


def test_modules_of_a_package_are_opened_from_the_folder_they_are_imported_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[Any]
) -> None:
    (tmp_path / "explored_package").mkdir()
    (tmp_path / "explored_package" / "__init__.py").write_text("")
    (tmp_path / "explored_package" / "flow.py").write_text(SOURCE)
    module = imported(tmp_path, "explored_package.flow", monkeypatch)
    monkeypatch.delitem(sys.modules, "explored_package", raising=False)

    assert dagscope.show([module]) == tmp_path.resolve()


@pytest.mark.parametrize("make", [ad_hoc_utils.create_module, ad_hoc_utils.module_from_source])
def test_a_module_of_a_cell_is_written_with_the_drivers_config(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[Any]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))  # the folder stays as long as its window
    module = make(SOURCE, "explored_cell")
    monkeypatch.delitem(sys.modules, "explored_cell")
    dr = driver.Builder().with_modules(module).with_config({"factor": 3, "a.b": "it's"}).build()

    folder = dr.explore()

    [(opened, _)] = started
    assert opened == python_module("dagscope_app.cell_window", str(folder))  # which removes the folder in the end
    command = [sys.executable, "-m", "dagscope_app.cli", "run", str(folder), "--input", "number=7", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert (found["scenario"], found["status"]) == ("driver", "ok")
    assert "21" in json.dumps(found["results"]["doubled"])


def test_what_cannot_be_shown_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, started: list[Any], scratch: Path
) -> None:
    with pytest.raises(showing.CannotShow, match="^'flow' is neither a driver nor a module; write dagscope.show"):
        dagscope.show("flow")
    with pytest.raises(showing.CannotShow, match="`dagscope .*` opens it from a shell"):
        dagscope.show(tmp_path)
    with pytest.raises(showing.CannotShow, match=r"write builder\.build\(\)\.explore\(\)"):
        dagscope.show(driver.Builder())
    with pytest.raises(showing.CannotShow, match="the list has no module"):
        dagscope.show([])
    with pytest.raises(showing.CannotShow, match="has no source to show"):
        dagscope.show(ModuleType("nowhere"))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(showing.CannotShow, match="There is no display"):
        dagscope.show(showing)
    assert started == [] == list(scratch.iterdir())


def test_an_interactive_picture_shows_the_driver_and_its_values_without_a_display(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page_flow.py").write_text(SOURCE.replace("number: int", "number: int = 21"))
    (tmp_path / "page_other.py").write_text("def elsewhere() -> int:\n    return 1\n")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    flow = driver.Builder().with_modules(imported(tmp_path, "page_flow", monkeypatch)).build()

    page = flow.explore(inline=True, values=True)

    assert isinstance(page, showing.Page)
    assert "doubled" in page.html
    assert "elsewhere" not in page.html
    assert '"42"' in page.html
    assert page._repr_html_().startswith('<iframe sandbox="allow-scripts"')
    assert page.save(tmp_path / "flow.html").read_text("utf-8") == page.html


def test_a_picture_that_cannot_be_made_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "missing_flow.py").write_text(SOURCE)
    flow = imported(tmp_path, "missing_flow", monkeypatch)
    failed = subprocess.CompletedProcess([], 1, "", "noise\nThe folder could not be opened.\n")
    monkeypatch.setattr(subprocess, "run", lambda *given, **more: failed)

    with pytest.raises(showing.CannotShow, match=r"could not be made: The folder could not be opened\."):
        dagscope.show(flow, inline=True)
