"""The window on a notebook's cells: their folder goes when it closes, unless somebody made something in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope_app import cell_window, cli


def _run(folder: Path) -> None:
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "cell.pyc").write_bytes(b"0")


def _export(folder: Path) -> None:
    (folder / "dag.png").write_bytes(b"0")


def _edit(folder: Path) -> None:
    (folder / "cell.py").write_text("def a() -> int:\n    return 2\n")


@pytest.mark.parametrize(("work", "stays"), [(_run, False), (_export, True), (_edit, True)])
def test_the_folder_goes_with_its_window_unless_somebody_worked_in_it(
    work: Callable[[Path], None], stays: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cells"
    folder.mkdir()
    (folder / "cell.py").write_text("def a() -> int:\n    return 1\n")

    def window(arguments: list[str]) -> int:
        assert arguments == [str(folder)]
        work(folder)
        return 3

    monkeypatch.setattr(cli, "main", window)
    assert cell_window.main([str(folder)]) == 3
    assert folder.exists() is stays
