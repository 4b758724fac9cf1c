"""How the picture of a comparison looks: one or two, what is folded, what is bright. It must not compare anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.layout_request import layout_request
from dagscope_app.controllers.ports import LayoutPort, MeasurePort, StorePort
from dagscope_app.model.cases import Spotlight
from dagscope_app.model.compare.comparison import differences_of
from dagscope_app.model.picture.overview import count_boxes, unfolded_within
from dagscope_app.model.placement import Layout
from dagscope_app.model.records.comparison import CompareState
from dagscope_app.model.records.graph import neighbours
from dagscope_app.model.state import ViewState

MANY_BOXES = 24
"""So many boxes have readable names in each of two pictures side by side."""


class ComparePictureController:
    """Owns what is shown of the union of both graphs; each change that moves things ends in a new layout."""

    def __init__(self, store: StorePort, layout: LayoutPort, measure: MeasurePort) -> None:
        self._store = store
        self._layout = layout
        self._measure = measure
        self._new: frozenset[str] = frozenset()

    def start(self) -> None:
        """Start the process that lays it out: it will be asked soon."""
        self._layout.start()

    def refresh(self, anchor: str = "") -> None:
        """Ask for a layout of what is shown of both sides."""
        state = self._store.state
        compare = state.compare
        isolated = None
        if compare.shows_only_differences and compare.diffs:
            names = [item.name for item in differences_of(compare)]
            isolated = neighbours(compare.union, names, compare.hops)
        view = ViewState(
            folded=compare.folded,
            direction=state.view.direction,
            isolated=isolated,
            has_ports=False,
            has_rows=state.view.has_rows,
        )
        request = layout_request(compare.union, compare.grouping, view, self._measure)
        union = compare.union

        def answer(result: Layout) -> None:
            if self._store.state.compare.union is union:
                self._change(lambda now: replace(now, layout=result))

        self._layout.request(request, answer, anchor=anchor)

    def note_new(self, groups: frozenset[str]) -> None:
        """Note which groups nobody has folded or unfolded yet."""
        self._new |= groups

    def fold_equal(self) -> None:
        """Fold the new groups that hold no difference, where there is more to see than can be read at once.

        Where that does not suffice, some that hold differences are folded too: their boxes say how many.
        """
        compare, new = self._store.state.compare, self._new
        self._new = frozenset()
        if count_boxes(compare.grouping, compare.folded) <= MANY_BOXES:
            return
        differing = [item.name for item in differences_of(compare)]
        kept = {group for name in differing for group in compare.grouping.around(name)}
        folded = compare.folded | (new - kept)
        if count_boxes(compare.grouping, folded) > MANY_BOXES:
            folded = unfolded_within(compare.grouping, folded | new, new & kept - compare.folded, MANY_BOXES)
        if differing and folded != compare.folded:
            self._change(lambda now: replace(now, folded=folded))
            self.refresh()

    def toggle_group(self, name: str) -> None:
        """Fold or unfold a group on both sides."""
        folded = self._store.state.compare.folded
        self._change(lambda now: replace(now, folded=folded - {name} if name in folded else folded | {name}))
        self.refresh(name)

    def unfold_around(self, name: str) -> None:
        """Unfold what hides a node."""
        compare = self._store.state.compare
        hiding = compare.folded.intersection(compare.grouping.around(name))
        if hiding:
            self._change(lambda now: replace(now, folded=now.folded - hiding))
            self.refresh()

    @command(
        "compare.merge", "One picture", "Compare", when=when.is_comparing, icon="compare", menu="Comparison 31",
        is_checked=when.is_merged,
    )  # fmt: skip
    def toggle_merged(self) -> None:
        """Show both sides in one picture, or each in its own."""
        self._change(lambda now: replace(now, is_merged=not now.is_merged))

    @command(
        "compare.spotlight", "Highlight left, right or both", "Compare", key="Ctrl+Alt+M", when=when.is_merged,
        icon="contrast", menu="Comparison 32",
    )  # fmt: skip
    def next_spotlight(self) -> None:
        """In one picture, let the left side be bright, then the right one, then both."""
        turn: dict[Spotlight, Spotlight] = {"both": "left", "left": "right", "right": "both"}
        self.set_spotlight(turn[self._store.state.compare.spotlight])

    def set_spotlight(self, side: Spotlight) -> None:
        """Let one side be bright in the one picture of both, or both."""
        self._change(lambda now: replace(now, spotlight=side))

    def show_only_differences(self, is_on: bool) -> None:
        """Show what differs with its neighbours, or everything."""
        self._change(lambda now: replace(now, shows_only_differences=is_on))
        self.refresh()

    def set_hops(self, hops: int) -> None:
        """Show so many steps around what differs."""
        self._change(lambda now: replace(now, hops=max(0, hops)))
        if self._store.state.compare.shows_only_differences:
            self.refresh()

    def _change(self, change: Callable[[CompareState], CompareState]) -> None:
        self._store.update(lambda now: replace(now, compare=change(now.compare)))
