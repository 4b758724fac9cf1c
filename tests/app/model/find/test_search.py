"""Plain-word search and the ranking of the palettes."""

from __future__ import annotations

import pytest
from dagscope.selection import NodeFacts, SelectionGraph
from dagscope_app.commands.table import COMMANDS
from dagscope_app.model.find.fuzzy import match, rank
from dagscope_app.model.find.search import Found, find

GRAPH = SelectionGraph(
    {
        "raw.users": NodeFacts("raw.users", type="DataFrame", doc="All users"),
        "users": NodeFacts("users", type="Series", source="return spend"),
        "spend": NodeFacts("spend", type="float", tags={"owner": "users-team"}),
    },
    {"users": ("raw.users",), "spend": ("users",)},
)


def test_words_rank_names_before_documentation() -> None:
    assert Found(("raw.users", "users", "spend")) == find(GRAPH, "users")
    assert Found(("spend", "users")) == find(GRAPH, "spend")
    assert Found(("raw.users",)) == find(GRAPH, "users all")
    assert Found(()) == find(GRAPH, "nowhere")


def test_selection_language_is_recognised() -> None:
    assert Found(("raw.users", "users")) == find(GRAPH, "+users")
    broken = find(GRAPH, "+nope")
    assert ((), 1) == (broken.names, broken.position)
    assert "no node" in broken.message


def test_fuzzy_prefers_starts_of_words() -> None:
    names = ["weekly_unique_users_US", "unique_users", "us_share", "busy"]

    assert ["us_share", "busy"] == [m.text for m in rank("us", names)][:1] + [rank("bu", names)[0].text]
    assert "weekly_unique_users_US" == rank("wuu", names)[0].text
    assert "unique_users" == rank("unique_users", names)[0].text
    assert names == [m.text for m in rank("", names)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("run both", "Compare: Run both sides"),
        ("both", "Compare: Run both sides"),
        ("dag", "Export: Export dag.png"),
        ("export", "Export: Export dag.png"),
        ("compare", "Compare: Compare scenarios"),
        ("run", "Run: Run"),
        ("rb", "Compare: Run both sides"),
    ],
)
def test_typed_words_find_the_command_that_is_called_so(typed: str, first: str) -> None:
    assert first == rank(typed, [f"{item.category}: {item.title}" for item in COMMANDS])[0].text


def test_fuzzy_tells_positions() -> None:
    found = match("cu", "close_up")

    assert found is not None
    assert (0, 6) == found.positions
    assert match("xyz", "close_up") is None
