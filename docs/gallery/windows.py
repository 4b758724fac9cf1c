"""Takes the gallery's pictures of the window, on the project in `churn`: python docs/gallery/windows.py [NAME...].
It needs no display and no person.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QToolButton

HERE = Path(__file__).parent
_SPEC = importlib.util.spec_from_file_location("make", HERE.parent / "pictures" / "make.py")
assert _SPEC is not None and _SPEC.loader is not None
pictures = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(pictures)


class Studio(pictures.Photographer):  # type: ignore[misc, name-defined]
    """A window on the project of the gallery, trusted and run."""

    def __init__(self, scratch: str, theme: str = "light") -> None:
        super().__init__(scratch, theme)
        self.folder = Path(scratch) / theme / "churn"
        if not self.folder.exists():
            shutil.copytree(HERE / "churn", self.folder, ignore=shutil.ignore_patterns("__pycache__"))
        self.store = self.application.store
        self.application.open(str(self.folder))
        self.wait(lambda: self.store.state.layout is not None and not self.store.state.is_building)
        self.application.controllers.trust.trust(str(self.folder), self.store.state.trust.interpreter, False)
        self.wait(self.is_ready)
        self.run()
        self.application.controllers.frame.put_message_away()
        self.do("edit.clear", "view.fit")

    def is_ready(self) -> bool:
        """Return whether the trusted project's graph is drawn."""
        state = self.store.state
        is_drawn = state.layout is not None and not state.is_building
        return is_drawn and not state.trust.is_preview and state.phase == "ready"

    def do(self, *commands: str) -> None:
        """Do commands, each when what the one before it began has settled."""
        for command in commands:
            self.application.do(command)
            self.wait(lambda: True)

    def show(self, node: str) -> None:
        """Open a node's value."""
        self.application.show_node(node)
        self.do("run.show_result", "view.fit")

    def take_for(self, name: str) -> None:
        """Write a picture of the gallery, and end."""
        self.take(str(HERE / f"window-{name}.png"))
        self.leave()


def after_a_run(scratch: str, theme: str, name: str) -> None:
    """Picture the graph after a run, a path, and the figure of a node."""
    studio = Studio(scratch, theme)
    studio.show("risk_plot")
    studio.take_for(name)


def table(scratch: str) -> None:
    """Picture a table with the statistics of its columns."""
    studio = Studio(scratch)
    studio.show("at_risk")
    studio.application.window.docks.maximise("bottom")
    buttons = studio.application.window.results.findChildren(QToolButton)
    next(button for button in buttons if button.text() == "Statistics" and button.isVisible()).click()
    studio.wait(lambda: True, 1_500)
    studio.take_for("table")


def peek(scratch: str) -> None:
    """Picture values on the graph itself, near by."""
    studio = Studio(scratch)
    studio.application.window.docks.toggle("bottom")
    studio.wait(lambda: True)
    canvas = studio.application.window.canvas
    box = canvas.geometry_of_scene.box_of("age_scaled")
    canvas.set_viewport_state(1.5, box.x - 280, box.y - 300)
    studio.wait(lambda: True, 1_500)
    studio.take_for("peek")


def scrub(scratch: str) -> None:
    """Picture an input moved by its slider, and what followed it."""
    studio = Studio(scratch)
    studio.show("expected_loss")
    row = studio.application.window.scenario
    sliders = [button for button in row.findChildren(QToolButton) if "Slider" in button.accessibleName()]
    sliders[0].click()
    studio.wait(lambda: True)
    spec = studio.store.state.scenario.inputs["call_limit"]
    studio.application.controllers.scrub.move("call_limit", type(spec)(spec.kind, "1"))
    studio.wait(lambda: studio.store.state.active_run is None, 2_500)
    studio.take_for("scrub")


def lineage(scratch: str) -> None:
    """Picture the way of a column."""
    studio = Studio(scratch)
    studio.show("at_risk")
    studio.application.controllers.lineage.follow("at_risk", "spend")
    studio.wait(lambda: True, 1_500)
    studio.take_for("lineage")


def plan(scratch: str) -> None:
    """Picture what a run would do, after a change of the config."""
    studio = Studio(scratch)
    spec = studio.store.state.scenario.config["scaling"]
    studio.application.controllers.scenario.set_config("scaling", type(spec)(spec.kind, "off"))
    studio.wait(lambda: not studio.store.state.is_building)
    studio.application.controllers.frame.put_toast_away()
    studio.do("run.plan", "view.fit")
    studio.wait(lambda: True, 1_000)
    studio.take_for("plan")


def controls(scratch: str) -> None:
    """Picture a run that waits at a breakpoint, with what its next node received."""
    studio = Studio(scratch)
    studio.application.show_node("risk")
    studio.do("run.break_before")
    studio.application.do("run.all")
    studio.wait(lambda: bool(studio.store.state.active_run and studio.store.state.active_run.held_where), 1_500)
    studio.do("view.fit")
    studio.take(str(HERE / "window-controls.png"))
    studio.do("run.clear_breakpoints", "run.pause")
    studio.wait(lambda: studio.store.state.active_run is None)
    studio.leave()


def compare(scratch: str, theme: str, name: str) -> None:
    """Picture two scenarios side by side, both run."""
    studio = Studio(scratch, theme)
    studio.do("compare.open")
    studio.wait(lambda: not studio.store.state.compare.is_loading)
    studio.do("compare.run")
    studio.wait(lambda: bool(studio.store.state.compare.values) and studio.store.state.active_run is None, 2_000)
    studio.application.controllers.compare.select("loyalty")
    studio.wait(lambda: True, 1_000)
    studio.take_for(name)


PICTURES: dict[str, Callable[[str], None]] = {
    "run": lambda scratch: after_a_run(scratch, "light", "run"),
    "dark": lambda scratch: after_a_run(scratch, "dark", "dark"),
    "table": table,
    "peek": peek,
    "scrub": scrub,
    "lineage": lineage,
    "plan": plan,
    "controls": controls,
    "compare": lambda scratch: compare(scratch, "light", "compare"),
    "compare-dark": lambda scratch: compare(scratch, "dark", "compare-dark"),
}


def main() -> None:
    """Take all, or those that are named."""
    app = pictures.make_qt()
    for name in sys.argv[1:] or PICTURES:
        with tempfile.TemporaryDirectory(prefix="dagscope-pictures-") as scratch:
            PICTURES[name](scratch)
    del app


if __name__ == "__main__":
    main()
