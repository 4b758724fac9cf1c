"""Opens the window from Python, in a process of its own, or makes an interactive picture: `dagscope.show`,
`Driver.explore`. It must not import the window.

The window opens folders. Modules that are files are opened where they lie; what exists only in memory, such as a
notebook's cells, is written to a temporary folder first.
"""

from __future__ import annotations

import html
import importlib.util
import json
import linecache
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, overload

from dagscope.errors import DagscopeError
from dagscope.programs import python_module
from dagscope.scenario import ModuleChoice, Scenario, ValueSpec, to_plain

start = subprocess.Popen


class CannotShow(DagscopeError):
    """There is no window to open; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Page:
    """A dataflow as one interactive HTML file: panning, zooming, finding, folding, details. A notebook shows it.

    Attributes:
        html: the whole file; it needs nothing from elsewhere.
        height: how tall a notebook shows it, in pixels.
    """

    html: str
    height: int = 480

    def __repr__(self) -> str:
        return f"<Page of {len(self.html):,} characters; save(path) writes it>"

    def _repr_html_(self) -> str:
        """Return the page in a frame, whose script cannot reach the notebook."""
        text = html.escape(self.html, quote=True)
        look = f"width: 100%; height: {self.height}px; border: 0"
        return f'<iframe sandbox="allow-scripts" style="{look}" srcdoc="{text}"></iframe>'

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the file.

        Args:
            path: where to.

        Returns:
            The path.
        """
        target = Path(path)
        target.write_text(self.html, encoding="utf-8")
        return target


@overload
def show(what: Any, *, inline: Literal[False] = False, values: bool = False) -> Path: ...
@overload
def show(what: Any, *, inline: Literal[True], values: bool = False) -> Page: ...


def show(what: Any, *, inline: bool = False, values: bool = False) -> Path | Page:
    """Open the window and go on at once, or make an interactive picture for a notebook.

    The window is a process of its own and stays when this one ends. The picture needs no display; it is made by a
    process of its own as well, which is waited for.

    Args:
        what: a driver, a module, or several modules.
        inline: whether to return the picture and open no window.
        values: whether to run the dataflow for the picture, and show its values.

    Returns:
        The folder that the window opens: scenarios found there are offered, a temporary one has the driver's own.
        With `inline`, the picture.

    Raises:
        CannotShow: the window is not installed, there is no display, or a module has no source.
    """
    config: Mapping[str, Any] = getattr(what, "config", None) or {}
    given = getattr(what, "graph_modules", what)
    modules = list(given) if isinstance(given, Sequence) and not isinstance(given, str | bytes) else [given]
    if not modules:
        raise CannotShow("There is nothing to show: the list has no module.")
    for module in modules:
        if not isinstance(module, ModuleType):
            raise CannotShow(f"{module!r} is neither a driver nor a module; {_advice(module)}.")
    _require_window()
    if inline:
        return _page(modules, config, values)
    _require_display()
    common = common_folder(modules)
    folder = common or written_folder(modules, config)
    start(
        python_module("dagscope_app.cli" if common else "dagscope_app.cell_window", str(folder)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return folder


def _advice(given: Any) -> str:
    """Return what to write in place of what cannot be shown."""
    if isinstance(given, str | os.PathLike) and os.path.exists(given):
        return f"`dagscope {os.fspath(given)}` opens it from a shell"
    if type(given).__name__ == "Builder":
        return "write builder.build().explore()"
    return "write dagscope.show(my_module)"


def _page(modules: Sequence[ModuleType], config: Mapping[str, Any], has_values: bool) -> Page:
    """Have the page made of exactly these modules and this config."""
    common = common_folder(modules)
    folder = common or written_folder(modules, config)
    with tempfile.TemporaryDirectory(prefix="dagscope-") as scratch:
        target = Path(scratch) / "page.html"
        scenario = json.dumps(to_plain(_scenario(modules, config))) if common else ""
        command = python_module("dagscope_app.shared_page", str(folder), str(target), scenario)
        variables = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(
            command + ["--run"] * has_values,
            env=variables,
            capture_output=True,
            encoding="locale",
            errors="replace",  # the project's code may write any bytes
            check=False,
        )
        if common is None:
            shutil.rmtree(folder, ignore_errors=True)
        if done.returncode or not os.path.exists(target):
            reason = (done.stderr.strip() or "no reason was given").splitlines()[-1]
            raise CannotShow(f"The picture could not be made: {reason}")
        return Page(target.read_text("utf-8"))


def _scenario(modules: Sequence[ModuleType], config: Mapping[str, Any]) -> Scenario:
    return Scenario(
        "driver",
        modules=tuple(ModuleChoice(module.__name__) for module in modules),
        config={key: ValueSpec("literal", repr(value)) for key, value in config.items()},
    )


def _require_window() -> None:
    if any(importlib.util.find_spec(name) is None for name in ("dagscope_app", "PySide6")):
        raise CannotShow("The window is not installed: pip install 'dagscope[app]'")


def _require_display() -> None:
    known = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in known):
        raise CannotShow(
            "There is no display to open a window on. With inline=True you get an interactive picture for a notebook; "
            "driver.display_all_functions() draws a plain one, and so does `dagscope draw FOLDER -o dag.svg`."
        )


def common_folder(modules: Sequence[ModuleType]) -> Path | None:
    """Return the folder from which all modules are imported; None where there is no such folder."""
    found = {_folder_of(module) for module in modules}
    return found.pop() if len(found) == 1 else None


def _folder_of(module: ModuleType) -> Path | None:
    file = getattr(module, "__file__", None)
    if file is None or not os.path.exists(Path(file)):
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
    sources: dict[str, str] = {}
    for module in modules:
        name = module.__name__.rpartition(".")[2].strip("_") or "module"
        while name in sources:
            name += "_"
        sources[name] = _source(module)
    folder = Path(tempfile.mkdtemp(prefix="dagscope-"))
    for name, text in sources.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    lines = ["[[scenario]]", 'name = "driver"', f"modules = {json.dumps(list(sources))}"]
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
