"""Foreign text wherever it is shown: nothing of it is markup, and nothing of it hides, reorders or controls other
text.
"""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from dagscope.shown_text import is_hidden, shown
from dagscope_app.controllers.saying import say_done
from dagscope_app.views.results.drawing import harmless, picture_of, problem_of, renderer_of
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.app.window.conftest import Desk, parts_of, started
from tests.patience import PATIENCE_S

BAIT = "\u202e\u200b\u0007\u2066"
MARKUP = "<img src='/dev/zero'><a href='file:///etc/passwd'>x</a>"
FLOW = """
import pandas as pd
from hamilton.function_modifiers import parameterize, tag, value


@parameterize(**{"naBAITme MARKUP": dict(x=value(1))})
@tag(owner="owBAITner MARKUP")
def made(x: int) -> int:
    "DocBAITstring MARKUP"
    return x


def frame(given: int) -> pd.DataFrame:
    return pd.DataFrame({"coBAITlumn MARKUP": [given]})


def keys(given: int) -> dict:
    return {"keBAITy MARKUP": 1}


def words(given: int) -> str:
    return "teBAITxt MARKUP\\nand BAIT more"


def noisy(given: int) -> int:
    import warnings

    print("priBAITnted MARKUP")
    warnings.warn("warBAITned MARKUP")
    return given


class Odd:
    def __repr__(self) -> str:
        return "reBAITpr MARKUP"


def odd(given: int) -> object:
    return Odd()


def lines(given: int) -> list[object]:
    return [Odd(), "iBAITtem", b"by\\x1b[31mtes", {"nested BAIT": ["deBAITep"]}]


def series(given: int) -> pd.Series:
    return pd.Series(["vBAITalue"], index=["laBAITbel"], name="seBAITries")


def fails(given: int) -> int:
    raise ValueError("messBAITage MARKUP")  # a comment BARE
"""


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with started(qtbot, tmp_path) as desk:
        yield desk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / f"fol{BAIT}der <b>x"
    made.mkdir()
    (made / "flow.py").write_text(
        FLOW.replace("BAIT", ascii(BAIT)[1:-1]).replace("MARKUP", MARKUP).replace("BARE", BAIT)
    )
    (made / f"oth{BAIT}er.py").write_text("def other() -> int:\n    return 1\n")
    return made


def texts_of(widget: QWidget) -> Iterator[str]:
    """Yield what a widget shows."""
    if widget.isWindow():
        yield widget.windowTitle()
    yield widget.toolTip()
    if isinstance(widget, (QLabel, QAbstractButton, QLineEdit)):
        yield widget.text()
    elif isinstance(widget, QGroupBox):
        yield widget.title()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(at) for at in range(widget.count()))
    elif isinstance(widget, QTabBar):
        yield from (widget.tabText(at) + widget.tabToolTip(at) for at in range(widget.count()))
    elif isinstance(widget, QPlainTextEdit):
        yield widget.toPlainText()
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        model = widget.model()
        yield from cells(model, QModelIndex())
        columns, rows = size(model, QModelIndex())
        for at in range(columns):
            yield str(model.headerData(at, Qt.Orientation.Horizontal) or "")
        for at in range(rows):
            yield str(model.headerData(at, Qt.Orientation.Vertical) or "")


def size(model: QAbstractItemModel, parent: QModelIndex) -> tuple[int, int]:
    """Return how many columns and rows are looked at; a model that is a list has no columns to ask for."""
    columns = 1 if isinstance(model, QAbstractListModel) else min(model.columnCount(parent), 20)
    return columns, min(model.rowCount(parent), 100)


def cells(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    columns, rows = size(model, parent)
    for row in range(rows):
        for column in range(columns):
            index = model.index(row, column, parent)
            yield str(index.data(Qt.ItemDataRole.DisplayRole) or "")
            yield str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
            if column == 0:
                yield from cells(model, index)


def everything(desk: Desk) -> Iterator[tuple[str, str]]:
    for widget in [desk.window, *parts_of(desk.window)]:
        for text in texts_of(widget):
            yield type(widget).__name__, text
    for action in desk.window.findChildren(QAction):
        yield "QAction", action.text() + action.toolTip()


def look_around(desk: Desk, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield what the window shows while one looks at everything."""
    desk.open(folder)
    desk.set_input("given", "literal", "3")
    made = next(name for name in desk.state.graph.nodes if name.startswith("na"))
    names = ("frame", "keys", "words", "noisy", "odd", "lines", "series", "fails", made)
    desk.run(*names)
    for name in names:
        desk.controllers.graph.show(name)
        desk.draw()
        yield from everything(desk)
    desk.controllers.scenario.rename(f"sce{BAIT}nario {MARKUP}")
    desk.controllers.copying.copy_command()
    say_done(desk.application.store, f"toBAITast {MARKUP}".replace("BAIT", BAIT), f"/tmp/p{BAIT}ath")
    desk.draw()
    yield from everything(desk)


def test_f83_what_could_hide_text_is_escaped_in_the_window(desk: Desk, folder: Path) -> None:
    seen = list(look_around(desk, folder))

    hidden = [(where, text) for where, text in seen if any(is_hidden(c) and c not in "\n\t\u200b" for c in text)]

    assert "" == "\n".join(f"{where}: {text[:200]!a}" for where, text in hidden)
    assert "\\u202e" in desk.window.windowTitle()
    shown_texts = "\n".join(text for _, text in seen)
    parts = (
        "na",
        "ow",
        "Doc",
        "co",
        "ke",
        "te",
        "pri",
        "war",
        "re",
        "i",
        "la",
        "se",
        "mess",
        "de",
        "comment ",
        "sce",
        "to",
    )
    assert [] == [part for part in parts if f"{part}\\u202e" not in shown_texts]


def test_f78_no_label_takes_markup(desk: Desk, folder: Path) -> None:
    list(look_around(desk, folder))

    labels = [part for part in parts_of(desk.window) if isinstance(part, QLabel)]
    assert len(labels) > 20
    rich = [
        label.text() for label in labels if label.textFormat() is not Qt.TextFormat.PlainText and not label.pixmap()
    ]
    assert [] == [text for text in rich if text]
    assert [] == [label.text() for label in labels if label.openExternalLinks()]
    tips = [tip for _, tip in everything(desk) if tip.startswith("<qt>")]
    assert [] == [tip for tip in tips if "<img" in tip or "<a " in tip]


def test_f83_the_command_line_escapes_it_too(folder: Path) -> None:
    for arguments in (["graph"], ["run", "--input", "given=3"], ["draw", "-o", str(folder.parent / "dag.svg")]):
        command = [str(Path(sys.executable).with_name("dagscope")), arguments[0], str(folder), *arguments[1:]]
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE_S)
        said = (done.stdout + done.stderr).decode()

        assert "Traceback" not in said
        foreign = ("pri", f"{folder}{os.sep}flow.py:")  # what the code itself writes passes as it is
        said = "\n".join(line for line in said.split("\n") if not line.startswith(foreign))
        assert [] == [line for line in said.split("\n") if shown(line) != line], arguments
    picture = (folder.parent / "dag.svg").read_text()
    assert shown(picture) == picture


def test_f90_no_message_holds_the_environment(tmp_path: Path) -> None:
    secret = "hush-4711"
    (tmp_path / "flow.py").write_text("import os\ndef bad() -> int:\n    os.kill(os.getpid(), 11)\n    return 1\n")
    environment = {**os.environ, "SECRET_TOKEN": secret}
    for arguments in (["run"], ["run", "--json"], ["graph", "--verbose"]):
        command = [str(Path(sys.executable).with_name("dagscope")), arguments[0], str(tmp_path), *arguments[1:]]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, env=environment)
        assert secret not in done.stdout + done.stderr


def bomb(levels: int) -> str:
    groups = "".join(
        f'<g id="g{number}">' + f'<use xlink:href="#g{number - 1}"/>' * 10 + "</g>" for number in range(1, levels)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10">'
        f'<g id="g0"><rect width="1" height="1"/></g>{groups}</svg>'
    )


def twice(source: str) -> str:
    """Return a drawing in which each repetition names a small element too, under the other name of the attribute."""
    return source.replace("<use ", '<use href="#small" ').replace("<g id", '<rect id="small"/><g id', 1)


PATTERNS = "<svg><pattern id='p0'/>" + "".join(
    f"<pattern id='p{n + 1}'>" + f"<rect style='fill:url(#p{n})'/>" * 9 + "</pattern>" for n in range(9)
)


@pytest.mark.parametrize(
    ("source", "is_drawn"),
    [
        (bomb(3), True),
        (twice(bomb(3)), True),
        (twice(bomb(9)), False),
        (bomb(9) + "<x>", False),
        ("<svg/>" + bomb(9), False),
        (PATTERNS + "<rect fill='url(#p9)'/></svg>", False),
        (bomb(9), False),
        (bomb(2).replace('<rect width="1" height="1"/>', '<use href="#g1"/>'), False),
        ("<svg>" + "<g>" * 5_000 + "</g>" * 5_000 + "</svg>", False),
        ('<svg width="9" height="9"><image href="/dev/zero"/><image href="http://x/y"></image><rect/></svg>', True),
    ],
    ids=[
        "repeats",
        "named twice",
        "bomb named twice",
        "bomb before a rest",
        "bomb behind an end",
        "patterns",
        "bomb",
        "cycle",
        "deep",
        "images",
    ],
)
def test_f82_a_drawing_is_bounded(source: str, is_drawn: bool) -> None:
    assert is_drawn == (problem_of(source) == "")
    if is_drawn:
        text, _ = harmless(source)
        assert "<image" not in text and renderer_of(text) is not None


@pytest.mark.parametrize("kind", ["svg+xml", "png"])
@pytest.mark.parametrize("as_text", [False, True])
def test_f82_a_drawing_in_an_address_is_bounded_too(kind: str, as_text: bool) -> None:
    def address(source: str) -> str:
        coded = quote(source) if as_text else base64.b64encode(source.encode()).decode()
        return f"data:image/{kind}{'' if as_text else ';base64'},{coded}"

    small = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    picture = picture_of(address(small))
    assert picture is not None and (9, 9) == picture.size().toTuple()
    assert picture_of(address(bomb(9))) is None
    outer = f'<svg width="9" height="9"><image width="9" height="9" href="{address(bomb(9))}"/></svg>'
    assert "data:" not in harmless(outer)[0] and ("1 address",) == harmless(outer)[1]
