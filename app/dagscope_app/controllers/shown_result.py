"""What the commands about results do, and to which: the one that is meant. It must not fetch values."""

from __future__ import annotations

from dagscope.value_records import TablePart

from dagscope_app.controllers import run_conditions as run_when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import AskPort, Option, PathQuestion, StorePort, WindowPort
from dagscope_app.controllers.results import ResultsController
from dagscope_app.controllers.saying import say
from dagscope_app.controllers.tabs import TabsController
from dagscope_app.model.records.results import ResultKey, ValueTab, newest_tab, value_tab
from dagscope_app.model.translation import tr

VALUES = (
    "Values (*.csv *.parquet *.xlsx *.md *.json *.txt *.png *.npy);;Python pickle, to be opened only by you (*.pickle)"
)
TABLES = "Tables (*.csv *.parquet *.xlsx *.md *.json)"


class ShownResultController:
    """Means the shown result while the keyboard is in the results, else the selected node's."""

    def __init__(
        self, store: StorePort, tabs: TabsController, results: ResultsController, ask: AskPort, window: WindowPort
    ) -> None:
        self._store = store
        self._tabs = tabs
        self._results = results
        self._ask = ask
        self._window = window

    def _meant(self) -> ValueTab | None:
        """Return the result that is meant; where the selected node has none, say so."""
        state = self._store.state
        if state.selected and not self._window.has_results_focus():
            tab = newest_tab(state.results, state.selected)
            if tab is None:
                text = tr("{selected} has no result that is open. Show it first.", selected=state.selected)
                say(self._store, text, "info", "run.show_result", "Show result")
            return tab
        return value_tab(state.results, state.current_result)

    @command(
        "result.pin",
        "Pin result",
        "Run",
        key="Ctrl+Shift+K",
        when=run_when.has_result,
        icon="pin",
        menu="Run 31, Value 21",
    )
    def pin(self) -> None:
        """Keep the value when the node runs again, or stop keeping it."""
        tab = self._meant()
        if tab is not None:
            self._tabs.select(tab.key)
            self._tabs.toggle_pin(tab.key)

    @command(
        "result.compare", "Compare result with...", "Run", key="Ctrl+Shift+J", when=run_when.has_result, icon="compare",
        menu="Run 32, Value 22",
    )  # fmt: skip
    def compare(self) -> None:
        """Choose a run; its value is put next to this one."""
        tab = self._meant()
        if tab is None:
            return
        key = tab.key
        self._tabs.select(key)
        options = [Option(run, title) for run, title in self._results.comparable(key)]
        if options:
            question = tr("Compare {node} with its value of", node=tab.node)
            self._ask.choice(question, options, lambda run: self._results.compare(key, run))
        else:
            text = tr("No other run has a value of {node}. Run it again first.", node=tab.node)
            say(self._store, text, "info", "run.selection", "Run to here")

    @command(
        "result.next", "Next result", "Run", key="Ctrl+PgDown", when=run_when.has_result, icon="chevron_right",
        menu="Run 33", args=(1,), help="Show the result to the right.",
    )  # fmt: skip
    @command(
        "result.previous", "Previous result", "Run", key="Ctrl+PgUp", when=run_when.has_result, icon="chevron_left",
        menu="Run 34", args=(-1,), help="Show the result to the left.",
    )  # fmt: skip
    def step(self, step: int) -> None:
        """Show the result to the right, or to the left."""
        self._tabs.step(step)
        self._window.show_bottom("results")

    @command("result.close", "Close result", "Run", key="Ctrl+W", when=run_when.has_result, icon="close", menu="Run 35")
    def close(self) -> None:
        """Close the shown result."""
        self._tabs.close(self._store.state.current_result)

    @command("export.value", "Save value...", "Export", when=run_when.has_result, icon="save", menu="Export 21")
    def ask_file(self) -> None:
        """Write the shown result to a file."""
        state = self._store.state
        node = next((tab.node for tab in state.results if tab.key == state.current_result), "value")
        name = tr("{file}.csv", file=node.rpartition(".")[2])
        self._ask.path(PathQuestion("save", "Save value", state.folder, name, VALUES), self._save)

    def save(self, key: ResultKey) -> None:
        """Show a result and ask for the file to write it to."""
        self._tabs.select(key)
        self.ask_file()

    def save_part(self, key: ResultKey, part: TablePart) -> None:
        """Ask for the file to write what is shown of a table to."""
        self._tabs.select(key)
        state = self._store.state
        tab = value_tab(state.results, key)
        name = tr("{file}.csv", file=tab.node.rpartition(".")[2]) if tab is not None else "table.csv"
        question = PathQuestion("save", "Save what is shown", state.folder, name, TABLES)
        self._ask.path(question, lambda path: self._results.save(key, path, part))

    def _save(self, path: str) -> None:
        self._results.save(self._store.state.current_result, path)
