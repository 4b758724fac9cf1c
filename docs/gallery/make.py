"""Draws ten dataflows: the window's canvas at three zooms, and Hamilton's own picture of the same.
Run from the project's top.

    QT_QPA_PLATFORM=offscreen python docs/gallery/make.py [NAME ...]

Writes `NAME-fit.png`, `NAME-near.png`, `NAME-far.png`, `NAME-hamilton.png` next to itself. It needs the `dev` extra.
Hamilton's pictures need Graphviz's program `dot`; without it they stay as they are, which is said.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from dagscope_app.application import Application, make_qt
from dagscope_app.services.settings import Settings
from dagscope_app.views.canvas import CanvasView
from PySide6.QtCore import QDeadlineTimer, QEventLoop, QRect

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[1]
SIZE = (1200, 750)
MARGIN = 24
PATIENCE_MS = 600_000

# What Hamilton draws itself, in a process of its own.
THEIRS = """
import importlib, json, os, sys
os.environ["HAMILTON_AUTOLOAD_EXTENSIONS"] = "0"
sys.path.insert(0, "")
from hamilton import driver, registry
registry.load_extension("pandas")
told = json.loads(sys.argv[1])
builder = driver.Builder().with_modules(*[importlib.import_module(name) for name in told["modules"]])
builder = builder.with_config(told["config"])
if told["overrides"]:
    builder = builder.allow_module_overrides()
builder.build().display_all_functions(told["path"])
"""


@dataclass(frozen=True, slots=True)
class Fixture:
    """A dataflow to draw."""

    name: str
    folder: str
    modules: tuple[str, ...]
    config: dict[str, Any] = field(default_factory=dict)
    has_overrides: bool = False


FIXTURES = (
    Fixture("my_dataflow", "examples/my_dataflow", ("my_dataflow",)),
    Fixture("module_overrides", "examples/module_overrides", ("module_a", "module_b"), has_overrides=True),
    Fixture("reusing_functions", "examples/reusing_functions", ("reusable_subdags",)),
    Fixture("parameterized_subdags", "examples/parameterized_subdags", ("dataflow",)),
    Fixture(
        "feature_engineering",
        "examples/feature_engineering_multiple_contexts",
        ("features", "offline_loader"),
    ),
    Fixture("nested_subdags", "tests/parity/cases/mod_subdag_nested", ("module",)),
    Fixture("pipe", "tests/parity/cases/mod_pipe_input_big", ("module",), {"size": "big"}),
    Fixture("stacked_decorators", "tests/parity/cases/mod_stacked_everything", ("module",), {"enabled": True}),
    Fixture("loaders_and_savers", "tests/parity/cases/io_dataloader_datasaver", ("module",)),
    Fixture("parameterized", "tests/parity/cases/mod_parameterize_everything", ("module",)),
)


def copied(fixture: Fixture, scratch: Path) -> Path:
    """Copy the modules alone, with a scenario that names them, and return the folder."""
    folder = scratch / fixture.name
    folder.mkdir(parents=True)
    for path in sorted((TOP / fixture.folder).iterdir()):
        if path.is_dir() and path.name != "__pycache__":
            shutil.copytree(path, folder / path.name)
        elif path.suffix == ".py" and not path.stem.startswith("run"):
            # Both engines answer to this name.
            text = path.read_text("utf-8").replace("from dagscope", "from hamilton")
            (folder / path.name).write_text(text, "utf-8")
    lines = [
        "[[scenario]]",
        'name = "gallery"',
        f"modules = {json.dumps(fixture.modules)}",
        f"allow_module_overrides = {str(fixture.has_overrides).lower()}",
        "[scenario.config]",
        *[f"{key} = {json.dumps(value)}" for key, value in fixture.config.items()],
    ]
    (folder / "dagscope.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


def draw_theirs(fixture: Fixture, folder: Path) -> None:
    """Draw Hamilton's picture."""
    told = {
        "modules": fixture.modules,
        "config": fixture.config,
        "overrides": fixture.has_overrides,
        "path": str(HERE / f"{fixture.name}-hamilton.png"),
    }
    command = [sys.executable, "-W", "ignore", "-c", THEIRS, json.dumps(told)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def wait(condition: Callable[[], object]) -> None:
    """Let Qt work until something holds."""
    loop, deadline = QEventLoop(), QDeadlineTimer(PATIENCE_MS)
    while not condition():
        if deadline.hasExpired():
            raise TimeoutError("the window did not get there")
        loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


def drawn_part(canvas: CanvasView) -> QRect:
    """Return the part of the canvas the graph takes, with a margin: a small graph is a small picture."""
    left, top, right, bottom = canvas.geometry_of_scene.bounds
    near, far = canvas.camera.to_screen(left, top), canvas.camera.to_screen(right, bottom)
    box = QRect(round(near[0]), round(near[1]), round(far[0] - near[0]), round(far[1] - near[1]))
    return box.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN).intersected(canvas.rect())


def draw_ours(application: Application, fixture: Fixture, folder: Path) -> None:
    """Draw the canvas at three zooms."""
    store = application.store
    application.open(str(folder))
    wait(lambda: store.state.folder == str(folder) and store.state.phase == "ready" and not store.state.is_building)
    wait(lambda: any(each.name == "gallery" for each in store.state.scenarios))
    application.controllers.scenario.choose("gallery")
    wait(lambda: not store.state.is_building and store.state.graph.nodes)
    application.controllers.folding.unfold_all()
    wait(lambda: store.state.drawn is not None and store.state.drawn.folded == store.state.view.folded)
    loop = QEventLoop()
    for _ in range(5):
        loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    application.window.picture.draw_now()
    canvas = CanvasView(application.theming.theme)
    canvas.resize(*SIZE)
    canvas.show()
    canvas.apply(application.window.canvas.spec, animate=False)
    canvas.fit()
    fitting = canvas.viewport_state()[0]
    for zoom, scale in (("fit", fitting), ("near", max(1.0, 1.5 * fitting)), ("far", 0.2)):
        canvas.fit()
        canvas.zoom_by(scale / fitting)
        canvas.refine_now()
        canvas.grab(drawn_part(canvas)).save(str(HERE / f"{fixture.name}-{zoom}.png"))
    canvas.close()
    canvas.deleteLater()


def main() -> int:
    """Draw them all."""
    make_qt()
    with tempfile.TemporaryDirectory() as scratch:
        application = Application(Settings(str(Path(scratch) / "dagscope.ini")), keeps_spare=False)
        application.controllers.preferences.set_theme("light")
        application.window.resize(1400, 900)
        chosen = [fixture for fixture in FIXTURES if fixture.name in (sys.argv[1:] or [fixture.name])]
        has_dot = shutil.which("dot") is not None
        for fixture in chosen:
            folder = copied(fixture, Path(scratch))
            draw_ours(application, fixture, folder)
            if has_dot:
                draw_theirs(fixture, folder)
            print(fixture.name if has_dot else f"{fixture.name}, without Hamilton's picture: there is no `dot`")
        gone: list[bool] = []
        application.emptied.connect(lambda: gone.append(True))
        application.shut_down()
        wait(lambda: gone)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
