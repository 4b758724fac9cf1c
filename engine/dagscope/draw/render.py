"""Makes `graphviz.Digraph` objects and picture files: the only part of drawing that needs a library or a program."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagscope.draw.dot import GRAPH_STYLE, NODE_STYLE, statements
from dagscope.draw.parts import Marks, PictureOptions
from dagscope.draw.picture import make_picture
from dagscope.errors import DagscopeError
from dagscope.node import Node
from dagscope.programs import program
from dagscope.whole_files import write_bytes

if TYPE_CHECKING:
    import graphviz

logger = logging.getLogger(__name__)

DEFAULT_FORMAT = "png"
PURE_BINARY = "graphviz-pure"
# What `Digraph.pipe` takes of the options of `Digraph.render`; the others name files.
_PIPE_OPTIONS = frozenset({"renderer", "formatter", "neato_no_op", "quiet", "engine", "encoding"})
# What only the system's Graphviz can write.
SYSTEM_FORMATS = frozenset({"pdf", "ps", "ps2", "eps"})
MISSING_LIBRARY = (
    "Drawing a dataflow needs the package graphviz: install it with `pip install dagscope[viz]` (it brings a drawing "
    "program along) or `pip install graphviz`."
)


class DrawingProgramError(DagscopeError, ValueError):
    """No program on this machine can write the format that was asked for."""


def find_program() -> str | None:
    """Return the program that draws: the system's `dot`, or the one that the package graphviz-pure installs."""
    # Beside the interpreter; in a standalone build, where that unpacks its files.
    beside = (os.path.dirname(sys.executable), getattr(sys, "_MEIPASS", ""))
    return program("dot", beside=beside) or program(PURE_BINARY, beside=beside)


def make_digraph(
    nodes: Collection[Node],
    comment: str,
    graphviz_kwargs: Mapping[str, Any] | None,
    marks: Marks,
    options: PictureOptions,
    orient: str,
    config: Mapping[str, Any] | None,
) -> graphviz.Digraph:
    """Return the picture as a `graphviz.Digraph`, ready for `render`, `pipe` and notebooks."""
    import graphviz

    arguments: dict[str, Any] = {
        "comment": comment,
        "graph_attr": {**GRAPH_STYLE, "rankdir": orient},
        "node_attr": dict(NODE_STYLE),
    }
    for key, value in (graphviz_kwargs or {}).items():
        own = arguments.get(key)
        arguments[key] = {**own, **value} if isinstance(own, dict) and isinstance(value, Mapping) else value
    digraph = graphviz.Digraph(**arguments)
    digraph.body.extend([f"{line}\n" for line in statements(make_picture(nodes, marks, config, options))])
    found = find_program()
    if found is not None:
        graphviz.backend.dot_command.DOT_BINARY = Path(found)
    return digraph


def write(
    digraph: graphviz.Digraph,
    path: str | os.PathLike[str],
    render_kwargs: Mapping[str, Any] | None,
    keep_dot: bool,
) -> None:
    """Write the picture to a file; its ending says the format unless `render_kwargs` does.

    The bytes come through a pipe: Graphviz itself would write the DOT text next to the picture, over whatever is there.
    """
    target = Path(path)
    given = dict(render_kwargs or {})
    format_ = str(given.pop("format", None) or target.suffix[1:] or DEFAULT_FORMAT).lower()
    view = given.pop("view", False)
    if not os.path.exists(target.parent) and not keep_dot:
        raise FileNotFoundError(2, f"There is no folder to write the picture to: {target.parent}", str(target))
    check_format(format_, target)
    stem = target.with_suffix("") if target.suffix else target
    picture = target if target.suffix[1:].lower() == format_ else Path(f"{stem}.{format_}")
    dot_file = stem if keep_dot and picture != stem else None
    if dot_file is not None:
        _check_dot_file(dot_file)
    if format_ in ("dot", "gv"):  # the text is there already; no program has to run
        data = digraph.source.encode("utf-8")
    else:
        piped = digraph.pipe(format=format_, **{key: value for key, value in given.items() if key in _PIPE_OPTIONS})
        data = piped if isinstance(piped, bytes) else piped.encode("utf-8")
    if keep_dot:
        target.parent.mkdir(parents=True, exist_ok=True)  # as Graphviz does when it writes the text itself
    if dot_file is not None:
        write_bytes(dot_file, digraph.source.encode("utf-8"))
    write_bytes(picture, data)
    if view:
        import graphviz

        graphviz.view(str(picture))


def _is_dot(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        return re.match(r"(\s*//[^\n]*\n)*\s*(strict\s+)?(di)?graph\b", file.read(2_000)) is not None


def _check_dot_file(path: Path) -> None:
    """Raise when the DOT file that is kept, named like the picture without its ending, would take another's place."""
    if os.path.isdir(path) or (os.path.exists(path) and not _is_dot(path)):
        raise FileExistsError(
            17,
            "The DOT file is not written over what is there; remove it or choose another name for the picture",
            str(path),
        )


def check_format(format_: str, target: Path) -> None:
    """Raise when this machine cannot write the format, with what to do about it."""
    found = find_program()
    if found is None and format_ not in ("dot", "gv"):
        raise DrawingProgramError(
            f"{target} cannot be drawn: there is no `dot` on the path. Install Graphviz "
            "(https://graphviz.org/download) or "
            "`pip install graphviz-pure`, or write a .dot file, which needs neither."
        )
    if format_ in SYSTEM_FORMATS and found is not None and PURE_BINARY in Path(found).name:
        raise DrawingProgramError(
            f"{target} cannot be drawn: {format_.upper()} needs Graphviz itself. Install it "
            "(https://graphviz.org/download, "
            "or `apt install graphviz`, `brew install graphviz`), or write a .svg or .png file."
        )


def has_library() -> bool:
    """Return whether graphviz can be imported; logs what to install if it cannot."""
    try:
        import graphviz  # noqa: F401
    except ImportError:
        logger.error(MISSING_LIBRARY)
        return False
    return True
