"""Views that are taken along: into the next session, and into a graph that lacks some of what they speak of."""

from __future__ import annotations

import json

import pytest
from dagscope.records import NodeRecord
from dagscope_app.model.picture.views import bookmarks_of, kept_in, view_from_plain, view_to_plain
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.grouping import GroupBy, group
from dagscope_app.model.records.scene import Look
from dagscope_app.model.state import ViewState
from hypothesis import given
from hypothesis import strategies as st

_names = st.frozensets(st.text(max_size=4), max_size=4)
_numbers = st.floats(allow_nan=False, allow_infinity=False)
VIEWS = st.builds(
    ViewState,
    folded=_names,
    grouping=st.sampled_from([GroupBy(), GroupBy("module"), GroupBy("tag", "owner")]),
    direction=st.sampled_from(["LR", "TB"]),
    selection=st.lists(st.text(max_size=4), max_size=3).map(tuple),
    selected_groups=st.lists(st.text(max_size=4), max_size=3).map(tuple),
    path=st.none() | _names,
    isolated=st.none() | _names,
    hidden=_names,
    has_ports=st.booleans(),
    has_sections=st.booleans(),
    opened=_names,
    wire=st.none() | st.tuples(st.text(max_size=3), st.text(max_size=3)),
    look=st.none() | st.builds(Look, _numbers, _numbers, _numbers, st.text(max_size=4)),
)


@given(VIEWS)
def test_a_view_comes_back_from_json_as_it_was(view: ViewState) -> None:
    assert view == view_from_plain(json.loads(json.dumps(view_to_plain(view))))


@pytest.mark.parametrize(
    "plain",
    [
        3,
        {"folded": 3},
        {"folded": [1]},
        {"direction": 7},
        {"look": [1, 2, 3]},
        {"look": [True, 0, 0, ""]},
        {"wire": ["a"]},
        {"has_ports": 1},
    ],
)
def test_what_makes_no_sense_is_no_view(plain: object) -> None:
    assert view_from_plain(plain) is None
    assert {2: ViewState()} == bookmarks_of({"1": plain, "2": {}, "x": {}, "12": {}})


def test_a_view_forgets_what_the_graph_does_not_have() -> None:
    graph = GraphSnapshot({name: NodeRecord(name, name) for name in ("a", "ns.b")})
    gone = frozenset({"gone"})
    view = ViewState(
        selection=("a", "gone"), selected_groups=("ns", "gone"), path=gone, isolated=gone, hidden=gone | {"a"}
    )

    kept = kept_in(view, graph, group(graph, GroupBy()))

    assert (("a",), ("ns",), None, None, frozenset({"a"})) == (
        kept.selection,
        kept.selected_groups,
        kept.path,
        kept.isolated,
        kept.hidden,
    )
