"""Draws the comparison of two scenarios in the real window, at three zooms, light and dark. Run from the project's top.

    QT_QPA_PLATFORM=offscreen python docs/gallery/compare.py [60] [2000]

Writes `compare-NODES-THEME-fit.png`, `-near.png` (the second difference), `-only.png` (only differences), `-merged.png`
(one picture, the left side bright) next to itself, and of 60 nodes `what-if-THEME.png` and `sweep-THEME.png`.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from dagscope_app.application import Application, make_qt
from dagscope_app.services.settings import Settings
from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt

HERE = Path(__file__).resolve().parent
SIZE = (1600, 1000)
PATIENCE_MS = 600_000

SCENARIOS = """
[[scenario]]
name = "base"
modules = ["prices"]
[scenario.config]
method = "mean"
[scenario.inputs]
start = 1

[[scenario]]
name = "changed"
modules = ["prices", "newer"]
allow_module_overrides = true
[scenario.config]
method = "median"
[scenario.inputs]
start = 1
"""


def project(folder: Path, nodes: int) -> None:
    """Write a dataflow of about so many nodes: columns of ten, joined where one ends and the next begins."""
    lines = ["from hamilton.function_modifiers import config", ""]
    lines += ["def total(start: int) -> int:", "    return start", ""]
    for column in range(nodes // 10):
        for step in range(10):
            above = f"step_{column}_{step - 1}" if step else ("total" if column < 8 else f"step_{column - 8}_4")
            lines += [f"def step_{column}_{step}({above}: int) -> int:", f"    return {above} + {step}", ""]
    lines += ['@config.when(method="mean")', "def center__mean(step_1_9: int) -> int:", "    return step_1_9", ""]
    lines += [
        '@config.when(method="median")',
        "def center__median(step_1_9: int) -> int:",
        "    return step_1_9 * 2",
        "",
    ]
    lines += ['@config.when(method="mean")', "def only_mean(center: int) -> int:", "    return center", ""]
    (folder / "prices.py").write_text("\n".join(lines), "utf-8")
    newer = ["def step_2_5(step_2_4: int) -> int:", "    return step_2_4 - 1", ""]
    newer += ["def added(step_2_9: int) -> int:", "    return step_2_9", ""]
    (folder / "newer.py").write_text("\n".join(newer), "utf-8")
    (folder / "dagscope.toml").write_text(SCENARIOS.lstrip(), "utf-8")


def wait(condition: Callable[[], object]) -> None:
    """Let Qt work until something holds."""
    loop, deadline = QEventLoop(), QDeadlineTimer(PATIENCE_MS)
    while not condition():
        if deadline.hasExpired():
            raise TimeoutError("the window did not get there")
        loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)


def settle() -> None:
    """Let what moves come to rest."""
    timer = QDeadlineTimer(600)
    wait(timer.hasExpired)


def draw(application: Application, folder: Path, nodes: int) -> None:
    """Draw the comparison, fitted, near and reduced to what differs."""
    store, controllers, window = application.store, application.controllers, application.window
    compare, picture = controllers.compare, controllers.compare_picture
    application.open(str(folder))
    wait(lambda: store.state.folder == str(folder) and store.state.phase == "ready" and not store.state.is_building)
    compare.open("base", "changed")
    wait(lambda: not store.state.compare.is_loading and store.state.compare.layout is not None)
    compare.run_both()
    wait(lambda: store.state.compare.right_run and not store.state.compare.is_loading)
    for theme in ("light", "dark"):
        application.controllers.preferences.set_theme(theme)
        settle()
        window.compare.fit()
        grab(application, f"compare-{nodes}-{theme}-fit")
        compare.step(1)
        settle()
        grab(application, f"compare-{nodes}-{theme}-near")
        layout = store.state.compare.layout
        picture.show_only_differences(True)
        wait(lambda layout=layout: store.state.compare.layout is not layout)
        settle()
        grab(application, f"compare-{nodes}-{theme}-only")
        picture.toggle_merged()
        picture.set_spotlight("left")
        settle()
        grab(application, f"compare-{nodes}-{theme}-merged")
        picture.toggle_merged()
        layout = store.state.compare.layout
        picture.show_only_differences(False)
        wait(lambda layout=layout: store.state.compare.layout is not layout)
        settle()


def draw_beside(application: Application) -> None:
    """Draw what a change would do, and a sweep."""
    store, c = application.store, application.controllers
    c.compare.close()
    c.graph.select([])
    c.scenario.choose("changed")
    settle()  # the build begins a moment later
    wait(lambda: not store.state.is_building)
    for theme in ("light", "dark"):
        c.preferences.set_theme(theme)
        c.what_if.hint_module("newer", False)
        wait(lambda: store.state.ghost is not None and not store.state.ghost.is_loading)
        settle()
        grab(application, f"what-if-{theme}")
        c.what_if.leave()
    c.scenario.set_final_vars(("center", "step_2_9"))
    for theme in ("light", "dark"):
        c.preferences.set_theme(theme)
        c.sweep.start("method='mean','median'; start=1,2,5,8")
        wait(lambda: store.state.sweep is not None and not store.state.sweep.is_running)
        settle()
        grab(application, f"sweep-{theme}")


def grab(application: Application, name: str) -> None:
    """Save the window as a small file."""
    picture = (
        application.window.grab().toImage().scaledToWidth(SIZE[0] * 3 // 4, Qt.TransformationMode.SmoothTransformation)
    )
    picture.save(str(HERE / f"{name}.png"))


def main() -> int:
    """Draw those that were named, or both."""
    make_qt()
    with tempfile.TemporaryDirectory() as scratch:
        trusted = Path(scratch) / "trusted.json"
        trusted.write_text(json.dumps({"folders": [{"path": os.path.realpath(scratch)}]}))
        trusted.chmod(0o600)
        os.environ["DAGSCOPE_TRUST_STORE"] = str(trusted)
        application = Application(Settings(str(Path(scratch) / "dagscope.ini")), keeps_spare=False)
        application.window.resize(*SIZE)
        application.window.show()
        for nodes in [int(text) for text in sys.argv[1:]] or [60, 2000]:
            folder = Path(scratch).resolve() / f"prices_{nodes}"
            folder.mkdir()
            project(folder, nodes)
            draw(application, folder, nodes)
            if nodes == 60:
                draw_beside(application)
        gone: list[bool] = []
        application.emptied.connect(lambda: gone.append(True))
        application.shut_down()
        wait(lambda: gone)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
