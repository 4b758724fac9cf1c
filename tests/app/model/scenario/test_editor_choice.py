"""Which editor a value gets, by its type and what is known of it; how numbers step within their bounds."""

from __future__ import annotations

import pytest
from dagscope_app.model.scenario.editor_choice import Editor, editor_for, plain_type_text, stepped, tree_of, truth_of


@pytest.mark.parametrize(
    ("type_text", "choices", "expected"),
    [
        ("bool", (), Editor("check", ("True", "False"))),
        ("Optional[bool]", (), Editor("check", ("True", "False"))),
        ("bool | None", (), Editor("check", ("True", "False"))),
        ("bool | int", (), Editor()),
        ("Literal['a', 'b']", ("'a'", "'b'"), Editor("choice", ("'a'", "'b'"))),
        ("Level", ("LOW",), Editor("choice", ("LOW",))),
        ("int", (), Editor("number", is_whole=True)),
        ("typing.Optional[float]", (), Editor("number")),
        ("date", (), Editor("date")),
        ("datetime.datetime | None", (), Editor("date", has_time=True)),
        ("list", (), Editor("tree")),
        ("Dict[str, int]", (), Editor("tree")),
        ("Optional[list[int]]", (), Editor("tree")),
        ("DataFrame", (), Editor(source="file")),
        ("pandas.Series", (), Editor(source="file")),
        ("str", (), Editor()),
        ("Union[int, str]", (), Editor()),
        ("", (), Editor()),
    ],
)
def test_the_editor_of_a_type(type_text: str, choices: tuple[str, ...], expected: Editor) -> None:
    assert expected == editor_for(type_text, choices)


def test_bounds_are_the_numbers() -> None:
    assert Editor("number", (), ">= 0", "< 10", is_whole=True) == editor_for("int", (), ">= 0", "< 10")


@pytest.mark.parametrize(
    ("text", "default", "steps", "bounds", "is_whole", "expected"),
    [
        ("3", "", 1, ("", ""), True, "4"),
        ("", "7", -1, ("", ""), True, "6"),
        ("", "", 1, ("", ""), True, "1"),
        ("0", "", -1, (">= 0", ""), True, "0"),
        ("1", "", -1, ("> 0", ""), True, "1"),
        ("9", "", 10, ("", "< 10"), True, "9"),
        ("0.5", "", 1, ("", ""), False, "0.6"),
        ("0.95", "", 1, ("", "<= 1"), False, "1.0"),
        ("x + 1", "", 1, ("", ""), True, ""),
    ],
)
def test_numbers_step(
    text: str, default: str, steps: int, bounds: tuple[str, str], is_whole: bool, expected: str
) -> None:
    assert expected == stepped(text, default, steps, Editor("number", (), *bounds, is_whole=is_whole))


@pytest.mark.parametrize(("text", "truth"), [("True", True), ("yes", True), ("0", False), ("", None), ("maybe", None)])
def test_truth_values(text: str, truth: bool | None) -> None:
    assert truth is truth_of(text)


def test_a_union_of_more_is_left_as_it_is() -> None:
    assert "int | str | None" == plain_type_text("int | str | None")


def test_only_literals_are_trees() -> None:
    assert [1, {"a": 2}] == tree_of("[1, {'a': 2}]")
    assert tree_of("3") is None and tree_of("list(x)") is None and tree_of("[" * 3000) is None
