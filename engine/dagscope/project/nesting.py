"""Whether a text is nested too deep for Python's parser, which dies of it on Python 3.10.
It must not parse anything.
"""

from __future__ import annotations

import re

_DEEPEST = 20_000  # operators within operators; some 100,000 end the process
_PARTS = re.compile(
    r"""(?P<text>'{3}.*?'{3}|"{3}.*?"{3}|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*")"""
    r"|(?P<comment>\#[^\n]*)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<end>[,;\n])|(?P<operator>[-+*/%|&^~.@<>=:])",
    re.DOTALL,
)
_COUNTED = "([{.+-*/%|&^~@<>=:"


def is_too_deep(text: str) -> bool:
    """Return whether some expression holds more expressions within each other than a parser can take."""
    if sum(text.count(sign) for sign in _COUNTED) <= _DEEPEST:
        return False
    levels = [0]
    depth = 0  # the sum of the levels
    for part in _PARTS.finditer(text):
        kind = part.lastgroup
        if kind == "open":
            levels.append(0)
        elif kind == "close" and len(levels) > 1:
            depth -= levels.pop() - 1
            levels[-1] += 1
        elif kind == "end" and (len(levels) == 1 or part.group() == ","):
            depth -= levels[-1]
            levels[-1] = 0
        elif kind == "operator":
            levels[-1] += 1
            depth += 1
        if depth + len(levels) > _DEEPEST:
            return True
    return False
