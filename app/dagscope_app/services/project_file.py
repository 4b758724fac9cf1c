"""Reads and writes `dagscope.toml` for saving. It must not decide what to save, nor know TOML: `toml_edits` does.

What is written is the difference between what was read and what is there now, laid over the file as it is on the disk.
A key that was changed on both sides is a conflict, and then nothing is written.
"""

from __future__ import annotations

import os
from pathlib import Path

from dagscope.whole_files import write_bytes

from dagscope_app.model.file_conflict import Conflict, ProjectFileRefusal
from dagscope_app.model.saving import FILE_NAME, Saving

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
        made, conflicts = edited(text, saving)
        if made != text:
            _write(path, made)
        return str(path), conflicts


def _read(path: Path) -> str:
    if not os.path.lexists(path):
        return f"# {HEADER}\n"
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise ProjectFileRefusal(f"{path} cannot be read: {error.strerror}. Nothing was changed.") from None
    except UnicodeDecodeError:
        raise ProjectFileRefusal(f"{FILE_NAME} is not UTF-8 text. Correct it or move it away; it is kept.") from None


def _write(path: Path, text: str) -> None:
    try:
        write_bytes(os.path.realpath(path), text.encode("utf-8"), is_durable=True)
    except OSError as error:
        raise ProjectFileRefusal(f"{path} cannot be written: {error.strerror}. Nothing was changed.") from None
