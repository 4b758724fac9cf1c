"""Opens a source file at a line in the user's editor. It must not read or write the file."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

from dagscope.programs import program
from PySide6.QtCore import QProcess

# What to put after the program for "this file, this line"; the last word of the program's name decides.
_LINE_STYLES = {
    **dict.fromkeys(("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"), ("-g", "{file}:{line}")),
    "subl": ("{file}:{line}",),
    "sublime_text": ("{file}:{line}",),
    "zed": ("{file}:{line}",),
    **dict.fromkeys(
        ("charm", "pycharm", "pycharm64", "dataspell", "dataspell64", "idea", "idea64"), ("--line", "{line}", "{file}")
    ),
    **dict.fromkeys(("kate", "kwrite", "mate"), ("-l", "{line}", "{file}")),
    **dict.fromkeys(("gedit", "xed", "pluma", "geany", "gvim", "mvim", "emacs", "bbedit"), ("+{line}", "{file}")),
    "emacsclient": ("-n", "+{line}", "{file}"),
    "notepad++": ("-n{line}", "{file}"),
}
_NEEDS_TERMINAL = ("vi", "vim", "nvim", "nano", "less", "ed", "micro", "helix", "hx")


def editor_command(file: str, line: int, chosen: str, environment: dict[str, str]) -> list[str]:
    """Return the program and arguments: the chosen editor, $VISUAL, $EDITOR, a known one, or the desktop's.

    The chosen one may hold `{file}` and `{line}`. Editors that need a terminal are passed over.
    """
    for text in (chosen, environment.get("VISUAL", ""), environment.get("EDITOR", "")):
        words = shlex.split(text) if text.strip() else []
        if words and (text == chosen or Path(words[0]).stem not in _NEEDS_TERMINAL):
            return _filled(words, file, line)
    for name in ("code", "codium", "cursor", "subl", "zed"):
        found = program(name, environment.get("PATH"))
        if found:
            return _filled([found], file, line)
    if sys.platform == "darwin":
        return ["open", "-t", file]  # its editor for text: what is registered for `.py` may be what runs it
    if sys.platform == "win32":
        return ["notepad", file]  # for the same reason
    return ["xdg-open", file]


def _filled(words: list[str], file: str, line: int) -> list[str]:
    if any("{file}" in word for word in words):
        pattern: tuple[str, ...] = ()
    else:
        pattern = _LINE_STYLES.get(Path(words[0]).stem.lower(), ("{file}",))
    values = {"{file}": file, "{line}": str(max(1, line))}
    filled = []
    for word in (*words, *pattern):
        for key, value in values.items():
            word = word.replace(key, value)
        filled.append(word)
    return filled


class Editor:
    """The editor, for the controllers."""

    def __init__(self) -> None:
        self._has_told = False

    def open(self, file: str, line: int, program: str) -> str:
        """Start the editor and leave it; an empty text, or a sentence saying why it could not.

        That the line is lost is said once: the file is open, and the user may not want another editor.
        """
        problem = open_in_editor(file, line, program)
        if problem or self._has_told:
            return problem
        note = lost_line(file, line, program, dict(os.environ))
        self._has_told = bool(note)
        return note


def lost_line(file: str, line: int, chosen: str, environment: dict[str, str]) -> str:
    """Return a sentence where the editor opens the file without going to the line, else an empty text."""
    command = editor_command(file, line, chosen, environment)
    if line <= 1 or command != editor_command(file, line + 1, chosen, environment):
        return ""
    return (
        f"{Path(file).name} was opened without going to line {line}: how {Path(command[0]).stem} does so is not known."
        " Write it down with Project > Choose editor, for example: code -g {file}:{line}"
    )


def open_in_editor(file: str, line: int, chosen: str) -> str:
    """Start the editor and leave it; an empty text, or a sentence saying why it could not."""
    if not os.path.isfile(file):
        return f"{file} is not there any more."
    command = editor_command(file, line, chosen, dict(os.environ))
    found = shutil.which(command[0]) if os.path.dirname(command[0]) else program(command[0])
    if found is None:
        return f"No editor was found ({command[0]}). Choose one with Project > Choose editor."
    if not QProcess.startDetached(found, command[1:]):
        return f"{found} could not be started. Choose another editor with Project > Choose editor."
    return ""
