"""Which editor suits a value, by its type and the values that are known of it, as data. It must not know widgets."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Literal

EditorKind = Literal["check", "choice", "number", "date", "tree", "text"]
_WHOLE, _NUMBERS = ("int",), ("int", "float")
_DATES = {"date": False, "datetime": True}
_TREES = ("list", "dict", "tuple", "set", "frozenset", "Sequence", "Mapping", "Iterable", "Collection")
_FRAMES = ("DataFrame", "LazyFrame", "Series", "Table")
_TRUTHS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


@dataclass(frozen=True, slots=True)
class Editor:
    """An editor: its kind, what can be chosen, the bounds of a number, and whether a date has a time of day."""

    kind: EditorKind = "text"
    choices: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    is_whole: bool = False
    has_time: bool = False
    source: Literal["literal", "file"] = "literal"
    """How such a value is given at first."""


def plain_type_text(type_text: str) -> str:
    """Return a type without the None that it allows: `int` of `int | None` and of `Optional[int]`."""
    text = type_text.replace("typing.", "").strip()
    if text.startswith("Optional[") and text.endswith("]"):
        text = text[len("Optional[") : -1]
    parts = [part.strip() for part in text.split("|")]
    others = [part for part in parts if part != "None"]
    return others[0] if len(others) == 1 else text


def editor_for(type_text: str, choices: tuple[str, ...] = (), low: str = "", high: str = "") -> Editor:
    """Return the editor for values of a type; `choices` are those that are known, the bounds are as in `>= 0`."""
    text = plain_type_text(type_text)
    base = text.partition("[")[0].rpartition(".")[2]
    if base == "bool":
        return Editor("check", ("True", "False"))
    if choices:
        return Editor("choice", choices)
    if base in _NUMBERS:
        return Editor("number", low=low, high=high, is_whole=base in _WHOLE)
    if base in _DATES:
        return Editor("date", has_time=_DATES[base])
    if base.lower() in _TREES or base in _TREES:
        return Editor("tree")
    return Editor(source="file" if base in _FRAMES else "literal")


def truth_of(text: str) -> bool | None:
    """Return the truth value that is typed, None where it is none."""
    return _TRUTHS.get(text.strip().lower())


def stepped(text: str, default: str, steps: int, editor: Editor) -> str:
    """Return a number some steps on, within its bounds; empty where the text is no number."""
    now = _number(text)
    if text.strip() and now is None:
        return ""
    now = now if now is not None else _number(default)
    start = now if now is not None else 0
    step = 1 if editor.is_whole or float(start).is_integer() and abs(start) >= 1 else 0.1
    found = start + steps * step
    low, high = _limit(editor.low, step), _limit(editor.high, -step)
    found = low if low is not None and found < low else found
    found = high if high is not None and found > high else found
    return str(int(found)) if editor.is_whole else repr(round(float(found), 10))


def _number(text: str) -> int | float | None:
    try:
        found = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return found if type(found) in (int, float) and abs(found) < 1e300 else None


def _limit(bound: str, inside: float) -> int | float | None:
    """Return the last number within a bound: itself, or a step inside where it is left out."""
    sign, _, text = bound.partition(" ")
    limit = _number(text)
    return None if limit is None else limit + inside if sign in (">", "<") else limit


def tree_of(text: str) -> list[object] | dict[object, object] | tuple[object, ...] | set[object] | None:
    """Return the collection that a literal writes; None for every other text."""
    try:
        found = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None
    return found if isinstance(found, (list, dict, tuple, set)) else None
