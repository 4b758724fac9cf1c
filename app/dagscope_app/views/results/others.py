"""Viewers that other packages bring: found when a value needs one. One that fails costs itself only, and says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dagscope.protocol.values import ANSWERS, Answer, Ask
from dagscope.value_kinds.own_preview import register
from dagscope.value_records import PREVIEWS, Preview, TextPreview

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
        from importlib.metadata import entry_points  # slow to load, and few values need another package's viewer

        PREVIEWS.find_more = ANSWERS.find_more = None
        for point in entry_points(group=GROUP):
            try:
                self.add(point.load())
            except Exception as error:  # noqa: BLE001 - the code is another package's
                self.problems.append(
                    tr("The viewer {value} cannot be used: {reason}", value=point.value, reason=_reason(error))
                )

    def add(self, kind: object) -> None:
        """Take a viewer.

        Raises:
            TypeError: it is none.
            ValueError: its record, or one of its answers, has a kind that is taken.
        """
        if not isinstance(kind, ViewerKind):
            raise TypeError(f"a {type(kind).__name__} is no ViewerKind")
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
            made = kind.make(tab, preview, replace(desk, ask=guard.ask))
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
        )

    def missing(self, tab: ValueTab, preview: Preview, desk: Desk) -> Viewer:
        """Return the placeholder for a value without a viewer, which says so."""
        tag = getattr(preview, "tag", "") or preview.kind
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

    def wrapped(self, action: Callable[..., None]) -> Callable[..., None]:
        """Return the action, unable to raise."""

        def run(*arguments: Any) -> None:
            try:
                action(*arguments)
            except Exception as error:  # noqa: BLE001 - the code is another package's
                self._desk.say(tr("The viewer of {kind!r} failed: {reason}", kind=self._kind, reason=_reason(error)))

        return run

    def ask(self, ask: Ask, then: Then, failed: Failed | None = None) -> None:
        """Ask, with answers that cannot do harm."""
        answered: Callable[[Answer, bytes], None] = self.wrapped(then)
        self._desk.ask(ask, answered, self.wrapped(failed) if failed is not None else None)


def _problem_viewer(tab: ValueTab, preview: Preview, desk: Desk, problem: str) -> Viewer:
    return text.make(tab, TextPreview(text=f"{problem}\n\n{preview.as_text()}"), desk)


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
