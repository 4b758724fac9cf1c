"""Everything that can be translated, as a `.ts` file for Qt Linguist: `python -m tests.docs.translation_texts de`.

What stands in a call of `tr`, `trn` or `later`, and the titles and sentences of commands and menus. A text has places
for what is filled in, `{name}`, which a translation keeps. Made into a `.qm` by `pyside6-lrelease`, and put into
`dagscope_resources/translations` as `dagscope_de.qm`, it is what a window in that language shows.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from dagscope_app.commands import menus
from dagscope_app.commands.table import COMMANDS
from dagscope_app.drawing.translation import CONTEXT

ROOT = Path(__file__).resolve().parents[2] / "app" / "dagscope_app"
CALLS = ("tr", "trn", "later")
TEXT = re.compile(r"^[A-Z][a-z]+$|^[A-Z].*[a-z]{2} |[a-z]+[ ,+] ?[a-z]+|^Alt|^Shift|^Ctrl")

TYPE = re.compile(r"^\w+\[")
WORDS = re.compile(r"^[A-Z][a-z]|[a-z]{2} [a-z]{2}")
# Calls whose texts are shown as they are given.
WIDGETS = {
    *("QPushButton", "QCheckBox", "QRadioButton", "QLabel", "QAction", "make_label", "addButton", "addRow", "addTab"),
    *("setText", "setToolTip", "setPlaceholderText", "setWindowTitle", "setAccessibleName", "setStatusTip", "setTitle"),
}


@lru_cache(maxsize=1)
def _sources() -> Mapping[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(ROOT.rglob("*.py"))}


def literals(node: ast.expr) -> Iterator[str]:
    """Give the texts that an expression can be, where it says them itself."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def _called(node: ast.AST) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def in_sources() -> dict[str, bool]:
    """Return the texts that the sources mark, and whether each counts something."""
    found: dict[str, bool] = {}
    for tree in _sources().values():
        for node in ast.walk(tree):
            name = _called(node)
            if name in CALLS:
                assert isinstance(node, ast.Call)
                found.update((text, name == "trn") for text in literals(node.args[1 if name == "trn" else 0]))
    return found


def around() -> list[str]:
    """Return the words that widgets are given as they are written, which no translation reaches."""
    return [
        f"{path.relative_to(ROOT)}:{node.lineno}: {text}"
        for path, tree in _sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in WIDGETS
        for argument in node.args
        for text in literals(argument)
        if WORDS.search(text)
    ]


def in_tables() -> dict[str, bool]:
    """Return what stands in the constants of modules that look texts up: columns, words for states, hints."""
    found: list[str] = []
    for path, tree in _sources().items():
        if path.parent.name != "commands" and not any(_called(node) in CALLS for node in ast.walk(tree)):
            continue
        for node in tree.body:
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
                parts = (part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant))
                found += [
                    part for part in parts if isinstance(part, str) and TEXT.search(part) and not TYPE.match(part)
                ]
    return dict.fromkeys(found, False)


def in_commands() -> dict[str, bool]:
    """Return what commands and menus are called."""
    texts = [text for item in COMMANDS for text in (item.title, item.title.rstrip("."), item.help, item.category)]
    texts += [*menus.BAR, *menus.SUBMENUS, *(menus.MNEMONICS.get(title, f"&{title}") for title in menus.BAR)]
    return dict.fromkeys(texts, False)


@lru_cache(maxsize=1)
def all_texts() -> Mapping[str, bool]:
    """Return every text that can be translated, and whether it counts something."""
    return {text: counts for text, counts in {**in_commands(), **in_tables(), **in_sources()}.items() if text}


def written(texts: Mapping[str, bool], language: str, translate: Callable[[str], str] = lambda text: "") -> str:
    """Return a `.ts` file.

    Args:
        translate: gives a translation; the empty text leaves it to the translator.
    """
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>", f'<TS version="2.1" language="{language}">']
    lines += ["<context>", f"<name>{CONTEXT}</name>"]
    for text, is_counted in texts.items():
        said = translate(text)
        forms = f"<numerusform>{escape(said)}</numerusform>" * 2 if is_counted else escape(said)
        state = "" if said else ' type="unfinished"'
        mark = ' numerus="yes"' if is_counted else ""
        lines.append(f"<message{mark}><source>{escape(text)}</source>")
        lines.append(f"<translation{state}>{forms}</translation></message>")
    return "\n".join([*lines, "</context>", "</TS>", ""])


if __name__ == "__main__":
    print(written(all_texts(), (sys.argv[1:] or ["de"])[0]))
