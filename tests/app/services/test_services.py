"""Store, settings, interpreters, editor, watcher: the edges of the window."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

import dagscope_app
import pytest
from dagscope_app.model.records.preferences import Preferences
from dagscope_app.model.state import AppState
from dagscope_app.services import watcher as watching
from dagscope_app.services import watches
from dagscope_app.services.child import crash_cause
from dagscope_app.services.editor import Editor, editor_command, open_in_editor
from dagscope_app.services.folders import Folders
from dagscope_app.services.interpreters import Interpreters
from dagscope_app.services.settings import Settings
from dagscope_app.services.startup import check_pyside, loses_none
from dagscope_app.services.store import Store
from dagscope_app.services.watcher import Watcher, may_go_on
from pytestqt.qtbot import QtBot


@pytest.fixture(autouse=True)
def _whole_walks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have `watch` look at everything at once, however busy the machine is: what a test saves next is a change."""
    monkeypatch.setattr(watching, "_TURN_SECONDS", 3_600.0)


def test_store_tells_changes_in_order_even_when_made_while_telling(qtbot: QtBot) -> None:
    store = Store()
    told: list[tuple[str, str]] = []

    def answer(old: AppState, new: AppState) -> None:
        told.append((old.folder, new.folder))
        if new.folder == "a":
            store.update(lambda state: replace(state, folder="b"))

    store.changed.connect(answer)
    store.changed.connect(lambda old, new: told.append((old.folder, new.folder)))
    store.update(lambda state: replace(state, folder="a"))
    store.update(lambda state: state)

    assert [("", "a"), ("", "a"), ("a", "b"), ("a", "b")] == told


def test_settings_come_back(tmp_path: Path) -> None:
    path = str(tmp_path / "s.ini")
    first = Settings(path)
    wanted = Preferences(theme="dark", is_motion_reduced=True, shows_minimap=False, editor="code -g {file}:{line}")
    first.save_preferences(wanted)
    first.add_recent(str(tmp_path))
    first.add_recent(str(tmp_path / "gone"))
    first.save_view("/project", {"folded": ["a.b"], "direction": "TB"})
    first.release_view()
    second = Settings(path)

    assert replace(wanted, recent=(str(tmp_path),)) == second.preferences()
    assert {"folded": ["a.b"], "direction": "TB"} == second.load_view("/project")
    assert {} == second.load_view("/other")
    second.release_view()


def test_settings_that_cannot_be_kept_hold_for_the_window(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    settings = Settings(str(tmp_path / "file" / "inner" / "dagscope.ini"))
    assert f"Settings cannot be kept in {tmp_path}/file/inner/dagscope.ini: Not a directory" in settings.message

    problem = settings.save_preferences(replace(settings.preferences(), theme="dark"))

    assert "cannot be kept" in problem
    assert "dark" == settings.preferences().theme


def test_interpreter_is_the_environment_in_or_above_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "project" / "flows"
    folder.mkdir(parents=True)
    python = tmp_path / "project" / ".venv" / "bin" / "python3"
    python.parent.mkdir(parents=True)
    (tmp_path / "project" / ".venv" / "pyvenv.cfg").write_text("home = /usr")
    python.symlink_to(sys.executable)

    assert str(python) == Interpreters().find(str(folder), "")
    assert sys.executable == Interpreters().find(str(folder), sys.executable)
    assert str(python) == Interpreters().find(str(folder), "/no/such/python")
    python.unlink()
    assert sys.executable == Interpreters().find(str(folder), "")


@pytest.mark.parametrize(
    ("chosen", "environment", "wanted"),
    [
        ("edit {file} --at {line}", {}, ["edit", "a b.py", "--at", "7"]),
        ("code", {}, ["code", "-g", "a b.py:7"]),
        ("C:/VSCode/Code.exe", {}, ["C:/VSCode/Code.exe", "-g", "a b.py:7"]),
        ("", {"VISUAL": "emacs"}, ["emacs", "+7", "a b.py"]),
        ("", {"VISUAL": "vim", "EDITOR": "subl"}, ["subl", "a b.py:7"]),
        ("", {"EDITOR": "nano", "PATH": ""}, None),
    ],
)
def test_editor_is_the_chosen_one_or_the_environment_s(
    chosen: str, environment: dict[str, str], wanted: list[str] | None
) -> None:
    command = editor_command("a b.py", 7, chosen, environment)

    assert (wanted or command) == command
    assert "nano" not in command


@pytest.mark.parametrize(
    ("system", "command"), [("win32", ["notepad", "flow.py"]), ("darwin", ["open", "-t", "flow.py"])]
)
def test_without_an_editor_no_program_is_started_that_would_run_the_file(
    monkeypatch: pytest.MonkeyPatch, system: str, command: list[str]
) -> None:
    monkeypatch.setattr("dagscope_app.services.editor.program", lambda name, path: None)
    monkeypatch.setattr(sys, "platform", system)

    assert command == editor_command("flow.py", 3, "", {})


def test_editor_that_is_missing_is_said(tmp_path: Path) -> None:
    file = tmp_path / "x.py"
    file.write_text("")

    assert "Choose one" in open_in_editor(str(file), 1, "no-such-editor-at-all")
    assert "not there" in open_in_editor(str(tmp_path / "gone.py"), 1, "")


@pytest.mark.parametrize(
    ("chosen", "line", "is_lost"),
    [
        ("mousepad", 7, True),
        ("mousepad {file}", 7, True),
        ("mousepad", 1, False),
        ("code", 7, False),
        ("e {line}", 7, False),
    ],
)
def test_a_line_that_the_editor_is_not_told_is_said_once(
    monkeypatch: pytest.MonkeyPatch, chosen: str, line: int, is_lost: bool
) -> None:
    monkeypatch.setattr("dagscope_app.services.editor.open_in_editor", lambda *given: "")
    editor = Editor()

    assert is_lost == ("flow.py was opened without going to line 7" in editor.open("flow.py", line, chosen))
    assert "" == editor.open("flow.py", line, chosen)


def test_watcher_tells_a_burst_once_and_nothing_but_python(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1")
    watcher = Watcher()
    watcher.watch(str(tmp_path), ["a.py"])
    told: list[int] = []
    watcher.changed.connect(lambda: told.append(1))
    with qtbot.waitSignal(watcher.changed):
        for number in range(5):
            (tmp_path / "a.py").write_text(f"x = {number}0")
        (tmp_path / "notes.txt").write_text("no code")
        (tmp_path / "new.tmp").write_text("y = 1")
        os.replace(tmp_path / "new.tmp", tmp_path / "b.py")

    assert [1] == told
    (tmp_path / "c.py").write_text("z = 1")
    watcher.acknowledge(str(tmp_path / "c.py"))
    (tmp_path / "more.txt").write_text("no code")
    watcher._on_change(str(tmp_path))
    watcher._on_timer_timeout()
    assert [1] == told
    (tmp_path / "d.py").write_text("z = 1")
    (tmp_path / "c.py").write_text("z = 1000")
    watcher.acknowledge(str(tmp_path / "c.py"))
    watcher._on_change(str(tmp_path))
    watcher._on_timer_timeout()
    watcher._on_timer_timeout()
    assert [1, 1] == told, "what another program wrote at the same moment"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ({"a": (1, 5), "b": (1, 5)}, False),  # nothing of Python changed
        ({"a": (2, 5), "b": (1, 5)}, False),
        ({"a": (1, 5), "b": (1, 5), "c": (2, 5)}, False),
        ({"a": (2, 0), "b": (1, 5)}, True),  # emptied, to be written
        ({"a": (2, 5), "b": (2, 5)}, True),
        ({"a": (1, 5)}, True),  # gone, perhaps to be replaced
        ({"a": (1, 5), "c": (2, 5)}, True),
    ],
)
def test_a_save_of_one_file_is_said_sooner_than_what_may_go_on(now: dict[str, tuple[int, int]], expected: bool) -> None:
    assert expected is may_go_on({"a": (1, 5), "b": (1, 5)}, now)


def test_a_file_that_is_emptied_first_is_said_when_it_is_written(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1")
    watcher = Watcher()
    watcher.watch(str(tmp_path), ["a.py"])
    told: list[int] = []
    watcher.changed.connect(lambda: told.append(1))
    (tmp_path / "a.py").write_text("")
    watcher._on_change(str(tmp_path / "a.py"))
    watcher._on_timer_timeout()
    (tmp_path / "a.py").write_text("x = 20")
    watcher._on_change(str(tmp_path / "a.py"))
    assert [] == told
    watcher._on_timer_timeout()
    assert [1] == told


def test_what_is_saved_while_the_files_are_being_read_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    watcher = Watcher()
    (tmp_path / "flow.py").write_text("x = 1\n")
    watcher.watch(str(tmp_path), ["flow.py"])
    (tmp_path / "flow.py").write_text("x = 1 + 1\n")
    (tmp_path / "more.py").write_text("y = 1\n")
    with qtbot.waitSignal(watcher.changed):
        watcher.watch(str(tmp_path), ["flow.py"])  # they were read before that, and nothing more is saved

    with qtbot.assertNotEmitted(watcher.changed):
        watcher.watch(str(tmp_path), ["flow.py", "more.py"])
        assert not watcher._timer.isActive()


@pytest.mark.parametrize("name", ["flow.py", "dagscope.toml"])
def test_what_is_saved_while_a_folder_is_read_for_the_first_time_is_said(
    qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    for each in ("flow.py", "dagscope.toml"):
        (tmp_path / each).write_text("x = 1\n")
        os.utime(tmp_path / each, (1, 1))
    watcher, own = Watcher(), Watcher()
    for one in (watcher, own):
        one.note_reading(str(tmp_path))
    later = time.time_ns() + 1_000_000_000
    os.utime(tmp_path / name, ns=(later, later))
    own.acknowledge(str(tmp_path / name))  # saved from the window

    own.watch(str(tmp_path), ["flow.py"])
    assert not own._timer.isActive()
    with qtbot.waitSignal(watcher.changed):
        watcher.watch(str(tmp_path), ["flow.py"])
    watcher.watch(str(tmp_path), ["flow.py"])
    assert not watcher._timer.isActive()


def test_a_file_of_the_config_saved_while_its_folder_is_read_is_a_change(qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("flow.py", "orders.csv", "prices.csv"):
        (tmp_path / name).write_text("x = 1\n")
        os.utime(tmp_path / name, (1, 1))
    watcher = Watcher()
    watcher.note_reading(str(tmp_path))
    watcher.watch_data([str(tmp_path / name) for name in ("orders.csv", "prices.csv")])
    watcher.watch(str(tmp_path), ["flow.py"])
    assert not watcher._timer.isActive()

    later = time.time_ns() + 1_000_000_000
    watcher.note_reading(str(tmp_path))
    os.utime(tmp_path / "orders.csv", ns=(later, later))
    watcher.watch_data([str(tmp_path / "orders.csv")])
    with qtbot.waitSignal(watcher.changed):
        watcher.watch(str(tmp_path), ["flow.py"])


@pytest.mark.parametrize("most", [4_000, 1])
def test_nothing_that_is_read_is_too_deep_or_too_much_to_be_followed(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(watches, "WATCHED_AT_MOST", most)  # the rest is looked at in turn
    monkeypatch.setattr(watches, "LOOK_MS", 1)
    deep = tmp_path.joinpath(*"abcdefghijkl")
    deep.mkdir(parents=True)
    (deep / "flow.py").write_text("x = 1")
    (tmp_path / "site-packages").mkdir()
    watcher = Watcher()
    watcher.watch(str(tmp_path), [])
    with qtbot.waitSignal(watcher.changed):
        (deep / "flow.py").write_text("x = 1000")
    with qtbot.waitSignal(watcher.changed):
        (tmp_path / "new" / "newer").mkdir(parents=True)
        (tmp_path / "new" / "newer" / "notes.ipynb").write_text("{}")
    with qtbot.waitSignal(watcher.changed):
        (tmp_path / "new").rename(tmp_path / "other")
    with qtbot.waitSignal(watcher.changed):
        (tmp_path / "a").rename(tmp_path / "old")
        deep.mkdir(parents=True)
        (deep / "flow.py").write_text("y = 1000")
    with qtbot.waitSignal(watcher.changed):
        (deep / "flow.py").write_text("y = 20000")
    with qtbot.assertNotEmitted(watcher.changed):
        (tmp_path / "site-packages" / "lib.py").write_text("x = 1")
        watcher.look()
        watcher._on_timer_timeout()
    (tmp_path / "other" / "newer" / "more.py").write_text("x = 1")
    with qtbot.waitSignal(watcher.changed):
        watcher.look()


def test_a_module_saved_before_the_first_walk_comes_to_it_is_a_change(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_TURN_SECONDS", -1.0)  # a folder a turn
    module = tmp_path / "a" / "b" / "flow.py"
    module.parent.mkdir(parents=True)
    module.write_text("x = 1")
    watcher = Watcher()
    watcher.watch(str(tmp_path), ["a/b/flow.py"])
    with qtbot.waitSignal(watcher.changed):
        module.write_text("x = 1000")


@pytest.mark.parametrize("how", ["deleted", "renamed"])
def test_watcher_tells_of_a_folder_that_goes_and_comes_back(qtbot: QtBot, tmp_path: Path, how: str) -> None:
    folder, aside = tmp_path / "project", tmp_path / "aside"
    folder.mkdir()
    (folder / "a.py").write_text("x = 1")
    watcher = Watcher()
    watcher.watch(str(folder), ["a.py"])
    with qtbot.waitSignal(watcher.vanished), qtbot.assertNotEmitted(watcher.changed):
        if how == "deleted":
            (folder / "a.py").unlink()
            folder.rmdir()
        else:
            folder.rename(aside)
    with qtbot.waitSignal(watcher.changed):
        if how == "deleted":
            folder.mkdir()
        else:
            aside.rename(folder)
    with qtbot.waitSignal(watcher.changed):
        (folder / "a.py").write_text("x = 2000")


def test_watcher_tells_of_files_that_are_read_with_the_code(qtbot: QtBot, tmp_path: Path) -> None:
    rate = tmp_path / "outside" / "rate.json"
    (tmp_path / "project").mkdir()
    rate.parent.mkdir()
    rate.write_text("1")
    watcher = Watcher()
    watcher.watch_data([str(rate)])
    watcher.watch(str(tmp_path / "project"), [])
    with qtbot.waitSignal(watcher.changed):
        rate.write_text("20")
    (rate.parent / "new").write_text("300")
    with qtbot.waitSignal(watcher.changed):
        os.replace(rate.parent / "new", rate)
    watcher.watch_data([])
    with qtbot.assertNotEmitted(watcher.changed):
        rate.write_text("4000")
        watcher._on_timer_timeout()


def test_this_pyside_keeps_its_references() -> None:
    assert not loses_none()
    assert "" == check_pyside()


def test_signals_have_names() -> None:
    assert "crashed(SIGSEGV)" == crash_cause(11)
    assert "killed-unknown" == crash_cause(9)


def test_a_folder_is_copied_under_a_free_name(tmp_path: Path) -> None:
    source = tmp_path / "from" / "shop"
    (source / "__pycache__").mkdir(parents=True)
    (source / "a.py").write_text("x = 1\n", encoding="utf-8")
    place = tmp_path / "to"
    place.mkdir()
    (place / "shop_2").write_text("mine", encoding="utf-8")

    copies = [Path(Folders().copy(str(source), str(place))) for _ in range(2)]
    assert ["shop", "shop_3"] == [copy.name for copy in copies]
    assert [["a.py"]] * 2 == [sorted(path.name for path in copy.iterdir()) for copy in copies]
    assert "mine" == (place / "shop_2").read_text(encoding="utf-8")
    assert Folders().is_installed(str(Path(dagscope_app.__file__).parent / "examples" / "shop"))
    assert not Folders().is_installed(str(source))
