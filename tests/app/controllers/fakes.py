"""Small stand-ins for what the controllers ask of the world: they keep what was asked, and answer when a test says
so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from dagscope.protocol.envelope import Message
from dagscope.protocol.messages import AskValue, AskVersions, Command, CompareValues, Event, HandOver, SaveValue
from dagscope.run_history import PastNode, PastRun
from dagscope_app.controllers.ports import Answer, Written
from dagscope_app.layout.layouter import Layouter
from dagscope_app.layout.types import LayoutRequest
from dagscope_app.model.edits.saving import Saving
from dagscope_app.model.placement import Layout
from dagscope_app.model.project.environment import FoundPython
from dagscope_app.model.records.file_conflict import Conflict, ProjectFileRefusal
from dagscope_app.model.records.preferences import Preferences
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.model.records.trust import Trust, TrustFacts
from dagscope_app.model.state import AppState

C = TypeVar("C", bound=Command)
_ABOUT_VALUES = (AskValue, AskVersions, CompareValues, HandOver, SaveValue)
Listener = Callable[[AppState, AppState], None]


class FakeStore:
    """Holds a state; as with the real one, a change made while listeners are told waits behind them."""

    def __init__(self, state: AppState | None = None) -> None:
        self.state = state or AppState()
        self._listeners: list[Listener] = []
        self._waiting: list[tuple[AppState, AppState]] = []
        self._is_telling = False

    def update(self, change: Callable[[AppState], AppState]) -> None:
        old, self.state = self.state, change(self.state)
        if self.state is old:
            return
        self._waiting.append((old, self.state))
        while self._waiting and not self._is_telling:
            self._is_telling = True
            before, after = self._waiting.pop(0)
            for then in self._listeners:
                then(before, after)
            self._is_telling = False

    def listen(self, then: Listener) -> None:
        self._listeners.append(then)


class FakeWorker:
    """Keeps the commands; `answer` gives the oldest open one of a kind its answers."""

    def __init__(self) -> None:
        self.commands: list[Command] = []
        self.calls: list[str] = []
        self.generation = 0
        self.keeps = False
        self.holders: tuple[int, ...] = ()
        self.held_memory = 0
        self.prepared: list[str] = []
        self._open: list[tuple[Command, Answer]] = []

    def prepare(self, interpreter: str) -> None:
        self.prepared.append(interpreter)

    def start(self, interpreter: str, shown: Sequence[int] = ()) -> int:
        if self.keeps and self.generation:
            self.holders = (*self.holders, self.generation)
        self.generation += 1
        self._open = [item for item in self._open if self.keeps and isinstance(item[0], _ABOUT_VALUES)]
        self.calls.append(f"start {interpreter}")
        return self.generation

    def stop(self) -> None:
        self._open.clear()
        self.calls.append("stop")

    def request(self, command: Command, answer: Answer | None = None) -> None:
        self.commands.append(command)
        if answer is not None:
            self._open.append((command, answer))

    def scratch_file(self) -> str:
        return "/scratch/1"

    def forget_values(self) -> None:
        self.holders = ()

    def interrupt(self) -> None:
        self.calls.append("interrupt")

    def set_idle(self) -> None:
        self.calls.append("idle")

    def locate(self) -> None:
        self.calls.append("locate")

    def sent(self, kind: type[C]) -> list[C]:
        """Return the commands of a kind."""
        return [item for item in self.commands if isinstance(item, kind)]

    def last(self, kind: type[C]) -> C:
        """Return the latest command of a kind."""
        return self.sent(kind)[-1]

    def take(self) -> list[Command]:
        """Return the commands since the last time, and forget them."""
        found, self.commands = self.commands, []
        return found

    def drop(self) -> None:
        """Forget the commands so far; what is open among them stays without an answer."""
        self.commands.clear()
        self._open.clear()

    def answer(self, kind: type[Command], *events: Event, attachment: bytes = b"") -> None:
        """Answer the oldest open command of a kind."""
        found = next(item for item in self._open if isinstance(item[0], kind))
        self._open.remove(found)
        for event in events:
            found[1](Message(event, attachment=attachment))


class FakeLayout:
    """Lays out at once, in this process; while it `waits`, it answers when it is told to."""

    def __init__(self) -> None:
        self.requests: list[LayoutRequest] = []
        self.asked: list[dict[str, object]] = []
        self.waits = False
        self._open: list[Callable[[], None]] = []
        self.tell_inside: Callable[[str], None] = lambda group: None

    def start(self) -> None: ...

    def request(
        self,
        wanted: LayoutRequest,
        answer: Callable[[Layout], None],
        *,
        anchor: str = "",
        pinned: Mapping[str, tuple[float, float]] | None = None,
        is_fresh: bool = False,
        inside: Callable[[str, Layout], None] | None = None,
        is_owed: bool = False,
    ) -> None:
        self.requests.append(wanted)
        self.asked.append({"anchor": anchor, "pinned": dict(pinned or {}), "is_fresh": is_fresh, "is_owed": is_owed})

        def tell() -> None:
            places = Layouter().layout(
                wanted.nodes, wanted.groups, wanted.edges, wanted.options, None, anchor, dict(pinned or {})
            )
            answer(places)

        def tell_inside(group: str) -> None:
            inner = Layouter().layout(
                tuple(item._replace(group="") for item in wanted.nodes if item.group == group), (), wanted.edges,
                replace(wanted.options, wrap=0.0), None, "", {},
            )  # fmt: skip
            if inside is not None:
                inside(group, inner)

        self.tell_inside = tell_inside
        self._open = [tell]
        if not self.waits:
            self.answer()

    def pending(self) -> Callable[[], None]:
        """Return what would answer the latest request, for an answer that comes late."""
        return self._open[-1]

    def answer(self) -> None:
        """Answer the latest request."""
        waiting, self._open = self._open, []
        for tell in waiting:
            tell()


class FakeMeasure:
    """Everything has one size."""

    def __init__(self, width: float = 100.0) -> None:
        self._width = width

    def node(self, label: str, type_text: str) -> tuple[float, float]:
        return (self._width, 40.0)

    def group(self, label: str, count: int) -> tuple[float, float]:
        return (120.0, 32.0)


class FakeWatch:
    """Keeps what is watched."""

    def __init__(self) -> None:
        self.watched: tuple[str, tuple[str, ...]] = ("", ())
        self.data: tuple[str, ...] = ()
        self.acknowledged = 0
        self.reading = ""

    def note_reading(self, folder: str) -> None:
        self.reading = folder

    def watch_data(self, paths: Sequence[str]) -> None:
        self.data = tuple(paths)

    def watch(self, folder: str, paths: Sequence[str], looks_below: bool = True) -> None:
        self.watched = (folder, tuple(paths))

    def acknowledge(self, path: str) -> None:
        self.acknowledged += 1


class FakeInterpreters:
    """Finds the preferred interpreter, else python."""

    own = "ours"

    def find(self, folder: str, preferred: str) -> str:
        return preferred or "python"


class FakeTrust:
    """Trusts every folder but those in `unknown`, and every interpreter but those in `strangers`."""

    def __init__(self) -> None:
        self.unknown: set[str] = set()
        self.strangers: set[str] = set()
        self.added: list[tuple[str, str, bool]] = []
        self.problem = ""

    def decide(self, folder: str, found: str, preferred: str) -> tuple[str, Trust]:
        if folder in self.unknown or found in self.strangers:
            return "ours", Trust(True, found, folder not in self.unknown)
        return found, Trust(False, found)

    def facts(self, folder: str) -> TrustFacts:
        return TrustFacts(f"/real{folder}", "/real/projects", "https://example.org/shop.git")

    def add(self, folder: str, interpreter: str, with_parent: bool) -> str:
        self.added.append((folder, interpreter, with_parent))
        if not self.problem:
            self.unknown.discard(folder)
            self.strangers.discard(interpreter)
        return self.problem

    def folders(self) -> tuple[tuple[str, str], ...]:
        return tuple((folder, interpreter) for folder, interpreter, _ in self.added)

    def remove(self, folder: str) -> str:
        if not self.problem:
            self.added = [item for item in self.added if item[0] != folder]
            self.unknown.add(folder)
        return self.problem


class FakeEnvironments:
    """Knows one Python; an environment is being made until a test ends it."""

    def __init__(self) -> None:
        self.found = [FoundPython("/usr/bin/python3", "3.12", "system")]
        self.owned: set[str] = set()
        self.made: list[tuple[str, str, tuple[str, ...]]] = []
        self.is_cancelled = False
        self.tell: Callable[[str], object] = lambda line: None
        self.end: Callable[[str, str], object] = lambda python, problem: None

    def pythons(self, folder: str) -> tuple[FoundPython, ...]:
        return tuple(self.found)

    def has_own(self, folder: str) -> bool:
        return folder in self.owned

    def create(
        self,
        folder: str,
        python: str,
        packages: tuple[str, ...],
        on_line: Callable[[str], object],
        on_end: Callable[[str, str], object],
    ) -> None:
        self.made.append((folder, python, packages))
        self.tell, self.end = on_line, on_end

    def cancel(self) -> None:
        self.is_cancelled = True


class FakeFolders:
    """Knows every path but those that begin with /nowhere."""

    def find(self, path: str) -> str:
        return "" if path.startswith("/nowhere") else path

    def make(self, place: str, name: str, files: Mapping[str, str]) -> str:
        if place.startswith("/full"):
            raise OSError(28, "No space left on device")
        return f"{place}/{name}"

    def example(self, name: str) -> str:
        return f"/examples/{name}"

    def is_installed(self, folder: str) -> bool:
        return folder.startswith("/site-packages")

    def copy(self, folder: str, place: str) -> str:
        if place.startswith("/full"):
            raise OSError(28, "No space left on device")
        return f"{place}/{folder.rpartition('/')[2]}"


class FakeSettings:
    """Remembers for as long as it is there."""

    def __init__(self) -> None:
        self.recent: tuple[str, ...] = ()
        self.views: dict[str, Mapping[str, Any]] = {}
        self.problem = ""
        self.kept = Preferences()

    def add_recent(self, folder: str) -> tuple[str, ...]:
        self.recent = (folder, *(item for item in self.recent if item != folder))
        return self.recent

    def save_view(self, folder: str, data: Mapping[str, Any]) -> str:
        if not self.problem:
            self.views[folder] = data
        return self.problem

    def load_view(self, folder: str) -> Mapping[str, Any]:
        return self.views.get(folder, {})

    def load_place(self, folder: str) -> tuple[float, float, float] | None:
        place: tuple[float, float, float] | None = self.load_view(folder).get("place")
        return place

    def save_preferences(self, preferences: Preferences) -> str:
        self.kept = preferences
        return self.problem


class FakeShare:
    """Keeps what was to be written; what waits is told of when it is cancelled."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, object, str]] = []
        self.data: Mapping[str, Any] = {}
        self.waits = False
        self.waiting: list[Written] = []

    def share(self, spec: SceneSpec, path: str, name: str, data: Mapping[str, Any], then: Written) -> None:
        self.data = data
        self._keep("share", spec, path, then)

    def outlined(self, spec: SceneSpec, path: str, name: str, then: Written) -> None:
        self._keep("outlined", spec, path, then)

    def scaled(self, spec: SceneSpec, path: str, name: str, then: Written) -> None:
        self._keep("scaled", spec, path, then)

    def film(self, frames: Iterable[SceneSpec], path: str, then: Written) -> None:
        self._keep("film", tuple(frames), path, then)

    def slide(self, spec: SceneSpec, path: str, then: Written) -> None:
        self._keep("slide", spec, path, then)

    def cancel(self) -> None:
        waiting, self.waiting = self.waiting, []
        for then in waiting:
            then("It was stopped.", "warning")

    def _keep(self, kind: str, what: object, path: str, then: Written) -> None:
        self.calls.append((kind, what, path))
        if self.waits:
            self.waiting.append(then)
        elif "/no/" in path:
            then("There is no such place.", "error")
        else:
            then(f"Saved {path}.", "info")


class FakeSourceFiles:
    """Keeps what was added; `problem` is raised instead."""

    def __init__(self) -> None:
        self.added: list[tuple[str, str, str]] = []
        self.problem: Exception | None = None

    def append(self, file: str, text: str, name: str) -> int:
        if self.problem is not None:
            raise self.problem
        self.added.append((file, text, name))
        return 7


class FakeEditor:
    """Keeps what was opened; `problem` is what it answers."""

    def __init__(self) -> None:
        self.opened: list[tuple[str, int, str]] = []
        self.problem = ""

    def open(self, file: str, line: int, program: str) -> str:
        self.opened.append((file, line, program))
        return self.problem


class FakeProjectFile:
    """Takes what is to be saved; refuses, or finds conflicts, when the test says so."""

    def __init__(self) -> None:
        self.saved: list[Saving] = []
        self.refusal = ""
        self.conflicts: tuple[Conflict, ...] = ()

    def save(self, folder: str, saving: Saving) -> tuple[str, tuple[Conflict, ...]]:
        if self.refusal:
            raise ProjectFileRefusal(self.refusal)
        self.saved.append(saving)
        return f"{folder}/dagscope.toml", self.conflicts


class FakeCluster:
    """Keeps what was asked of a cluster."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, ...]] = []

    def start(self, interpreter: str, folder: str) -> None:
        self.calls.append(("start", interpreter, folder))

    def stop(self) -> None:
        self.calls.append(("stop",))


class FakeHistory:
    """Keeps what was written of runs, and gives what a test says; with `fails` it can write nothing."""

    def __init__(self) -> None:
        self.problem = ""
        self.fails = False
        self.folder = ""
        self.begun: list[PastRun] = []
        self.ended: list[tuple[PastRun, dict[str, PastNode], str]] = []
        self.past: tuple[PastRun, ...] = ()
        self.past_nodes: dict[str, PastNode] = {}
        self.nodes_of: dict[int, dict[str, PastNode]] = {}
        self.times: list[tuple[PastRun, float]] = []

    def open(self, folder: str) -> None:
        self.folder = folder

    def begin(self, run: PastRun) -> int:
        if self.fails:
            return 0
        self.begun.append(run)
        return len(self.begun)

    def end(self, run: PastRun, nodes: Mapping[str, PastNode], log: str) -> None:
        self.ended.append((run, dict(nodes), log))

    def runs(self) -> tuple[PastRun, ...]:
        return self.past

    def nodes(self, id: int) -> Mapping[str, PastNode]:
        return self.nodes_of.get(id, self.past_nodes)

    def log(self, id: int) -> str:
        return ""

    def trend(self, node: str) -> list[tuple[PastRun, float]]:
        return self.times
