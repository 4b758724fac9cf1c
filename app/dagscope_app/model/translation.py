"""Texts of the interface in the user's language: the one way they go, whatever part they stand in.
It must not hold texts, know Qt, nor look up text that is not ours; what foreign text there is in a sentence, such as a
name or a path, is made safe to show.
"""

from __future__ import annotations

from collections.abc import Callable

from dagscope.shown_text import shown

# Lines of a longer text stay lines, and long names may be broken where a view says so.
_KEPT = "\n\t\u200b"

LookUp = Callable[[str, int], str]
"""Gives a text in the user's language, or the text itself; the number chooses among plurals, -1 where there is none."""


def _as_written(text: str, number: int) -> str:
    return text


_look_up: LookUp = _as_written


def look_up_with(look_up: LookUp) -> None:
    """Set where translations are looked up; without it texts are as they are written."""
    global _look_up
    _look_up = look_up


def tr(text: str, **values: object) -> str:
    """Return a text in the user's language, with `values` in its `{places}`."""
    found = _look_up(text, -1) if text else text
    return _filled(found, text, values) if values else found


def trn(one: str, many: str, number: int, **values: object) -> str:
    """Return a text that counts something: `{n}` in it is the number.

    Args:
        one: what is said of one.
        many: what is said of several, by which the text is looked up: a language may have more than two forms.
    """
    found = _look_up(many, number)
    return _filled(one if found == many and number == 1 else found, many, {"n": f"{number:,}", **values})


def later(text: str) -> str:
    """Return the text: it is translated where it is shown, and marked here for those who translate."""
    return text


def _filled(found: str, written: str, values: dict[str, object]) -> str:
    """Return a translation filled in; as it is written where the translation asks for what there is not."""
    safe = {name: shown(value, _KEPT) if isinstance(value, str) else value for name, value in values.items()}
    try:
        return found.format(**safe)
    except (KeyError, IndexError, ValueError):
        return written.format(**safe)
