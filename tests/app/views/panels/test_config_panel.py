"""The config panel: what is doubtful about a value stands below its field, and a long key leaves room for the
values.
"""

from __future__ import annotations

from dagscope.records import ConfigKey
from dagscope.scenario import ValueSpec
from dagscope_app.views.panels.scenario import ExecutorField
from dagscope_app.views.panels.values import ConfigPanel
from dagscope_app.views.theme import load_theme
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot


def test_a_doubt_stands_below_the_field_until_the_value_is_another(qtbot: QtBot) -> None:
    panel = ConfigPanel(load_theme("light"))
    qtbot.addWidget(panel)
    panel.show()
    given = {"method": ValueSpec("literal", "meen")}
    panel.set_config((ConfigKey("method", "str", ("'mean'",), "meen", "f.py:1", "is 'mean' meant?"),), given)
    remark = panel.remarks["method"]
    assert remark.isVisible() and "is 'mean' meant?" == remark.text()
    panel.set_config((ConfigKey("method", "str", ("'mean'",), "mean", "f.py:1"),), given)
    assert not panel.remarks["method"].isVisible()


def test_a_long_key_leaves_room_for_the_values(qtbot: QtBot) -> None:
    panel = ConfigPanel(load_theme("light"))
    qtbot.addWidget(panel)
    panel.resize(240, 300)
    panel.show()
    keys = (ConfigKey("hamilton.enable_power_user_mode_and_more", "bool", ("True", "False")), ConfigKey("a"))
    panel.set_config(keys, {})
    QApplication.processEvents()
    panel.grab()
    assert panel.minimumSizeHint().width() <= 240
    assert [True, True] == [
        box.width() >= 60 and box.mapTo(panel, box.rect().topRight()).x() <= 240 for box in panel.boxes.values()
    ]


def test_lists_open_at_what_is_set(qtbot: QtBot) -> None:
    panel = ConfigPanel(load_theme("light"))
    qtbot.addWidget(panel)
    key = ConfigKey("method", "str", ("'mean'", "'median'"), "'mean'")
    for given, row in (({}, 1), ({"method": ValueSpec("literal", "'median'")}, 2)):
        panel.set_config((key,), given)
        assert (row, panel.boxes["method"].itemText(row)) == (
            panel.boxes["method"].currentIndex(),
            panel.boxes["method"].currentText(),
        )
    panel.set_config((key,), {"method": ValueSpec("literal", "'mode'")})
    assert (-1, "'mode'") == (panel.boxes["method"].currentIndex(), panel.boxes["method"].currentText())

    field = ExecutorField(load_theme("light"))
    qtbot.addWidget(field)
    field.set_executor("threads:16")
    assert field.box.currentText() == field.box.itemText(field.box.currentIndex())
    field.set_executor("threads:7")
    assert (-1, "threads:7") == (field.box.currentIndex(), field.box.currentText())
