"""Which commands stand in which menu, and the menus made from that. It must not hold titles or keys: the table does."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from dagscope_app.views.chrome.actions import Actions

LINE = "-"
Item = str | tuple[str, tuple["Item", ...]]

_DEPTHS = tuple(f"view.depth_{n}" for n in range(1, 10))
_THEMES = ("view.theme_system", "view.theme_light", "view.theme_dark", "view.theme_high_contrast")
_GROUPINGS = (
    "view.group_namespace", "view.group_both", "view.group_module", "view.group_tag", "view.group_none",
    LINE, "view.sections",
)  # fmt: skip
_PANELS = (
    "view.left", "view.right", "view.bottom", LINE, "view.results", "view.log", "view.runs", "view.timeline", "view.problems",
    LINE, "panel.modules", "panel.config", "panel.inputs", LINE, "view.reset_panels",
)  # fmt: skip
_PLACES = (
    "view.zoom_in", "view.zoom_out", "view.zoom_reset", "view.wheel_zooms", LINE,
    "view.turn", "view.reset_positions", "view.reset_selected",
)  # fmt: skip
_FOLDS = (
    "view.fold",
    "view.unfold",
    "view.fold_siblings",
    "view.unfold_below",
    LINE,
    "view.fold_all",
    "view.unfold_all",
)
_PARTS = ("view.isolate", "view.isolate_path", "view.grow", "view.shrink", LINE, "view.hide")
_PATHS = ("view.path", "view.path_to", "view.critical_path", LINE, "view.wire_edges", "view.unbundle")
_LOOKS = ("view.minimap", "view.legend", "view.heat", "view.ports", LINE, "view.motion")
_EXPORTS = (
    "export.picture", "export.selection", "export.whole", "export.dag", "export.copy", LINE, "export.value",
)  # fmt: skip
_BOOKMARKS = (*(f"go.set_bookmark_{n}" for n in range(1, 10)), LINE, *(f"go.bookmark_{n}" for n in range(1, 10)))

MENUS: tuple[tuple[str, tuple[Item, ...]], ...] = (
    ("Project", ("project.open", "project.reload", LINE, "scenario.save", LINE, "app.choose_interpreter",
                 "app.choose_editor", LINE, "project.close", "app.quit")),
    ("Edit", ("edit.undo", "edit.redo", LINE, "edit.copy_name", "edit.copy_qualified", "edit.select_all", "edit.clear", LINE,
              "edit.select_upstream", "edit.select_downstream", "edit.select_all_upstream",
              "edit.select_all_downstream", "edit.select_matches")),
    ("Scenario", ("scenario.toggle_final", "scenario.clear_final", LINE, "scenario.toggle_override",
                  "scenario.override", "scenario.clear_override", LINE, "scenario.paste_config", LINE, "scenario.duplicate", "scenario.rename", "scenario.remove", LINE,
                  "compare.open", "compare.swap", "compare.run", "compare.next", "compare.previous",
                  "compare.close")),
    ("Run", ("run.final", "run.selection", "run.only", "run.stop", LINE, "run.show_result", "run.group_table",
             "run.show_error", LINE, "result.pin", "result.compare", "result.next", "result.previous", "result.close", LINE,
             "run.clear_log")),
    ("Go", ("go.node", "go.command", LINE, "go.find", "go.find_here", "go.find_next", "go.find_previous", LINE,
            "go.back", "go.forward", ("Bookmarks", _BOOKMARKS), LINE, "go.left", "go.right", "go.up", "go.down", LINE,
            "go.next_wire", "go.previous_wire", "go.wire_source", "go.wire_target", LINE, "go.source", "go.problem", "go.failed")),
    ("View", ("view.fit", "view.zoom_selection", "view.show_all", LINE,
              ("Zoom and place", _PLACES), ("Fold", (*_FOLDS, LINE, ("Unfold to depth", _DEPTHS))), ("Group by", _GROUPINGS),
              ("Isolate and hide", _PARTS), ("Paths and wires", _PATHS), LINE,
              ("Panels", _PANELS), ("Look", _LOOKS), ("Theme", _THEMES), "view.full_screen")),
    ("Export", _EXPORTS),
    ("Help", ("help.shortcuts", "help.about")),
)  # fmt: skip

TOOLBAR_VIEW: tuple[Item, ...] = (
    "view.fit", LINE, "view.fold_all", "view.unfold_all", ("Unfold to depth", _DEPTHS), ("Group by", _GROUPINGS),
    "view.turn", "view.ports", LINE, "view.minimap", "view.legend", "view.heat", LINE, ("Panels", _PANELS), ("Theme", _THEMES),
)  # fmt: skip
TOOLBAR_EXPORT: tuple[Item, ...] = _EXPORTS

NODE_MENU: tuple[Item, ...] = (
    "run.selection", "run.only", LINE, "scenario.override", "scenario.clear_override", "scenario.toggle_final", LINE,
    "edit.select_upstream", "edit.select_downstream", "edit.select_all_upstream", "edit.select_all_downstream",
    "view.path", "view.path_to", LINE,
    "view.isolate", "view.isolate_path", "view.hide", "view.fold", "view.fold_siblings", "view.reset_selected", LINE,
    "go.source", "edit.copy_name", "edit.copy_qualified", LINE,
    "run.show_result", "result.pin", "result.compare", LINE, "export.selection",
)  # fmt: skip
GROUP_MENU: tuple[Item, ...] = (
    "view.unfold", "view.fold", "view.unfold_below", "view.fold_siblings", LINE, "run.selection", "run.group_table",
    "go.failed", LINE, "view.isolate", "view.hide", "view.zoom_selection", "view.reset_selected", LINE,
    "export.selection",
)  # fmt: skip
CANVAS_MENU: tuple[Item, ...] = (
    "run.final", LINE, "view.fold_all", "view.unfold_all", ("Unfold to depth", _DEPTHS),
    ("Group by", _GROUPINGS), "view.turn", "view.fit", "view.show_all", "view.reset_positions", LINE,
    "scenario.paste_config", LINE, "view.minimap", "view.legend", LINE, "export.picture", "export.dag",
)  # fmt: skip
WIRE_MENU: tuple[Item, ...] = (
    "go.wire_source", "go.wire_target", LINE, "view.wire_edges", "view.unbundle", LINE, "view.isolate",
)  # fmt: skip
CONTEXT_MENUS = {"node": NODE_MENU, "group": GROUP_MENU, "wire": WIRE_MENU, "background": CANVAS_MENU}


def fill(menu: QMenu, items: Sequence[Item], actions: Actions) -> QMenu:
    """Put these commands into a menu."""
    for item in items:
        if isinstance(item, tuple):
            fill(menu.addMenu(item[0]), item[1], actions)
        elif item == LINE:
            menu.addSeparator()
        else:
            menu.addAction(actions[item])
    return menu


def fill_bar(bar: QMenuBar, actions: Actions) -> dict[str, QMenu]:
    """All menus of the window, by title."""
    return {title: fill(bar.addMenu(title), items, actions) for title, items in MENUS}


def make_menu(items: Sequence[Item], actions: Actions, parent: QWidget) -> QMenu:
    """A menu of its own."""
    return fill(QMenu(parent), items, actions)


def ids_in(items: Sequence[Item]) -> set[str]:
    """Every command in some menu items."""
    found: set[str] = set()
    for item in items:
        if isinstance(item, tuple):
            found |= ids_in(item[1])
        elif item != LINE:
            found.add(item)
    return found
