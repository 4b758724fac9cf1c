"""What the controllers ask of disks: projects, sources, settings, and who may run what.
Protocols alone; nothing here does anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from dagscope_app.model.cases import Severity
from dagscope_app.model.edits.saving import Saving
from dagscope_app.model.records.file_conflict import Conflict
from dagscope_app.model.records.preferences import Preferences
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.model.records.trust import Trust, TrustFacts

Written = Callable[[str, Severity], None]
"""Hears what became of a picture, at once or later: a sentence and its severity."""
Write = Callable[[SceneSpec, str, str, Written], None]
"""Puts a scene into a file, or the clipboard without a path."""


class InterpreterPort(Protocol):
    """Finds the Python a project belongs to."""

    @property
    def own(self) -> str:
        """The interpreter that this program runs in."""
        ...

    def find(self, folder: str, preferred: str) -> str:
        """Return the interpreter's path."""
        ...


class TrustPort(Protocol):
    """Knows which folders may run their code."""

    def decide(self, folder: str, found: str, preferred: str) -> tuple[str, Trust]:
        """Return the interpreter to start for a folder now, and what may run; `found` is what loading would start."""
        ...

    def facts(self, folder: str) -> TrustFacts:
        """Return what a person should know before saying yes."""
        ...

    def add(self, folder: str, interpreter: str, with_parent: bool) -> str:
        """Trust a folder (and all next to it); return an empty text, or why that could not be."""
        ...

    def folders(self) -> tuple[tuple[str, str], ...]:
        """Return the paths in the list, each with its interpreter."""
        ...

    def remove(self, folder: str) -> str:
        """Stop trusting a folder; return an empty text, or why that could not be."""
        ...


class FolderPort(Protocol):
    """Looks folders up, and copies them."""

    def find(self, path: str) -> str:
        """Return the whole path of a folder, or of the folder a file lies in; empty where there is none."""
        ...

    def make(self, parent: str, name: str, files: Mapping[str, str]) -> str:
        """Make a folder with these files in another one, under a name that is free there; return its path.

        Raises:
            OSError: it cannot be written there.
        """
        ...

    def example(self, name: str) -> str:
        """Return the folder of an example; empty where it is not there."""
        ...

    def is_installed(self, folder: str) -> bool:
        """Return whether a folder is part of the installed program, which nobody should write to."""
        ...

    def copy(self, folder: str, parent: str) -> str:
        """Copy a folder into another one, under a name that is free there; return the copy's path.

        Raises:
            OSError: it cannot be written there.
        """
        ...


class SettingsPort(Protocol):
    """What is remembered between sessions."""

    def add_recent(self, folder: str) -> tuple[str, ...]:
        """Put a folder first in the recent ones; the new list."""
        ...

    def save_view(self, folder: str, data: Mapping[str, Any]) -> str:
        """Remember a project's view; a sentence when that is not possible."""
        ...

    def load_view(self, folder: str) -> Mapping[str, Any]:
        """Return a project's remembered view; empty for a new one."""
        ...

    def load_place(self, folder: str) -> tuple[float, float, float] | None:
        """Return the scale and the middle of what was in view; None when that was all of it."""
        ...

    def save_preferences(self, preferences: Preferences) -> str:
        """Keep what the person likes; return an empty text, or a sentence saying why that is not possible."""
        ...


class SourceFilePort(Protocol):
    """Adds functions to modules."""

    def append(self, file: str, text: str, name: str) -> int:
        """Put a function at the end of a module; return the line it begins in.

        Raises:
            OSError: the file cannot be read or written.
            ValueError: its text is no Python, or has the name already.
        """
        ...


class ProjectFilePort(Protocol):
    """Writes `dagscope.toml`."""

    def save(self, folder: str, saving: Saving) -> tuple[str, tuple[Conflict, ...]]:
        """Write what was edited; return the file's path, and the conflicts for which nothing was written.

        Raises:
            ProjectFileRefusal: the file there is broken, or cannot be written.
        """
        ...


class WatchPort(Protocol):
    """Watches a folder's Python files."""

    def note_reading(self, folder: str) -> None:
        """Note that a folder is read from now on: what is saved until it is watched is a change."""
        ...

    def watch(self, folder: str, paths: Sequence[str], looks_below: bool = True) -> None:
        """Watch a folder, what is below it, and these files from now on; an empty folder watches nothing."""
        ...

    def watch_data(self, paths: Sequence[str]) -> None:
        """Watch these files besides, which are no code but are read with it, instead of those of before."""
        ...

    def acknowledge(self, path: str) -> None:
        """Note what a file is on disk now, which was written here: only later changes of it count."""
        ...
