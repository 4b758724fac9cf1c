"""A module of several hundred functions in the real window: opened, folded, found in, compared with no sections,
remembered.
"""

from __future__ import annotations

from pathlib import Path

from dagscope_app.model.graph.visibility import is_laid_out
from dagscope_app.views.chrome.status import StatusBar

from tests.app.window.conftest import Desk


def opened(desk: Desk, count: int = 420) -> Path:
    folder = desk.scratch / "flat"
    folder.mkdir()
    functions = ["def step_000(start: int = 1) -> int:\n    return start\n"]
    for number in range(1, count):
        before = f"step_{number - 1:03d}" if number % 7 else f"step_{max(0, number - 9):03d}"
        functions.append(f"def step_{number:03d}({before}: int) -> int:\n    return {before}\n")
    (folder / "flat.py").write_text("\n\n".join(functions))
    desk.open(folder)
    return folder


def drawn(desk: Desk) -> None:
    desk.wait(lambda: is_laid_out(desk.state))
    desk.draw()


def test_a_flat_module_opens_in_sections_that_fold_and_are_in_the_outline(desk: Desk) -> None:
    opened(desk)
    drawn(desk)
    spec = desk.window.canvas.spec
    sections = list(desk.state.grouping.group_parents)

    assert 7 <= len(sections) <= 14 and set(sections) == set(spec.groups)
    assert len(spec.nodes) + sum(1 for item in spec.groups.values() if item.is_folded) <= 100
    desk.wait(lambda: desk.window.outline.model.rowCount() == len(sections))
    chosen = next(key for key in sections if spec.groups[key].is_folded)
    desk.window.outline.group_clicked.emit(chosen)
    assert (chosen,) == desk.state.view.selected_groups
    desk.application.do("view.unfold")
    drawn(desk)
    members = set(desk.state.grouping.members[chosen])
    spec = desk.window.canvas.spec
    assert members <= set(spec.nodes)
    seen = len(spec.nodes) + sum(1 for item in spec.groups.values() if item.is_folded)
    assert f"421 nodes, {seen} shown" == desk.window.status.counts.text()
    desk.application.do("go.back")
    drawn(desk)
    assert desk.window.canvas.spec.groups[chosen].is_folded


def test_a_heading_of_the_outline_brings_its_section_into_view(desk: Desk) -> None:
    opened(desk)
    drawn(desk)
    canvas, outline = desk.window.canvas, desk.window.outline
    last = list(desk.state.grouping.group_parents)[-1]
    canvas.set_viewport_state(1.0, -5000.0, -5000.0)
    desk.wait(lambda: outline.model.rowCount())
    outline.tree.clicked.emit(outline.model.index_of_heading(last))
    drawn(desk)
    assert (last,) == desk.state.view.selected_groups

    def is_in_view() -> bool:
        box = canvas.spec.groups[last].box
        x, y = canvas.camera.to_screen(box.x + box.width / 2, box.y + box.height / 2)
        return bool(0 <= x <= canvas.width() and 0 <= y <= canvas.height())

    desk.wait(is_in_view)
    folded = frozenset(desk.state.grouping.group_parents)
    desk.application.do("view.fold_all")
    desk.controllers.graph.reveal_group(last)
    assert desk.state.view.folded == folded - set(desk.state.grouping.ancestors(last)[1:])


def test_isolating_a_few_nodes_shows_them_and_showing_everything_folds_their_sections_again(desk: Desk) -> None:
    opened(desk)
    before = desk.state.view.folded
    hidden = [name for key in before for name in desk.state.grouping.members[key]][:80:20]
    desk.controllers.graph.select(hidden)
    desk.application.do("view.isolate")
    drawn(desk)
    assert set(hidden) == set(desk.window.canvas.spec.nodes)
    desk.application.do("view.show_all")
    drawn(desk)
    assert before == desk.state.view.folded


def test_a_layout_that_takes_its_time_is_said(desk: Desk) -> None:
    opened(desk, 250)
    drawn(desk)
    bar: StatusBar = desk.window.status
    assert "" == bar.layout_label.text()
    desk.application.do("view.turn")
    assert bar._layout_delay_timer.isActive()
    bar._layout_delay_timer.stop()
    bar._on_layout_delay_timeout()
    assert "laying out..." == bar.layout_label.text()
    drawn(desk)
    assert "" == bar.layout_label.text() and not bar._layout_delay_timer.isActive()
