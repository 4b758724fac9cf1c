"""The selection language: reading, printing, and meaning against brute force."""

from __future__ import annotations

import itertools

import pytest
from dagscope.selection import NodeFacts, SelectionError, SelectionGraph, parse, select, to_text
from dagscope.selection.language import EVERY, KEYS, And, Key, Name, Not, Or, Path, Reach
from hypothesis import given, settings
from hypothesis import strategies as st

EDGES = {"A": (), "B": ("A",), "C": ("A", "B"), "ns.D": ("C",), "ns.in.E": ("ns.D", "x"), "x": ()}
GRAPH = SelectionGraph(
    nodes={
        "A": NodeFacts("A", kind="function", type="int", module="pkg.one", tags={"owner": "ana"}),
        "B": NodeFacts("B", kind="function", type="pd.DataFrame", module="pkg.one", doc="Divides by three"),
        "C": NodeFacts("C", kind="function", type="dict[str, int]", module="two", state="failed", is_changed=True),
        "ns.D": NodeFacts("ns.D", kind="function", type="float", source="def D(): return magic"),
        "ns.in.E": NodeFacts("ns.in.E", kind="function", type="str", tags={"owner": "bo", "pii": "true"}),
        "x": NodeFacts("x", kind="input", type="int"),
    },
    parents=EDGES,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C", ["C"]),
        ("E", ["ns.in.E"]),
        ("+B", ["A", "B"]),
        ("B+", ["B", "C", "ns.D", "ns.in.E"]),
        ("1+C", ["A", "B", "C"]),
        ("1+ns.D+1", ["C", "ns.D", "ns.in.E"]),
        ("path(B, ns.D)", ["B", "C", "ns.D"]),
        ("path(ns.D, B)", []),
        ("tag:owner=ana", ["A"]),
        ("tag:owner", ["A", "ns.in.E"]),
        ("tag:owner=*", ["A", "ns.in.E"]),
        ("type:DataFrame", ["B"]),
        ("type:dict", ["C"]),
        ("module:one", ["A", "B"]),
        ("module:pkg.*", ["A", "B"]),
        ("ns:ns", ["ns.D", "ns.in.E"]),
        ("ns:ns.in", ["ns.in.E"]),
        ("kind:input", ["x"]),
        ("state:failed", ["C"]),
        ("changed:", ["C"]),
        ("doc:three", ["B"]),
        ("source:magic", ["ns.D"]),
        ("name:n.", ["ns.in.E"]),
        ("ns*", ["ns.D", "ns.in.E"]),
        ("A, x", ["A", "x"]),
        ("A or x", ["A", "x"]),
        ("+C and not kind:input and not A", ["B", "C"]),
        ("not (A or B or C)", ["ns.D", "ns.in.E", "x"]),
        ("+(B or x)+1", ["A", "B", "C", "ns.in.E", "x"]),
        ('"A"', ["A"]),
        ("A OR B", ["A", "B"]),
    ],
)
def test_select(text: str, expected: list[str]) -> None:
    assert expected == select(GRAPH, text)


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("", 0, "missing"),
        ("A B", 2, "join with"),
        ("A and", 5, "missing"),
        ("(A", 2, "expected ')'"),
        ("colour:red", 0, "there is no 'colour'"),
        ("A or nope", 5, "no node 'nope'"),
        ("tag:", 4, "needs a value"),
        ('tag:"x', 4, "never closed"),
        ("path(A)", 6, "expected ','"),
        (")", 0, "cannot stand"),
        ("and A", 0, "cannot stand"),
        ("9999999+A", 0, "too many steps"),
    ],
)
def test_mistake_points_at_character(text: str, position: int, words: str) -> None:
    with pytest.raises(SelectionError) as caught:
        select(GRAPH, text)

    assert position == caught.value.position
    assert words in caught.value.message


def test_unknown_name_suggests_near_ones() -> None:
    graph = SelectionGraph({"unique_users": NodeFacts("unique_users")}, {})

    with pytest.raises(SelectionError, match="did you mean unique_users"):
        select(graph, "unique_user")


NAMES = st.text(min_size=1, max_size=8)
LEAVES = st.one_of(
    st.builds(Name, NAMES),
    st.builds(Key, st.sampled_from([k for k in KEYS if k != "changed"]), NAMES),
    st.just(Key("changed", "")),
)
STEPS = st.sampled_from([EVERY, 0, 1, 2, 12])


def _extend(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Path, inner, inner),
        st.builds(Reach, inner, STEPS, STEPS).filter(lambda r: r.up != 0 or r.down != 0),
        st.builds(Not, inner),
        several.filter(lambda parts: not any(isinstance(p, Or) for p in parts)).map(Or),
        several.filter(lambda parts: not any(isinstance(p, And) for p in parts)).map(And),
    )


@settings(max_examples=200)
@given(st.recursive(LEAVES, _extend, max_leaves=6))
def test_printed_selection_reads_back(expression: object) -> None:
    assert expression == parse(to_text(expression))  # type: ignore[arg-type]


@settings(max_examples=300)
@given(st.text(alphabet='AB+() ,:"notandorpath12*?[]\\', max_size=24))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        chosen = select(GRAPH, text)
    except SelectionError as error:
        assert 0 <= error.position <= len(text)
    else:
        assert set(chosen) <= set(GRAPH.nodes)


def test_deep_brackets_are_refused() -> None:
    with pytest.raises(SelectionError, match="too deep"):
        parse("(" * 5000)


def _brute_reach(start: str, steps: int) -> set[str]:
    reached = {start}
    for _ in range(len(EDGES) if steps == EVERY else steps):
        reached |= {p for n in reached for p in EDGES[n]}
    return reached


def test_steps_agree_with_brute_force() -> None:
    for name, steps in itertools.product(EDGES, (1, 2, 3, EVERY)):
        text = f'{"" if steps == EVERY else steps}+"{name}"'

        assert _brute_reach(name, steps) == set(select(GRAPH, text))
