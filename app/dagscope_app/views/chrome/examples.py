"""Finds the examples for the start page, with a picture each. It must not open them."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import dagscope_resources

import dagscope_app
from dagscope_app.model.translation import later
from dagscope_app.views.chrome.welcome import Example
from dagscope_app.views.theme import Theme

_EXAMPLES = (
    (
        "reusing_functions",
        later("Reusing functions"),
        later("One set of functions for two regions and three grains, with @subdag."),
    ),
    (
        "module_overrides",
        later("Module overrides"),
        later("A later module takes the place of an earlier one's functions."),
    ),
    (
        "parameterized_subdags",
        later("Parameterized subdags"),
        later("Many variants of one part of a dataflow, each with its config."),
    ),
)


def _folders() -> list[Path]:
    """Return where examples may lie: next to the packages in a source tree, inside the package in a wheel."""
    package = Path(dagscope_app.__file__).resolve().parent
    return [package.parents[1] / "examples", package / "examples"]


def find_examples(theme: Theme) -> tuple[Example, ...]:
    """Return the examples that are there, with their pictures in the theme's colours."""
    look = "dark" if theme.is_dark else "light"
    found = []
    for name, title, text in _EXAMPLES:
        folder = next((parent / name for parent in _folders() if (parent / name).is_dir()), None)
        if folder is not None:
            found.append(Example(title, text, str(folder), _picture(name, look)))
    return tuple(found)


def _picture(name: str, look: str) -> bytes:
    path = files(dagscope_resources) / "pictures" / f"{name}_{look}.png"
    return path.read_bytes() if path.is_file() else b""
