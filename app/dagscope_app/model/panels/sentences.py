"""Messages of the engine as sentences of the window. It must not change what they say."""

from __future__ import annotations

from collections.abc import Container

# Names of nodes, columns and files stay as they are written: only words that begin sentences are capitalised.
_BEGINNINGS = frozenset(
    ("a", "an", "at", "choose", "it", "its", "looking", "neither", "no", "nothing", "one", "only", "reading")
    + ("something", "that", "the", "there", "these", "this", "what", "whether", "write")
)
_ENDS = (".", "!", "?", ":", "…", "`", ")", "'", '"', "]", "}")


def sentence(text: str, names: Container[str] = ()) -> str:
    """Return a message with a capital and a full stop, if it is one line of words that has none.

    Args:
        text: the message.
        names: of nodes; one that begins the message stays as it is written, even one like `a` or `the`.
    """
    first, _, _ = text.partition(" ")
    if not (first in _BEGINNINGS or first.isdecimal()) or first in names:
        return text
    begun = first[:1].upper() + text[1:]
    return begun if "\n" in text or text.endswith(_ENDS) else begun + "."
