"""Where one looks at the graph: zooming, fitting, walking by keys. It must not change what is shown."""

from __future__ import annotations

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.ports import CameraPort, Direction, StorePort

ZOOM = 1.25


class CameraController:
    """Moves the camera, and the keyboard from node to node."""

    def __init__(self, store: StorePort, camera: CameraPort) -> None:
        self._store = store
        self._camera = camera

    @command(
        "view.fit", "Fit the whole graph", "View", key="Home H", when=when.has_graph, icon="fit", scope="canvas",
        menu="View 11, toolbar 11, background 21",
    )  # fmt: skip
    def fit(self) -> None:
        """Show all of it."""
        self._camera.fit()

    @command(
        "view.zoom_selection", "Zoom to selection", "View", key="F", when=when.has_any_selected, icon="zoom_in",
        scope="canvas", menu="View 12, group 33",
    )  # fmt: skip
    def zoom_to_selection(self) -> None:
        """Fill the window with the selection."""
        view = self._store.state.view
        self._camera.zoom_to((*view.selection, *view.selected_groups))

    @command(
        "view.zoom_in", "Zoom in", "View", key="Ctrl++ Ctrl+=", when=when.has_graph, icon="zoom_in",
        menu="Zoom and place 11", args=(ZOOM,), help="Show it larger.",
    )  # fmt: skip
    @command(
        "view.zoom_out", "Zoom out", "View", key="Ctrl+-", when=when.has_graph, icon="zoom_out",
        menu="Zoom and place 12", args=(1 / ZOOM,), help="Show it smaller.",
    )  # fmt: skip
    def zoom_by(self, factor: float) -> None:
        """Look from nearer, or from farther away."""
        self._camera.zoom_by(factor)

    @command(
        "view.zoom_reset", "Actual size", "View", key="Ctrl+0", when=when.has_graph, icon="zoom_reset",
        menu="Zoom and place 13",
    )  # fmt: skip
    def reset_zoom(self) -> None:
        """Zoom to 100 %."""
        scale = self._camera.scale()
        if scale > 0:
            self._camera.zoom_by(1 / scale)

    @command(
        "go.left", "Node to the left", "Go", key="Left", when=when.has_graph, scope="native", menu="Go 41",
        args=("left",), help="Select the nearest node on the left.",
    )  # fmt: skip
    @command(
        "go.right", "Node to the right", "Go", key="Right", when=when.has_graph, scope="native", menu="Go 42",
        args=("right",), help="Select the nearest node on the right.",
    )  # fmt: skip
    @command(
        "go.up", "Node above", "Go", key="Up", when=when.has_graph, scope="native", menu="Go 43", args=("up",),
        help="Select the nearest node above.",
    )  # fmt: skip
    @command(
        "go.down", "Node below", "Go", key="Down", when=when.has_graph, scope="native", menu="Go 44", args=("down",),
        help="Select the nearest node below.",
    )  # fmt: skip
    def step(self, direction: Direction) -> None:
        """Select the nearest node in a direction."""
        self._camera.step(direction)
