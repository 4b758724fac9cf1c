"""The ways a script can take through its branches, one after another, each with what it decided. It reads no script."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

# More ways than this are not followed one by one.
MOST_WAYS = 64


@dataclass(slots=True)
class Ways:
    """Decisions in the order in which a script asks for them.

    Attributes:
        facts: What was decided on this way, by what was asked: asked again, the answer is the same.
        kept: Values that must not go, because facts are told apart by their identity.
    """

    facts: dict[Hashable, object] = field(default_factory=dict)
    kept: list[object] = field(default_factory=list)
    _before: dict[Hashable, object] = field(default_factory=dict)
    _taken: list[tuple[int, int]] = field(default_factory=list)
    _at: int = 0

    def inside(self) -> Ways:
        """Return the ways through a part of the script, on this way to it."""
        return Ways(dict(self.facts), list(self.kept), dict(self.facts))

    def take(self, options: int) -> int:
        """Return which of some options this way takes."""
        if self._at == len(self._taken):
            self._taken.append((0, options))
        self._at += 1
        return self._taken[self._at - 1][0]

    def go_on(self) -> bool:
        """Begin the next way; whether there is one."""
        del self._taken[self._at :]
        while self._taken and self._taken[-1][0] + 1 >= self._taken[-1][1]:
            self._taken.pop()
        if not self._taken:
            return False
        option, options = self._taken.pop()
        self._taken.append((option + 1, options))
        self._at, self.facts = 0, dict(self._before)
        return True
