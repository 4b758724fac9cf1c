"""Where the window hands in pictures to be written: small ones are written at once, large ones by a process.
It must not paint.

A picture of thousands of nodes takes seconds to paint and pack. The process paints it with the same code, and appears
to whoever waits as one that writes at once: `then` gets the sentence.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from dagscope.strays import temporary_prefix
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

import dagscope_app.export
from dagscope_app.drawing.theme import Theme
from dagscope_app.export.handing import Kind, Order, pages_of
from dagscope_app.export.pictures import PictureWriter, put_on_clipboard
from dagscope_app.model.cases import Severity
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.model.translation import tr
from dagscope_app.services.job_process import Job, JobProcess

Then = Callable[[str, Severity], None]
PROGRAM = str(Path(dagscope_app.export.__file__).parent / "__main__.py")
MOST_AT_ONCE = 120
"""So many nodes, groups and wires are written in less than a tenth of a second; a process takes half a second."""
SLICE_BYTES = 4_000_000


class PictureDesk(QObject):
    """Takes pictures in; the large ones are written one after the other.

    Signals:
        is_at(str, float): the name of the file that is being written, and which share of it is
        is_done(): nothing is being written any more
    """

    is_at = Signal(str, float)
    is_done = Signal()

    def __init__(self, theme: Callable[[], Theme], process: JobProcess, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._process = process
        self._now = PictureWriter(theme)
        self._count = 0

    def write(self, spec: SceneSpec, path: str, name: str, then: Then) -> None:
        """Write a picture, to the clipboard without a path."""
        if size_of(spec) <= MOST_AT_ONCE:
            then(*self._now.write(spec, path, name))
        elif path:
            self._hand("write", (spec,), path, name, then)
        else:
            self._copy(spec, then)

    def share(self, spec: SceneSpec, path: str, name: str, data: Mapping[str, Any], then: Then) -> None:
        """Write one HTML file with a graph, and data on its nodes and the run."""
        if size_of(spec) <= MOST_AT_ONCE:
            then(*self._now.share(spec, path, name, data))
        else:
            self._hand("share", (spec,), path, name, then, data)

    def outlined(self, spec: SceneSpec, path: str, name: str, then: Then) -> None:
        """Write an SVG whose letters are shapes."""
        if size_of(spec) <= MOST_AT_ONCE:
            then(*self._now.outlined(spec, path, name))
        else:
            self._hand("outlined", (spec,), path, name, then)

    def scaled(self, spec: SceneSpec, path: str, name: str, then: Then) -> None:
        """Write a picture as large as common programs open it."""
        self._hand("scaled", (spec,), path, name, then)

    def film(self, frames: Iterable[SceneSpec], path: str, then: Then) -> None:
        """Write pictures of one graph as a film; each is made when it is its turn."""
        self._hand("film", frames, path, "", then)

    def slide(self, spec: SceneSpec, path: str, then: Then) -> None:
        """Write a picture that fills a slide of 16:9."""
        self._hand("slide", (spec,), path, "", then)

    def cancel(self) -> None:
        """Stop what is being written, and what waits: those files are as they were."""
        self._process.cancel()

    def _hand(
        self, kind: Kind, specs: Iterable[SceneSpec], path: str, name: str, then: Then, data: Mapping[str, Any] = {}
    ) -> None:
        told: dict[str, Any] = {}

        def ended(was_stopped: bool) -> None:
            then(*_outcome(told, path, was_stopped))

        self._do(Order(kind, specs, self._theme(), path, name, data), told, os.path.basename(path), ended)

    def _copy(self, spec: SceneSpec, then: Then) -> None:
        """Have the pixels written to a file of ours, and take them from there bit by bit."""
        handle, file = tempfile.mkstemp(prefix=temporary_prefix("picture"))
        os.close(handle)
        told: dict[str, Any] = {}

        def ended(was_stopped: bool) -> None:
            image = QImage(told.get("width", 0), told.get("height", 0), QImage.Format.Format_RGB32)
            if image.isNull() or os.path.getsize(file) != image.sizeInBytes():
                os.unlink(file)
                then(*_outcome(told, "", was_stopped))
                return
            self._read(_slices(file, image), lambda: then(*put_on_clipboard(image)))

        self._do(Order("copy", (spec,), self._theme(), file), told, tr("the picture"), ended)

    def _do(self, order: Order, told: dict[str, Any], name: str, ended: Callable[[bool], None]) -> None:
        if not self._count:
            self.is_at.emit(name, 0.0)
        self._count += 1

        def heard(words: Mapping[str, Any]) -> None:
            told.update(words)
            if "share" in words:
                self.is_at.emit(name, words["share"])

        def over(was_stopped: bool) -> None:
            self._count -= 1
            if not self._count:
                self.is_done.emit()
            ended(was_stopped)

        self._process.do(Job(PROGRAM, pages_of(order), heard, over))

    def _read(self, slices: Iterator[None], then: Callable[[], object]) -> None:
        """Take one slice in each turn of the event loop."""
        if next(slices, slices) is slices:
            then()
        else:
            QTimer.singleShot(0, self, lambda: self._read(slices, then))


def size_of(spec: SceneSpec) -> int:
    """Return how many things are painted."""
    return len(spec.nodes) + len(spec.groups) + len(spec.wires)


def _slices(path: str, image: QImage) -> Iterator[None]:
    """Fill a picture from a file of its pixels, piece by piece, and remove the file."""
    try:
        with open(path, "rb", buffering=0) as file:
            pixels = memoryview(image.bits()).cast("B")
            for at in range(0, len(pixels), SLICE_BYTES):
                file.readinto(pixels[at : at + SLICE_BYTES])
                yield
    finally:
        os.unlink(path)


def _outcome(told: Mapping[str, Any], path: str, was_stopped: bool) -> tuple[str, Severity]:
    """Return what became of a picture that a process was to write."""
    name = os.path.basename(path) or tr("The picture")
    if "sentence" in told:
        return told["sentence"], told["severity"]
    if was_stopped:
        return tr("{name} was not written: it was stopped.", name=name), "warning"
    return tr(
        "{name} was not written: the process that draws it ended, perhaps for lack of memory. Export a part of the "
        "graph, or save it as SVG.",
        name=name,
    ), "error"
