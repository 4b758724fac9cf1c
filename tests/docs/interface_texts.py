"""Every text of the interface, file by file, to be read from top to bottom: `python -m tests.docs.interface_texts`.

Menus, tooltips, labels, messages, the command line and its help, as they stand in the sources;
`{name}` is what is filled in.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("app/dagscope_app", "engine/dagscope/commands", "engine/dagscope/session", "engine/dagscope/project")
# Calls whose text is shown, however short it is.
SHOWN_BY = {
    "QPushButton", "QCheckBox", "QLabel", "QDockWidget", "QMenu", "addAction", "addTab", "make_label",
        "setAccessibleName",
    "setPlaceholderText", "setStatusTip", "setText", "setToolTip", "setWindowTitle", "tip", "say", "say_done", "Option",
}  # fmt: skip
SHOWN_AS = {"help", "description", "epilog", "metavar", "title", "text", "hint", "message", "detail", "command_title"}
PROSE = re.compile(r"[A-Za-z]{2,}[,.:;]? (\{|[A-Za-z(\"'])")
NO_PROSE = re.compile(r"^\w+\[|[<>\\]|;\S|\w\(\)\s*\{|^\s*[.#@]|--[a-z]+:|^\w+ \d|^[A-Z_]+$|^(from|import|def|class) ")


@dataclass(frozen=True, slots=True)
class Text:
    """A text and where it stands."""

    file: str
    line: int
    text: str


def _words(node: ast.expr) -> str | None:
    """Return a text with what is filled in as `{name}`; None for what is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        parts = []
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts.append(str(part.value))
            elif isinstance(part, ast.FormattedValue):
                parts.append("{" + ast.unparse(part.value).rpartition(".")[2].partition("(")[0][:20] + "}")
        return "".join(parts)
    return None


class _Collector(ast.NodeVisitor):
    """Goes through one file; docstrings are told only where they are the help of a command."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Text] = []
        self._shown: set[int] = set()
        self._skipped: set[int] = set()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Collect the first line of a command's docstring, which is its tooltip."""
        is_command = any(isinstance(d, ast.Call) and ast.unparse(d.func) == "command" for d in node.decorator_list)
        self._docstring(node, is_help=is_command)
        self.generic_visit(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        """Leave out the docstring."""
        self._docstring(node)
        self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Leave out the docstring."""
        self._docstring(node)
        self.generic_visit(node)

    def visit_Module(self, node: ast.Module) -> None:
        """Leave out the docstring, and texts that stand alone."""
        for item in ast.walk(node):
            if isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant):
                self._skipped.add(id(item.value))
        self.generic_visit(node)

    def _docstring(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, *, is_help: bool = False) -> None:
        text = ast.get_docstring(node)
        if text and is_help:
            self.found.append(Text(self.file, node.lineno, text.partition("\n\n")[0].replace("\n", " ")))

    def visit_Call(self, node: ast.Call) -> None:
        """Collect what a call shows, which is a text, whatever it looks like."""
        name = ast.unparse(node.func).rpartition(".")[2]
        if name in SHOWN_BY:
            self._shown.update(id(part) for item in node.args for part in ast.walk(item))
        if name == "command":
            self._shown.update(id(item) for item in node.args[1:2])
        for keyword in node.keywords:
            if keyword.arg in SHOWN_AS:
                self._shown.update(id(part) for part in ast.walk(keyword.value))
            elif keyword.arg in ("menu", "key", "scope"):
                self._skipped.update(id(part) for part in ast.walk(keyword.value))
        if name in ("setProperty", "setObjectName", "setStyleSheet", "compile", "connect", "partition", "split"):
            self._skipped.update(id(part) for item in node.args for part in ast.walk(item))
        self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """Collect a text with something filled in: its pieces are no texts of their own."""
        self._take(node)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Collect a text as it is."""
        self._take(node)

    def _take(self, node: ast.Constant | ast.JoinedStr) -> None:
        text = _words(node)
        if text is None or id(node) in self._skipped or not re.search(r"[A-Za-z]{2}", text):
            return
        is_shown = id(node) in self._shown and not re.fullmatch(r"[a-z_]+(\.[a-z_]+)*", text)
        if is_shown or (PROSE.search(text) and not NO_PROSE.search(text)):
            self.found.append(Text(self.file, node.lineno, text))


def texts() -> Iterator[Text]:
    """Give every text, in the order of files and lines."""
    for place in PLACES:
        for path in sorted((ROOT / place).rglob("*.py")):
            collector = _Collector(path.relative_to(ROOT).as_posix())
            collector.visit(ast.parse(path.read_text("utf-8")))
            yield from sorted(collector.found, key=lambda item: item.line)


def page() -> str:
    """Return all of it as one page."""
    lines, file = [], ""
    for item in texts():
        if item.file != file:
            file = item.file
            lines += ["", f"## {file}"]
        lines.append(f"{item.line:>5}  {item.text}".replace("\n", "\n       "))
    return "\n".join(lines).lstrip() + "\n"


if __name__ == "__main__":
    print(page())
