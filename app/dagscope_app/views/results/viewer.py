"""What a viewer is, and what it is given: one file a kind of value has a `make` that fulfils this.
It must not know any.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from dagscope.protocol.values import Answer, Ask
from dagscope.value_records import Preview, TablePart
from PySide6.QtWidgets import QWidget

from dagscope_app.model.records.results import ValueTab
from dagscope_app.model.state import AppState
from dagscope_app.views.theme import Theme

Then = Callable[[Answer, bytes], None]
Failed = Callable[[str], None]


class Asker(Protocol):
    """Asks about the value; the answer comes to `then` unless the viewer is gone.
    A refusal is a banner, or `failed`'s.
    """

    def __call__(self, ask: Ask, then: Then, failed: Failed | None = None) -> None: ...


def _nothing(_: Any = None) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Viewer:
    """A widget that shows a value, and what its page may tell it.

    `bar` has the viewer's tools, which stand in the line above. `freeze` says that the value is gone: nothing more can
    be asked of it. `set_state` brings each new state of the window while the widget can be seen. `look` is how somebody
    looks at the value, such as a filter (None: as it comes), and `look_again` looks so at the next run's value.
    """

    widget: QWidget
    bar: QWidget | None = None
    set_theme: Callable[[Theme], None] = _nothing
    set_narrow: Callable[[bool], None] = _nothing
    freeze: Callable[[], None] = _nothing
    set_state: Callable[[AppState], None] = _nothing
    look: Callable[[], object] = _nothing
    look_again: Callable[[Any], None] = _nothing


@dataclass(frozen=True, slots=True)
class Desk:
    """What a viewer is given to work with."""

    theme: Theme
    ask: Asker
    show_node: Callable[[str], None] = _nothing
    """Show the result of this node."""
    open_location: Callable[[str, int], None] = lambda file, line: None
    """Open this file at this line."""
    open_inside: Callable[[tuple[int, ...], tuple[str, ...]], None] = lambda path, names: None
    """Show what these names lead to inside the value, found at this path, in a tab of its own."""
    save_part: Callable[[TablePart], None] = _nothing
    """Ask for a file and save what is shown of a table to it."""
    say: Callable[[str], None] = _nothing
    """Tell the user, in one sentence."""
    state: Callable[[], AppState] = AppState
    """The state of the window now."""
    follow_column: Callable[[str], None] = _nothing
    """Show where this column of the table comes from and goes to."""


Make = Callable[[ValueTab, Any, Desk], Viewer]


@dataclass(frozen=True, slots=True)
class ViewerKind:
    """A viewer that another package brings, under the entry point group `dagscope.viewers`: the record it shows, and
    the answers that belong to it.
    """

    preview: type[Preview]
    make: Make
    answers: tuple[type[Answer], ...] = ()
