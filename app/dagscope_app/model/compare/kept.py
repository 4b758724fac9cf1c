"""A comparison taken along to the next session: its sides, how it is looked at and compared. It must not read files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dagscope.records import CompareRule
from dagscope.scenario import from_plain, to_plain

from dagscope_app.model.records.comparison import CompareState
from dagscope_app.model.records.other_side import OtherSide


def comparison_to_plain(compare: CompareState) -> dict[str, Any]:
    """Return a comparison as JSON has it; nothing where there was none, or one with a run, whose values are gone."""
    sides = {item.name: item for item in compare.others}
    shown = [sides[name] for name in (compare.left, compare.right) if name in sides]
    if not compare.left or any(item.run for item in shown):
        return {}
    return {
        "left": compare.left,
        "right": compare.right,
        "is_open": compare.is_open or compare.reopens,
        "is_merged": compare.is_merged,
        "only_differences": compare.shows_only_differences,
        "hops": compare.hops,
        "selected": compare.selected,
        "tolerance": [compare.rule.rtol, compare.rule.atol],
        "keys": {name: list(columns) for name, columns in compare.keys.items()},
        "others": [
            {"name": item.name, "revision": item.revision, "scenario": to_plain(item.scenario)} for item in shown
        ],
    }


def comparison_from_plain(plain: object) -> CompareState:
    """Return what `comparison_to_plain` gave, to be opened again; an empty one where it makes no sense."""
    if not isinstance(plain, Mapping):
        return CompareState()
    try:
        rtol, atol = (float(each) for each in plain["tolerance"])
        others = tuple(
            OtherSide(str(item["name"]), from_plain(item["scenario"]), revision=str(item["revision"]))
            for item in plain["others"]
        )
        keys = {str(name): tuple(map(str, columns)) for name, columns in plain["keys"].items()}
        return CompareState(
            str(plain["left"]), str(plain["right"]), selected=str(plain["selected"]), others=others, keys=keys,
            is_merged=plain["is_merged"] is True, shows_only_differences=plain["only_differences"] is True,
            hops=max(0, int(plain["hops"])), rule=CompareRule(rtol, atol), reopens=plain["is_open"] is True,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        return CompareState()
