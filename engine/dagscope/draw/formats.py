"""The formats a picture of nodes is written in, by the ending of the file's name.
It must not write files or start a program.

What is text we write ourselves; everything else Graphviz draws, which knows more endings than the usual ones listed
here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from dagscope.draw.as_json import to_json
from dagscope.draw.dot import to_dot
from dagscope.draw.mermaid import to_mermaid
from dagscope.draw.parts import Marks
from dagscope.node import Node

Writer = Callable[[Collection[Node], Marks | None, Mapping[str, Any] | None], str]


def _to_markdown(nodes: Collection[Node], marks: Marks | None, style: Mapping[str, Any] | None) -> str:
    """Return a Markdown text in which the picture is drawn."""
    return f"```mermaid\n{to_mermaid(nodes, marks, style).rstrip()}\n```\n"


DRAWN = (".png", ".svg", ".pdf")
TEXTS: Mapping[str, Writer] = {
    ".dot": to_dot,
    ".gv": to_dot,
    ".mmd": to_mermaid,
    ".md": _to_markdown,
    ".json": to_json,
}


def text_writer(suffix: str) -> Writer | None:
    """Return what writes files of this ending as text; None where Graphviz is needed."""
    return TEXTS.get(suffix.lower())


def endings_text() -> str:
    """Return the usual endings as a sentence names them."""
    *first, last = (*DRAWN, *TEXTS)
    return f"{', '.join(first)} or {last}"
