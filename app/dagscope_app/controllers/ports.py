"""What the controllers ask of the outside world, as protocols. Nothing here does anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import Command, Event

from dagscope_app.layout.types import LayoutRequest
from dagscope_app.model.cases import Severity
from dagscope_app.model.file_conflict import Conflict
from dagscope_app.model.placement import Layout, PinKey, Point, WireKey
from dagscope_app.model.saving import Saving
from dagscope_app.model.scene import Look, SceneSpec
from dagscope_app.model.state import AppState, Preferences
from dagscope_app.model.trust import Agreement, Trust, TrustFacts

Answer = Callable[[Message[Event]], None]
Later = Callable[[Callable[[], object]], None]
"""Does something in a turn of the event loop of its own."""
Write = Callable[[SceneSpec, str, str], tuple[str, Severity]]
"""Puts a scene into a file (the clipboard without a path) and gives a sentence and its severity."""


class StorePort(Protocol):
    """Holds the one state."""

    @property
    def state(self) -> AppState:
        """The state now."""
        ...

    def update(self, change: Callable[[AppState], AppState]) -> None:
        """Replace the state by a pure function of it and tell everyone."""
        ...

    def listen(self, then: Callable[[AppState, AppState], None]) -> None:
        """Call `then` with the state before and after each change."""
        ...


class WorkerPort(Protocol):
    """The worker process."""

    def start(self, interpreter: str, shown: Sequence[int] = ()) -> int:
        """Begin a fresh worker; its generation. The old one ends, or stays as a holder of its runs' values.

        Holders whose generation is among the `shown` ones stay before others.
        """
        ...

    def scratch_file(self) -> str:
        """Return the path of a file that is not there yet, where an earlier worker can hand over values."""
        ...

    @property
    def holders(self) -> tuple[int, ...]:
        """The generations of earlier workers whose values can still be read."""
        ...

    @property
    def held_memory(self) -> int:
        """The bytes that earlier workers take for that."""
        ...

    def forget_values(self) -> None:
        """Let go of the values of every run."""
        ...

    def stop(self) -> None:
        """End the worker for good."""
        ...

    def request(self, command: Command, answer: Answer | None = None) -> None:
        """Send a command; `answer` gets every message with its id (also an `ErrorAnswer`), none after a restart."""
        ...

    def interrupt(self) -> None:
        """Climb the ladder: ask to stop, then insist, then kill."""
        ...

    def set_idle(self) -> None:
        """Come down from the ladder: the run is over."""
        ...

    def locate(self) -> None:
        """Ask where the code is; the answer comes as a signal."""
        ...


class LayoutPort(Protocol):
    """The layout process."""

    def start(self) -> None:
        """Start it where it does not run yet: it will be asked soon."""
        ...

    def request(
        self,
        wanted: LayoutRequest,
        answer: Callable[[Layout], None],
        *,
        anchor: str = "",
        pinned: Mapping[PinKey, Point] | None = None,
        is_fresh: bool = False,
        inside: Callable[[str, Layout], None] | None = None,
    ) -> None:
        """Ask for a picture's places; an earlier unanswered request is dropped. A fresh one keeps no earlier order.

        `inside` is called early with what the unfolded anchor will hold, from its frame's corner.
        """
        ...


class CanvasPort(Protocol):
    """The canvas: moves that begin early, and what the keyboard is on."""

    def near(self) -> SceneSpec | None:
        """Return what is shown in view and around it; None where it is too much to be moved."""
        ...

    def mark_awaited(self, group: str) -> None:
        """Mark a group whose move cannot begin early, until the next picture."""
        ...

    def anticipate(self, spec: SceneSpec) -> None:
        """Begin to move what is near to these positions; the next picture completes the move."""
        ...

    def arrive(self) -> None:
        """End a move that no picture will complete."""
        ...

    def wires_at_cursor(self) -> tuple[WireKey, ...]:
        """Return the ends of each wire at the item the keyboard is on; it stays there."""
        ...

    def reveal(self, item_id: str) -> None:
        """Scroll just so far that a node or group is in view."""
        ...


class InterpreterPort(Protocol):
    """Finds the Python a project belongs to."""

    def find(self, folder: str, preferred: str) -> str:
        """Return the interpreter's path."""
        ...


class TrustPort(Protocol):
    """Knows which folders may run their code."""

    def decide(self, folder: str, found: str, preferred: str) -> tuple[str, Trust]:
        """Return the interpreter to start for a folder now, and what may run; `found` is what loading would start."""
        ...

    def facts(self, folder: str) -> TrustFacts:
        """Return what a person should know before saying yes."""
        ...

    def add(self, folder: str, interpreter: str, with_parent: bool) -> str:
        """Trust a folder (and all beside it); return an empty text, or why that could not be."""
        ...

    def folders(self) -> tuple[tuple[str, str], ...]:
        """Return the paths in the list, each with its interpreter."""
        ...

    def remove(self, folder: str) -> str:
        """Trust a folder no more; return an empty text, or why that could not be."""
        ...


class FolderPort(Protocol):
    """Looks folders up, and copies them."""

    def find(self, path: str) -> str:
        """Return the whole path of a folder, or of the folder a file lies in; empty where there is none."""
        ...

    def make(self, place: str, name: str, files: Mapping[str, str]) -> str:
        """Make a folder with these files in another one, under a name that is free there; return its path.

        Raises:
            OSError: it cannot be written there.
        """
        ...

    def example(self, name: str) -> str:
        """Return the folder of an example; empty where it is not there."""
        ...

    def is_installed(self, folder: str) -> bool:
        """Return whether a folder is part of the installed program, which nobody should write to."""
        ...

    def copy(self, folder: str, place: str) -> str:
        """Copy a folder into another one, under a name that is free there; return the copy's path.

        Raises:
            OSError: it cannot be written there.
        """
        ...


class SettingsPort(Protocol):
    """What is remembered between sessions."""

    def add_recent(self, folder: str) -> tuple[str, ...]:
        """Put a folder first in the recent ones; the new list."""
        ...

    def save_view(self, folder: str, data: Mapping[str, Any]) -> str:
        """Remember a project's view; a sentence when that is not possible."""
        ...

    def load_view(self, folder: str) -> Mapping[str, Any]:
        """Return a project's remembered view; empty for a new one."""
        ...

    def load_place(self, folder: str) -> tuple[float, float, float] | None:
        """Return the scale and the middle of what was in view; None when that was all of it."""
        ...

    def save_preferences(self, preferences: Preferences) -> None:
        """Keep what the person likes."""
        ...


class SourceFilePort(Protocol):
    """Adds functions to modules."""

    def append(self, file: str, text: str, name: str) -> int:
        """Put a function at the end of a module; return the line it begins in.

        Raises:
            OSError: the file cannot be read or written.
            ValueError: its text is no Python, or has the name already.
        """
        ...


class ProjectFilePort(Protocol):
    """Writes `dagscope.toml`."""

    def save(self, folder: str, saving: Saving) -> tuple[str, tuple[Conflict, ...]]:
        """Write what was edited; return the file's path, and the conflicts for which nothing was written.

        Raises:
            ProjectFileRefusal: the file there is broken, or cannot be written.
        """
        ...


class WatchPort(Protocol):
    """Watches a folder's Python files."""

    def watch(self, folder: str, paths: Sequence[str]) -> None:
        """Watch these from now on, and nothing else; an empty folder watches nothing."""
        ...

    def acknowledge(self) -> None:
        """Note what is on disk now: only later changes count."""
        ...


Direction = Literal["left", "right", "up", "down"]


class CameraPort(Protocol):
    """Where one looks at the graph."""

    def look(self) -> Look | None:
        """Return where one looks now, or None where there is no picture."""
        ...

    def sees(self, name: str) -> bool:
        """Return whether a node, or a group, is in view."""
        ...

    def look_again(self, look: Look) -> None:
        """Look there in the next picture that is drawn."""
        ...

    def show(self, names: tuple[str, ...]) -> None:
        """Bring nodes and groups into view; those that must be laid out first as soon as they are."""
        ...

    def place(self) -> tuple[float, float, float] | None:
        """Return the scale and the middle of what is in view; None when that is all of it."""
        ...

    def start_at(self, place: tuple[float, float, float] | None) -> None:
        """Look there in the first picture of a project; None fits it into view."""
        ...

    def fit(self) -> None:
        """Bring everything into view."""
        ...

    def zoom_by(self, factor: float) -> None:
        """Look from nearer, or from farther away."""
        ...

    def zoom_to(self, names: tuple[str, ...]) -> None:
        """Fill the view with these nodes and groups."""
        ...

    def scale(self) -> float:
        """Return how large things are shown; 1 is their actual size."""
        ...

    def show_large(self, name: str) -> None:
        """Bring a node to the middle, large enough to be read from afar."""
        ...

    def fitting_scale(self, width: float, height: float) -> float:
        """Return how large things would be shown if a picture of this size were all in view."""
        ...

    def step(self, direction: Direction) -> None:
        """Go to the nearest node or group in a direction, with the keyboard."""
        ...

    def take_keyboard(self) -> None:
        """Give the graph the keyboard."""
        ...


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
    """One entry of a choice: what is answered, what is read, a hint beside it, whether the hint is keys."""

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


class ClusterPort(Protocol):
    """A Dask cluster on this computer."""

    def start(self, interpreter: str, folder: str) -> None:
        """Start it, unless it is there."""
        ...

    def stop(self) -> None:
        """End it."""
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


class MeasurePort(Protocol):
    """Measures how large things are drawn."""

    def node(self, label: str, type_text: str) -> tuple[float, float]:
        """Return a node's width and height."""
        ...

    def group(self, label: str, count: int) -> tuple[float, float]:
        """Return a folded group's width and height."""
        ...
