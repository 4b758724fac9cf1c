"""What is said of code that takes long, starts slowly or uses much memory.
It must not end anything that was not to be stopped.
"""

from __future__ import annotations

from dataclasses import replace

from dagscope.protocol.messages import Cancel

from dagscope_app.controllers import run_conditions as run_when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import Later, StorePort, WorkerPort
from dagscope_app.controllers.saying import say
from dagscope_app.model.state import AppState, Banner
from dagscope_app.model.translation import tr

STOP_LATE = "run.stop_late"


class LivenessController:
    """Asks where the code is, and says it."""

    def __init__(self, store: StorePort, worker: WorkerPort, in_two_seconds: Later) -> None:
        self._store = store
        self._worker = worker
        self._in_two_seconds = in_two_seconds
        self._build = 0
        self._is_asked_to_stop = self._is_asked_to_end = self._is_asked_where = False
        store.listen(self._on_state_changed)

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if old.is_building == new.is_building:
            return
        self._build += 1
        build = self._build
        was_asked_to_stop, self._is_asked_to_stop = self._is_asked_to_stop, False
        if new.is_building:
            self._in_two_seconds(lambda: self._on_long_build(build))
        elif was_asked_to_stop and new.active_run is None:
            self._worker.set_idle()

    def _on_long_build(self, build: int) -> None:
        if build == self._build and self._store.state.worker.is_alive:
            self._worker.locate()

    @command("run.locate", "Where is it stuck?", "Run", when=run_when.is_busy, icon="search", menu="Run 18",
        is_passing=True,
    )  # fmt: skip
    def locate(self) -> None:
        """Show which line of the project is running now."""
        self._is_asked_where = True
        self._worker.locate()

    def on_lateness(self, is_late: bool) -> None:
        """Ask where it is when an answer takes long; when it has come, nothing of that is said any more."""
        self._store.update(lambda now: _with_lateness(now, is_late))
        was_asked_to_end, self._is_asked_to_end = self._is_asked_to_end, False
        state = self._store.state
        if was_asked_to_end and state.active_run is None:
            self._worker.set_idle()
        if is_late and not state.is_building and state.active_run is None and not run_when.is_sweeping(state):
            self._worker.locate()

    @command(
        STOP_LATE, "Stop the long operation", "Run", when=run_when.is_late, icon="stop", menu="Run 19", is_passing=True
    )
    def stop_late(self) -> None:
        """Stop a comparison, a file or a look that takes long; a second time, end the process."""
        if self._is_asked_to_end:
            self._worker.interrupt()
            return
        self._is_asked_to_end = True
        self._worker.request(Cancel(""))

    @command(
        "project.stop_loading",
        "Stop loading",
        "Project",
        when=run_when.is_building,
        icon="stop",
        menu="Project 14",
        is_passing=True,
    )
    def stop_loading(self) -> None:
        """Stop the module that is imported and go on with the others; a second time, end the process."""
        if self._is_asked_to_stop:
            self._worker.interrupt()
            return
        self._is_asked_to_stop = True
        self._worker.request(Cancel(""))

    def on_located(self, text: str) -> None:
        """Show what the worker has said it is doing; of a run only when somebody asked."""
        state = self._store.state
        is_asked, self._is_asked_where = self._is_asked_where, False
        if state.is_building:
            if state.trust.is_preview:  # the worker's words would say that code runs
                text = tr("The sources are still being read. None of their code runs.")
            elif text:
                text = tr("Still {words}.", words=text)
            else:
                text = tr("The project is still being loaded; no line of it is running now.")
            banner = Banner(text, "info", "project.stop_loading", "Stop", is_about_build=True)
            self._store.update(lambda now: _with_progress(now, banner))
        elif state.active_run is not None and not is_asked:
            return  # it was asked about a build that is over
        elif state.active_run is not None:
            text = tr("The run is {words}.", words=text) if text else tr("No line of the project is running now.")
            say(self._store, text, "info", "run.locate", "Look again")
        elif run_when.is_sweeping(state):
            text = tr("The sweep is {words}.", words=text) if text else tr("No line of the project is running now.")
            say(self._store, text, "info", "sweep.stop", "Stop sweep")
        elif state.worker.is_late:
            text = (
                tr("Still {words}.", words=text)
                if text
                else tr("An answer is taking long; no line of the project is running now.")
            )
            banner = Banner(text, "info", STOP_LATE, "Stop", covers=_uncovered(state))
            self._store.update(lambda now: replace(now, banner=banner))

    def on_start_slow(self, interpreter: str) -> None:
        """Report that the interpreter has not answered for long; it may still."""
        text = tr(
            "{interpreter} is still starting. On a busy machine or a slow disk this can take long.",
            interpreter=interpreter,
        )
        banner = Banner(text, "info", "app.choose_interpreter", "Choose another...", is_about_build=True)
        self._store.update(lambda now: _with_progress(now, banner))

    def on_memory_short(self, text: str) -> None:
        """Report that the worker uses most of the memory it may."""
        say(
            self._store,
            tr("The project's process uses {words}. Above that it is ended.", words=text),
            "warning",
            "run.stop",
            "Stop",
        )


def _with_progress(state: AppState, banner: Banner) -> AppState:
    """Return the state with a message about the build over another one, which is not lost."""
    return replace(state, banner=replace(banner, covers=_uncovered(state)))


def _uncovered(state: AppState) -> Banner | None:
    """Return the message that a word about what takes long is shown over."""
    before = state.banner
    is_passing = before is not None and (before.is_about_build or before.command == STOP_LATE)
    return before.covers if before is not None and is_passing else before


def _with_lateness(state: AppState, is_late: bool) -> AppState:
    """Return the state with what takes long; what was said of it goes when it has come."""
    state = replace(state, worker=replace(state.worker, is_late=is_late))
    is_said = state.banner is not None and state.banner.command == STOP_LATE
    return replace(state, banner=_uncovered(state)) if is_said and not is_late else state
