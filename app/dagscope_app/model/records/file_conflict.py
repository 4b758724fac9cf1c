"""A key of `dagscope.toml` that was changed on both sides, as data. It must not decide which one counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dagscope.scenario import ModuleChoice, ValueSpec


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field of a scenario, or a key of one of its tables, that was edited here and in the file to other values.

    The values are the scenario's own; None stands for a key that was taken away.
    """

    scenario: str
    path: tuple[str, ...]
    ours: Any
    theirs: Any

    def describe(self) -> str:
        """Return the conflict in one sentence."""
        key = " ".join(self.path)
        return f"{key} of {self.scenario!r} is {_shown(self.theirs)} in dagscope.toml and {_shown(self.ours)} here"


def _shown(value: Any) -> str:
    if value is None:
        return "not set"
    if isinstance(value, ValueSpec):
        return value.text
    if isinstance(value, tuple):
        shown = (
            item.name + ("" if item.on else " (off)") if isinstance(item, ModuleChoice) else item for item in value
        )
        return ", ".join(shown) or "nothing"
    return str(value)


class ProjectFileRefusal(Exception):
    """The file cannot be written; the text is one sentence, and nothing was changed."""
