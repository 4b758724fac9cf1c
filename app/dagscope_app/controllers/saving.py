"""Saving scenarios to `dagscope.toml`, and what to do where the file was changed as well.
It must not edit scenarios.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dagscope.scenario import Scenario

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import ProjectFilePort, StorePort, WatchPort
from dagscope_app.controllers.saying import say
from dagscope_app.model.edits.saving import conflict_banner, saved, saving_of, with_theirs
from dagscope_app.model.records.file_conflict import ProjectFileRefusal
from dagscope_app.model.state import AppState, Banner
from dagscope_app.model.translation import tr


class SavingController:
    """Writes what was edited, key by key; asks where the file says something else."""

    def __init__(
        self, store: StorePort, file: ProjectFilePort, watch: WatchPort, refollow: Callable[[Scenario | None], None]
    ) -> None:
        """`refollow` builds or plans again after scenarios changed."""
        self._store = store
        self._file = file
        self._watch = watch
        self._refollow = refollow
        self._waits_in = ""
        store.listen(self._on_state_changed)

    @command(
        "scenario.save", "Save scenarios", "Project", key="Ctrl+S", when=when.can_save, icon="save",
        menu="Project 21",
    )  # fmt: skip
    def save(self) -> None:
        """Write the scenarios, and where nodes were put by hand, to dagscope.toml."""
        state = self._store.state
        if state.scenario is None:
            self._waits_in = state.folder
            say(self._store, "The scenarios are being read. They are saved as soon as that is done.")
            return
        if state.conflicts:
            self._store.update(lambda now: replace(now, banner=conflict_banner(now.conflicts)))
            return
        try:
            path, conflicts = self._file.save(state.folder, saving_of(state))
        except ProjectFileRefusal as refusal:
            say(self._store, str(refusal), "error", "scenario.save", "Save again")
            return
        if conflicts:
            self._store.update(lambda now: replace(now, conflicts=conflicts, banner=conflict_banner(conflicts)))
            return
        self._watch.acknowledge(path)
        self._store.update(lambda now: replace(saved(now), banner=Banner(tr("Scenarios saved in {path}.", path=path))))

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if not self._waits_in or (new.folder == self._waits_in and new.scenario is None and new.phase == "loading"):
            return
        is_there = new.folder == self._waits_in and new.scenario is not None
        self._waits_in = ""
        if is_there and when.can_save(new):
            self.save()

    @command(
        "scenario.keep_ours", "Keep my values", "Scenario", when=when.has_conflicts, menu="Scenario 61", is_passing=True
    )
    def keep_ours(self) -> None:
        """Let what was edited here count where dagscope.toml says something else."""
        decided = frozenset((each.scenario, each.path) for each in self._store.state.conflicts)
        self._store.update(lambda now: replace(now, conflicts=(), decided=now.decided | decided, banner=None))

    @command(
        "scenario.take_theirs",
        "Take the values of dagscope.toml",
        "Scenario",
        when=when.has_conflicts,
        is_passing=True,
        menu="Scenario 62",
    )
    def take_theirs(self) -> None:
        """Let what dagscope.toml says count where it was edited here as well."""
        before = self._store.state.scenario
        self._store.update(lambda now: replace(with_theirs(now), banner=None))
        self._refollow(before)
