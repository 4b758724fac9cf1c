"""The code blocks of a page of the documentation. It must not run them.

A block with `title="..."` is a file of that name. `sh` is run, and a `text` block right after it says what it prints;
`python` without a title is a program, `ipython` a session; `mermaid` is the picture of the file before it. `console`
needs a network, a window or another machine and is only checked for options that exist; `py` needs one, too, or is a
part of a program, and is only compiled; `plain` is neither program nor command.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
LESSONS = [
    *(DOCS / name for name in ("tutorial.md", "caching.md", "install.md", "scaling.md")),
    *sorted(DOCS.glob("coming_from*.md")),
    *sorted(DOCS.glob("how_to/*.md")),
]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]

_FENCE = re.compile(r"^```([a-z]+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True)
class Block:
    """One fenced block.

    Attributes:
        language: what stands behind the fence.
        title: the file that the block is, or "".
        config: `k=v` pairs for the picture, apart by spaces.
        fails: the exit code it has to end with.
        text: what is inside.
        line: where it begins.
        end: the offset of the character behind it.
    """

    language: str
    title: str
    config: str
    fails: int
    text: str
    line: int
    end: int


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a page."""
    found = []
    for match in _FENCE.finditer(text):
        attributes = dict(_ATTRIBUTE.findall(match[2]))
        line = text.count("\n", 0, match.start()) + 1
        title, config, fails = (attributes.get(key, "") for key in ("title", "config", "fails"))
        found.append(Block(match[1], title, config, int(fails or 0), match[3], line, match.end()))
    return found
