"""What is folded when a graph is opened, built anew or opened again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations

from dagscope_app.model.picture.overview import (
    count_boxes,
    folded_as_before,
    folded_as_remembered,
    folded_for_overview,
    smaller_overview,
)
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.grouping import GroupBy, Grouping, group
from dagscope_app.model.state import ViewState
from hypothesis import given
from hypothesis import strategies as st

from tests.app.model.records.test_groupings import snapshot

NAMES = st.lists(
    st.lists(st.sampled_from("abc"), max_size=4).map(".".join),
    max_size=30,
)


def graph_of(spaces: list[str]) -> GraphSnapshot:
    return snapshot(*((f"{space}.n{i}" if space else f"n{i}", "m", ()) for i, space in enumerate(spaces)))


def grouping_of(spaces: list[str]) -> Grouping:
    return group(graph_of(spaces), GroupBy())


def choices(grouping: Grouping) -> Iterator[frozenset[str]]:
    """Yield every way of folding in which a folded group is all that is known of what lies in it."""
    groups = list(grouping.group_parents)
    for opened in chain.from_iterable(combinations(groups, size) for size in range(len(groups) + 1)):
        if all(grouping.group_parents[key] in ("", *opened) for key in opened):
            yield frozenset(groups) - frozenset(opened)


@given(NAMES, st.integers(1, 30))
def test_never_more_than_the_limit_unless_nothing_helps(spaces: list[str], limit: int) -> None:
    grouping = grouping_of(spaces)
    folded = folded_for_overview(grouping, limit)

    assert count_boxes(grouping, folded) <= max(limit, count_boxes(grouping, frozenset(grouping.group_parents)))
    assert folded == folded_for_overview(grouping_of(spaces), limit)


@given(NAMES.filter(lambda spaces: len(grouping_of(spaces).group_parents) <= 8), st.integers(1, 30))
def test_no_other_choice_within_the_limit_unfolds_more(spaces: list[str], limit: int) -> None:
    grouping = grouping_of(spaces)
    folded = folded_for_overview(grouping, limit)
    within = [choice for choice in choices(grouping) if count_boxes(grouping, choice) <= limit]

    assert not within or folded in within
    # Every group has names of its own here: copies are unfolded together.
    assert not any(choice < folded for choice in within)


@given(NAMES, st.integers(1, 30))
def test_a_group_is_unfolded_only_when_all_around_it_are(spaces: list[str], limit: int) -> None:
    grouping = grouping_of(spaces)
    folded = folded_for_overview(grouping, limit)

    for key in grouping.group_parents.keys() - folded:
        assert folded.isdisjoint(grouping.ancestors(key))


@given(NAMES, st.integers(1, 30), st.integers(0, 10))
def test_a_larger_limit_only_unfolds_more(spaces: list[str], limit: int, more: int) -> None:
    grouping = grouping_of(spaces)

    assert folded_for_overview(grouping, limit) >= folded_for_overview(grouping, limit + more)


@given(NAMES)
def test_what_fits_is_not_folded_at_all(spaces: list[str]) -> None:
    grouping = grouping_of(spaces)

    assert frozenset() == folded_for_overview(grouping, max(len(spaces), len(grouping.group_parents)))
    assert len(spaces) == count_boxes(grouping, frozenset())


def test_copies_are_unfolded_together_or_not_at_all() -> None:
    six = [f"{grain}.{name}" for grain in ("day_us", "day_ca", "week_us", "week_ca") for name in "abcd"]
    other = [f"other.{name}" for name in "wxyz"]
    grouping = group(snapshot(*((name, "m", ()) for name in [*six, *other])), GroupBy())
    copies = frozenset({"day_us", "day_ca", "week_us", "week_ca"})

    assert frozenset() == folded_for_overview(grouping, 20)
    assert copies | {"other"} == folded_for_overview(grouping, 16)
    assert frozenset({"other"}) == folded_for_overview(grouping, 19)


def test_groups_of_one_size_are_unfolded_outermost_first() -> None:
    grouping = grouping_of([space for space in ("a", "b", "b.c", "d") for _ in range(3)])

    assert frozenset({"b.c"}) == folded_for_overview(grouping, 10)


def test_another_build_keeps_what_was_folded_and_folds_new_groups_that_are_too_much() -> None:
    spaces = ["a"] * 60 + ["b"] * 60
    old = grouping_of(spaces)
    small, large = grouping_of([*spaces, *["c"] * 5]), grouping_of([*spaces, *["c"] * 90])

    assert frozenset({"a"}) == folded_as_before(small, old, frozenset({"a"}))
    assert frozenset({"a", "c"}) == folded_as_before(large, old, frozenset({"a"}))
    assert frozenset() == folded_as_before(small, old, frozenset())


def test_a_group_that_gets_another_name_stays_folded() -> None:
    nodes = [(f"n{i}", "one" if i < 5 else "two", ()) for i in range(10)]
    renamed = [(name, module.replace("one", "first"), needs) for name, module, needs in nodes]
    old, new = (group(snapshot(*items), GroupBy("module")) for items in (nodes, renamed))

    assert frozenset({"module:first"}) == folded_as_before(new, old, frozenset({"module:one"}))
    assert frozenset({"module:two"}) == folded_as_before(new, old, frozenset({"module:two"}))


def test_what_is_remembered_is_folded_again_and_what_was_unknown_then_only_when_it_is_much() -> None:
    grouping = grouping_of(["a"] * 30 + ["b"] * 30 + ["c"] * 5 + ["d"] * 90)

    assert folded_for_overview(grouping) == folded_as_remembered(grouping, {})
    assert frozenset({"a"}) == folded_as_remembered(grouping, {"folded": ["a", "gone"]})
    known = {"folded": ["a"], "unfolded": ["b"]}
    assert frozenset({"a", "d"}) == folded_as_remembered(grouping, known)


def test_a_picture_that_is_too_small_is_folded_further_and_at_last_grouped_by_module() -> None:
    flat = snapshot(*((f"n{i}", f"part_{i % 3}", ()) for i in range(90)))
    grouping = group(flat, GroupBy())

    found = smaller_overview(flat, grouping, ViewState(), 0.5)
    assert found is not None and found[0].by.kind == "module" and count_boxes(*found) <= 30

    nested = graph_of(["a", "b", "b.c"] * 10)
    spaces = group(nested, GroupBy())
    found = smaller_overview(nested, spaces, ViewState(), 0.8)
    assert found is not None and found[0] is spaces and count_boxes(*found) < 30


def test_what_cannot_be_folded_or_is_small_already_stays_as_it_is() -> None:
    flat = snapshot(*((f"n{i}", "m", ()) for i in range(90)))
    assert smaller_overview(flat, group(flat, GroupBy()), ViewState(), 0.5) is None
    around = graph_of([""] * 60 + ["a", "b"] * 8)  # the module would be one box around all
    spaces = group(around, GroupBy())
    assert smaller_overview(around, spaces, ViewState(folded=frozenset("ab")), 0.3) is None
    few = graph_of(["a"] * 8)
    assert smaller_overview(few, group(few, GroupBy()), ViewState(), 0.1) is None
