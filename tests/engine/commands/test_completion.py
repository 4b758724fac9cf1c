"""Shells complete what the parsers know."""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest
from dagscope.command_names import COMMANDS
from dagscope.commands import completion, printing
from dagscope_app.cli import main

shtab = pytest.importorskip("shtab")


@pytest.fixture
def bash_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert 0 == main(["completion", "bash"])
    path = tmp_path / "dagscope.bash"
    path.write_text(capsys.readouterr().out, "utf-8")
    return path


def completed(script: Path, *words: str) -> set[str]:
    line = " ".join(f"'{word}'" for word in words)
    code = (
        f"source {script}; COMP_WORDS=(dagscope {line}); COMP_CWORD={len(words)}; _shtab_dagscope; echo "
        f"${{COMPREPLY[@]}}"
    )
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_completes_commands_and_options(bash_script: Path) -> None:
    assert {"compare", "completion"} == completed(bash_script, "com")
    assert set(COMMANDS) <= completed(bash_script, "")
    assert "--final-vars" in completed(bash_script, "run", "folder", "--fin")
    assert {"install", "remove"} <= completed(bash_script, "desktop", "")


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_a_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["completion", shell])
    assert "final-vars" in capsys.readouterr().out


def test_an_unknown_shell_is_refused_with_those_that_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert 2 == main(["completion", "cmd"])
    assert "bash" in capsys.readouterr().err


def full(*_: object, **__: object) -> NoReturn:
    """Stand in for Python's `print` on a full disk."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_script_that_cannot_be_written_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "own_print", full)

    with pytest.raises(printing.OutputProblem, match="No space left"):
        completion.run(argparse.Namespace(shell="bash"))
