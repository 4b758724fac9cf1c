"""Shows what folding does before the layout is there, where that takes a while. It must not change the state."""

from __future__ import annotations

from dataclasses import replace

from dagscope_app.controllers.ports import CanvasPort, StorePort
from dagscope_app.layout.types import LayoutRequest
from dagscope_app.model.picture.anticipation import folded_in_place, unfolded_in_place
from dagscope_app.model.picture.resolve import resolve
from dagscope_app.model.placement import Layout
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.model.state import AppState, Drawn

# Pictures of fewer boxes are laid out within a frame or two: one move is calmer than two.
LEAST_BOXES = 400


class Anticipation:
    """Begins the move of a fold or unfold of one group; the layout that comes later completes it."""

    def __init__(self, store: StorePort, canvas: CanvasPort) -> None:
        self._store = store
        self._canvas = canvas

    def on_asked(self, before: AppState, request: LayoutRequest) -> None:
        """Show at once what folding a group does when a layout was asked for; what unfolding does is shown soon.

        `before` is what the last layout was asked for. Where too much is in view to move it all, the group is marked.
        """
        state = self._store.state
        group = toggled_group(before, state)
        if not group or not self._is_slow():
            return
        near = self._canvas.near()
        if near is None:
            self._canvas.mark_awaited(group)
        if group not in state.view.folded:
            return
        box = next((item for item in request.groups if item.id == group), None)
        if near is None or box is None or not box.width or not box.height:
            return
        grouping = state.grouping
        inner = [name for name in near.groups if name != group and group in grouping.ancestors(name)]
        members = frozenset(grouping.members.get(group, ()))
        self._show(folded_in_place(near, group, (box.width, box.height), members, frozenset(inner)))

    def on_inside(self, group: str, inside: Layout) -> None:
        """Show what a frame will hold, once the layout process has found it."""
        near = self._canvas.near() if self._is_slow() else None
        if near is None or group not in near.groups:
            return
        state, box = self._store.state, near.groups[group].box
        layout = _at(inside, group, box.x, box.y)
        drawn = Drawn(layout, state.view.folded, state.grouping, state.view.direction, _ports(state))
        self._show(unfolded_in_place(near, group, resolve(replace(state, drawn=drawn), layout)))

    def _show(self, spec: SceneSpec | None) -> None:
        if spec is not None:
            self._canvas.anticipate(spec)

    def _is_slow(self) -> bool:
        layout = self._store.state.layout
        return layout is not None and len(layout.nodes) + len(layout.groups) >= LEAST_BOXES


def toggled_group(before: AppState, now: AppState) -> str:
    """Return the one group that was folded or unfolded between two states; nothing where more than that differs."""
    changed = before.view.folded ^ now.view.folded
    return next(iter(changed)) if len(changed) == 1 else ""


def _ports(state: AppState) -> frozenset[str]:
    return state.drawn.ports if state.drawn is not None else frozenset()


def _at(inside: Layout, group: str, x: float, y: float) -> Layout:
    """Return what lies in a frame, with the frame, in the scene's coordinates."""
    frame = inside.bounds.moved(x, y)
    return Layout(
        {name: box.moved(x, y) for name, box in inside.nodes.items()},
        {group: frame, **{name: box.moved(x, y) for name, box in inside.groups.items()}},
        tuple([route.moved(x, y) for route in inside.routes]),
        frame,
    )
