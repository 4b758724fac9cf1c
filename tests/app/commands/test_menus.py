"""What the context menus hold."""

from __future__ import annotations

from dagscope_app.commands.menus import LINE, ids_in
from dagscope_app.commands.table import CONTEXT_MENUS


def test_menus_hold_what_one_looks_for_in_them() -> None:
    menus = {kind: set(ids_in(items)) for kind, items in CONTEXT_MENUS.items()}

    assert menus["node"] >= {
        "run.selection", "run.only", "scenario.override", "scenario.toggle_final", "edit.select_upstream",
        "edit.select_all_downstream", "view.path_to", "view.isolate", "view.hide", "view.fold", "go.source",
        "edit.copy_name", "edit.copy_qualified", "run.show_result", "result.pin", "result.compare", "export.selection",
    }  # fmt: skip
    assert menus["group"] >= {
        "view.unfold", "view.unfold_below", "view.fold_siblings", "run.selection", "run.group_table",
        "view.zoom_selection",
    }  # fmt: skip
    assert menus["wire"] >= {"go.wire_source", "go.wire_target", "view.wire_edges"}
    assert menus["background"] >= {
        "view.fold_all", "view.unfold_all", "view.depth_2", "view.turn", "view.fit", "scenario.paste_config",
        "export.picture", "view.minimap",
    }  # fmt: skip


def test_context_menus_are_short() -> None:
    for kind, items in CONTEXT_MENUS.items():
        assert len([item for item in items if item != LINE]) <= 10, kind
