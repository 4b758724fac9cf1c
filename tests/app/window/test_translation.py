"""Every text that the window holds goes through Qt's translation: with one that marks what it gets, all are marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from dagscope_app.drawing.translation import CONTEXT, tr
from dagscope_app.views.dialogs.agreement import AgreementDialog
from dagscope_app.views.dialogs.shortcut_sheet import ShortcutSheet
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDockWidget,
    QLabel,
    QLineEdit,
    QMenu,
    QTabWidget,
    QTreeWidget,
    QWidget,
)

from tests.app.window.conftest import parts_of, started
from tests.docs.translation_texts import all_texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

MARK = "⟦"
WORD = re.compile(r"[A-Za-z]{3}")
# What is the project's own, or a name that is the same in every language.
OWN = re.compile(
    r"Dagscope|DataFrame|The sum of all prices|owner = ana|Watching|Graph updated|python|dag\.png|shop|\d|"
    r"^(str|int|float|dict|list|bool)\b|[a-z_]+\.[a-z_]+|^[a-z_]+$|^'none'$|^all modules$|"
    r"^(<qt><nobr>)?[a-z_]+(: (int|float))?(</nobr></qt>)?$|"
    # Of Qt, which has translations of its own.
    r"^(Close|Close Tab|Float|Scroll Left|Scroll Right)$"
)


class Marking(QTranslator):
    """Marks every text of ours that it is asked for, and notes which those are."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str | None:  # type: ignore[override]
        if context != CONTEXT or not text:
            return None
        self.asked.add(text)
        return f"{MARK}{text}"

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def marked(qapp: QApplication) -> Iterator[Marking]:
    translator = Marking()
    qapp.installTranslator(translator)
    yield translator
    qapp.removeTranslator(translator)


def texts_of(widget: QWidget) -> Iterator[str]:
    """Give what a widget says by itself."""
    if isinstance(widget, (QAbstractButton, QLabel)):
        yield widget.text()
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    if isinstance(widget, QDockWidget):
        yield widget.windowTitle()
    if isinstance(widget, QMenu):
        yield widget.title()
        yield from (action.text() for action in widget.actions())
    if isinstance(widget, QTabWidget):
        yield from (widget.tabText(at) for at in range(widget.count()))
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(at) for at in range(widget.count()))
    yield widget.toolTip()
    yield widget.accessibleName()
    if isinstance(widget, QTreeWidget):
        head = widget.headerItem()
        yield from (head.text(at) for at in range(head.columnCount()) if not widget.isHeaderHidden())


def unmarked(window: QWidget) -> list[str]:
    """Return what is not translated of all that is in a window."""
    found = {text for widget in parts_of(window) for text in texts_of(widget)}
    return sorted(text for text in found if WORD.search(text) and MARK not in text and not OWN.search(text))


def test_no_text_of_the_window_is_left_untranslated(qtbot: QtBot, tmp_path: Path, marked: Marking) -> None:
    assert f"{MARK}Run" == tr("Run")
    with started(qtbot, tmp_path) as desk:
        desk.open_copy("shop")
        desk.application.show_node("total")
        desk.run("total")
        sheet = ShortcutSheet(desk.application.theming.theme, desk.window)
        assert [] == unmarked(desk.window)
        rows = [sheet.tree.topLevelItem(at) for at in range(sheet.tree.topLevelItemCount())]
        assert all(row is not None and row.text(0).startswith(MARK) for row in rows)
        sheet.close()
    # What is asked for is what translators get.
    assert [] == sorted(text for text in marked.asked - all_texts().keys() if WORD.search(text) and MARK not in text)


@pytest.mark.usefixtures("marked")
def test_a_question_is_translated(qtbot: QtBot) -> None:
    from dagscope_app.model.records.trust import Agreement

    dialog = AgreementDialog(Agreement("About", "What it is.", (("Version", "1"),), "Always", "Yes"))
    qtbot.addWidget(dialog)
    assert [] == [text for text in unmarked(dialog) if "Cancel" not in text] and MARK in dialog.windowTitle()
