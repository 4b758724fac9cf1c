"""How the graph is arranged: direction, groups, ports, what was moved by hand. It must not fold, select or lay out."""

from __future__ import annotations

from collections.abc import Mapping

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.placing import PlacingController
from dagscope_app.controllers.ports import AskPort, CameraPort, Option, StorePort
from dagscope_app.model.edits.editing import pinned_of_selection, with_choices, with_pinned
from dagscope_app.model.graph.sections import grouped
from dagscope_app.model.picture.overview import folded_for_overview
from dagscope_app.model.placement import PinKey, Point, pin_key
from dagscope_app.model.records.edits import things_text
from dagscope_app.model.records.grouping import GroupBy, GroupingKind, useful_tags
from dagscope_app.model.translation import tr


class ArrangementController:
    """Owns the layout's choices and the positions of what was moved; each change ends in a new layout."""

    def __init__(self, store: StorePort, placing: PlacingController, camera: CameraPort, ask: AskPort) -> None:
        self._store = store
        self._ask = ask
        self._camera = camera
        self._placing = placing

    @command(
        "view.turn", "Direction: left to right or top to " "bottom", "View", key="Alt+O", when=when.has_graph,
        icon="orientation", menu="Zoom and place 21, toolbar 25",
    )  # fmt: skip
    def turn(self) -> None:
        """Lay the graph out from left to right, or from top to bottom."""
        direction = "TB" if self._store.state.view.direction == "LR" else "LR"
        self._choose("turn", direction=direction)

    @command(
        "view.ports", "Show shared inputs as ports", "View", when=when.has_graph, icon="input",
        is_checked=lambda s: s.view.has_ports, menu="Appearance 14, toolbar 26",
    )  # fmt: skip
    def toggle_ports(self) -> None:
        """Draw inputs that very many nodes use as small ports at their consumers."""
        self._choose("inputs as ports", has_ports=not self._store.state.view.has_ports)

    @command(
        "view.rows", "Wrap long chains into rows", "View", when=when.has_graph, icon="tree",
        is_checked=lambda s: s.view.has_rows, menu="Zoom and place 22, toolbar 27",
    )  # fmt: skip
    def toggle_rows(self) -> None:
        """Let a graph that is much longer than high continue in a row below, as a text does."""
        self._choose("rows", has_rows=not self._store.state.view.has_rows)

    @command(
        "view.group_tag", "Group by tag...", "View", when=when.has_tags, icon="tag",
        is_checked=when.is_grouping("tag"), menu="Group by 14",
    )  # fmt: skip
    def ask_tag(self) -> None:
        """Choose a tag; a group for each of its values."""
        options = [Option(tag, tag) for tag in useful_tags(self._store.state.graph)]
        self._ask.choice("Group by which tag?", options, lambda tag: self.set_grouping("tag", tag))

    @command(
        "view.group_namespace", "Group by namespace", "View", when=when.has_graph, icon="group",
        is_checked=when.is_grouping("namespace"), menu="Group by 11", args=("namespace",),
        help="Group nodes by the dots in their names.",
    )  # fmt: skip
    @command(
        "view.group_both", "Group by module and namespace", "View", when=when.has_graph, icon="module",
        is_checked=when.is_grouping("both"), menu="Group by 12", args=("both",),
        help="Make groups of modules, and of the namespaces in them.",
    )  # fmt: skip
    @command(
        "view.group_module", "Group by module", "View", when=when.has_graph, icon="module",
        is_checked=when.is_grouping("module"), menu="Group by 13", args=("module",),
        help="Make a group for each module that functions were written in.",
    )  # fmt: skip
    @command(
        "view.group_none", "No groups", "View", when=when.has_graph, icon="ungroup",
        is_checked=when.is_grouping("none"), menu="Group by 15", args=("none",), help="Show every node by itself.",
    )  # fmt: skip
    def set_grouping(self, kind: GroupingKind, tag: str = "") -> None:
        """Group by namespace, module, both, a tag or not at all."""
        view, by = self._store.state.view, GroupBy(kind, tag)
        if by != view.grouping:
            self._regroup("grouping", by, view.has_sections)

    @command(
        "view.sections", "Split large groups into sections", "View", when=when.has_graph, icon="tree",
        is_checked=lambda s: s.view.has_sections, menu="Group by 21",
    )  # fmt: skip
    def toggle_sections(self) -> None:
        """Divide what lies in one group, or in none, into sections that fold when it is more than 200 things."""
        view = self._store.state.view
        self._regroup("sections", view.grouping, not view.has_sections)

    def _regroup(self, title: str, by: GroupBy, has_sections: bool) -> None:
        found = grouped(self._store.state.graph, by, has_sections)
        look, folded = self._camera.look(), folded_for_overview(found)
        choices: dict[str, object] = {"grouping": by, "has_sections": has_sections, "folded": folded}
        self._store.update(lambda now: with_choices(now, title, choices, look, found))
        self._placing.refresh()

    def _choose(self, title: str, **choices: object) -> None:
        look = self._camera.look()
        self._store.update(lambda now: with_choices(now, title, choices, look))
        self._placing.refresh()

    def move(self, corners: Mapping[tuple[str, bool], Point]) -> None:
        """Keep nodes and groups where they were put; within a frame that is where in the frame, which may move.

        Args:
            corners: the top-left corner of each, by name and whether it is a group.
        """
        state = self._store.state
        frames = state.layout.groups if state.layout is not None else {}
        grouping = state.grouping
        found: dict[PinKey, Point] = {}
        for (name, is_group), (x, y) in corners.items():
            parent = grouping.group_parents.get(name, "") if is_group else grouping.parents.get(name, "")
            frame = frames.get(parent)
            key = pin_key(name, is_group=is_group)
            found[key] = (x, y) if frame is None else (x - frame.x, y - frame.y)
        if not found:
            return
        names = [grouping.names.get(name, name) if is_group else name for name, is_group in corners]
        title = tr("move of {things_text}", things_text=things_text(names))
        self._store.update(lambda now: with_pinned(now, {**now.pinned, **found}, title))
        self._placing.refresh(next(iter(corners))[0])

    @command(
        "view.reset_selected", "Reset position", "View", key="Alt+Shift+T", when=when.has_moved_selected, icon="unpin",
        menu="Zoom and place 32, Isolate and fold 31, More 21",
    )  # fmt: skip
    def reset_selected(self) -> None:
        """Forget where the selection was moved to."""
        chosen = pinned_of_selection(self._store.state)
        if chosen:
            title = tr("reset of {things_text}", things_text=things_text([*chosen.values()]))
            self._store.update(
                lambda now: with_pinned(now, {k: at for k, at in now.pinned.items() if k not in chosen}, title)
            )
            self._placing.refresh()

    @command(
        "view.reset_positions", "Tidy up", "View", key="Alt+T", when=when.has_graph, icon="unpin",
        menu="Zoom and place 31",
    )  # fmt: skip
    def reset_positions(self) -> None:
        """Forget what was moved by hand and lay everything out afresh."""
        self._store.update(lambda now: with_pinned(now, {}, "tidy up"))
        self._placing.refresh(is_fresh=True)
