"""The list of trusted folders: what is in it, who may change it, what it answers."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from dagscope import trust
from dagscope.commands.command_line import run_command


@pytest.fixture
def folder(tmp_path: Path, store: Path) -> Path:
    place = tmp_path / "flows" / "one"
    place.mkdir(parents=True)
    (place / "flow.py").write_text("def a(x: int) -> int:\n    return x\n")
    return place


def test_nothing_is_trusted_at_first(folder: Path) -> None:
    assert not trust.is_trusted(folder)
    assert () == trust.trusted_folders()


def test_a_folder_is_trusted_with_all_below_and_nothing_beside(folder: Path) -> None:
    trust.add(folder)
    (folder / "inner").mkdir()
    (folder.parent / "one more").mkdir()

    assert trust.is_trusted(folder)
    assert trust.is_trusted(folder / "inner")
    assert trust.is_trusted(folder / "flow.py")
    assert not trust.is_trusted(folder.parent)
    assert not trust.is_trusted(folder.parent / "one more")


def test_the_real_path_counts(folder: Path, tmp_path: Path) -> None:
    trust.add(folder)
    link = tmp_path / "link"
    link.symlink_to(folder)
    other = tmp_path / "other"
    other.mkdir()
    inside = folder / "out"
    inside.symlink_to(other)

    assert trust.is_trusted(link)
    assert not trust.is_trusted(inside)


def test_a_folder_that_became_a_link_is_not_trusted(folder: Path, tmp_path: Path) -> None:
    trust.add(folder)
    folder.rename(tmp_path / "moved")
    (tmp_path / "evil").mkdir()
    folder.symlink_to(tmp_path / "evil")

    assert not trust.is_trusted(folder)
    assert trust.remove(folder), "a folder that is gone can be taken out of the list"


def test_the_list_is_the_user_s_alone(folder: Path, store: Path) -> None:
    trust.add(folder)

    assert 0o600 == store.stat().st_mode & 0o777


def test_a_list_that_could_not_be_written_is_not_left_empty(
    folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: object, **options: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(trust, "write_bytes", refuse)
        with pytest.raises(trust.TrustProblem, match="No space left"):
            trust.add(folder)

    assert () == trust.trusted_folders() and not store.exists()
    trust.add(folder)
    assert trust.is_trusted(folder)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"folders": 3}', '{"folders": [3]}', '{"folders": [{"path": "relative"}]}', "\x00" * 9]
)
def test_a_damaged_list_trusts_nothing_and_is_kept(folder: Path, store: Path, text: str) -> None:
    store.parent.mkdir()
    store.write_text(text)
    store.chmod(0o600)

    assert not trust.is_trusted(folder)
    with pytest.raises(trust.TrustProblem, match="damaged"):
        trust.add(folder)
    assert text == store.read_text()


def test_a_list_that_others_can_write_trusts_nothing(folder: Path, store: Path) -> None:
    trust.add(folder)
    store.chmod(0o666)

    assert not trust.is_trusted(folder)


def test_a_pipe_in_the_place_of_the_list_or_of_an_interpreter_is_not_waited_for(folder: Path, store: Path) -> None:
    python = folder / ".venv" / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\n")
    trust.add(folder, str(python))
    assert trust.may_start(str(python), folder)
    python.unlink()
    os.mkfifo(python, 0o755)
    assert not trust.may_start(str(python), folder)

    store.unlink()
    os.mkfifo(store, 0o600)
    assert not trust.is_trusted(folder)
    with pytest.raises(trust.TrustProblem, match="is not a regular file, so no folder is trusted"):
        trust.add(folder)


def test_who_changes_the_list_does_so_alone(folder: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A window that adds a folder while another one stops trusting one must not bring that back."""
    monkeypatch.setattr(trust, "_LOCK_TRIES", 1)
    other = folder.parent / "other"
    other.mkdir()
    trust.add(folder)
    read, refused = trust.trusted_folders, []

    def read_while_another_removes() -> tuple[trust.TrustedFolder, ...]:
        if not refused:
            refused.append("")
            with pytest.raises(trust.TrustProblem, match="is being changed by another Dagscope; try again"):
                trust.remove(folder)
        return read()

    monkeypatch.setattr(trust, "trusted_folders", read_while_another_removes)
    trust.add(other)
    assert trust.remove(folder) and [str(other)] == [item.path for item in read()]


def test_the_examples_are_trusted(store: Path) -> None:
    examples = Path(__file__).resolve().parents[2] / "examples"

    assert trust.is_trusted(examples / "my_dataflow")
    assert not trust.is_trusted(examples.parent)
    assert not trust.is_trusted(examples.parent / "tests" / "app" / "projects" / "shop")


def test_an_interpreter_is_confirmed_with_its_folder_as_it_was(folder: Path) -> None:
    python = folder / ".venv" / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\n")

    trust.add(folder)
    assert not trust.may_start(str(python), folder)
    trust.add(folder, str(python))
    assert trust.may_start(str(python), folder)
    python.write_text("#!/bin/sh\n# another one\n")
    assert not trust.may_start(str(python), folder)


def test_a_link_to_the_systems_python_may_be_updated_but_not_turned(folder: Path, tmp_path: Path) -> None:
    system = tmp_path / "usr" / "python3.12"
    system.parent.mkdir()
    system.write_text("1")
    python = folder / ".venv" / "bin" / "python3"
    python.parent.mkdir(parents=True)
    python.symlink_to(system)
    trust.add(folder, str(python))

    system.write_text("2")
    assert trust.may_start(str(python), folder)
    python.unlink()
    python.symlink_to(tmp_path / "usr" / "other")
    assert not trust.may_start(str(python), folder)


def test_our_own_interpreter_needs_no_confirmation(folder: Path) -> None:
    assert trust.may_start(sys.executable, folder)


def test_the_repository_s_address_is_read_without_its_secret(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text(
        '[core]\n\tbare = false\n[remote "origin"]\n\turl = https://me:secret@example.org/a/b.git\n'
    )

    assert "https://example.org/a/b.git" == trust.git_remote(folder)


def test_the_verbs_add_list_and_remove(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == run_command(["trust", "add", str(folder)])
    assert str(folder) in capsys.readouterr().out
    assert 0 == run_command(["trust", "ls", "--json"])
    assert [str(folder)] == [item["path"] for item in json.loads(capsys.readouterr().out)]
    assert 0 == run_command(["trust", "rm", str(folder)])
    assert 1 == run_command(["trust", "rm", str(folder)])
    assert not trust.is_trusted(folder)
    assert 1 == run_command(["trust", "add", str(folder / "nowhere")])
    assert "there is no folder" in capsys.readouterr().err


def test_removing_what_lies_in_a_trusted_folder_says_that_it_stays(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trust.add(folder)
    trust.add(folder.parent)

    assert 1 == run_command(["trust", "rm", str(folder)])
    assert "is still trusted" in capsys.readouterr().err
