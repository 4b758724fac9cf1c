"""Messages of the engine as sentences of the window. It must not change what they say."""

from __future__ import annotations

# Names of nodes, columns and files stay as they are written: only words that begin sentences are capitalised.
_BEGINNINGS = frozenset(
    ("a", "an", "at", "choose", "it", "its", "looking", "neither", "no", "nothing", "only", "reading", "something")
    + ("that", "the", "there", "these", "this", "what", "whether", "write")
)
_ENDS = (".", "!", "?", ":", "…", "`", ")", "'", '"', "]", "}")


def sentence(text: str) -> str:
    """Return a message with a capital and a full stop, if it is one line of words that has none."""
    first, _, _ = text.partition(" ")
    if first not in _BEGINNINGS:
        return text
    begun = first[:1].upper() + text[1:]
    return begun if "\n" in text or text.endswith(_ENDS) else begun + "."
