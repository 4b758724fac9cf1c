"""Adds a function to a module of the user's. It must not change what is there, nor leave half a file behind."""

from __future__ import annotations

from pathlib import Path

from dagscope import whole_files

from dagscope_app.model.scenario.stub import appended


class SourceFiles:
    """Writes at the end of source files."""

    def append(self, file: str, text: str, name: str) -> int:
        """Put a function at the end of a module; return the line it begins in.

        Raises:
            OSError: the file cannot be read or written.
            ValueError: its text is no Python, or has the name already.
        """
        path = Path(file)
        with path.open(encoding="utf-8", newline="") as opened:
            before = opened.read()
        after = appended(before, text, name)
        whole_files.write_bytes(path, after.encode("utf-8"), is_durable=True)
        head = after[: after.rindex(f"def {name}(")]
        return head.count("\n") + 1
