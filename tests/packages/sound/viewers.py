"""What shows clips, in the window's process."""

from __future__ import annotations

from dagscope.protocol.values import Answer
from dagscope_app.model.records.results import ValueTab
from dagscope_app.views.results.viewer import Desk, Viewer, ViewerKind
from PySide6.QtWidgets import QLabel

from sound.records import ClipPreview, PeaksAnswer, PeaksAsk


class ClipLabel(QLabel):
    """The length of a clip, then its peaks."""

    def __init__(self, text: str, desk: Desk) -> None:
        super().__init__(text)
        self.desk = desk

    def put(self, answer: Answer, _: bytes) -> None:
        """Show the peaks."""
        if isinstance(answer, PeaksAnswer):
            self.setText(" ".join(str(peak) for peak in answer.peaks))
        else:
            raise RuntimeError("no peaks")


def _make(tab: ValueTab, preview: ClipPreview, desk: Desk) -> Viewer:
    if not preview.count:
        raise RuntimeError("an empty clip")
    label = ClipLabel(preview.summary, desk)
    desk.ask(PeaksAsk(2), label.put)
    return Viewer(label, look=label.text, look_again=label.setText)


VIEWER = ViewerKind(ClipPreview, _make, (PeaksAnswer,))
