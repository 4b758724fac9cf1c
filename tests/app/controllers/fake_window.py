"""Small stand-ins for the window: what is shown, clicked, copied and asked. They keep it for the test."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dagscope_app.controllers.ports import Option, PathQuestion
from dagscope_app.model.records.scene import Look, SceneSpec
from dagscope_app.model.records.trust import Agreement


class FakeClipboard:
    """Holds a text."""

    def __init__(self) -> None:
        self.held = ""

    def text(self) -> str:
        return self.held

    def set_text(self, text: str) -> None:
        self.held = text


class FakeDesktop:
    """Keeps what it was to open."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.has_programs = True

    def open(self, address: str) -> bool:
        self.opened.append(address)
        return self.has_programs


class FakeCamera:
    """Looks where it is told to, and keeps the calls."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.now: Look | None = None
        self.seen: frozenset[str] = frozenset()
        self.zoom = 1.0
        self.room = 100_000.0

    def look(self) -> Look | None:
        return self.now

    def sees(self, name: str) -> bool:
        return name in self.seen

    def look_again(self, look: Look) -> None:
        self.calls.append(("look_again", look))

    def show(self, names: tuple[str, ...]) -> None:
        self.calls.append(("show", *names))

    def view_position(self) -> tuple[float, float, float] | None:
        return None if self.now is None else (self.now.scale, self.now.x, self.now.y)

    def start_at(self, camera: tuple[float, float, float] | None) -> None:
        self.calls.append(("start_at", camera))

    def fit(self) -> None:
        self.calls.append(("fit",))

    def zoom_by(self, factor: float) -> None:
        self.zoom *= factor

    def zoom_to(self, names: tuple[str, ...]) -> None:
        self.calls.append(("zoom_to", *names))

    def scale(self) -> float:
        return self.zoom

    def show_large(self, name: str) -> None:
        self.calls.append(("show_large", name))

    def fitting_scale(self, width: float, height: float) -> float:
        return min(1.0, self.room / max(1.0, width))

    def step(self, direction: str) -> None:
        self.calls.append(("step", direction))

    def take_keyboard(self) -> None:
        self.calls.append(("take_keyboard",))


class FakeCanvas:
    """A canvas that draws nothing; `scene` is what is near, `wires` what the keyboard is on."""

    def __init__(self) -> None:
        self.calls: list[tuple[object, ...]] = []
        self.scene: SceneSpec | None = None
        self.wires: tuple[tuple[str, str], ...] = ()

    def near(self) -> SceneSpec | None:
        return self.scene

    def mark_awaited(self, group: str) -> None:
        self.calls.append(("mark_awaited", group))

    def anticipate(self, spec: SceneSpec) -> None:
        self.calls.append(("anticipate", spec))

    def arrive(self) -> None:
        self.calls.append(("arrive",))

    def wires_at_cursor(self) -> tuple[tuple[str, str], ...]:
        return self.wires

    def reveal(self, item_id: str) -> None:
        self.calls.append(("reveal", item_id))


class FakeWindow:
    """Keeps what is asked of the window."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, ...]] = []
        self.is_in_results = False

    def toggle(self, *panels: str) -> None:
        self.calls.append(("toggle", *panels))

    def reset_panels(self) -> None:
        self.calls.append(("reset_panels",))

    def show_bottom(self, tab: str) -> None:
        self.calls.append(("show_bottom", tab))

    def go_to_bottom(self, tab: str) -> None:
        self.show_bottom(tab)

    def show_section(self, section: str) -> None:
        self.calls.append(("show_section", section))

    def has_results_focus(self) -> bool:
        return self.is_in_results

    def ask_override(self) -> None:
        self.calls.append(("ask_override",))

    def rename_scenario(self) -> None:
        self.calls.append(("rename_scenario",))

    def find(self) -> None:
        self.calls.append(("find",))

    def show_keys(self) -> None:
        self.calls.append(("show_keys",))

    def present(self, is_on: bool) -> None:
        self.calls.append(("present", is_on))

    def toggle_full_screen(self) -> None:
        self.calls.append(("toggle_full_screen",))

    def close(self) -> None:
        self.calls.append(("close",))


class FakeAsk:
    """Keeps the latest question; `answer` is the person's."""

    def __init__(self) -> None:
        self.question: object = None
        self.options: list[Option] = []
        self.leads_to_graph = True
        self._then: Callable[[str], object] | None = None
        self._agreed: Callable[[bool], object] | None = None

    def path(self, question: PathQuestion, then: Callable[[str], object]) -> None:
        self.question, self._then = question, then

    def text(self, title: str, label: str, value: str, then: Callable[[str], object]) -> None:
        self.question, self._then = (title, label, value), then

    def agree(self, question: Agreement, then: Callable[[bool], object]) -> None:
        self.question, self._agreed = question, then

    def agree_to(self, with_option: bool = False) -> None:
        """Say yes."""
        assert self._agreed is not None, "nothing was asked"
        self._agreed(with_option)

    def choice(
        self, hint: str, options: Sequence[Option], then: Callable[[str], object], *, leads_to_graph: bool = True
    ) -> None:
        self.question, self.options, self._then = hint, list(options), then
        self.leads_to_graph = leads_to_graph

    def answer(self, text: str) -> None:
        assert self._then is not None, "nothing was asked"
        self._then(text)
