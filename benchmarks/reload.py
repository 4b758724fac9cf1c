"""One file of a project is saved after a run: which values are lost, when the picture is there, what an update
takes.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.harness import Report
from benchmarks.projects import import_seconds, write_project

if TYPE_CHECKING:
    from dagscope_app.model.state import AppState

RUNS = 5
NODES = 500
EDITED = 400


def run(report: Report) -> None:
    """Measure reload.*."""
    with report.trying("reload.kept"):
        _save(report)


def _save(report: Report) -> None:
    """Save a function in the last fifth with another parameter; all that does not depend on it is still right."""
    from benchmarks.desk import desk

    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as scratch, desk() as found:
        folder = Path(scratch) / "edited"
        file = write_project(folder, NODES, 50)[EDITED // 50]
        original = file.read_text("utf-8")
        imports = import_seconds(folder)
        found.open(folder)
        found.seconds_to_picture(found.application.controllers.folding.unfold_all)
        found.application.do("run.all")
        found.wait(lambda: found.state.run is not None and not found.state.active_run)
        lost, shown, updates = [], [], []
        for number in range(RUNS + 1):
            found.wait_ms(2500)  # the spare worker has started by then, as it has when a person saves
            found.settle()
            before = found.state

            def is_new(before: AppState = before) -> bool:
                return found.state.graph is not before.graph and found.state.layout is not before.layout

            shown.append(found.seconds_to_picture(lambda at=number: _edit(file, original, at), is_new) - imports)  # type: ignore[misc]
            found.wait(lambda: found.state.stale and "the project's code changed" not in found.state.stale.values())
            lost.append(_lost(found.state))
            began = time.perf_counter()
            found.application.do("run.update")
            found.wait(lambda before=before: found.state.run is not before.run and not found.state.active_run)  # type: ignore[misc]
            updates.append(time.perf_counter() - began)
            run = found.state.run
            assert run is not None and run.status == "ok", (run and run.message, lost)
            assert run.count("cached") > EDITED, run.counts
        assert max(lost) == 0, f"values that are still right and cannot be read: {lost}"
        note = (
            f"imports of {imports * 1000:.0f} ms taken off; an update takes {statistics.median(updates) * 1000:.0f} "
            "ms more"
        )
        report.add("reload.kept", statistics.median(shown[1:]) * 1000, runs=RUNS, note=note)


def _edit(file: Path, original: str, number: int) -> None:
    file.write_text(
        original.replace(f"def node_{EDITED:05d}(", f"def node_{EDITED:05d}(node_{number:05d}: int, "), "utf-8"
    )


def _lost(state: AppState) -> int:
    """Return how many values that are still right can no longer be read."""
    from dagscope_app.model.runs.kept import right_in

    run = state.run
    assert run is not None
    after, waiting = {f"node_{EDITED:05d}"}, [f"node_{EDITED:05d}"]
    while waiting:
        for user in state.graph.consumers.get(waiting.pop(), ()):
            if user not in after:
                after.add(user)
                waiting.append(user)
    kinds = ("input", "config")
    expected = {name for name, node in state.graph.nodes.items() if node.kind not in kinds and name not in after}
    return len(expected - right_in(state, run).keys())
