"""Config from the clipboard: what is taken, and one clear sentence for what is not."""

from __future__ import annotations

import pytest
from dagscope.scenario import ValueSpec, literal
from dagscope_app.model.scenario.pasting import MOST_CHARACTERS, PasteProblem, config_from_text

WANTED = {"region": literal("US"), "rows": literal(3), "is_fast": literal(True)}


@pytest.mark.parametrize(
    "text",
    [
        '{"region": "US", "rows": 3, "is_fast": true}',
        "{'region': 'US', 'rows': 3, 'is_fast': True}",
        "config = {'region': 'US', 'rows': 3, 'is_fast': True}",
        "config: dict = dict(region='US', rows=3, is_fast=True)\n",
        'region = "US"\nrows = 3\nis_fast = true\n',
        '[config]\nregion = "US"\nrows = 3\nis_fast = true\n',
        '\n  {"config": {"region": "US", "rows": 3, "is_fast": true}}  ',
    ],
)
def test_json_toml_and_python_are_taken(text: str) -> None:
    assert list(WANTED.items()) == list(config_from_text(text).items())


def test_values_of_every_plain_kind_come_back_as_they_are() -> None:
    found = config_from_text('{"a": null, "b": [1, 2.5], "c": {"d": "e"}}')

    assert [ValueSpec("literal", "None"), literal([1, 2.5]), literal({"d": "e"})] == list(found.values())


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("", "The clipboard holds no text."),
        ("hello world", "The text on the clipboard is not a config."),
        ("open('x')", "The text on the clipboard is not a config."),
        ("{'a': open('x')}", "The text on the clipboard is not a config."),
        ("[1, 2]", "The text on the clipboard is one value, not keys with values."),
        ("{}", "The text on the clipboard sets no config key."),
        ("{1: 2}", "The config key 1 on the clipboard is not a text"),
        ("since = 2024-01-01", "The value of since on the clipboard is a date"),
        ("[" * 100_000, "The text on the clipboard is not a config."),
        ("x" * (MOST_CHARACTERS + 1), "The text on the clipboard is too long"),
    ],
)
def test_what_is_no_config_is_said_in_a_sentence(text: str, beginning: str) -> None:
    with pytest.raises(PasteProblem) as told:
        config_from_text(text)

    assert str(told.value).startswith(beginning)
