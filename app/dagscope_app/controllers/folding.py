"""Folding and unfolding groups. It must not choose the groups there are."""

from __future__ import annotations

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers import titles
from dagscope_app.controllers.command import command, numbered
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

    @command(
        "view.fold", "Fold", "View", key="[", when=when.can_fold, icon="fold", scope="canvas", says=titles.fold_title,
        menu="Fold 11, Isolate and fold 21, group 12",
    )  # fmt: skip
    def fold_selection(self) -> None:
        """Fold the selected group, or the one around the selection."""
        groups = self._chosen_groups() - {""}
        if groups:
            self._fold(self._store.state.view.folded | groups, min(groups))

    @command(
        "view.unfold", "Unfold", "View", key="]", when=when.can_unfold, icon="unfold", scope="canvas",
        menu="Fold 12, group 11",
    )  # fmt: skip
    def unfold_selection(self) -> None:
        """Unfold the selected group, and what hides the selection."""
        state = self._store.state
        groups = set(state.view.selected_groups)
        for name in state.view.selection:
            groups.update(state.grouping.around(name))
        chosen = sorted(groups & state.view.folded)
        if chosen:
            self._fold(state.view.folded - groups, chosen[0])

    @command(
        "view.fold_siblings", "Fold siblings", "View", key="{", when=when.has_group_around, icon="fold_all",
        scope="canvas", menu="Fold 13, Isolate and fold 22, More 12",
    )  # fmt: skip
    def fold_siblings(self) -> None:
        """Fold the groups next to the selected one."""
        state = self._store.state
        grouping = state.grouping
        kept = self._chosen_groups()
        above = {grouping.group_parents.get(name, "") for name in kept}
        beside = {name for name, parent in grouping.group_parents.items() if parent in above and name not in kept}
        if beside:
            self._fold(state.view.folded | beside, min(kept - {""}, default=""))

    @command(
        "view.unfold_below", "Unfold everything below", "View", key="}", when=when.has_group_around, icon="unfold_all",
        scope="canvas", menu="Fold 14, More 11",
    )  # fmt: skip
    def unfold_below(self) -> None:
        """Unfold the selected group and all groups in it."""
        state = self._store.state
        groups = self._chosen_groups()
        inside = {g for g in state.view.folded if groups.intersection(state.grouping.ancestors(g))}
        if inside:
            self._fold(state.view.folded - inside, next(iter(state.view.selected_groups), ""))

    @command(
        "view.fold_all", "Fold all", "View", key="Ctrl+Shift+[", when=when.has_groups, icon="fold_all",
        menu="Fold 21, toolbar 21",
    )  # fmt: skip
    def fold_all(self) -> None:
        """Fold every group."""
        # So little is left that all of it can be seen.
        self._viewing.change_fitting(folded=frozenset(self._store.state.grouping.group_parents))

    @command(
        "view.unfold_all", "Unfold all", "View", key="Ctrl+Shift+]", when=when.has_groups, icon="unfold_all",
        menu="Fold 22, toolbar 22",
    )  # fmt: skip
    def unfold_all(self) -> None:
        """Unfold every group."""
        self._fold(frozenset(), "")

    @numbered(
        range(1, 10), "view.depth_{}", "Unfold to depth {}", "View", key="Alt+{}", icon="tree",
        when=lambda _: when.has_groups, menu="Unfold to depth 1{}",
    )  # fmt: skip
    def unfold_to(self, depth: int) -> None:
        """Unfold groups down to this depth.

        Deeper ones are folded; 1 shows the outermost folded.
        """
        grouping = self._store.state.grouping
        self._fold(frozenset(g for g in grouping.group_parents if grouping.depth(g) >= depth - 1), "")

    def _chosen_groups(self) -> set[str]:
        """Return the selected groups, and those the selected nodes lie in directly; "" for nodes in none."""
        state = self._store.state
        return {*state.view.selected_groups, *(state.grouping.parents.get(name, "") for name in state.view.selection)}

    def _fold(self, folded: frozenset[str], anchor: str) -> None:
        self._viewing.change(anchor, folded=folded)
