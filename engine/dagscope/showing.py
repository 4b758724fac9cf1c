"""Opens the window from Python, in a process of its own: `dagscope.show`, `Driver.explore`.
It must not import the window.

The window opens folders. Modules that are files are opened where they lie; what exists only in memory, such as a
notebook's cells, is written to a temporary folder first.
"""

from __future__ import annotations

import importlib.util
import json
import linecache
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from dagscope.errors import DagscopeError

start = subprocess.Popen


class CannotShow(DagscopeError):
    """There is no window to open; the text says why and what to do."""


def show(what: Any) -> Path:
    """Open the window and go on at once; the window stays when this process ends.

    Args:
        what: a driver, a module, or several modules.

    Returns:
        The folder that the window opens. Scenarios found there are offered; a temporary one has the driver's own.

    Raises:
        CannotShow: the window is not installed, there is no display, or a module has no source.
    """
    config: Mapping[str, Any] = getattr(what, "config", None) or {}
    given = getattr(what, "graph_modules", what)
    modules = [given] if isinstance(given, ModuleType) else list(given) if isinstance(given, Sequence) else [given]
    for module in modules:
        if not isinstance(module, ModuleType):
            raise CannotShow(f"{module!r} is neither a driver nor a module; write dagscope.show(my_module).")
    _require_window()
    folder = common_folder(modules) or written_folder(modules, config)
    start(
        [sys.executable, "-m", "dagscope_app.cli", str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return folder


def _require_window() -> None:
    if any(importlib.util.find_spec(name) is None for name in ("dagscope_app", "PySide6")):
        raise CannotShow("The window is not installed: pip install 'dagscope[app]'")
    known = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in known):
        raise CannotShow(
            "There is no display to open a window on. driver.display_all_functions() draws a picture, "
            "and so does `dagscope draw FOLDER -o dag.svg`."
        )


def common_folder(modules: Sequence[ModuleType]) -> Path | None:
    """Return the folder from which all modules are imported; None where there is no such folder."""
    found = {_folder_of(module) for module in modules}
    return found.pop() if len(found) == 1 else None


def _folder_of(module: ModuleType) -> Path | None:
    file = getattr(module, "__file__", None)
    if file is None or not Path(file).exists():
        return None
    path = Path(file).resolve()
    is_named = path.stem in (module.__name__.rpartition(".")[2], "__init__") or module.__name__ == "__main__"
    levels = module.__name__.count(".") + (path.name == "__init__.py")
    return path.parents[levels] if is_named else None


def written_folder(modules: Sequence[ModuleType], config: Mapping[str, Any]) -> Path:
    """Return a new temporary folder with the modules' sources, and a scenario of them and of the config.

    Raises:
        CannotShow: a module has no source.
    """
    folder = Path(tempfile.mkdtemp(prefix="dagscope-"))
    names = []
    for module in modules:
        name = module.__name__.rpartition(".")[2].strip("_") or "module"
        while name in names:
            name += "_"
        names.append(name)
        (folder / f"{name}.py").write_text(_source(module), encoding="utf-8")
    lines = ["[[scenario]]", 'name = "driver"', f"modules = {json.dumps(names)}"]
    lines += ["", "[scenario.config]"] if config else []
    lines += [f"{json.dumps(key)} = {{ literal = {json.dumps(repr(value))} }}" for key, value in config.items()]
    (folder / "dagscope.toml").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return folder


def _source(module: ModuleType) -> str:
    file = getattr(module, "__file__", None) or f"<{module.__name__}>"
    text = "".join(linecache.getlines(file))
    if not text:
        raise CannotShow(
            f"The module {module.__name__} has no source to show. Save the notebook or script that makes it, and open "
            "its folder: dagscope FOLDER"
        )
    return text
