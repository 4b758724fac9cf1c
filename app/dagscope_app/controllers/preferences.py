"""What the person likes: themes, overlays, editor, interpreter. It must not apply any of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import AskPort, SettingsPort, StorePort
from dagscope_app.controllers.saying import say
from dagscope_app.model.records.preferences import Preferences


class PreferencesController:
    """Changes preferences in the state and in the settings at once."""

    def __init__(self, store: StorePort, settings: SettingsPort, ask: AskPort) -> None:
        self._store = store
        self._ask = ask
        self._settings = settings
        self._said = ""

    def change(self, change: Callable[[Preferences], Preferences]) -> None:
        """Replace them by a function of them."""
        self._store.update(lambda state: replace(state, preferences=change(state.preferences)))
        problem = self._settings.save_preferences(self._store.state.preferences)
        if problem and problem != self._said:
            say(self._store, problem, "warning")
        self._said = problem

    @command(
        "view.theme_system", "Follow system", "View", icon="contrast", is_checked=when.is_theme("system"),
        menu="Theme 11", args=("system",), help="Follow the desktop, light or dark.",
    )  # fmt: skip
    @command(
        "view.theme_light", "Light theme", "View", icon="light", is_checked=when.is_theme("light"), menu="Theme 12",
        args=("light",), help="Draw dark on light.",
    )  # fmt: skip
    @command(
        "view.theme_dark", "Dark theme", "View", icon="dark", is_checked=when.is_theme("dark"), menu="Theme 13",
        args=("dark",), help="Draw light on dark.",
    )  # fmt: skip
    @command(
        "view.theme_high_contrast", "High contrast theme", "View", icon="contrast",
        is_checked=when.is_theme("high_contrast"), menu="Theme 14", args=("high_contrast",),
        help="Draw with the strongest contrast.",
    )  # fmt: skip
    def set_theme(self, name: str) -> None:
        """Choose `system light dark high_contrast`."""
        self.change(lambda p: replace(p, theme=name))

    @command(
        "view.minimap", "Minimap", "View", key="Ctrl+M", icon="minimap",
        is_checked=lambda s: s.preferences.shows_minimap, menu="Appearance 11, toolbar 31",
    )  # fmt: skip
    def toggle_minimap(self) -> None:
        """Show or hide the minimap."""
        self.change(lambda p: replace(p, shows_minimap=not p.shows_minimap))

    @command(
        "view.legend", "Legend", "View", key="Ctrl+L", icon="legend", is_checked=lambda s: s.preferences.shows_legend,
        menu="Appearance 12, toolbar 32",
    )  # fmt: skip
    def toggle_legend(self) -> None:
        """Show or hide the legend."""
        self.change(lambda p: replace(p, shows_legend=not p.shows_legend))

    @command(
        "view.heat", "Durations on nodes", "View", icon="heat", is_checked=lambda s: s.preferences.shows_heat,
        menu="Appearance 13, toolbar 33",
    )  # fmt: skip
    def toggle_heat(self) -> None:
        """Show how long each node took."""
        self.change(lambda p: replace(p, shows_heat=not p.shows_heat))

    @command(
        "view.light_downstream", "Highlight what depends on the selection", "View", icon="downstream",
        is_checked=lambda s: s.preferences.lights_downstream, menu="Paths and wires 31",
    )  # fmt: skip
    def toggle_downstream(self) -> None:
        """Show in a second colour what the selection changes, besides what it needs."""
        self.change(lambda p: replace(p, lights_downstream=not p.lights_downstream))

    @command(
        "view.wheel_zooms", "Mouse wheel zooms", "View", key="Ctrl+Alt+Z",
        is_checked=lambda s: s.preferences.wheel_zooms, menu="Zoom and place 14",
    )  # fmt: skip
    def toggle_wheel(self) -> None:
        """Let the wheel zoom; otherwise it moves the picture."""
        self.change(lambda p: replace(p, wheel_zooms=not p.wheel_zooms))

    @command(
        "run.on_save", "Update when files are saved", "Run", is_checked=lambda s: s.preferences.runs_on_save,
        menu="Run 43",
    )  # fmt: skip
    def toggle_run_on_save(self) -> None:
        """Run what is out of date each time files were saved and their code is loaded."""
        self.change(lambda p: replace(p, runs_on_save=not p.runs_on_save))

    @command(
        "view.motion",
        "Reduce motion",
        "View",
        is_checked=lambda s: s.preferences.is_motion_reduced,
        menu="Appearance 21",
    )
    def toggle_motion(self) -> None:
        """Change the picture at once, without animation."""
        self.change(lambda p: replace(p, is_motion_reduced=not p.is_motion_reduced))

    @command(
        "export.safe_csv", "Make CSV safe for spreadsheets", "Export", is_checked=lambda s: s.preferences.has_safe_csv,
        menu="Export 22",
        help="Put an apostrophe before texts that spreadsheets would run as formulas, in saved CSV files and in "
        "several copied cells.",
    )  # fmt: skip
    def toggle_safe_csv(self) -> None:
        """Let saved CSV files hold no formulas; otherwise every cell is as it is."""
        self.change(lambda p: replace(p, has_safe_csv=not p.has_safe_csv))

    @command("app.choose_editor", "Choose editor...", "Help", icon="editor", menu="Project 32")
    def ask_editor(self) -> None:
        """Choose the program that opens source files."""
        label = "Command that opens a file, for example: code -g {file}:{line}"
        self._ask.text("Choose editor", label, self._store.state.preferences.editor, self.set_editor)

    def set_editor(self, command: str) -> None:
        """Keep the program that opens source files."""
        self.change(lambda p: replace(p, editor=command))

    def set_interpreter(self, path: str) -> None:
        """Keep the Python to run projects with; an empty path finds the project's own."""
        self.change(lambda p: replace(p, interpreter=path))
