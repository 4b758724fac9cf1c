"""The command `desktop`: the entry in the desktop's menu, its icons and file type, for one user. It must not import Qt.

What is written follows the freedesktop.org specifications: Desktop Entry, Icon Theme, Shared MIME-info, AppStream.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import dagscope_resources
from dagscope.data_folder import xdg_folder
from dagscope.programs import program
from dagscope.whole_files import replacing

_ABOUT = "add Dagscope to the desktop's menu, or remove it"
_DESCRIPTION = """Write a menu entry, icons and the file type of dagscope.toml for the current user, or remove them.
Afterwards a folder's context menu offers Dagscope, and a dagscope.toml opens with it."""
_ICON_SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
# What makes a running desktop notice; each is optional.
_REFRESHERS = (
    ("update-desktop-database", "applications"),
    ("update-mime-database", "mime"),
    ("gtk-update-icon-cache", "icons/hicolor"),
)
# What update-mime-database makes of the packages; without any, it says nothing.
_MIME_DATABASES = (
    *("aliases", "generic-icons", "globs", "globs2", "icons", "magic", "mime.cache", "subclasses", "treemagic"),
    *("types", "version", "XMLnamespaces"),
)
_DESCRIBED = "mime/application/x-dagscope+toml.xml"
_NO_TYPES = "[MIME Cache]"


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Add the command to a command line."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "desktop",
        help=_ABOUT,
        description=_DESCRIPTION,
        epilog="example:\n  dagscope desktop install",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(metavar="VERB", dest="verb", required=True)
    verbs.add_parser("install", help="write the entry", description="Write the entry, the icons and the file type.")
    verbs.add_parser("remove", help="remove the entry", description="Remove what `dagscope desktop install` wrote.")
    parser.set_defaults(run=run)
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Write or remove the entry; return the exit code."""
    if sys.platform in ("darwin", "win32"):
        print("desktop: menu entries of this kind are for Linux; see docs/install.md for this system", file=sys.stderr)
        return 1
    base = data_home(os.environ, Path.home())
    try:
        paths = _install(base) if arguments.verb == "install" else _remove(base)
    except OSError as error:
        print(f"desktop: {error.filename or base} could not be changed: {error.strerror}", file=sys.stderr)
        return 1
    _refresh(base)
    if arguments.verb == "remove":
        _tidy(base, paths)
    done = "written" if arguments.verb == "install" else "removed"
    print("\n".join(f"{done}: {path}" for path in paths) or "desktop: there was no entry")
    return 0


def data_home(environment: Mapping[str, str], home: Path) -> Path:
    """Return the folder for a user's data."""
    return xdg_folder(environment.get("XDG_DATA_HOME", ""), home / ".local" / "share")


def files_below(program: str) -> dict[str, bytes]:
    """Return what is written below the folder for data: relative paths and contents.

    Args:
        program: the command that starts Dagscope, an absolute path.
    """
    entry = dagscope_resources.desktop_file("dagscope.desktop").replace(b"@program@", quoted(program).encode("utf-8"))
    found = {
        "applications/dagscope.desktop": entry,
        "mime/packages/dagscope.xml": dagscope_resources.desktop_file("dagscope.xml"),
        "metainfo/dagscope.metainfo.xml": dagscope_resources.desktop_file("dagscope.metainfo.xml"),
        "icons/hicolor/scalable/apps/dagscope.svg": dagscope_resources.app_icon_svg().encode("utf-8"),
    }
    for size in _ICON_SIZES:
        path = f"icons/hicolor/{size}x{size}/apps/dagscope.png"
        found[path] = dagscope_resources.desktop_file(f"icons/{size}.png")
    return found


def quoted(path: str) -> str:
    """Return a path as the `Exec` key of a desktop entry wants it: quoted, and escaped once more as a text."""
    for sign in ("\\", '"', "`", "$"):
        path = path.replace(sign, "\\" + sign)
    return f'"{path}"'.replace("\\", "\\\\").replace("%", "%%")


def program_path() -> str:
    """Return the command that starts Dagscope: the standalone program, or the script next to the interpreter."""
    if getattr(sys, "frozen", False):
        return os.environ.get("APPIMAGE") or sys.executable
    beside = os.path.join(os.path.dirname(sys.executable), "dagscope")
    return beside if os.path.isfile(beside) else program("dagscope") or beside


def _install(base: Path) -> list[Path]:
    written: list[Path] = []
    for name, content in files_below(program_path()).items():
        path = base / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            file.write(content)
        written.append(path)
    return written


def _remove(base: Path) -> list[Path]:
    removed: list[Path] = []
    for name in files_below(""):
        path = base / name
        if os.path.isfile(path):
            path.unlink()
            removed.append(path)
    return removed


def _refresh(base: Path) -> None:
    for name, folder in _REFRESHERS:
        found = program(name)
        if found is not None and os.path.isdir(base / folder):
            subprocess.run([found, str(base / folder)], check=False, capture_output=True)


def _tidy(base: Path, removed: list[Path]) -> None:
    """Take away the databases that describe nothing any more, and the folders that the removed files leave empty."""
    with suppress(OSError, UnicodeDecodeError):
        types = base / "applications" / "mimeinfo.cache"
        if removed and types.read_text("utf-8").strip() == _NO_TYPES:
            types.unlink()
    mime = base / "mime"
    if base / "mime/packages/dagscope.xml" in removed and program("update-mime-database") and _is_empty(mime):
        for name in _MIME_DATABASES:
            with suppress(OSError):
                (mime / name).unlink()
    described = [base / _DESCRIBED] if removed else []
    for path in (*described, *removed):
        with suppress(OSError):  # a folder that holds something of another program stays
            for folder in path.parents[: len(path.relative_to(base).parts) - 1]:
                folder.rmdir()


def _is_empty(mime: Path) -> bool:
    """Return whether no program describes file types below a folder."""
    return not any((mime / "packages").glob("*"))
