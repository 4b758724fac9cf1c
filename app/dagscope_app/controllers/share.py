"""Sharing: one file with graph and values, a film of a run, a slide, the selection on the clipboard.
It must not paint or write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import AskValue, Event, ValueAnswer
from dagscope.protocol.values import LookAnswer, LookAsk

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers import run_conditions as run_when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.export import ExportController, SharePort, name_of
from dagscope_app.controllers.ports import AskPort, PathQuestion, StorePort, WorkerPort
from dagscope_app.model.picture.resolve import resolve
from dagscope_app.model.picture.resolve_context import ResolveCache
from dagscope_app.model.picture.sharing import (
    Kept,
    groups_data,
    left_out,
    likely_secrets,
    node_data,
    run_data,
    wanted,
    without_secrets,
)
from dagscope_app.model.placement import Layout
from dagscope_app.model.records.runs import Run
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.model.records.trust import Agreement
from dagscope_app.model.runs.replay import moments, state_at
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import later, tr

SHARE = later("Share as one file")
FILTERS = {
    "html": later("Web page (*.html)"),
    "gif": later("Animation (*.gif *.webp)"),
    "svg": later("SVG picture (*.svg)"),
    "png": later("PNG picture (*.png)"),
}
_MOST_NAMED = 5


def list_text(names: Sequence[str]) -> str:
    """Return some names as a list, the first few of many."""
    more = tr(" and {value} more", value=len(names) - _MOST_NAMED) if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


class ShareController:
    """Collects what is to be shared, and has it written."""

    def __init__(
        self, store: StorePort, worker: WorkerPort, ask: AskPort, write: SharePort, export: ExportController
    ) -> None:
        self._store = store
        self._worker = worker
        self._ask = ask
        self._write = write
        self._export = export
        self._with_secrets = False

    @command("export.share", "Share as one file...", "Export", when=when.has_graph, icon="link", menu="Export 31")
    def ask_share(self) -> None:
        """Write one HTML file with the graph, its groups to fold, and the last run's values; secrets are left out."""
        secrets = likely_secrets(self._store.state)
        if not secrets:
            self._path(tr(SHARE), "dataflow.html", self.share)
            return
        question = Agreement(
            SHARE,
            "Some of this looks like a secret and is left out of the file, unless you include it.",
            (("Left out", list_text(secrets)),),
            "Include what looks like a secret",
            "Choose a file...",
        )
        self._ask.agree(question, self._ask_path)

    def _ask_path(self, with_secrets: bool) -> None:
        self._path(tr(SHARE), "dataflow.html", partial(self.share, with_secrets=with_secrets))

    def share(self, path: str, *, with_secrets: bool = False) -> None:
        """Collect the values, then write the file."""
        self._with_secrets = with_secrets
        self._export.laid_out_whole(lambda state: self._collect(state, path, list(wanted(state)), {}))

    def _collect(self, state: AppState, path: str, left: list[str], found: dict[str, Kept]) -> None:
        """Ask for one value after the other: the worker answers what the window needs in between."""
        run = state.run
        if not left or run is None:
            self._finish(state, path, found)
            return
        name = left[0]

        def answer(message: Message[Event]) -> None:
            body = message.body
            if isinstance(body, ValueAnswer) and isinstance(body.answer, LookAnswer):
                found[name] = Kept(body.answer.preview, message.attachment)
            self._collect(state, path, left[1:], found)

        self._worker.request(AskValue(run.slot, run.home_of(name), name, LookAsk(), ()), answer)

    def _finish(self, state: AppState, path: str, found: dict[str, Kept]) -> None:
        if state.layout is None:
            return
        nodes = {
            name: node_data(state, name, found.get(name), with_secrets=self._with_secrets)
            for name in state.layout.nodes
            if name in state.graph.nodes
        }
        about = run_data(state, with_secrets=self._with_secrets)
        data = {**about, "nodes": nodes, **groups_data(state, state.layout.nodes)}
        spec = resolve(state, state.layout)
        hidden = left_out(data)
        more = tr(" Left out as secrets: {names}.", names=list_text(hidden)) if hidden else ""
        shown = spec if self._with_secrets else without_secrets(spec)
        self._write.share(shown, path, name_of(state), data, self._export.teller(path, more))

    @command(
        "export.replay", "Save the run as an animation...", "Export", when=run_when.has_ended_run, icon="run",
        menu="Export 32",
    )  # fmt: skip
    def ask_replay(self) -> None:
        """Write a GIF or WebP that replays the last run in a few seconds."""
        self._path(tr("Save the run as an animation"), "run.gif", self.replay)

    def replay(self, path: str) -> None:
        """Draw the run at moments along its timeline, and write them."""
        self._export.laid_out_whole(lambda state: self._film(state, path))

    def _film(self, state: AppState, path: str) -> None:
        run = state.run
        if run is None or state.layout is None:
            return
        self._write.film(_frames(state, run, state.layout), path, self._export.teller(path))

    @command(
        "export.outlines", "Export SVG with outlines...", "Export", when=when.has_graph, icon="image", menu="Export 34"
    )  # fmt: skip
    def ask_outlines(self) -> None:
        """Write what is shown as SVG whose letters are shapes, for programs that lack the font."""
        self._path(tr("Export SVG with outlines"), "dag.svg", self.outlines)

    def outlines(self, path: str) -> None:
        """Write what is shown, letters as shapes."""
        self._export.laid_out_shown(
            lambda state: self._write.outlined(_spec(state), path, name_of(state), self._export.teller(path))
        )

    @command("export.slide", "Export for a slide...", "Export", when=when.has_graph, icon="image", menu="Export 33")
    def ask_slide(self) -> None:
        """Write a PNG of 3840 by 2160 pixels, which fills a slide of a presentation."""
        self._path(tr("Export for a slide"), "slide.png", self.slide)

    def slide(self, path: str) -> None:
        """Write what is shown in the middle of a page that is as wide as a slide."""
        self._export.laid_out_shown(lambda state: self._write.slide(_spec(state), path, self._export.teller(path)))

    @command(
        "export.copy_selection", "Copy picture of the selection", "Export", key="Alt+Shift+C",
        when=when.has_any_selected, icon="copy", menu="Export 16, Copy and export 22",
    )  # fmt: skip
    def copy_selection(self) -> None:
        """Put a picture of the selection, with what it needs and what needs it directly, on the clipboard."""
        self._export.export_selection("")

    def _path(self, title: str, name: str, then: Callable[[str], None]) -> None:
        ending = name.rpartition(".")[2]
        question = PathQuestion("save", title, self._store.state.folder, name, tr(FILTERS[ending]))
        self._ask.path(question, then)


def _frames(state: AppState, run: Run, layout: Layout) -> Iterator[SceneSpec]:
    """Return the picture at moments along the run's timeline; what has not changed is the same item."""
    cache = ResolveCache()
    for moment in moments(run):
        then = state_at(run, moment)
        runs = tuple(then if item is run else item for item in state.runs)
        yield resolve(replace(state, runs=runs), layout, cache)


def _spec(state: AppState) -> SceneSpec:
    assert state.layout is not None  # it is laid out
    return resolve(state, state.layout)
