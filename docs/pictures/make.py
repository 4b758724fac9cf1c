"""Takes the pictures of the README and the start page from the real window: python docs/pictures/make.py.
It needs no display and no person.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import dagscope_resources
from dagscope_app.application import Application, make_qt
from dagscope_app.drawing.theme import load_theme
from dagscope_app.export.pictures import thumbnail
from dagscope_app.services.settings import Settings
from PySide6.QtCore import QEventLoop, QTimer

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[1] / "examples"
SMALL = Path(dagscope_resources.__file__).parent / "pictures"
SMALL_SIZE = (472, 264)
PATIENCE_MS = 60_000


class Photographer:
    """Opens a project in a window of its own, goes to a state, and writes the picture."""

    def __init__(self, scratch: str, theme: str) -> None:
        self.application = Application(Settings(os.path.join(scratch, f"{theme}.ini")), keeps_spare=False)
        self.application.controllers.preferences.set_theme(theme)
        self.application.window.resize(1600, 1000)
        self.application.window.show()

    def wait(self, is_reached: Callable[[], bool], settle_ms: int = 400) -> None:
        """Let the window live until it is there, and then until motion has ended."""
        loop, clock, limit = QEventLoop(), QTimer(), QTimer()
        clock.timeout.connect(lambda: loop.quit() if is_reached() else None)
        limit.setSingleShot(True)
        limit.timeout.connect(lambda: sys.exit("the window never got there"))
        clock.start(20)
        limit.start(PATIENCE_MS)
        loop.exec()
        clock.stop()
        limit.stop()
        QTimer.singleShot(settle_ms, loop.quit)
        loop.exec()

    def open(self, example: str) -> None:
        """Open an example and wait for its picture."""
        state = self.application.store
        self.application.open(str(EXAMPLES / example))
        self.wait(lambda: state.state.layout is not None and not state.state.is_building)

    def run(self) -> None:
        """Run the final variables to the end."""
        state = self.application.store
        self.application.do("run.final")
        self.wait(lambda: state.state.run is not None and not state.state.run.is_active)

    def take(self, name: str) -> None:
        """Write the picture of the window."""
        window = self.application.window
        window.picture.draw_now()
        window.canvas.refine_now()
        window.grab().save(str(HERE / name))
        print(HERE / name)

    def leave(self) -> None:
        """End the window and its processes."""
        loop = QEventLoop()
        self.application.emptied.connect(loop.quit)
        self.application.shut_down()
        loop.exec()


def reusing_functions(scratch: str, theme: str, picture: str) -> None:
    """Picture six subdags, some folded, one result's path and its table."""
    view = Photographer(scratch, theme)
    view.open("reusing_functions")
    view.run()
    for group in ("daily_unique_users_CA", "weekly_unique_users_CA", "weekly_unique_users_US"):
        view.application.controllers.folding.toggle_group(group)
        view.wait(lambda: True)
    view.application.show_node("monthly_overview")
    view.application.do("run.show_result")
    view.wait(lambda: True)
    view.application.do("view.fit")
    view.wait(lambda: True)
    view.take(picture)
    view.leave()


def comparison(scratch: str) -> None:
    """Picture one module overriding another, next to the dataflow without it, both run."""
    view = Photographer(scratch, "light")
    store = view.application.store
    view.open("module_overrides")
    view.application.do("compare.open")
    view.wait(lambda: not store.state.compare.is_loading)
    view.application.do("compare.run")
    view.wait(lambda: bool(store.state.compare.values))
    view.application.do("compare.next")
    view.wait(lambda: True)
    view.take("compare.png")
    view.leave()


def start_page(scratch: str) -> None:
    """Take the examples' small pictures: nothing lit, all unfolded."""
    view = Photographer(scratch, "light")
    for example in ("reusing_functions", "module_overrides", "parameterized_subdags"):
        view.open(example)
        view.application.do("view.unfold_all")
        view.wait(lambda: True)
        spec = view.application.window.canvas.spec
        spec = replace(
            spec,
            nodes={k: replace(n, is_on_path=False, is_dimmed=False) for k, n in spec.nodes.items()},
            groups={k: replace(g, is_on_path=False, is_dimmed=False) for k, g in spec.groups.items()},
            wires={k: replace(w, is_on_path=False, is_dimmed=False) for k, w in spec.wires.items()},
        )
        for theme in ("light", "dark"):
            path = SMALL / f"{example}_{theme}.png"
            thumbnail(spec, load_theme(theme), *SMALL_SIZE).save(str(path))
            print(path)
    view.leave()


def main() -> None:
    """Take all three pictures, and those of the start page."""
    app = make_qt()
    with tempfile.TemporaryDirectory(prefix="dagscope-pictures-") as scratch:
        reusing_functions(scratch, "light", "window_light.png")
        reusing_functions(scratch, "dark", "window_dark.png")
        comparison(scratch)
        start_page(scratch)
    del app


if __name__ == "__main__":
    main()
