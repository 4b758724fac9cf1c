"""What the controllers ask of the window and the desktop around it: panels, questions, clipboard, editor.
Protocols alone; nothing here does anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from dagscope_app.model.records.trust import Agreement

Panel = Literal["outline", "scenario", "details", "bottom"]
Section = Literal["modules", "config", "inputs"]
BottomTab = Literal["results", "log", "plan", "runs", "history", "timeline", "sweep", "problems"]


class WindowPort(Protocol):
    """What stands around the graph: panels, fields, sheets, and the window itself."""

    def toggle(self, *panels: Panel) -> None:
        """Show these panels when one of them is hidden, else hide them."""
        ...

    def reset_panels(self) -> None:
        """Put every panel back where it was at first."""
        ...

    def show_bottom(self, tab: BottomTab) -> None:
        """Bring a tab below the graph to the front."""
        ...

    def go_to_bottom(self, tab: BottomTab) -> None:
        """Bring a tab below the graph to the front, and the keyboard into it."""
        ...

    def show_section(self, section: Section) -> None:
        """Go to a part of the scenario panel."""
        ...

    def has_results_focus(self) -> bool:
        """Return whether the keyboard is in the results."""
        ...

    def ask_override(self) -> None:
        """Offer a field for a value in the selected node's place."""
        ...

    def rename_scenario(self) -> None:
        """Let the current scenario's name be typed."""
        ...

    def find(self) -> None:
        """Give the search field the keyboard."""
        ...

    def show_keys(self) -> None:
        """Open the sheet of keys."""
        ...

    def present(self, is_on: bool) -> None:
        """Give the graph the whole screen, without panels and bars; or put everything back."""
        ...

    def toggle_full_screen(self) -> None:
        """Take the whole screen, or give it back."""
        ...

    def close(self) -> object:
        """Close the window."""
        ...


@dataclass(frozen=True, slots=True)
class PathQuestion:
    """A question for a path.

    Attributes:
        kind: a folder, a file that is there, or one to write to.
        title: the dialog's.
        start: where it begins to look.
        name: what it suggests.
        filter: the endings that are offered, as Qt writes them.
    """

    kind: Literal["folder", "file", "save"]
    title: str
    start: str = ""
    name: str = ""
    filter: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a choice: what is answered, what is read, a hint next to it, whether the hint is keys."""

    key: str
    text: str
    hint: str = ""
    icon: str = ""
    is_enabled: bool = True
    is_key: bool = False


class AskPort(Protocol):
    """Questions to the person; the answer comes later, or never."""

    def path(self, question: PathQuestion, then: Callable[[str], object]) -> None:
        """Ask for a path."""
        ...

    def text(self, title: str, label: str, value: str, then: Callable[[str], object]) -> None:
        """Ask for a line of text."""
        ...

    def agree(self, question: Agreement, then: Callable[[bool], object]) -> None:
        """Ask for a yes; the answer says whether with the option, and never comes for a no."""
        ...

    def choice(
        self, hint: str, options: Sequence[Option], then: Callable[[str], object], *, leads_to_graph: bool = True
    ) -> None:
        """Ask which of these, by typing some letters; afterwards the graph has the keyboard if it leads there."""
        ...


class EditorPort(Protocol):
    """The editor of the person's choice."""

    def open(self, file: str, line: int, program: str) -> str:
        """Open a file at a line; an empty text, or a sentence that says why it could not."""
        ...


class DesktopPort(Protocol):
    """What the desktop opens files, folders and web pages with."""

    def open(self, address: str) -> bool:
        """Open a file, a folder or a web page; return whether there is something to open it with."""
        ...


class ClipboardPort(Protocol):
    """The clipboard."""

    def text(self) -> str:
        """Return the text that is there."""
        ...

    def set_text(self, text: str) -> None:
        """Put a text there."""
        ...
