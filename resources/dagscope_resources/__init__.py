"""Icons, themes and fonts, read through importlib.resources. It must not import Qt."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.abc import Traversable

THEMES = ("light", "dark", "high_contrast")
FONT_FILES = (
    "Inter-Regular.otf",
    "Inter-Italic.otf",
    "Inter-SemiBold.otf",
    "JetBrainsMono-Regular.ttf",
    "JetBrainsMono-SemiBold.ttf",
)
WEB_FONTS = (
    ("inter-latin-400-normal.woff2", 400, "normal"),
    ("inter-latin-600-normal.woff2", 600, "normal"),
    ("inter-latin-400-italic.woff2", 400, "italic"),
)


@lru_cache(maxsize=16)
def _folder(name: str) -> Traversable:
    return files(__name__).joinpath(name)


def theme_data(name: str) -> dict[str, Any]:
    """Return the theme file `name` (one of THEMES) as it is; raises KeyError for a name there is no file for."""
    if name not in THEMES:
        raise KeyError(f"No theme is called {name!r}; there are {', '.join(THEMES)}.")
    data: dict[str, Any] = json.loads(_folder("themes").joinpath(f"{name}.json").read_text("utf-8"))
    return data


@lru_cache(maxsize=1)
def icon_names() -> tuple[str, ...]:
    """Return all icon names, sorted."""
    return tuple(sorted(p.name[:-4] for p in _folder("icons").iterdir() if p.name.endswith(".svg")))


@lru_cache(maxsize=256)
def icon_svg(name: str) -> str:
    """Return an icon's SVG text, drawn in `currentColor`; raises KeyError for an unknown name."""
    if name not in icon_names():
        raise KeyError(f"No icon is called {name!r}.")
    return _folder("icons").joinpath(f"{name}.svg").read_text("utf-8")


def app_icon_svg() -> str:
    """Return the application's own icon, in its own colours."""
    return _folder("app_icon.svg").read_text("utf-8")


def desktop_file(name: str) -> bytes:
    """Return a file of the desktop entry: `dagscope.desktop`, its MIME type, its metadata, `icons/SIZE.png`."""
    return _folder("desktop").joinpath(*name.split("/")).read_bytes()


def font_bytes(file_name: str) -> bytes:
    """Return one of FONT_FILES."""
    return _folder("fonts").joinpath(file_name).read_bytes()


def web_font_bytes(file_name: str) -> bytes:
    """Return one of WEB_FONTS' files, WOFF2, Latin only: small enough to put into an exported file."""
    return _folder("fonts").joinpath("web").joinpath(file_name).read_bytes()


def stylesheet_template() -> str:
    """Return the application's style sheet with `@role` and `@image(name)` still to be replaced."""
    return _folder("themes").joinpath("app.qss").read_text("utf-8")


def theme_image_path(theme: str, name: str) -> str:
    """Return the file of a small picture in a theme's colours, for style sheets, with forward slashes."""
    return str(_folder("themes").joinpath(theme).joinpath(f"{name}.svg")).replace("\\", "/")


def html_template() -> str:
    """Return the page of an exported HTML file, with `@role@`, `@title@`, `@scheme@` and `@svg@` to replace."""
    return _folder("export").joinpath("graph.html").read_text("utf-8")
