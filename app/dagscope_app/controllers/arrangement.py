"""How the graph is arranged: direction, groups, ports, what was moved by hand. It must not fold, select or lay out."""

from __future__ import annotations

from collections.abc import Mapping

from dagscope_app.controllers.placing import PlacingController
from dagscope_app.controllers.ports import CameraPort, StorePort
from dagscope_app.model.editing import pinned_of_selection, with_choices, with_pinned
from dagscope_app.model.edits import Place, move_title
from dagscope_app.model.overview import folded_for_overview
from dagscope_app.model.placement import GROUP_PIN
from dagscope_app.model.sections import grouped


class ArrangementController:
    """Owns the layout's choices and the places of what was moved; each change ends in a new layout."""

    def __init__(self, store: StorePort, placing: PlacingController, camera: CameraPort) -> None:
        self._store = store
        self._camera = camera
        self._placing = placing

    def turn(self) -> None:
        """From left to right, or from top to bottom."""
        direction = "TB" if self._store.state.view.direction == "LR" else "LR"
        self._choose("turn", direction=direction)

    def toggle_ports(self) -> None:
        """Draw much used inputs as ports, or with all their wires."""
        self._choose("inputs as ports", has_ports=not self._store.state.view.has_ports)

    def set_grouping(self, kind: str) -> None:
        """Group by namespace, module, both, `tag:KEY` or not at all."""
        view = self._store.state.view
        if kind != view.grouping:
            self._regroup("grouping", kind, view.has_sections)

    def toggle_sections(self) -> None:
        """Divide levels of very many siblings into sections, or leave them whole."""
        view = self._store.state.view
        self._regroup("sections", view.grouping, not view.has_sections)

    def _regroup(self, title: str, kind: str, has_sections: bool) -> None:
        found = grouped(self._store.state.graph, kind, has_sections)
        look, folded = self._camera.look(), folded_for_overview(found)
        choices: dict[str, object] = {"grouping": kind, "has_sections": has_sections, "folded": folded}
        self._store.update(lambda now: with_choices(now, title, choices, look, found))
        self._placing.refresh()

    def _choose(self, title: str, **choices: object) -> None:
        look = self._camera.look()
        self._store.update(lambda now: with_choices(now, title, choices, look))
        self._placing.refresh()

    def move(self, places: Mapping[tuple[str, bool], Place]) -> None:
        """Keep nodes and groups where they were put; within a frame that is where in the frame, which may move.

        Args:
            places: the top-left corner of each, by name and whether it is a group.
        """
        state = self._store.state
        frames = state.layout.groups if state.layout is not None else {}
        grouping = state.grouping
        found: dict[str, Place] = {}
        for (name, is_group), (x, y) in places.items():
            parent = grouping.group_parents.get(name, "") if is_group else grouping.parents.get(name, "")
            frame = frames.get(parent)
            key = GROUP_PIN + name if is_group else name
            found[key] = (x, y) if frame is None else (x - frame.x, y - frame.y)
        if not found:
            return
        title = move_title(tuple(found))
        self._store.update(lambda now: with_pinned(now, {**now.pinned, **found}, title))
        self._placing.refresh(next(iter(places))[0])

    def reset_selected(self) -> None:
        """Let go of the places the selected nodes and groups were put at by hand."""
        chosen = frozenset(pinned_of_selection(self._store.state))
        if chosen:
            title = f"reset {move_title(tuple(chosen)).removeprefix('move ')}"
            self._store.update(
                lambda now: with_pinned(now, {k: at for k, at in now.pinned.items() if k not in chosen}, title)
            )
            self._placing.refresh()

    def reset_positions(self) -> None:
        """Forget the places things were put at by hand, and whatever order the picture grew into."""
        self._store.update(lambda now: with_pinned(now, {}, "tidy up"))
        self._placing.refresh(is_fresh=True)
