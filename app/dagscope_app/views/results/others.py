"""Viewers that other packages bring: found when a value needs one. One that fails costs itself only, and says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dagscope.protocol.codec import check_hints, crossed
from dagscope.protocol.framing import ProtocolError
from dagscope.protocol.values import ANSWERS, Answer, Ask, UnknownAnswer
from dagscope.value_kinds.own_preview import points_of, register
from dagscope.value_records import PREVIEWS, Preview, TextPreview, UnknownPreview
from PySide6.QtWidgets import QWidget

from dagscope_app.drawing.translation import tr
from dagscope_app.model.records.results import ValueTab
from dagscope_app.views.results import text
from dagscope_app.views.results.viewer import Desk, Failed, Then, Viewer, ViewerKind

GROUP = "dagscope.viewers"


class OtherViewers:
    """The viewers of other packages by the records they show."""

    def __init__(self) -> None:
        self._kinds: dict[type[Preview], ViewerKind] = {}
        self.problems: list[str] = []
        PREVIEWS.find_more = ANSWERS.find_more = self.load

    def load(self) -> None:
        """Find them, once."""
        PREVIEWS.find_more = ANSWERS.find_more = None
        points, unreadable = points_of(GROUP)
        self.problems += unreadable
        for point in points:
            try:
                self.add(point.load())
            except Exception as error:  # noqa: BLE001 - the code is another package's
                self.problems.append(
                    tr("The viewer {value} cannot be used: {reason}", value=point.value, reason=_reason(error))
                )

    def add(self, kind: object) -> None:
        """Take a viewer.

        Raises:
            TypeError: it is none, or its records cannot be read by their type hints.
            ValueError: its record, or one of its answers, has a kind that is taken.
        """
        if not isinstance(kind, ViewerKind):
            raise TypeError(f"a {type(kind).__name__} is no ViewerKind")
        check_hints(kind.preview, *kind.answers)
        register(kind.preview)
        ANSWERS.add(*kind.answers)
        self._kinds[kind.preview] = kind

    def make(self, tab: ValueTab, preview: Preview, desk: Desk) -> Viewer | None:
        """Return the viewer of a value, guarded, or None where no package has one."""
        kind = self._kinds.get(type(preview))
        if kind is None:
            return None
        guard = _Guard(preview.kind, desk)
        try:
            made = _viewer(kind.make(tab, preview, replace(desk, ask=guard.ask)))
        except Exception as error:  # noqa: BLE001 - the code is another package's
            return _problem_viewer(
                tab,
                preview,
                desk,
                tr("The viewer of {kind!r} failed: {reason}", kind=preview.kind, reason=_reason(error)),
            )
        return Viewer(
            made.widget,
            made.bar,
            guard.wrapped(made.set_theme),
            guard.wrapped(made.set_narrow),
            guard.wrapped(made.freeze),
            guard.wrapped(made.set_state),
            guard.wrapped(made.look),
            guard.wrapped(made.look_again),
        )

    def missing(self, tab: ValueTab, preview: Preview, desk: Desk) -> Viewer:
        """Return the placeholder for a value without a viewer, which says so."""
        tag = getattr(preview, "tag", "") or preview.kind
        if isinstance(preview, UnknownPreview) and preview.missing:
            hint = tr(
                "What the project's process says of a value of the kind {tag!r} cannot be read here: {reason}. "
                "Install the same version of its package next to Dagscope.",
                tag=tag,
                reason=preview.missing,
            )
        else:
            hint = tr(
                "There is no viewer here for values of the kind {tag!r}. Install the package that brings it "
                "next to Dagscope.",
                tag=tag,
            )
        return _problem_viewer(tab, preview, desk, "\n".join([hint, *self.problems]))


class _Guard:
    """Calls what belongs to another package; what it raises is shown, once, and goes no further."""

    def __init__(self, kind: str, desk: Desk) -> None:
        self._kind = kind
        self._desk = desk

    def wrapped(self, action: Callable[..., Any]) -> Callable[..., Any]:
        """Return the action, unable to raise: None comes where it fails."""

        def run(*arguments: Any) -> Any:
            try:
                return action(*arguments)
            except Exception as error:  # noqa: BLE001 - the code is another package's
                self._say(_reason(error))
                return None

        return run

    def _say(self, reason: str) -> None:
        self._desk.say(tr("The viewer of {kind!r} failed: {reason}", kind=self._kind, reason=reason))

    def ask(self, ask: Ask, then: Then, failed: Failed | None = None) -> None:
        """Ask, with answers that cannot do harm."""
        answered: Then = self.wrapped(then)
        refused: Failed = self._say if failed is None else self.wrapped(failed)

        def take(answer: Answer, data: bytes) -> None:
            if isinstance(answer, UnknownAnswer):
                refused(
                    tr("the answer {tag!r} cannot be read here: {reason}", tag=answer.tag, reason=answer.problem)
                    if answer.problem
                    else tr("the answer {tag!r} is in no ViewerKind's answers", tag=answer.tag)
                )
            else:
                answered(answer, data)

        try:
            asked = crossed(ask)
        except Exception as error:  # noqa: BLE001 - the record is another package's
            refused(tr("the question cannot be sent: {reason}", reason=_reason(error)))
            return
        self._desk.ask(asked, take, self.wrapped(failed) if failed is not None else None)


def _viewer(made: object) -> Viewer:
    if not isinstance(made, Viewer):
        raise TypeError(f"its make gives a {type(made).__name__}, not a Viewer")
    if not isinstance(made.widget, QWidget):
        raise TypeError(f"its widget is a {type(made.widget).__name__}, not a QWidget")
    return made


def _problem_viewer(tab: ValueTab, preview: Preview, desk: Desk, problem: str) -> Viewer:
    return text.make(tab, TextPreview(text=f"{problem}\n\n{preview.as_text()}"), desk)


def _reason(error: Exception) -> str:
    if isinstance(error, ProtocolError):
        return str(error)
    return f"{type(error).__name__}: {error}"
