"""What a kind of value is: how it is recognised, looked at and asked. It must not know any kind.

A kind is one file with a `Kind` in it, or one in `value_kinds` with an `OwnPreview`; `kinds` is the table of them.
Another package adds its own by an entry point of the group `dagscope.previews` that names one of the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dagscope.errors import DagscopeError
from dagscope.protocol.values import Answer, Ask
from dagscope.value_records import Preview


class AskProblem(DagscopeError):
    """A question cannot be answered; the text is one sentence for the user."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A preview, and the bytes that belong to it (a picture's PNG; empty for most)."""

    preview: Preview
    png: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and the bytes that belong to it (empty for most)."""

    answer: Answer
    data: bytes = b""


def _itself(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value.

    `matches` decides by the value's real type and runs none of its methods. `facts` makes the preview as far as the
    type says it (shape, columns), `look` all of it; what is `is_heavy` is not looked at while a run waits, if there
    are facts. `summary` makes the one line next to a node. `opened` makes what the questions are asked of, and is kept
    as long as the value is: a table with its sort orders, say. `asks` has a function for each question that the kind
    answers.
    """

    name: str
    matches: Callable[[Any], bool]
    look: Callable[[Any], Shown]
    summary: Callable[[Any], str] | None = None
    opened: Callable[[Any], Any] = _itself
    facts: Callable[[Any], Preview] | None = None
    is_heavy: bool = False
    asks: Mapping[type[Ask], Callable[[Any, Any], Reply]] = field(default_factory=dict)

    def summarise(self, value: Any) -> str:
        """Return one line about the value."""
        return self.summary(value) if self.summary is not None else self.look(value).preview.summary

    def answer(self, opened: Any, ask: Ask) -> Reply:
        """Answer a question about what `opened` made of a value.

        Raises:
            AskProblem: the kind does not answer it, or not so.
        """
        answer = self.asks.get(type(ask))
        if answer is None:
            problem = getattr(ask, "problem", "")
            if problem:
                raise AskProblem(f"the question cannot be read in the project's process: {problem}")
            asked = getattr(ask, "tag", "") or ask.kind
            known = ", ".join(cls.kind for cls in self.asks) or "nothing"
            raise AskProblem(f"a value of the kind {self.name} cannot be asked for {asked!r}; it answers {known}")
        return answer(opened, ask)


@dataclass(frozen=True, slots=True)
class Seen:
    """A value that is looked at in another way than as its own kind; `kind` takes this record for the value."""

    value: Any
    kind: Kind
