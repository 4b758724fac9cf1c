"""Where the user's files are kept: the variables of the base directory specification, and what it ignores."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope import trust
from dagscope.data_folder import VARIABLE, data_folder, history_path, settings_folder

FOLDERS = [("XDG_DATA_HOME", data_folder, ".local/share"), ("XDG_CONFIG_HOME", settings_folder, ".config")]


@pytest.fixture(autouse=True)
def linux(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.delenv(trust.STORE_VARIABLE, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.mark.parametrize(("variable", "folder", "usual"), FOLDERS)
@pytest.mark.parametrize("given", ["", "here", "./here", "../up"])
def test_a_folder_that_is_not_absolute_is_ignored(
    variable: str, folder: Callable[[], Path], usual: str, given: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(variable, given)
    assert tmp_path / usual / "dagscope" == folder()
    monkeypatch.setenv(variable, str(tmp_path / "there"))
    assert tmp_path / "there" / "dagscope" == folder()


def test_a_project_cannot_bring_the_list_that_trusts_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    project = tmp_path / "project"
    listed = project / "config" / "dagscope" / "trusted.json"
    listed.parent.mkdir(parents=True)
    listed.write_text(f'{{"folders": [{{"path": "{project}"}}]}}')
    listed.chmod(0o600)
    monkeypatch.chdir(project)
    monkeypatch.setenv("XDG_CONFIG_HOME", "config")
    assert () == trust.trusted_folders()


def test_a_folder_whose_name_is_no_text_has_a_history_of_its_own(tmp_path: Path) -> None:
    odd, other = (history_path(tmp_path, os.fsdecode(name)) for name in (b"/p/b\xff", b"/p/b\xfe"))
    assert odd != other and {tmp_path / "history"} == {odd.parent, other.parent}
