"""The palette of all commands. It must not do what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dagscope_app.controllers.command import Command, command
from dagscope_app.controllers.ports import AskPort, Option, StorePort

OWN_ID = "go.command"


class CommandPalette:
    """Offers every command by name."""

    def __init__(
        self, store: StorePort, ask: AskPort, commands: Iterable[Command], do: Callable[[str], object]
    ) -> None:
        """Store what the palette needs; `do` is called with the id of the chosen command."""
        self._store = store
        self._ask = ask
        self._commands = tuple(commands)
        self._do = do

    @command(OWN_ID, "All commands...", "Go", key="Ctrl+Shift+P", icon="palette", menu="Go 12")
    def ask(self) -> None:
        """Type a few letters of a command."""
        state = self._store.state
        options = [
            Option(
                item.id, _in_full(item.category, item.title_in(state)), ", ".join(item.keys), item.icon,
                item.enabled_when(state), is_key=True,
            )
            for item in self._commands
            if item.id != OWN_ID
        ]  # fmt: skip
        self._ask.choice("Type a command", options, self._do, leads_to_graph=False)


def _in_full(category: str, title: str) -> str:
    """Return a title with its category, unless its first word says that."""
    return title if title.split(maxsplit=1)[0] == category else f"{category}: {title}"
