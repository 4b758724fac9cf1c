"""What the controllers ask of the outside world, as protocols: their public names. Nothing here does anything."""

from __future__ import annotations

from dagscope_app.controllers.ports.canvas import CameraPort, CanvasPort, Direction
from dagscope_app.controllers.ports.files import (
    FolderPort,
    InterpreterPort,
    ProjectFilePort,
    SettingsPort,
    SourceFilePort,
    TrustPort,
    WatchPort,
    Write,
    Written,
)
from dagscope_app.controllers.ports.processes import (
    Answer,
    ClusterPort,
    Later,
    LayoutPort,
    MeasurePort,
    StorePort,
    WorkerPort,
)
from dagscope_app.controllers.ports.window import (
    AskPort,
    BottomTab,
    ClipboardPort,
    DesktopPort,
    EditorPort,
    Option,
    Panel,
    PathQuestion,
    Section,
    WindowPort,
)

__all__ = [
    "Answer",
    "AskPort",
    "BottomTab",
    "CameraPort",
    "CanvasPort",
    "ClipboardPort",
    "ClusterPort",
    "DesktopPort",
    "Direction",
    "EditorPort",
    "FolderPort",
    "InterpreterPort",
    "Later",
    "LayoutPort",
    "MeasurePort",
    "Option",
    "Panel",
    "PathQuestion",
    "ProjectFilePort",
    "Section",
    "SettingsPort",
    "SourceFilePort",
    "StorePort",
    "TrustPort",
    "WatchPort",
    "WindowPort",
    "WorkerPort",
    "Write",
    "Written",
]
