"""Exports of the picture: what is shown, or the whole graph unfolded. It must not paint or write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.layout_request import has_cut_names, layout_request, pins_from_corner
from dagscope_app.controllers.ports import (
    AskPort,
    LayoutPort,
    MeasurePort,
    Option,
    PathQuestion,
    StorePort,
    Write,
    Written,
)
from dagscope_app.controllers.saying import say, say_done
from dagscope_app.model.cases import Severity
from dagscope_app.model.graph.visibility import port_names
from dagscope_app.model.paths import last_part
from dagscope_app.model.picture.resolve import resolve
from dagscope_app.model.placement import Layout
from dagscope_app.model.records.graph import neighbours
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.model.state import AppState, Banner, Drawn, ViewState
from dagscope_app.model.translation import tr

PIXELS = 2.0
"""How many pixels of a PNG a scene unit takes."""
STOP = "export.stop"
MOST_VIEWED = 30_000
"""Browsers and most viewers stop at 32,767 pixels on a side."""


class SharePort(Protocol):
    """Writes what is made to be shown; whoever asks hears what became of it, at once or later."""

    def share(self, spec: SceneSpec, path: str, name: str, data: Mapping[str, Any], then: Written) -> None:
        """Write one HTML file with a graph, and data on its nodes and the run."""
        ...

    def outlined(self, spec: SceneSpec, path: str, name: str, then: Written) -> None:
        """Write an SVG whose letters are shapes."""
        ...

    def scaled(self, spec: SceneSpec, path: str, name: str, then: Written) -> None:
        """Write a picture as large as common programs open it."""
        ...

    def film(self, frames: Iterable[SceneSpec], path: str, then: Written) -> None:
        """Write pictures of one graph as a film; each is made when it is its turn."""
        ...

    def slide(self, spec: SceneSpec, path: str, then: Written) -> None:
        """Write a picture that fills a slide."""
        ...

    def cancel(self) -> None:
        """Stop what is being written, and what waits; each is told."""
        ...


class ExportController:
    """Makes the scene to export and has it written."""

    def __init__(
        self,
        store: StorePort,
        layout: LayoutPort,
        measure: MeasurePort,
        write: Write,
        picture_filter: str,
        ask: AskPort,
        shared: SharePort,
    ) -> None:
        """Store the ports; `picture_filter` names the endings that can be written, as Qt writes them."""
        self._store = store
        self._layout = layout
        self._measure = measure
        self._write = write
        self._filter = picture_filter
        self._ask = ask
        self._shared = shared
        self._waiting: tuple[Callable[[AppState], None], ...] = ()
        store.listen(self._on_state_changed)

    @command(
        "export.picture", "Export picture...", "Export", key="Ctrl+E", when=when.has_graph, icon="export",
        menu="Export 11, background 51",
    )  # fmt: skip
    def ask_picture(self) -> None:
        """Write what is shown; the ending of the name says the format."""
        self._ask_path("Export picture", "dag.png", lambda path: self.export(path, False))

    @command("export.whole", "Export whole graph...", "Export", when=when.has_graph, icon="export", menu="Export 13")
    def ask_whole(self) -> None:
        """Write everything unfolded, whatever is shown."""
        self._ask_path("Export picture", "dag.png", lambda path: self.export(path, True))

    @command(
        "export.selection", "Export subgraph...", "Export", key="Shift+E", when=when.has_any_selected, icon="export",
        scope="canvas", menu="Export 12, Copy and export 21, group 41",
    )  # fmt: skip
    def ask_selection(self) -> None:
        """Write the selection with what it needs and what needs it directly."""
        name = self._store.state.selected.rpartition(".")[2] or "selection"
        self._ask_path("Export the selection", tr("{name}.png", name=name), self.export_selection)

    @command(
        "export.dag", "Export dag.png", "Export", key="Ctrl+Shift+E", when=when.has_graph, icon="image",
        menu="Export 14, background 52",
    )  # fmt: skip
    def export_dag(self) -> None:
        """Write dag.png into the project's folder."""
        self.export(self._store.state.folder.rstrip("/\\") + "/dag.png", True)

    @command(
        "export.copy", "Copy picture", "Export", key="Ctrl+Shift+C", when=when.has_graph, icon="copy", menu="Export 15"
    )
    def copy(self) -> None:
        """Put the picture on the clipboard."""
        self.export("", False)

    def _ask_path(self, title: str, name: str, then: Callable[[str], object]) -> None:
        self._ask.path(PathQuestion("save", title, self._store.state.folder, name, self._filter), then)

    def export(self, path: str, is_whole: bool) -> None:
        """Write the picture; whole means unfolded, with nothing hidden."""
        lay_out = self.laid_out_whole if is_whole else self.laid_out_shown
        lay_out(lambda state: self._finish(state, path))

    def laid_out_shown(self, then: Callable[[AppState], None]) -> None:
        """Do something with the state as paper shows it, once it is drawn: laid out again where a name is cut."""
        state = self._store.state
        if state.layout is None:
            self._waiting = (*self._waiting, then)
            return
        view = state.view
        request = layout_request(state.graph, state.grouping, view, self._measure)
        if not has_cut_names(state.layout, request):
            then(for_paper(state))
            return

        def answer(result: Layout) -> None:
            drawn = Drawn(result, view.folded, state.grouping, view.direction, port_names(state.graph, view))
            then(replace(for_paper(state), drawn=drawn))

        pins = pins_from_corner(state.layout, request, state.pinned)
        self._layout.request(request, answer, pinned=pins, is_fresh=True, is_owed=True)

    def laid_out_whole(self, then: Callable[[AppState], None]) -> None:
        """Have the whole graph laid out unfolded, then do something with the state that shows it, as paper does."""
        state = self._store.state
        view = ViewState(grouping=state.view.grouping, direction=state.view.direction, has_ports=False)
        request = layout_request(state.graph, state.grouping, view, self._measure)

        def answer(result: Layout) -> None:
            drawn = Drawn(result, frozenset(), state.grouping, view.direction)
            then(replace(for_paper(state), drawn=drawn))

        self._layout.request(request, answer, is_fresh=True, is_owed=True)

    def export_selection(self, path: str) -> None:
        """Write the selection with its direct inputs and consumers, isolated, folded as it is."""
        state = self._store.state
        chosen = neighbours(state.graph, state.chosen, 1)
        if not chosen:
            say(self._store, "Nothing is selected. Select the nodes to export first.")
            return
        view = replace(state.view, isolated=chosen, hidden=frozenset(), path=None, wire=None)
        request = layout_request(state.graph, state.grouping, view, self._measure)

        def answer(result: Layout) -> None:
            drawn = Drawn(result, view.folded, state.grouping, view.direction, port_names(state.graph, view))
            alone = replace(for_paper(replace(state, view=view)), drawn=drawn, plan=None)
            self._finish(alone, path)

        self._layout.request(request, answer, is_owed=True)

    def _on_state_changed(self, old: AppState, new: AppState) -> None:
        if not self._waiting or (old.drawn is new.drawn and old.folder == new.folder):
            return
        waiting, self._waiting = self._waiting, ()
        if old.folder == new.folder and new.layout is not None:
            for then in waiting:
                self.laid_out_shown(then)

    def _finish(self, state: AppState, path: str) -> None:
        """Write the picture; where few programs would open it, ask before how it is to be written."""
        if state.layout is None:
            return
        longest = max(state.layout.size) * PIXELS
        if path.lower().endswith(".png") and longest > MOST_VIEWED:
            width, height = (f"{size * PIXELS:,.0f}" for size in state.layout.size)
            hint = tr(
                "The picture would be {width} by {height} pixels; most programs open {most:,}. How is "
                "it to be written?",
                width=width,
                height=height,
                most=MOST_VIEWED,
            )
            options = [Option("scale", "Scale it to fit"), Option("svg", "Save it as SVG, which has no limit")]
            if not state.view.has_rows:
                options.insert(0, Option("rows", "Wrap the chain into rows"))
            self._ask.choice(hint, options, lambda key: self._write_large(key, state, path))
            return
        self._write_now(state, path)

    def _write_large(self, key: str, state: AppState, path: str) -> None:
        if state.layout is None:
            return
        if key == "svg":
            self._write_now(state, path[: -len("png")] + "svg")
        elif key == "rows":
            view = replace(state.view, has_rows=True)
            request = layout_request(state.graph, state.grouping, view, self._measure)

            def answer(found: Layout) -> None:
                drawn = replace(state.drawn, layout=found)  # type: ignore[type-var]
                self._write_scaled(replace(state, drawn=drawn), path)

            self._layout.request(request, answer, is_owed=True)
        else:
            self._write_scaled(state, path)

    def _write_scaled(self, state: AppState, path: str) -> None:
        if state.layout is not None:
            self._shared.scaled(resolve(state, state.layout), path, name_of(state), self.teller(path))

    def _write_now(self, state: AppState, path: str) -> None:
        if state.layout is not None:
            self._write(resolve(state, state.layout), path, name_of(state), self.teller(path))

    def teller(self, path: str, more: str = "") -> Written:
        """Return what says how the writing of a file went, with a word more where it went well."""
        return partial(self._tell, path, more)

    def _tell(self, path: str, more: str, sentence: str, severity: Severity) -> None:
        if severity == "info":
            say_done(self._store, sentence + more, path)
        else:
            say(self._store, sentence, severity)

    @command(
        STOP, "Stop writing the picture", "Export", when=when.is_writing, icon="stop", menu="Export 41",
        is_passing=True,
    )  # fmt: skip
    def stop(self) -> None:
        """Stop a picture that takes long to write; the file is as it was."""
        self._shared.cancel()

    def on_writing(self, name: str, share: float) -> None:
        """Say what is being written, and how much of it is; a message that was closed does not come back."""
        is_new = name != self._store.state.writing
        text = tr("Writing {name}: {share:.0%}.", name=name, share=share) if share else tr("Writing {name}.", name=name)
        banner = Banner(text, "info", STOP, "Stop")

        def change(now: AppState) -> AppState:
            if _is_of_writing(now):
                return replace(now, writing=name, banner=replace(banner, covers=_covered(now)))
            return replace(now, writing=name, banner=replace(banner, covers=now.banner) if is_new else now.banner)

        self._store.update(change)

    def on_written(self) -> None:
        """Take away what was said of writing; nothing is being written any more."""
        self._store.update(
            lambda now: replace(now, writing="", banner=_covered(now) if _is_of_writing(now) else now.banner)
        )


def _is_of_writing(state: AppState) -> bool:
    return state.banner is not None and state.banner.command == STOP


def _covered(state: AppState) -> Banner | None:
    return state.banner.covers if state.banner is not None else None


def name_of(state: AppState) -> str:
    """Return what a picture of this graph is called: the project's folder, and the scenario."""
    folder = last_part(state.folder)
    return ", ".join(part for part in (folder, state.current) if part)


def for_paper(state: AppState) -> AppState:
    """Return the state without selection, find matches and pins."""
    view = replace(state.view, selection=(), selected_groups=())
    return replace(state, view=view, preview_plan=None, find=replace(state.find, matches=()), pinned={})
