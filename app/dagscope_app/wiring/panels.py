"""What the panels and the comparison ask for, brought to the controllers. It must not decide anything."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from dagscope_app.controllers.compare import CompareController
from dagscope_app.controllers.handlers import Controllers
from dagscope_app.services.store import Store
from dagscope_app.views.compare.panel import ComparePanel
from dagscope_app.views.main_window import MainWindow


class PanelWiring(QObject):
    """Listens to outline, scenario, details, runs, timeline, problems and comparison of one window.

    Signals:
        node_wanted(str): a node is to be selected and brought into view
        command_chosen(str): a command of the table
        place_wanted(str, int): a file and a line to open in the editor
    """

    node_wanted = Signal(str)
    command_chosen = Signal(str)
    place_wanted = Signal(str, int)

    def __init__(self, window: MainWindow, store: Store, controllers: Controllers, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._store = store
        self._controllers = controllers
        c = controllers
        window.outline.node_clicked.connect(self.node_wanted)
        window.outline.node_activated.connect(c.run.show_result)
        window.outline.group_clicked.connect(self._on_outline_group)
        panel = window.scenario
        panel.modules.module_toggled.connect(c.scenario.set_module_on)
        panel.modules.order_changed.connect(c.scenario.set_module_order)
        panel.modules.later_wins_toggled.connect(c.scenario.set_later_wins)
        panel.config.config_changed.connect(c.scenario.set_config)
        panel.inputs.input_changed.connect(c.scenario.set_input)
        panel.executor.changed.connect(c.scenario.set_executor)
        panel.executor.cache_changed.connect(c.scenario.set_cache)
        window.details.node_clicked.connect(self.node_wanted)
        window.details.command_requested.connect(self.command_chosen)
        window.details.override_changed.connect(c.scenario.set_override)
        window.details.source_requested.connect(self.place_wanted)
        window.runs.run_activated.connect(c.run.show_run)
        window.timeline.node_clicked.connect(self.node_wanted)
        window.problems.problem_clicked.connect(self.node_wanted)
        window.problems.location_activated.connect(self.place_wanted)
        _connect_comparison(window.compare, c.compare)

    def _on_outline_group(self, name: str) -> None:
        if name in self._store.state.grouping.group_parents:
            self._controllers.graph.reveal_group(name)
            self._window.picture.show_items((name,))


def _connect_comparison(panel: ComparePanel, compare: CompareController) -> None:
    panel.scenario_chosen.connect(compare.choose)
    panel.swapped.connect(compare.swap)
    panel.closed.connect(compare.close)
    panel.run_requested.connect(compare.run_both)
    panel.node_clicked.connect(compare.select)
    panel.group_toggled.connect(compare.toggle_group)
    panel.stepped.connect(compare.step)
    panel.only_differences_changed.connect(compare.show_only_differences)
