"""The local variables of a frame in which something failed, in short words.
It must not run a method of theirs, nor keep them.
"""

from __future__ import annotations

import re
from types import FrameType, FunctionType, ModuleType

from dagscope.preview.budget import attempt, cut, type_name
from dagscope.preview.registry import REGISTRY
from dagscope.preview.scalars import short_repr
from dagscope.value_records import TraceVariable

MOST = 20
_TEXT = 160
_SECRET = re.compile(r"passw|secret|token|api_?key|credential|private_?key|auth", re.IGNORECASE)
HIDDEN = "(not shown: by its name it may be secret)"
_PLAIN = ("none", "number", "text")


def variables_of(frame: FrameType) -> tuple[TraceVariable, ...]:
    """Return the frame's own variables in the order of the code: at most twenty, and how many more there are.

    What a value says of itself is not asked: a failure is no time to run more of the code that failed.
    """
    if frame.f_code.co_name == "<module>":
        return ()
    found = [(name, item) for name, item in frame.f_locals.items() if not name.startswith(("__", "."))]
    found = [(name, item) for name, item in found if not isinstance(item, (ModuleType, FunctionType, type))]
    shown = [TraceVariable(cut(name, 100), type_name(item), _words(name, item)) for name, item in found[:MOST]]
    if len(found) > MOST:
        shown.append(TraceVariable("…", "", f"{len(found) - MOST:,} more"))
    return tuple(shown)


def _words(name: str, value: object) -> str:
    if _SECRET.search(name):
        return HIDDEN
    return attempt(lambda: _of_kind(value), lambda reason: f"<{type_name(value)}>", is_piece=True)


def _of_kind(value: object) -> str:
    kind = REGISTRY.own_of(value)
    if kind.name in _PLAIN or (kind.name == "tree" and type(value) in (dict, list, tuple, set, frozenset)):
        return short_repr(value, _TEXT)
    if kind.name == "table":
        return cut(kind.summarise(value), _TEXT)
    return f"<{type_name(value)}>"
