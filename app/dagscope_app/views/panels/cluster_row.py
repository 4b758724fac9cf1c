"""The line about the Dask cluster that the window started: where it is, its dashboard, its end.
It must not start one.
"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.cluster import Cluster
from dagscope_app.views.theme import plain, tip
from dagscope_app.views.widgets.labels import make_label


class ClusterRow(QWidget):
    """Hidden while there is no cluster.

    Signals:
        command_requested(str): a button was pressed
    """

    command_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = make_label(is_quiet=True, is_selectable=True)
        self.text.setWordWrap(True)
        self.dashboard = QPushButton()
        self.stop_button = QPushButton(tr("Stop it"))
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.dashboard)
        buttons.addWidget(self.stop_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.text)
        column.addLayout(buttons)
        self.dashboard.clicked.connect(self._on_dashboard_clicked)
        self.stop_button.clicked.connect(self._on_stop_clicked)
        self.hide()

    def show_cluster(self, cluster: Cluster) -> None:
        """Show where it is."""
        self.setVisible(cluster.phase != "none")
        if cluster.phase == "starting":
            self.text.setText(tr("The Dask cluster is starting..."))
        else:
            lacks = "" if cluster.dashboard else "; its dashboard needs the package bokeh"
            self.text.setText(plain(f"{tr('Dask runs at')} {cluster.address}{lacks}", 200))
        self.dashboard.setVisible(bool(cluster.dashboard))
        address = cluster.dashboard.removeprefix("http://").removesuffix("/status")
        self.dashboard.setText(plain(f"{tr('Dashboard')} {address}", 60))
        self.dashboard.setToolTip(tip(tr("Open {dashboard}", dashboard=cluster.dashboard)))

    def _on_dashboard_clicked(self) -> None:
        self.command_requested.emit("run.open_dashboard")

    def _on_stop_clicked(self) -> None:
        self.command_requested.emit("run.stop_cluster")
