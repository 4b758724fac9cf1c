"""What is done about files that are saved, or gone, while a project is open.
It must not look at files itself.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace

from dagscope_app.controllers.ports import StorePort, WatchPort
from dagscope_app.controllers.saying import say
from dagscope_app.model.state import AppState, Banner
from dagscope_app.model.translation import tr


def config_files(state: AppState) -> tuple[str, ...]:
    """Return the files that values of the shown scenario's config may be read from when the graph is built, and the
    context files in JSON (sources are watched anyway).
    """
    if state.scenario is None or not state.folder:
        return ()
    texts = [spec.text for spec in state.scenario.config.values() if spec.kind == "file" and spec.text]
    # `shop.db::orders` is a table of shop.db, unless there is a file of that name.
    names = dict.fromkeys(name for text in texts for name in (text.partition("::")[0], text) if name)
    contexts = (each.origin_file for each in state.scenarios if each.origin_file.endswith(".json"))
    return tuple(os.path.join(state.folder, os.path.expanduser(name)) for name in dict.fromkeys([*names, *contexts]))


class FileChangesController:
    """Has changed files read again, and offers it where a run would be lost."""

    def __init__(self, store: StorePort, watch: WatchPort, reload: Callable[[], None]) -> None:
        self._store = store
        self._watch = watch
        self._reload = reload
        self._is_reload_due = False
        store.listen(self._on_state_changed)

    def on_changed(self) -> None:
        """Files were saved: read them again, but never take a run's process, or its fresh values, away for that."""
        run = self._store.state.active_run
        if run is None:
            self._reload()
            return
        self._is_reload_due = True
        if run.held_where:
            text = "Files changed while the run is paused. It goes on with the earlier code."
            banner = Banner(text, "info", "project.reload", "Stop and reload", second_command="run.pause",
                            second_title="Resume")  # fmt: skip
            self._store.update(lambda now: replace(now, banner=banner))
            return
        text = "Files changed while the code runs. The run goes on with the earlier code."
        say(self._store, text, "info", "project.reload", "Stop and reload")

    def on_vanished(self) -> None:
        """Report that the folder is gone from the disk: what is shown stays, and so do the edits."""
        text = tr(
            "The folder {folder} is not there any more: it was deleted, renamed or unmounted. The graph, "
            "the values and your edits are kept; the edits can be saved when it is back.",
            folder=self._store.state.folder,
        )
        say(self._store, text, "warning", "project.open", "Open another folder...")

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if old.scenario is not new.scenario or old.folder != new.folder:
            before, now = config_files(old), config_files(new)
            if before != now:
                self._watch.watch_data(now)
        if old.worker.generation != new.worker.generation:
            self._is_reload_due = False  # a fresh process reads them
        elif old.active_run is not None and new.active_run is None:
            self._on_run_ended()

    def _on_run_ended(self) -> None:
        """Offer to read what was saved during the run."""
        if not self._is_reload_due or self._store.state.worker.phase == "dead":
            return
        text = "Files changed since this code was loaded."
        banner = Banner(text, "warning", "project.reload", "Reload")
        self._store.update(
            lambda now: now if now.banner and now.banner.severity == "error" else replace(now, banner=banner)
        )
