"""What a run changes in its process is put back."""

from __future__ import annotations

import locale
import os
import sys
from pathlib import Path

import pytest
from dagscope.session.run_state import restored


def test_the_next_run_begins_as_this_one_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEPT", "1")
    monkeypatch.setenv("CHANGED", "1")
    before = (os.getcwd(), dict(os.environ), list(sys.path), sys.getrecursionlimit(), locale.setlocale(locale.LC_ALL))

    with pytest.raises(KeyError), restored():
        os.chdir(tmp_path)
        os.environ["NEW"] = "1"
        os.environ["CHANGED"] = "2"
        del os.environ["KEPT"]
        sys.path.insert(0, "/zz")
        sys.setrecursionlimit(5000)
        locale.setlocale(locale.LC_ALL, "C.UTF-8" if before[4] == "C" else "C")
        raise KeyError

    after = (os.getcwd(), dict(os.environ), list(sys.path), sys.getrecursionlimit(), locale.setlocale(locale.LC_ALL))
    assert before == after


def test_a_folder_that_is_gone_is_no_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    with restored():
        os.chdir(tmp_path)

    assert str(tmp_path) == os.getcwd()
