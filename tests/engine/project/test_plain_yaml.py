"""YAML as configuration files are written in it: what is read is what a library reads, and nothing is guessed."""

from __future__ import annotations

import pytest
import yaml
from dagscope.project.plain_yaml import UNKNOWN, NotPlain, load_plain
from hypothesis import given, settings
from hypothesis import strategies as st

READ = [
    "a: 1\nb:\n  - x\n  - y: 2\n    z: [1, 'q', {k: v}]\n",
    "modules:\n- a\n- b\nc: d # a comment\n",
    "x: 'it # no'\ny: \"a:b\"\nurl: http://x.y/z\nh: a#b\n",
    "---\na: yes\nb: No\nc: ~\nd:\n",
    "- - a\n  - b\n- c\n",
    "a: -1\nb: +2\nc: 1.5\nd: .5\ne: 1.\nf: 1_000\ng: 1.0e+5\n",
    "defaults:\n  - _self_\n  - db: mysql\nkey with space: v\n",
    "a: [b,\n  c,\n]\nd: {e: [f,\n g], h: i}\n",
    "a: 'it''s'\nb: \"x\\ny\"\n",
    "a: &anchor 1\nb: &list\n  - x\n",
    "x:\n - a\n -  b: 1\n    c: 2\n",
    "\ufeffé: ü\n",
    "[a, b]\n",
    "just text\n",
    "# nothing\n",
    "a: -.q\nb: it's # a comment\nc: a#b\nd: x ?\n",
    "a: [b, # first\n  'c d',\n  {e: 1, 'f':g}\n ]\n",
    "- a: 'x # y'\n  b: \"z # w\" # end\n",
    "a:\u00a0b\n",
    "a: \u3000b\n",
    "a: 1\u0663\nb: \u0663.5\n",
    "x: it 'was # c\n",
    "a: &x\n  - &y\n  - b\nc: &z [d]\n".replace("&y", "e"),
    "a:\n  - b\n  -\n    c: d\ne:\n- f\n",
    "null: 1\n2: yes\n",
    "a: {b: , c: [], d: {}}\n",
]


@pytest.mark.parametrize("text", READ)
def test_what_is_read_is_what_a_library_reads(text: str) -> None:
    assert load_plain(text) == yaml.safe_load(text)


@pytest.mark.parametrize(
    "text",
    [
        "2020-01-01",
        "12:30",
        "0x10",
        "-.5",
        "'${x}'",
        "010",
        "1e3",
        ".inf",
        "${oc.env:X}",
        "*other",
        "|\n  a\n  b",
        ">-\n  a",
    ],
)
def test_what_libraries_read_differently_is_unknown(text: str) -> None:
    assert load_plain(f"a: {text}\nb: c\n") == {"a": UNKNOWN, "b": "c"}


@pytest.mark.parametrize(
    "text",
    [
        "a: !!str 1\n",
        "<<: *x\n",
        "? a\n: b\n",
        "a: b: c\n",
        "a: [x\n",
        "a: 1\na: 2\n",
        "\ta: 1\n",
        "a: [:\n",
        "a: b\n  c\n",
        "a: ['x':y]\n",
        "a: ['x' 'y']\n",
        "a: [x,,y]\n",
        "a: [,]\n",
        "a: [?x]\n",
        "a: [:x]\n",
        "a: [x{y]\n",
        "a: [x\n\n  y]\n",
        "a: ['x\n\n  y']\n",
        "a: ['x\n # b', 'c\n d']\n",
        "a: {<<: *b}\n",
        "a: {b: 1, b: 2}\n",
        "a: b:\tc\n",
        "a:\t1\n",
        "-\ta\n",
        'a: "\\ud83d\\ude00"\n',
        "a: x\x1cb: y\n",
        "a: |\n   x\n  b: c\n",
        "*x : foo\n",
        "a: 1\n---\nb: 2\n",
        "a: 1\n...\n",
        "?\n",
        "- <<\n",
        "a: 'x\n  y'\n",
        "08: a\n",
    ],
)
def test_what_is_not_read_makes_the_file_unknown(text: str) -> None:
    with pytest.raises(NotPlain):
        load_plain(text)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(PLAIN, st.sampled_from([None, True, False]))
def test_what_a_library_writes_is_read_or_refused(value: object, style: bool | None) -> None:
    try:
        found = load_plain(yaml.safe_dump(value, default_flow_style=style, allow_unicode=True))
    except NotPlain:
        return
    assert found == value or "UNKNOWN" in _shown(found)


PIECES = [
    *("a", "b: ", ": ", ":", "- ", "-", "\n", "\n  ", "\n- ", "\n    ", " ", ",", ", ", "[", "]", "{", "}", "'", '"'),
    *("#", " #", "1", "0", ".", "?", "? ", "&x ", "*x", "|", ">", "!t ", "~", "<<", "a: [", "\t", "\\", "=", "%", "_"),
    *("e", "+", "yes", "\u00a0", "\n---\n", "${b}", "\u0663", "\x0b", "\u2028"),
]


@settings(max_examples=2_000)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_any_text_is_read_as_a_library_does_or_refused(text: str) -> None:
    try:
        found = load_plain(text)
    except NotPlain:
        return
    try:
        expected = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        assert "UNKNOWN" in _shown(found) or text.count("&x ") > 1, "the library refuses it"
        return
    assert _is_same(found, expected)


def _is_same(found: object, expected: object) -> bool:
    """Return whether two values are equal and of one type, whatever stands for what is unknown."""
    if isinstance(found, dict) and isinstance(expected, dict):
        return list(found) == list(expected) and all(_is_same(found[key], expected[key]) for key in found)
    if isinstance(found, list) and isinstance(expected, list):
        return len(found) == len(expected) and all(map(_is_same, found, expected))
    return found is UNKNOWN or (type(found) is type(expected) and found == expected)


def _shown(value: object) -> str:
    """Return the value as text, unknown parts by name."""
    if isinstance(value, dict):
        return "".join(map(_shown, value.values()))
    if isinstance(value, list):
        return "".join(map(_shown, value))
    return "UNKNOWN" if value is UNKNOWN else ""
