"""How quick the window feels at 1,000 nodes, from real mouse and key events to the painted frame.
Offscreen, 1600 x 1000.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.harness import Report
from benchmarks.projects import write_project

RUNS = 7


def run(report: Report) -> None:
    """Measure feel.*."""
    with report.trying("feel.hover", "feel.fold", "feel.theme", "feel.panel", "feel.palette"):
        _feel(report)


def _feel(report: Report) -> None:
    from dagscope_app.commands.palette import OWN_ID
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    from benchmarks.desk import desk

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as scratch, desk() as found:
        folder = Path(scratch) / "thousand"
        write_project(folder, 1000, 50)
        found.open(folder)
        window = found.application.window
        canvas = window.canvas
        found.seconds_to_picture(found.application.controllers.folding.unfold_all)
        found.settle()
        nodes = list(canvas.spec.nodes.values())
        group = next(iter(canvas.spec.groups))
        box = canvas.spec.groups[group].box
        canvas.set_viewport_state(0.8, box.x - 200, box.y - 150)
        found.settle()
        seen = [node for node in nodes if canvas.sees(node.id)][: RUNS + 2]
        at = [
            QPoint(*map(round, canvas.camera.to_screen(n.box.x + n.box.width / 2, n.box.y + n.box.height / 2)))
            for n in seen
        ]

        def hover(number: int) -> None:
            QTest.mouseMove(canvas, at[number % len(at)])

        def fold(number: int) -> None:
            x, y = canvas.camera.to_screen(box.x + 12, box.y + 14)
            QTest.mouseClick(
                canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(round(x), round(y))
            )

        def theme(number: int) -> None:
            found.application.do("view.theme_dark" if number % 2 else "view.theme_light")

        def panel(number: int) -> None:
            button = window.rail.buttons["outline"]
            QTest.mouseClick(button, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, button.rect().center())

        def palette(number: int) -> None:
            found.application.do(OWN_ID)

        # The panel below takes the room of the one that comes and goes; the graph beside them need not change.
        below = window.scenario.viewport()
        for name, act, seen_at in (
            ("hover", hover, canvas), ("fold", fold, canvas), ("theme", theme, canvas), ("panel", panel, below)
        ):  # fmt: skip
            times = [_until_painted(found, seen_at, act, number) * 1000 for number in range(RUNS + 2)][2:]
            found.settle()
            report.add(f"feel.{name}", statistics.median(times), runs=RUNS, note=f"longest {max(times):.0f}")
        times = []
        for number in range(2 * RUNS):
            popup = window.palette_popup
            if popup.isVisible():
                popup.hide()
                found.settle()
            else:
                times.append(_until_painted(found, popup, palette, number) * 1000)
        report.add("feel.palette", statistics.median(times[1:]), runs=len(times) - 1, note=f"longest {max(times):.0f}")


def _until_painted(found: object, widget: object, act: Callable[[int], None], number: int) -> float:
    """Return the seconds from an event to the end of the paint that follows it."""
    import time

    from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop

    from benchmarks.desk import Paints

    paints = Paints(widget)  # type: ignore[arg-type]
    began = time.perf_counter()
    act(number)
    while not paints.count and time.perf_counter() - began < 5:
        QCoreApplication.processEvents(
            QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 5
        )
    took = time.perf_counter() - began
    widget.removeEventFilter(paints)  # type: ignore[attr-defined]
    paints.deleteLater()
    # A real event loop removes what was replaced; here it would pile up from one turn to the next.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return took
