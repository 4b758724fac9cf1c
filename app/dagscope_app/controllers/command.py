"""What a command of the window is, and the decorator that makes a controller's method one.
It must not know which ones there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import cleandoc
from typing import Literal, NamedTuple, TypeVar

from dagscope_app.controllers.conditions import Condition, always
from dagscope_app.model.state import AppState

Scope = Literal["window", "canvas", "native"]
F = TypeVar("F", bound=Callable[..., object])
_MARK = "__dagscope_commands__"


class MenuSlot(NamedTuple):
    """Where a command stands in a menu: the tens are the section, a line is drawn between two of them."""

    menu: str
    at: int


@dataclass(frozen=True, slots=True)
class Command:
    """One thing the window can do.

    Attributes:
        keys: key sequences in portable text.
        scope: `window`; `canvas` for keys that mean something else while one types; `native` for keys that the canvas
            itself listens to.
        slots: the menus it stands in.
        is_checked: for switches: whether it is on.
        says: what menus and palette call it now, where that changes.
        help: one sentence for the shortcut sheet and the documents.
        method: the name of the method that does it, `args` what that is called with.
        is_passing: it stands in menus only while it can be done: for what is seldom asked for.
    """

    id: str
    title: str
    category: str
    keys: tuple[str, ...]
    enabled_when: Condition
    icon: str
    scope: Scope
    slots: tuple[MenuSlot, ...]
    help: str
    is_checked: Condition | None
    says: Callable[[AppState], str] | None
    method: str
    args: tuple[object, ...] = ()
    is_passing: bool = False

    def title_in(self, state: AppState) -> str:
        """Return what to call it now."""
        return self.title if self.says is None else self.says(state)


def command(
    id: str,
    title: str,
    category: str,
    *,
    key: str = "",
    when: Condition = always,
    icon: str = "",
    scope: Scope = "window",
    menu: str = "",
    is_checked: Condition | None = None,
    says: Callable[[AppState], str] | None = None,
    args: tuple[object, ...] = (),
    help: str = "",
    is_passing: bool = False,
) -> Callable[[F], F]:
    """Make the method a command; its docstring is the help.

    Args:
        id: what it is called in messages, menus and tests.
        title: what menus and palette call it.
        category: its heading in palette, shortcut sheet and documents.
        key: key sequences in portable text, separated by a space; empty for none.
        when: whether it can be given now.
        icon: the picture's name.
        scope: where its keys count, see `Command`.
        menu: where it stands, for example `Go 61, node 51`; see `MenuSlot` and `commands.menus`.
        is_checked: for switches: whether it is on.
        says: its title now, where that changes.
        args: what the method is called with.
        help: another sentence than the docstring's, for a method that several commands share.
        is_passing: see `Command`.
    """

    def mark(function: F) -> F:
        sentence = help or " ".join(cleandoc(function.__doc__ or "").partition("\n\n")[0].split())
        if not sentence:
            raise ValueError(f"The command {id} has no help: write a docstring for {function.__qualname__}.")
        made = Command(
            id, title, category, tuple(key.split()), when, icon, scope, _slots(menu), sentence, is_checked, says,
            function.__name__, args, is_passing,
        )  # fmt: skip
        setattr(function, _MARK, (made, *getattr(function, _MARK, ())))
        return function

    return mark


def numbered(
    numbers: Iterable[int],
    id: str,
    title: str,
    category: str,
    *,
    key: str,
    menu: str,
    icon: str,
    when: Callable[[int], Condition],
    scope: Scope = "window",
) -> Callable[[F], F]:
    """Make the method one command for each number, which it is called with; `{}` in the texts is the number."""

    def mark(function: F) -> F:
        for number in reversed(tuple(numbers)):
            function = command(
                id.format(number), title.format(number), category, key=key.format(*[number] * 2), when=when(number),
                icon=icon, scope=scope, menu=menu.format(number), args=(number,),
            )(function)  # fmt: skip
        return function

    return mark


def commands_of(owner: type) -> tuple[Command, ...]:
    """Return the commands that a class declares, in the order they are written."""
    return tuple(made for value in vars(owner).values() for made in getattr(value, _MARK, ()))


def _slots(text: str) -> tuple[MenuSlot, ...]:
    pairs = (part.strip().rpartition(" ") for part in text.split(",") if part.strip())
    return tuple(MenuSlot(name, int(at)) for name, _, at in pairs)
