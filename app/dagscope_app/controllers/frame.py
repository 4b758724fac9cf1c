"""What stands around the graph: panels, tabs, sheets, the window itself. It must not change what they show."""

from __future__ import annotations

from dataclasses import replace

from dagscope.version import __version__

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import AskPort, DesktopPort, StorePort, WindowPort
from dagscope_app.controllers.saying import say
from dagscope_app.model.records.trust import Agreement
from dagscope_app.model.translation import tr

ABOUT = Agreement(
    "About Dagscope",
    "See, run and compare dataflows written as Python functions.\nNothing is ever sent anywhere.",
    (
        ("Version", __version__),
        ("Licence", "Apache License 2.0"),
        ("Made with", "Qt for Python (LGPL 3)"),
        ("Fonts", "Inter and JetBrains Mono (SIL Open Font License 1.1)"),
        ("Icons", "Lucide (ISC)"),
        ("", "All licences are in the installed program, beside what they are for."),
    ),
)
HOME = "https://github.com/dagscope/dagscope"


class FrameController:
    """Shows and hides what is not the graph."""

    def __init__(self, store: StorePort, window: WindowPort, desktop: DesktopPort, ask: AskPort) -> None:
        self._store = store
        self._window = window
        self._desktop = desktop
        self._ask = ask

    @command(
        "view.left", "Left panels", "View", key="Ctrl+B", when=when.has_folder, icon="left_panel", menu="Panels 11"
    )
    def toggle_left(self) -> None:
        """Show or hide outline, modules, config and inputs."""
        self._window.toggle("outline", "scenario")

    @command("view.right", "Details", "View", key="Ctrl+I", when=when.has_folder, icon="details", menu="Panels 12")
    def toggle_right(self) -> None:
        """Show or hide the details."""
        self._window.toggle("details")

    @command(
        "view.bottom", "Results and log", "View", key="Ctrl+J", when=when.has_folder, icon="results", menu="Panels 13"
    )
    def toggle_bottom(self) -> None:
        """Show or hide results, log, plan, runs, timeline and problems."""
        self._window.toggle("bottom")

    @command(
        "view.results",
        "Show results",
        "View",
        key="Ctrl+Shift+R",
        when=when.has_folder,
        icon="results",
        menu="Panels 21",
    )
    def show_results(self) -> None:
        """Go to the results."""
        self._window.go_to_bottom("results")

    @command("view.log", "Show log", "View", key="Ctrl+Shift+L", when=when.has_folder, icon="log", menu="Panels 22")
    def show_log(self) -> None:
        """Go to the log."""
        self._window.go_to_bottom("log")

    @command(
        "view.runs", "Show runs", "View", key="Ctrl+Shift+N", when=when.has_folder, icon="history", menu="Panels 23"
    )
    def show_runs(self) -> None:
        """Go to the list of this session's runs."""
        self._window.go_to_bottom("runs")

    @command(
        "view.timeline",
        "Show timeline",
        "View",
        key="Ctrl+Shift+T",
        when=when.has_folder,
        icon="timeline",
        menu="Panels 24",
    )
    def show_timeline(self) -> None:
        """Go to the timeline of the run."""
        self._window.go_to_bottom("timeline")

    @command(
        "view.problems",
        "Show problems",
        "View",
        key="Ctrl+Shift+B",
        when=when.has_folder,
        icon="problems",
        menu="Panels 25",
    )
    def show_problems(self) -> None:
        """Go to the problems."""
        self._window.go_to_bottom("problems")

    @command(
        "panel.modules",
        "Show modules",
        "Scenario",
        key="Ctrl+Shift+M",
        when=when.has_graph,
        icon="module",
        menu="Panels 31",
    )
    def show_modules(self) -> None:
        """Go to the modules and their order."""
        self._window.show_section("modules")

    @command(
        "panel.config",
        "Show config",
        "Scenario",
        key="Ctrl+Shift+G",
        when=when.has_graph,
        icon="config",
        menu="Panels 32",
    )
    def show_config(self) -> None:
        """Go to the config."""
        self._window.show_section("config")

    @command(
        "panel.inputs",
        "Show inputs",
        "Scenario",
        key="Ctrl+Shift+I",
        when=when.has_graph,
        icon="input",
        menu="Panels 33",
    )
    def show_inputs(self) -> None:
        """Go to the inputs."""
        self._window.show_section("inputs")

    @command("view.reset_panels", "Reset panels", "View", when=when.has_folder, icon="window", menu="Panels 41")
    def reset(self) -> None:
        """Put every panel back to its first position."""
        self._window.reset_panels()

    @command("view.full_screen", "Full screen", "View", key="Shift+F11", icon="full_screen", menu="View 34")
    def toggle_full_screen(self) -> None:
        """Take the whole screen for the window, or give it back."""
        self._window.toggle_full_screen()

    @command("help.shortcuts", "Keyboard shortcuts", "Help", key="F1 ?", icon="keyboard", menu="Help 12")
    def show_keys(self) -> None:
        """List every command with its keys."""
        self._window.show_keys()

    @command(
        "help.start", "Getting started", "Help", icon="help", menu="Help 11", args=("/blob/main/docs/window.md",),
        help="Open the page on the window in the browser.",
    )  # fmt: skip
    @command(
        "help.docs", "Documentation", "Help", icon="external", menu="Help 13", args=("/tree/main/docs",),
        help="Open the documentation in the browser.",
    )  # fmt: skip
    @command(
        "help.news", "What's new", "Help", icon="star", menu="Help 21", args=("/blob/main/CHANGELOG.md",),
        help="Open the list of changes in the browser.",
    )  # fmt: skip
    @command(
        "help.report", "Report a problem", "Help", icon="problems", menu="Help 22", args=("/issues/new",),
        help="Write to the people who make Dagscope, in the browser.",
    )  # fmt: skip
    def open_page(self, page: str) -> None:
        """Open one of the project's pages in the browser."""
        self.open_address(HOME + page)

    @command("help.about", "About Dagscope", "Help", icon="info", menu="Help 31")
    def say_about(self) -> None:
        """Show the version and the licences."""
        self._ask.agree(ABOUT, lambda with_option: None)

    @command("app.quit", "Quit", "Project", key="Ctrl+Q", icon="quit", menu="Project 42")
    def quit(self) -> None:
        """End Dagscope and the project's process."""
        self._window.close()

    def say_error(self, text: str) -> None:
        """Show a message of a part that failed."""
        say(self._store, text, "error")

    def put_message_away(self) -> None:
        """Take the message over the graph away."""
        self._store.update(lambda now: replace(now, banner=None))

    def put_toast_away(self) -> None:
        """Take the toast away."""
        self._store.update(lambda now: replace(now, toast=None))

    def open_address(self, address: str) -> None:
        """Open a file, a folder or a web page with what the desktop has for it."""
        if not self._desktop.open(address):
            say(
                self._store,
                tr("This desktop has no program that opens {address}. Open it by hand.", address=address),
                "warning",
            )
