"""Folders and files that the user may not look into: a sentence each, nothing lost. The tests may run as root."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dagscope.commands.command_line import run_command
from dagscope.commands.draw import _target
from dagscope.project.opening import open_project
from dagscope.small_files import is_closed, open_regular
from dagscope.whole_files import write_bytes


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder whose content the system refuses to tell of, as it does to everybody but root."""
    folder = tmp_path / "closed"
    folder.mkdir()
    (folder / "flow.py").write_text("def a() -> int:\n    return 1\n")

    def refusing(real: Callable[..., Any], above: bool) -> Callable[..., Any]:
        def call(path: Any, *args: Any, **kwargs: Any) -> Any:
            text = os.fspath(path) if isinstance(path, (str, os.PathLike)) else ""
            if text.startswith(f"{folder}{os.sep}") or (above and text == str(folder)):
                raise PermissionError(13, "Permission denied", text)
            return real(path, *args, **kwargs)

        return call

    monkeypatch.setattr(os, "stat", refusing(os.stat, above=False))
    monkeypatch.setattr(os, "scandir", refusing(os.scandir, above=True))
    real_access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode, **rest: path != folder and real_access(path, mode, **rest))
    return folder


def test_a_closed_folder_is_said_to_be_closed(closed: Path, tmp_path: Path) -> None:
    assert is_closed(closed) and is_closed(closed / "flow.py") and is_closed(closed / "inner")
    assert not is_closed(tmp_path) and not is_closed(tmp_path / "nowhere") and not is_closed("\0")
    for path in (closed, closed / "flow.py", closed / "inner"):
        (problem,) = open_project(path).problems
        assert problem.message.endswith("cannot be read: permission denied")


@pytest.mark.parametrize("command", [["run", "{}"], ["graph", "{}"], ["draw", "{}/flow.py", "-o", "x.svg"]])
def test_commands_say_it_in_a_sentence(closed: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == run_command([each.format(closed) for each in command])
    said = capsys.readouterr().err
    assert said.endswith("cannot be read: permission denied\n") and 1 == said.count("\n")


def test_a_target_in_it_is_no_traceback(closed: Path) -> None:
    target, ending = _target(argparse.Namespace(output=str(closed / "x.svg"), format=None, json=False))
    assert (closed / "x.svg", ".svg") == (target, ending)


def test_a_file_that_may_not_be_written_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, link = tmp_path / "mine.txt", tmp_path / "link.txt"
    target.write_text("mine")
    target.chmod(0o444)
    link.symlink_to(target)
    real_access = os.access  # root may write everything
    refused = (str(target), str(link))
    monkeypatch.setattr(
        os, "access", lambda path, mode, **rest: os.fspath(path) not in refused and real_access(path, mode, **rest)
    )
    with pytest.raises(PermissionError, match=r"Permission denied: '.*mine\.txt'"):
        write_bytes(target, b"other")
    assert "mine" == target.read_text() and ["link.txt", "mine.txt"] == sorted(os.listdir(tmp_path))
    write_bytes(link, b"other")  # the link alone is replaced
    assert ("mine", "other") == (target.read_text(), link.read_text())


def test_a_source_that_may_not_be_read_has_no_syntax_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "flow.py").write_text("def a() -> int:\n    return 1\n")
    (tmp_path / "secret.py").write_text("def b() -> int:\n    return 1\n")
    real_open = os.open

    def refusing(path: Any, *args: Any, **kwargs: Any) -> int:
        if os.path.basename(path) == "secret.py":
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return real_open(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", refusing)
    messages = [problem.message for problem in open_project(tmp_path).problems]
    assert ["secret.py: it cannot be read: Permission denied"] == messages


def test_a_folder_in_the_place_of_a_file_is_refused_and_not_kept_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int] = []
    real_open = os.open
    monkeypatch.setattr(os, "open", lambda *args: opened.append(real_open(*args)) or opened[-1])  # type: ignore[func-returns-value]
    with pytest.raises(OSError, match="it is not a regular file"):
        open_regular(tmp_path)
    (descriptor,) = opened
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)
