"""What is for the hand is not on paper: arrows to fold, and the rings of what was not run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from dagscope_app.drawing.theme import load_theme
from dagscope_app.export.scene import export_scene
from dagscope_app.model.cases import ShownState
from dagscope_app.model.placement import Box
from dagscope_app.model.records.scene import GroupItem, NodeItem, SceneSpec


def written(place: Path, name: str, state: ShownState, *, is_folded: bool = True) -> str:
    """Return the exported picture of a group and a node in a state."""
    group = GroupItem("g", "group", Box(20, 20, 208, 56), depth=0, is_folded=is_folded, count=3)
    node = NodeItem("n", "node", "int", "function", Box(300, 20, 120, 48), state)
    export_scene(SceneSpec({"n": node}, {"g": group}), place / name, load_theme("light"), legend=False)
    return (place / name).read_text("utf-8")


def used(picture: str) -> set[str]:
    """Return the signs that are drawn."""
    return set(re.findall(r'<use href="#([^"]+)"', picture))


@pytest.mark.usefixtures("qapp")
def test_a_run_is_seen_and_no_run_is_not(tmp_path: Path) -> None:
    bare, done = used(written(tmp_path, "a.svg", "not_run")), used(written(tmp_path, "b.svg", "ok"))
    assert {"s-ok"} == done - bare and not any("not_run" in sign for sign in bare)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("is_folded", [True, False])
def test_a_page_that_folds_keeps_its_arrows(tmp_path: Path, is_folded: bool) -> None:
    printed = used(written(tmp_path, "a.svg", "not_run", is_folded=is_folded))
    page = used(written(tmp_path, "a.html", "not_run", is_folded=is_folded))
    arrow = "closed" if is_folded else "open"
    assert any(arrow in sign for sign in page) and not any(arrow in sign for sign in printed)
    assert any("not_run" in sign for sign in page), "a page is looked at as the window is"


@pytest.mark.usefixtures("qapp")
def test_a_page_in_a_frame_that_has_no_size_yet_is_fitted_when_it_gets_one(tmp_path: Path) -> None:
    """In a notebook, Chromium lays out a frame that is out of sight only once it is scrolled to, without an event."""
    page = written(tmp_path, "a.html", "ok")
    fit = re.search(r"function fit\(\)\{(.*?)\}\n", page)
    assert fit is not None and "if(!w)return;k=" in fit[1]
    assert "new ResizeObserver(fit).observe(stage)" in page


@pytest.mark.usefixtures("qapp")
def test_a_frame_s_name_stands_where_its_arrow_was(tmp_path: Path) -> None:
    def left(name: str) -> float:
        found = re.search(r'x="([\d.]+)"[^>]*>group<', written(tmp_path, name, "ok", is_folded=False))
        assert found is not None
        return float(found[1])

    assert left("a.html") - 18 == left("a.svg")
