"""Edits that an earlier window left unsaved."""

from __future__ import annotations

from dataclasses import replace

from dagscope.scenario import Scenario, ValueSpec, to_plain
from dagscope_app.model.edits.left import LeftEdits, left_edits, text_of, with_left_edits

ONE = Scenario("one", "dagscope.toml")
TWO = Scenario("two", "dagscope.toml")
EDITED = replace(ONE, inputs={"x": ValueSpec("literal", "1")})
OTHERWISE = replace(ONE, inputs={"x": ValueSpec("literal", "2")})


def test_an_edit_takes_the_place_of_what_was_read() -> None:
    left = left_edits({"unsaved": [to_plain(EDITED)]})
    assert (EDITED, TWO) == with_left_edits((ONE, TWO), left)


def test_what_was_changed_in_the_file_since_then_is_there_too() -> None:
    left = left_edits({"unsaved": [{**to_plain(EDITED), "before": to_plain(ONE)}]})
    one = replace(ONE, config={"k": ValueSpec("literal", "9")}, final_vars=("y",))
    assert (replace(one, inputs=EDITED.inputs), TWO) == with_left_edits((one, TWO), left)
    assert left.scenarios == with_left_edits((), left)


def test_an_edit_that_was_saved_meanwhile_is_none() -> None:
    left = left_edits({"unsaved": [to_plain(EDITED)]})
    assert (EDITED,) == with_left_edits((EDITED,), left)


def test_two_windows_edits_of_one_scenario_are_both_there() -> None:
    left = left_edits({"unsaved": [to_plain(EDITED), to_plain(OTHERWISE), to_plain(OTHERWISE)]})
    assert ["one", "one (2)"] == [item.name for item in left.scenarios]
    found = with_left_edits((ONE, TWO), left)
    assert [EDITED.inputs, TWO.inputs, OTHERWISE.inputs] == [item.inputs for item in found]


def test_what_one_window_removed_and_another_edited_stays() -> None:
    left = left_edits({"unsaved": [to_plain(EDITED)], "removed": ["one", "two", 3]})
    assert (EDITED,) == with_left_edits((ONE, TWO), left)
    assert "Edits that were not saved are back: one. Removed and not saved: two." == text_of(left)


def test_one_scenario_at_least_stays() -> None:
    assert (ONE,) == with_left_edits((ONE,), LeftEdits(removed=("one",)))


def test_what_makes_no_sense_is_left_out() -> None:
    assert LeftEdits() == left_edits({"unsaved": [3, {}, {"name": "a", "inputs": 4}], "removed": "all"})
