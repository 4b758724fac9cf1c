"""What is remembered between sessions, in an INI file of the user's.
It must not live in, or be read from, a project.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs
from dagscope.data_folder import data_folder
from PySide6.QtCore import QByteArray, QSettings

from dagscope_app.model.records.preferences import Preferences
from dagscope_app.services.kept_views import KeptViews

RECENT_LIMIT = 12


def default_path() -> str:
    """Return the settings file of this user."""
    return str(Path(platformdirs.user_config_dir("dagscope", appauthor=False)) / "dagscope.ini")


def _free_name(path: str) -> str:
    """Return the name, with a number where a file has it already: what was put aside before is kept."""
    number, name = 1, path
    while os.path.lexists(name):
        number += 1
        name = f"{path}{number}"
    return name


class Settings:
    """The settings file; a broken one is put aside and reported, never overwritten in silence."""

    def __init__(self, path: str = "") -> None:
        self._path = path or default_path()
        self._message = self._folder_problem()
        self._views = KeptViews(Path(self._path).parent / "views")
        self._file = QSettings(self._path, QSettings.Format.IniFormat)
        if self._file.status() == QSettings.Status.FormatError:
            aside = _free_name(f"{self._path}.bad")
            os.replace(self._path, aside)
            self._message = f"The settings could not be read and were put aside as {aside}."
            self._file = QSettings(self._path, QSettings.Format.IniFormat)

    def _folder_problem(self) -> str:
        """Make the folder of the settings; a sentence where that cannot be."""
        try:
            Path(self._path).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return _not_kept(self._path, error.strerror or "it cannot be written")
        return ""

    @property
    def path(self) -> str:
        """The file."""
        return self._path

    @property
    def data_folder(self) -> str:
        """Return where larger things than settings are kept: next to a file that was chosen, else where the system
        has it.
        """
        if self._path != default_path():
            return str(Path(self._path).parent)
        return str(data_folder())

    @property
    def message(self) -> str:
        """What went wrong on reading, or nothing."""
        return self._message

    def preferences(self) -> Preferences:
        """Return the user's preferences."""
        default = Preferences()
        return Preferences(
            theme=self._text("theme", default.theme),
            is_motion_reduced=self._flag("reduce_motion", default.is_motion_reduced),
            shows_minimap=self._flag("minimap", default.shows_minimap),
            shows_legend=self._flag("legend", default.shows_legend),
            shows_heat=self._flag("heat", default.shows_heat),
            wheel_zooms=self._flag("wheel_zooms", default.wheel_zooms),
            runs_on_save=self._flag("run_on_save", default.runs_on_save),
            lights_downstream=self._flag("light_downstream", default.lights_downstream),
            has_safe_csv=self._flag("safe_csv", default.has_safe_csv),
            editor=self._text("editor", ""),
            interpreter=self._text("interpreter", ""),
            recent=self.recent(),
            pinned=self._folders("pinned"),
            has_toured=self._flag("toured", default.has_toured),
        )

    def save_preferences(self, preferences: Preferences) -> str:
        """Keep them; a sentence when that is not possible."""
        self._file.setValue("theme", preferences.theme)
        self._file.setValue("reduce_motion", preferences.is_motion_reduced)
        self._file.setValue("minimap", preferences.shows_minimap)
        self._file.setValue("legend", preferences.shows_legend)
        self._file.setValue("heat", preferences.shows_heat)
        self._file.setValue("wheel_zooms", preferences.wheel_zooms)
        self._file.setValue("run_on_save", preferences.runs_on_save)
        self._file.setValue("light_downstream", preferences.lights_downstream)
        self._file.setValue("safe_csv", preferences.has_safe_csv)
        self._file.setValue("recent", json.dumps(preferences.recent))
        self._file.setValue("pinned", json.dumps(preferences.pinned))
        self._file.setValue("toured", preferences.has_toured)
        self._file.setValue("editor", preferences.editor)
        self._file.setValue("interpreter", preferences.interpreter)
        self._file.sync()
        if self._file.status() == QSettings.Status.NoError:
            return ""
        return _not_kept(self._path, "it cannot be written")

    def recent(self) -> tuple[str, ...]:
        """Return the folders opened last, newest first, without those that are gone."""
        return self._folders("recent")

    def _folders(self, key: str) -> tuple[str, ...]:
        found = self._json(key)
        if not isinstance(found, list):
            return ()
        return tuple(item for item in found if isinstance(item, str) and os.path.isdir(item))

    def add_recent(self, folder: str) -> tuple[str, ...]:
        """Put a folder first; the new list."""
        recent = (folder, *(item for item in self.recent() if item != folder))
        kept = self._folders("pinned")
        recent = tuple(item for number, item in enumerate(recent) if number < RECENT_LIMIT or item in kept)
        self._file.setValue("recent", json.dumps(recent))
        return recent

    def load_view(self, folder: str) -> Mapping[str, Any]:
        """Return how a project was looked at; empty for a new one. Earlier versions kept it in the settings file."""
        found = self._views.load(folder) or self._json(_view_key(folder))
        return found if isinstance(found, dict) else {}

    def load_place(self, folder: str) -> tuple[float, float, float] | None:
        """Return where a project's picture was looked at: scale and middle, or None for all of it."""
        found = self.load_view(folder).get("place")
        if not isinstance(found, list) or len(found) != 3:
            return None
        if not all(isinstance(part, (int, float)) and math.isfinite(part) for part in found):
            return None
        return float(found[0]), float(found[1]), float(found[2])

    def save_view(self, folder: str, data: Mapping[str, Any]) -> str:
        """Write how a project is looked at at once; a sentence when that is not possible."""
        return self._views.save(folder, data)

    def picture(self, folder: str) -> bytes:
        """Return the picture of a project that was kept for the start page; empty where there is none."""
        return self._views.load_picture(folder)

    def save_picture(self, folder: str, picture: bytes) -> None:
        """Keep a picture of a project; where that cannot be, there is none."""
        self._views.save_picture(folder, picture)

    def release_view(self) -> None:
        """Let another window have this one's file of views."""
        self._views.release()

    def geometry(self, screen: str) -> tuple[QByteArray, QByteArray]:
        """Return the positions of the window and its panels on a screen; empty when none of its size was saved."""
        return self._bytes(f"screen/{screen}/geometry"), self._bytes(f"screen/{screen}/panels")

    def save_geometry(self, screen: str, geometry: QByteArray, panels: QByteArray) -> None:
        """Keep the positions of the window and its panels for screens of this size."""
        self._file.setValue(f"screen/{screen}/geometry", geometry)
        self._file.setValue(f"screen/{screen}/panels", panels)
        self._file.sync()

    def _text(self, key: str, default: str) -> str:
        value = self._file.value(key, default)
        return value if isinstance(value, str) else default

    def _flag(self, key: str, default: bool) -> bool:
        value = self._file.value(key, default)
        return value if isinstance(value, bool) else str(value).lower() == "true"

    def _bytes(self, key: str) -> QByteArray:
        value = self._file.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def _json(self, key: str) -> Any:
        value = self._file.value(key)
        try:
            return json.loads(value) if isinstance(value, str) else None
        except ValueError:
            return None


def _not_kept(path: str, reason: str) -> str:
    return f"Settings cannot be kept in {path}: {reason}. They hold until this window is closed."


def _view_key(folder: str) -> str:
    return "view/" + hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:16]
