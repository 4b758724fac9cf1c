"""Results in the whole window: values whose worker ended, pinned ones, and the values of two runs next to each
other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagscope_app.views.results.table import TableResult
from PySide6.QtCore import QPoint, Qt

if TYPE_CHECKING:
    from tests.app.window.conftest import Desk


def test_click_in_the_timeline_selects_the_node(shop: Desk) -> None:
    shop.run("report")
    timeline = shop.window.timeline
    shop.window.show_bottom("timeline")
    row = timeline.rows.index("total")

    shop.qtbot.mouseClick(timeline.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 24 + row * 22 + 8))

    assert ("total",) == shop.state.view.selection
    assert shop.state.run is not None
    begun = [shop.state.run.nodes[name].begun for name in ("orders", "total", "report")]
    assert begun == sorted(begun) and 0 < begun[-1] <= shop.state.run.seconds


def test_a_column_is_plotted_as_it_is_sorted_and_filtered(shop: Desk) -> None:
    shop.set_input("count", "literal", "200")
    shop.wait_built()
    shop.run("orders")
    table = shop.window.results.viewer(shop.state.results[0].key)
    assert isinstance(table, TableResult)

    table.plot_toggle.setChecked(True)
    shop.wait(lambda: table.plot.answer is not None)
    plain = table.plot.answer
    assert plain is not None and plain.form == "line"
    assert ("price", 200) == (plain.series[0].name, len(plain.series[0].points))

    table.filter.setText("price < 10")
    table._on_filter_returned()
    shop.wait(lambda: table.plot.answer is not None and table.plot.answer is not plain)
    assert table.plot.answer is not None and "bar" == table.plot.answer.form
    assert not table.plot.grab().toImage().isNull()
