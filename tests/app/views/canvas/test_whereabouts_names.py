"""Names of sections, which go from one thing to another, where there is little room for them."""

from __future__ import annotations

from dagscope_app.drawing.metrics import elided_name, text_width
from dagscope_app.views.canvas.hit_index import SEPARATOR, _outer_names
from pytestqt.qtbot import QtBot


def test_a_section_is_called_by_its_first_name_where_there_is_no_room_for_both(qtbot: QtBot) -> None:
    label, role = "calendar_080 … table_6", "group_name"

    assert label == elided_name(label, role, text_width(label, role))
    assert "calendar_080 …" == elided_name(label, role, text_width(label, role) - 1)
    short = elided_name(label, role, text_width("calendar_080", role) - 1)
    assert short.startswith("cale") and short.endswith("080") and "table" not in short
    assert elided_name("no_section_at_all", role, 60).startswith("no")


def test_the_outermost_names_are_left_out_first(qtbot: QtBot) -> None:
    labels = ["first", "second … third"]
    whole = f"first{SEPARATOR}second … third{SEPARATOR}"

    assert whole == _outer_names(labels, text_width(whole, "small"))
    assert f"…{SEPARATOR}second … third{SEPARATOR}" == _outer_names(labels, text_width(whole, "small") - 1)
    assert f"…{SEPARATOR}" == _outer_names(labels, 40)
    assert "" == _outer_names(labels, 2) == _outer_names([], 100)
