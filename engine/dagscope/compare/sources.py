"""The source of a node as one text: its functions, then the constants and helpers of the project they use.
It must not compare.
"""

from __future__ import annotations

import inspect
import sys
import textwrap
from collections.abc import Iterator
from typing import Any

from dagscope.caching.code_versions import parts_of_function
from dagscope.caching.contents import is_of_library
from dagscope.compare.facts import NodeFacts
from dagscope.preview.budget import attempt

_MOST = 60_000


def source_of(node: NodeFacts | None) -> str:
    """Return the source of everything that a node consists of; nothing where there is none to be read."""
    if node is None:
        return ""
    parts = list(dict.fromkeys(part for fn in node.functions for part in _parts(fn)))
    text = "\n\n".join(parts)
    return text if len(text) <= _MOST else f"{text[:_MOST]}\n# ... {len(text) - _MOST:,} more characters"


def _parts(fn: Any) -> Iterator[str]:
    own = _source(fn)
    if own:
        yield own
    used = attempt(lambda: parts_of_function(fn), lambda reason: [])
    constants = [f"{name} = {text}" for name, text, is_constant in used if is_constant and not is_of_library(text)]
    if constants:
        yield "\n".join(constants)
    for name in (name for name, _, is_constant in used if not is_constant):
        helper = _source(_found(name))
        yield helper or f"# the source of {name} cannot be read"


def _found(name: str) -> Any:
    """Return what a helper's full name stands for: the longest part of it that is a module, then attributes."""
    names = name.split(".")
    for count in range(len(names), 0, -1):
        module = sys.modules.get(".".join(names[:count]))
        if module is not None:
            found: Any = module
            for part in names[count:]:
                found = getattr(found, part, None)
            return found
    return None


def _source(thing: Any) -> str:
    if thing is None:
        return ""
    return attempt(lambda: textwrap.dedent(inspect.getsource(inspect.unwrap(thing))).rstrip(), lambda reason: "")
