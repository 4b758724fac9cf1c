"""Files that change while a project is open, and what is written into it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from dagscope_app.model.placement import pin_key
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

if TYPE_CHECKING:
    from tests.app.window.conftest import Desk


def test_edit_of_a_file_is_followed_and_the_place_stays(desk: Desk) -> None:
    folder = desk.open_copy("shop")
    desk.click_group("north")
    desk.take_keyboard()
    QTest.keyClick(desk.window.canvas, Qt.Key.Key_BracketLeft)
    desk.wait(lambda: desk.state.view.folded)
    desk.click("gap")
    source = (folder / "orders.py").read_text()
    (folder / "orders.py").write_text(source + "\n\ndef doubled(total: float) -> float:\n    return total * 2\n")
    desk.wait(lambda: "doubled" in desk.state.graph.nodes)

    assert ("gap",) == desk.state.view.selection
    assert frozenset({"north"}) == desk.state.view.folded
    assert frozenset({"doubled"}) == desk.state.changed

    (folder / "orders.py").write_text("def broken(:\n")
    desk.wait(lambda: any("orders.py" in p.file for p in desk.state.problems))
    desk.wait_built()
    assert desk.state.graph.nodes, "what can be read stays"

    (folder / "orders.py").write_text(source)
    desk.wait(lambda: "total" in desk.state.graph.nodes and not desk.state.is_building and not desk.state.problems)


def test_what_was_saved_is_there_for_whoever_opens_the_folder(desk: Desk) -> None:
    folder = desk.open_copy("shop")
    first = desk.state.layout
    frame, box = first.groups["north"], first.nodes["south.chosen"]
    desk.window.canvas.items_moved.emit({("north", True): (frame.x + 40.0, frame.y + 500.0)})
    desk.wait(lambda: desk.state.layout is not first)
    second = desk.state.layout
    around = second.groups["south"]
    desk.window.canvas.items_moved.emit({("south.chosen", False): (around.x + 130.0, around.y + box.height + 80.0)})
    desk.wait(lambda: desk.state.layout is not second)
    desk.application.do("scenario.duplicate")
    desk.application.do("scenario.rename")
    name = desk.window.toolbar.scenarios.lineEdit()
    QTest.keyClicks(name, "mine")
    QTest.keyClick(name, Qt.Key.Key_Return)
    pinned, moved, pid = dict(desk.state.pinned), desk.state.layout, desk.state.worker.pid
    desk.application.do("scenario.save")
    desk.wait(lambda: desk.state.is_saved)

    text = (folder / "dagscope.toml").read_text()
    assert 'name = "mine"' in text and '"group:north" = [' in text
    assert pid == desk.state.worker.pid, "what the window writes itself is no reason to read everything again"
    copy = folder.with_name("copied")
    shutil.copytree(folder, copy)
    desk.open(copy)

    assert "mine" in [item.name for item in desk.state.scenarios]
    assert {pin_key("north", is_group=True), "south.chosen"} == set(pinned)
    assert pinned == {name: tuple(position) for name, position in desk.state.pinned.items()}
    after = desk.state.layout
    assert moved.groups["north"] == after.groups["north"]
    south, node = after.groups["south"], after.nodes["south.chosen"]
    assert (node.x - south.x, node.y - south.y) == pinned["south.chosen"]
