"""Reads and writes `dagscope.toml` for saving. It must not decide what to save, nor know TOML: `toml_edits` does.

What is written is the difference between what was read and what is there now, laid over the file as it is on the disk.
A key that was changed on both sides is a conflict, and then nothing is written.
"""

from __future__ import annotations

import os
from pathlib import Path

from dagscope.small_files import read_small
from dagscope.whole_files import write_bytes

from dagscope_app.model.edits.saving import FILE_NAME, Saving
from dagscope_app.model.records.file_conflict import Conflict, ProjectFileRefusal

_MARK = "\ufeff"
"""What some editors of Windows put before UTF-8."""
HEADER = "Scenarios of this project, for Dagscope and for hands; see docs/dagscope_toml.md of Dagscope for every key."


class ProjectFile:
    """The scenarios file of a folder."""

    def save(self, folder: str, saving: Saving) -> tuple[str, tuple[Conflict, ...]]:
        """Write what was edited; return the file's path, and the conflicts for which nothing was written.

        Raises:
            ProjectFileRefusal: the file there is broken, or cannot be written.
        """
        # Only saving needs tomlkit: every start of the window would pay for it.
        from dagscope_app.services.toml_edits import edited

        path = Path(folder) / FILE_NAME
        text = _read(path)
        made, conflicts = edited(_plain(text), saving)
        made = _like(text, made)
        if made != text:
            _write(path, made)
        return str(path), conflicts


def _has_returns(text: str) -> bool:
    return "\r\n" in text and "\n" not in text.replace("\r\n", "")


def _plain(text: str) -> str:
    """Return the text without the mark at its beginning, its lines ended as ours are."""
    return (text.replace("\r\n", "\n") if _has_returns(text) else text).removeprefix(_MARK)


def _like(text: str, made: str) -> str:
    """Return what was made with the ends of lines, and the mark at its beginning, that the file has."""
    if _has_returns(text):
        made = made.replace("\n", "\r\n")
    return _MARK + made if text.startswith(_MARK) else made


def _read(path: Path) -> str:
    if not os.path.lexists(path):
        return f"# {HEADER}\n"
    try:
        return read_small(path).decode("utf-8")
    except OSError as error:
        raise ProjectFileRefusal(f"{path} cannot be read: {error.strerror}. Nothing was changed.") from None
    except UnicodeDecodeError:
        raise ProjectFileRefusal(f"{FILE_NAME} is not UTF-8 text. Correct it or move it away; it is kept.") from None


def _write(path: Path, text: str) -> None:
    try:
        write_bytes(os.path.realpath(path), text.encode("utf-8"), is_durable=True)
    except OSError as error:
        raise ProjectFileRefusal(f"{path} cannot be written: {error.strerror}. Nothing was changed.") from None
