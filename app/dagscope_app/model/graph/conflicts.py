"""Definitions in conflict: which nodes they block, and what would repair it. It must not change the scenario."""

from __future__ import annotations

from dataclasses import replace

from dagscope_app.model.records.graph import downstream
from dagscope_app.model.state import AppState, Banner
from dagscope_app.model.translation import tr

NOTHING: frozenset[str] = frozenset()
REPAIR = "scenario.let_later_win"


def conflicts_in(state: AppState) -> tuple[str, ...]:
    """Return the nodes that several modules define where later ones may not win."""
    problems = state.graph.problems
    return tuple(dict.fromkeys(item.node for item in problems if item.kind == "duplicate" and item.node))


def blocked_in(state: AppState) -> frozenset[str]:
    """Return the nodes that cannot run for that: those in conflict and what depends on them, unless their value is
    given.
    """
    names = conflicts_in(state)
    if not names:
        return NOTHING
    given = state.scenario.overrides if state.scenario is not None else {}
    return downstream(state.graph, [name for name in names if name not in given], passes=lambda name: name not in given)


def repair_module(state: AppState) -> str:
    """Return the module that, switched off, ends the first conflict: the later one of the two; empty without one."""
    file = next((item.file for item in state.graph.problems if item.kind == "duplicate" and item.node), "")
    on = {item.name for item in state.scenario.modules if item.on} if state.scenario is not None else set()
    return next((item.name for item in state.modules if item.path == file and item.name in on), "")


def banner_of(state: AppState) -> Banner | None:
    """Return the message about a conflict, with both repairs; None where there is none."""
    names = conflicts_in(state)
    if not names:
        return None
    shown = ", ".join(names[:3]) + (tr(" and {value} more", value=len(names) - 3) if len(names) > 3 else "")
    verb = "is" if len(names) == 1 else "are"
    text = tr(
        "{shown} {verb} defined in more than one module. What depends on it cannot run until one definition is left.",
        shown=shown,
        verb=verb,
    )
    module = repair_module(state)
    return Banner(
        text, "error", REPAIR, "Allow overrides", is_about_build=True,
        second_command="scenario.switch_conflict_off" if module else "",
        second_title=tr("Switch module {module} off", module=module),
    )  # fmt: skip


def kept_banner(state: AppState) -> Banner | None:
    """Return the message on show where it is the one about a conflict, which a run does not end; else None."""
    return state.banner if state.banner is not None and state.banner.command == REPAIR else None


def with_repairs(banner: Banner, state: AppState) -> Banner:
    """Return a refusal of a run with what would repair the conflict it came from, where there is one."""
    conflict = banner_of(state)
    if conflict is None or banner.command != "view.problems":
        return banner
    return replace(conflict, text=banner.text)
