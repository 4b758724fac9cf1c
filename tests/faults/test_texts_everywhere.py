"""F83 in every place a folder's texts come from: scenarios, config, git, past runs, paths, values of each kind; and in
everything that shows them, to eyes or to a screen reader, or is copied to be pasted elsewhere.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from dagscope.shown_text import as_file_name, in_json, is_hidden, shown
from dagscope_app.model.translation import tr
from dagscope_app.views.panels.history import HistoryPanel
from PySide6.QtGui import QGuiApplication, QPainter
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from tests.app.window.conftest import Desk, parts_of
from tests.faults.test_texts import desk, everything  # noqa: F401  (the window)

PATH_BAIT = "\u202e\u2066"
BAIT = f"{PATH_BAIT}\x07\x1b[31m"
FLOW = r"""
import logging
import warnings

import networkx
import pandas as pd
from hamilton.function_modifiers import config, tag

Odd = type("clBAITass", (), {})
OddError = type("erBAITror", (Exception,), {})


@config.when(**{"keBAITy": "vaBAITlue"})
def chosen__a() -> int:
    return 1


@tag(owner="owBAITner")
def typed(x: int) -> Odd:
    "DoBAITc"
    return Odd()


def raises(x: int) -> int:
    error = OddError("meBAITssage")
    error.add_note("noBAITte")
    raise error from ValueError("caBAITuse")


def logs(x: int) -> int:
    print("prBAITinted")
    logging.getLogger("loBAITgger").warning("loBAITgged")
    warnings.warn("waBAITrned")
    return x


def frame(x: int) -> pd.DataFrame:
    names = pd.MultiIndex.from_tuples([("toBAITp", "loBAITw")], names=["naBAITme", None])
    return pd.DataFrame([["ceBAITll"]], columns=names, index=pd.Index(["roBAITw"], name="inBAITdex"))


def page(x: int) -> object:
    class Page:
        def _repr_html_(self):
            return "<h1 title='tiBAITtle'>htBAITml</h1><table><tr><td>tdBAIT</td></tr></table>"
    return Page()


def graph(x: int) -> object:
    return networkx.DiGraph([("faBAITther", "soBAITn")])


def words(x: int, given: str) -> str:
    return "woBAITrds\r\nand more"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a project with such a text wherever there can be one, in a repository."""
    made = tmp_path / f"pa{PATH_BAIT}rent" / f"fol{PATH_BAIT}der"
    (made / f"su{PATH_BAIT}b").mkdir(parents=True)
    (made / "flow.py").write_text(FLOW.replace("BAIT", ascii(BAIT)[1:-1]))
    (made / "lost.py").write_text(f"__import__('mi{ascii(BAIT)[1:-1]}ssing')\ndef lost() -> int:\n    return 1\n")
    (made / f"no{PATH_BAIT}te.ipynb").write_text("{")
    (made / f"su{PATH_BAIT}b" / "inner.py").write_text("def inner() -> int:\n    return 1\n")

    def text(name: str) -> str:
        return json.dumps(name.replace("BAIT", BAIT))

    (made / "dagscope.toml").write_text(
        f'[[scenario]]\nname = {text("scBAITen")}\nmodules = ["flow", "lost"]\ncache = {text("caBAITche")}\n'
        f"[scenario.config]\n{text('keBAITy')} = {text('vaBAITlue')}\n{text('unBAITused')} = {text('unBAITused')}\n"
        f"[scenario.inputs]\nx = 3\ngiven = {text('giBAITven')}\n"
    )
    environment = dict(os.environ, GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_SYSTEM=os.devnull)
    who = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    for arguments in (["init", "-q", "-b", f"br{PATH_BAIT}anch"], ["add", "-A"], ["commit", "-qm", "x"]):
        subprocess.run(["git", *who, *arguments], cwd=made, check=True, capture_output=True, env=environment)
    return made


def spoken(widget: QWidget) -> Iterator[str]:
    """Yield what a screen reader says of a widget, and texts that stand in it."""
    yield from (widget.accessibleName(), widget.accessibleDescription(), widget.statusTip())
    if isinstance(widget, (QLineEdit, QPlainTextEdit, QTextEdit)):
        yield widget.placeholderText()
    if isinstance(widget, QTextEdit):
        yield widget.toPlainText()


class Eyes:
    """Notes what is shown in which a character cannot be seen."""

    def __init__(self, window: Desk, patch: pytest.MonkeyPatch) -> None:
        self.desk, self.found, self.texts = window, set[str](), ""
        draw = QPainter.drawText

        def watched(painter: QPainter, *given: object) -> object:
            for text in given:
                self.note("painted", text if isinstance(text, str) else "")
            return draw(painter, *given)  # type: ignore[call-overload]

        patch.setattr(QPainter, "drawText", watched)

    def note(self, where: str, text: str) -> None:
        if "\\u202e" in text and text not in self.texts:
            self.texts += f"{text}\n"
        if any(is_hidden(char) and char not in "\n\t\u200b\u2028\u2029" for char in text):
            self.found.add(f"{where}: {text[:100]!a}")

    def look(self) -> None:
        """Look at all there is, paint it, and close what asks; the system's own dialog for files is not ours."""
        window = self.desk.window
        self.desk.draw()
        QApplication.processEvents()
        for dialog in window.findChildren(QDialog):
            if isinstance(dialog, QFileDialog):
                self.note("suggested", dialog.selectedFiles()[0].rpartition("/")[2])
                dialog.setParent(None)
                dialog.deleteLater()
        for where, text in everything(self.desk):
            self.note(where, text)
        for part in [window, *parts_of(window)]:
            for text in spoken(part):
                self.note(type(part).__name__, text)
        window.grab()
        palette = window.palette_popup
        palette.grab()
        for row in range(palette.model.rowCount()):
            self.note("palette", str(palette.model.index(row, 0).data() or ""))
        palette.hide()
        for dialog in window.findChildren(QDialog):
            dialog.close()
            dialog.deleteLater()
        self.note("copied", QGuiApplication.clipboard().text())


COMMANDS = (
    "view.log", "view.problems", "view.timeline", "scenario.copy_command", "scenario.copy_python", "scenario.rename",
    "go.node", "go.command", "view.legend", "project.trusted_folders", "export.selection", "help.copy_report",
    "run.plan", "run.history", "compare.head", "compare.close", "project.close",
)  # fmt: skip
PLACES = (
    "pa", "fol", "su", "cl", "er", "me", "no", "ca", "pr", "lo", "wa", "ce", "na", "in", "ro", "ht", "ti", "td", "fa",
    "so", "wo", "ke", "un", "sc", "gi", "mi", "ow", "Do",
)  # fmt: skip


def test_f83_every_view_escapes_what_could_hide_text(
    desk: Desk,  # noqa: F811
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    eyes = Eyes(desk, monkeypatch)
    desk.open(folder)
    names = [name for name, node in desk.state.graph.nodes.items() if node.kind == "function"]
    desk.run(*(name for name in names if name != "lost"))
    for name in desk.state.graph.nodes:
        desk.controllers.graph.show(name)
        eyes.look()
    desk.controllers.scenario.duplicate()
    desk.wait_built()
    for command in COMMANDS:
        desk.application.do(command)
        desk.wait(lambda: not desk.state.is_building)
        for panel in desk.window.findChildren(HistoryPanel):
            panel.runs.setCurrentItem(panel.runs.topLevelItem(0))
        eyes.look()

    assert "" == "\n".join(sorted(eyes.found))
    assert [] == [place for place in PLACES if f"{place}\\u202e" not in eyes.texts]


def test_f83_what_is_copied_says_the_same_and_is_seen() -> None:
    assert f"{tr('Added {name}', name='a' + BAIT)}" == f"Added {shown('a' + BAIT)}"
    assert "Added 3" == tr("Added {n:d}", n=3)
    text = json.dumps(["\U000e0061" + BAIT + "\x7f", "é"], ensure_ascii=False)
    assert json.loads(text) == json.loads(in_json(text)) and shown(in_json(text)) == in_json(text) != text
    assert "é" in in_json(text)
    names = [
        f"n{PATH_BAIT}a.png",
        "US/EU sweep.csv",
        "..\\a:b?.csv",
        "aux.csv",
        "COM1",
        "x. ",
        "Con .tar.gz",
        "a.b.csv",
    ]
    wanted = ["na.png", "US_EU sweep.csv", ".._a_b_.csv", "_aux.csv", "_COM1", "x", "_Con .tar.gz", "a.b.csv"]
    assert wanted == list(map(as_file_name, names)) and 154 == len(as_file_name("x" * 999 + ".csv"))
