"""Where a run is computed and whether results are kept: chosen in the panel, checked, saved, and what a run then
shows.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest


def _write(box, text: str) -> None:  # type: ignore[no-untyped-def]
    edit = box.lineEdit()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def test_an_executor_is_checked_and_saved_with_the_scenario(desk) -> None:  # type: ignore[no-untyped-def]
    folder = desk.open_copy("shop")
    field = desk.window.scenario.executor

    _write(field.box, "dask://nowhere")
    assert "dask://host:8786" in field.problem.text()
    assert "sync" == desk.state.scenario.executor

    _write(field.box, "threads:2")
    assert "" == field.problem.text()
    field.cache.click()
    assert ("threads:2", ".hamilton_cache") == (desk.state.scenario.executor, desk.state.scenario.cache)

    desk.application.do("scenario.save")
    desk.wait(lambda: desk.state.is_saved)
    text = (folder / "dagscope.toml").read_text()
    assert 'executor = "threads:2"' in text
    assert "cache = true" in text


def test_a_second_run_is_read_from_the_cache(shop) -> None:  # type: ignore[no-untyped-def]
    name = next(node.name for node in shop.state.graph.nodes.values() if node.kind == "function" and not node.deps)
    shop.window.scenario.executor.cache.click()
    found = []
    for _ in range(2):
        shop.run(name)
        found.append(shop.state.runs[-1].nodes[name].state)

    assert ["ok", "cached"] == found
