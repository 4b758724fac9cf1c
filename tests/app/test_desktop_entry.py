"""The desktop entry is written whole, for one user, and taken away without a trace."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import dagscope_resources
import pytest
from dagscope.version import __version__
from dagscope_app import desktop_entry
from dagscope_app.cli import main

pytestmark = pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="desktop entries are for Linux")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(desktop_entry, "_REFRESHERS", ())
    return tmp_path / "data"


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_what_is_installed_is_removed_and_nothing_else(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = home / "applications" / "other.desktop"
    other.parent.mkdir(parents=True)
    other.write_text("[Desktop Entry]\n")

    assert 0 == main(["desktop", "install"])
    assert sorted([*desktop_entry.files_below(""), "applications/other.desktop"]) == files(home)
    assert str(home / "applications" / "dagscope.desktop") in capsys.readouterr().out
    assert 0 == main(["desktop", "remove"])
    assert ["applications/other.desktop"] == files(home)
    assert 0 == main(["desktop", "remove"])
    assert "there was no entry" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("others", "left"),
    [
        ([], []),
        (["mime/packages/other.xml"], ["mime/globs2", "mime/packages/other.xml", "mime/version"]),
        (["mime/mine"], ["mime/mine"]),
        (["icons/hicolor/16x16/apps/other.png"], ["icons/hicolor/16x16/apps/other.png"]),
    ],
)
def test_what_was_made_for_the_entry_alone_goes_with_it(
    home: Path, monkeypatch: pytest.MonkeyPatch, others: list[str], left: list[str]
) -> None:
    monkeypatch.setattr(desktop_entry, "program", lambda name: f"/usr/bin/{name}")
    main(["desktop", "install"])
    for name in (*others, "mime/globs2", "mime/version"):
        (home / name).write_text("")
    (home / "mime" / "application").mkdir()  # the program takes away the file in it
    (home / "applications" / "mimeinfo.cache").write_text("[MIME Cache]\n")

    main(["desktop", "remove"])

    assert left == files(home)
    assert {path.split("/")[0] for path in left} == {path.name for path in home.iterdir()}


def test_the_entry_starts_this_program(home: Path) -> None:
    main(["desktop", "install"])
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(home / "applications" / "dagscope.desktop", encoding="utf-8")

    section = entry["Desktop Entry"]
    assert f'"{desktop_entry.program_path()}" %f' == section["Exec"]
    assert "dagscope" == section["Icon"] == section["StartupWMClass"]
    assert "application/x-dagscope+toml" in section["MimeType"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/opt/dagscope", '"/opt/dagscope"'),
        ("/my apps/dagscope", '"/my apps/dagscope"'),
        ("/a$b/100%", '"/a\\\\$b/100%%"'),
        ('/a"b', '"/a\\\\"b"'),
    ],
)
def test_odd_paths_are_quoted_as_the_specification_says(path: str, expected: str) -> None:
    assert expected == desktop_entry.quoted(path)


def test_a_relative_folder_for_data_is_ignored(tmp_path: Path) -> None:
    assert tmp_path / ".local" / "share" == desktop_entry.data_home({"XDG_DATA_HOME": "data"}, tmp_path)


def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))

    assert 1 == main(["desktop", "install"])
    assert str(tmp_path / "file") in capsys.readouterr().err


def test_the_metadata_speaks_of_this_version() -> None:
    tree = ElementTree.fromstring(dagscope_resources.desktop_file("dagscope.metainfo.xml"))

    assert __version__ == [item.get("version") for item in tree.iter("release")][0]
    assert "dagscope.desktop" == tree.findtext("id") == tree.findtext("launchable")


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="desktop-file-utils are not installed")
def test_the_entry_is_valid(home: Path) -> None:
    main(["desktop", "install"])
    path = home / "applications" / "dagscope.desktop"

    done = subprocess.run(["desktop-file-validate", str(path)], capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stdout)
