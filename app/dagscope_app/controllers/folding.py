"""Folding and unfolding groups. It must not choose the groups there are."""

from __future__ import annotations

from dagscope_app.controllers.ports import StorePort
from dagscope_app.controllers.viewing import Viewing


class FoldingController:
    """Folds one group, those of the selection, or all of them."""

    def __init__(self, store: StorePort, viewing: Viewing) -> None:
        self._store = store
        self._viewing = viewing

    def toggle_group(self, name: str) -> None:
        """Fold or unfold one group; its header stays where it is."""
        folded = self._store.state.view.folded
        self._fold(folded - {name} if name in folded else folded | {name}, name)

    def fold_selection(self) -> None:
        """Fold the selected groups, or those around the selected nodes."""
        groups = self._chosen_groups() - {""}
        if groups:
            self._fold(self._store.state.view.folded | groups, min(groups))

    def unfold_selection(self) -> None:
        """Unfold the selected groups, and those that hide selected nodes."""
        state = self._store.state
        groups = set(state.view.selected_groups)
        for name in state.view.selection:
            groups.update(state.grouping.around(name))
        chosen = sorted(groups & state.view.folded)
        if chosen:
            self._fold(state.view.folded - groups, chosen[0])

    def fold_siblings(self) -> None:
        """Fold every group beside the selection, but not the selected ones."""
        state = self._store.state
        grouping = state.grouping
        kept = self._chosen_groups()
        above = {grouping.group_parents.get(name, "") for name in kept}
        beside = {name for name, parent in grouping.group_parents.items() if parent in above and name not in kept}
        if beside:
            self._fold(state.view.folded | beside, min(kept - {""}, default=""))

    def unfold_below(self) -> None:
        """Unfold the selected groups and everything in them."""
        state = self._store.state
        groups = self._chosen_groups()
        inside = {g for g in state.view.folded if groups.intersection(state.grouping.ancestors(g))}
        if inside:
            self._fold(state.view.folded - inside, next(iter(state.view.selected_groups), ""))

    def fold_all(self) -> None:
        """Fold every group."""
        self._fold(frozenset(self._store.state.grouping.group_parents), "")

    def unfold_all(self) -> None:
        """Unfold every group."""
        self._fold(frozenset(), "")

    def unfold_to(self, depth: int) -> None:
        """Show groups down to this depth unfolded, deeper ones folded; 1 shows the outermost folded."""
        grouping = self._store.state.grouping
        self._fold(frozenset(g for g in grouping.group_parents if grouping.depth(g) >= depth - 1), "")

    def _chosen_groups(self) -> set[str]:
        """The selected groups, and those the selected nodes lie in directly; "" for nodes in none."""
        state = self._store.state
        return {*state.view.selected_groups, *(state.grouping.parents.get(name, "") for name in state.view.selection)}

    def _fold(self, folded: frozenset[str], anchor: str) -> None:
        self._viewing.change(anchor, folded=folded)
