"""Whether the open folder's code may run, and what a person is asked before it does. Plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trust:
    """What may run for the open folder.

    Attributes:
        is_preview: its code has not been run; the graph is read from its sources.
        interpreter: the Python that loading would start; in a preview another one runs.
        is_interpreter_new: the folder is trusted, this interpreter in or above it is not.
    """

    is_preview: bool = False
    interpreter: str = ""
    is_interpreter_new: bool = False


@dataclass(frozen=True, slots=True)
class TrustFacts:
    """What the question shows: the real path, the folder above it, the address of its repository."""

    path: str
    parent: str
    remote: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """A question with a yes.

    Attributes:
        title: the dialog's.
        text: what it is about.
        facts: names and values, one line each.
        option: a choice next to the yes, off at first; empty for none.
        yes: the button; empty where there is nothing to agree to.
    """

    title: str
    text: str
    facts: tuple[tuple[str, str], ...] = ()
    option: str = ""
    yes: str = ""
