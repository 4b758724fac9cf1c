"""What a view watches: it is told of what changed, in order, and of everything at first."""

from __future__ import annotations

from dataclasses import replace

from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.state import AppState
from dagscope_app.views.watch import Same, Watch, Watches


def test_a_view_is_told_of_its_part_alone() -> None:
    told: list[str] = []
    watches = Watches(
        [
            Watch(lambda s: s.folder, lambda s: told.append(s.folder)),
            Watch(lambda s: s.phase, lambda s: told.append(s.phase)),
        ]
    )
    old = AppState(folder="shop")
    watches.update(None, old)
    watches.update(old, replace(old, current="plain"))
    watches.update(old, replace(old, phase="ready"))

    assert ["shop", "welcome", "ready"] == told


def test_a_large_part_is_compared_by_identity() -> None:
    told: list[AppState] = []
    watches = Watches([Watch(lambda s: Same(s.graphs), told.append)])
    old = AppState(graphs={"main": GraphSnapshot()})
    watches.update(old, replace(old, phase="ready"))
    assert [] == told
    watches.update(old, replace(old, graphs=dict(old.graphs)))
    assert 1 == len(told), "equal and another"
    assert Same(old) == Same(old) and len({Same(old), Same(old)}) == 1
