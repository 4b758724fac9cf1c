"""`dagscope.toml`: what is saved comes back; what is broken is kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from dagscope.project.settings import FILE_NAME, SettingsProblem, read_settings, write_settings
from dagscope.project.toml_text import document
from dagscope.scenario import ModuleChoice, Scenario, ValueSpec, diff
from hypothesis import given, settings
from hypothesis import strategies as st

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

SCENARIO = Scenario(
    'bøth "sides"',
    FILE_NAME,
    (ModuleChoice("a.b"), ModuleChoice("c", False)),
    True,
    {
        "region": ValueSpec("literal", "'US'"),
        "bare": ValueSpec("literal", "US"),
        "n": ValueSpec("literal", "3"),
    },
    {
        "df": ValueSpec("file", "data/x.csv"),
        "e": ValueSpec("expression", "np.ones(3)"),
        "l": ValueSpec("literal", "[1]"),
    },
    {"o": ValueSpec("none", "")},
    ("x", "ns.y"),
    "threads",
    "kept/here",
)


def test_scenarios_come_back_as_they_were(tmp_path: Path) -> None:
    write_settings(tmp_path, (SCENARIO, Scenario("empty", FILE_NAME)))

    assert (SCENARIO, Scenario("empty", FILE_NAME)) == read_settings(tmp_path).scenarios
    assert 'region = "US"' in (tmp_path / FILE_NAME).read_text()
    assert [FILE_NAME] == [path.name for path in tmp_path.iterdir()]


def test_other_tables_of_the_file_stay(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("[mine]\nkey = [1, {a = 2}]\n[mine.deep]\nx = 1979-05-27\n")

    write_settings(tmp_path, (SCENARIO,))

    data = tomllib.loads((tmp_path / FILE_NAME).read_text())
    assert [1, {"a": 2}] == data["mine"]["key"]
    assert "1979-05-27" == str(data["mine"]["deep"]["x"])


def test_positions_come_back_and_go_when_none_is_left(tmp_path: Path) -> None:
    positions = {"C": (12.5, -3.0), "ns.deep node": (0.0, 40.0)}
    write_settings(tmp_path, (SCENARIO,), positions)

    assert positions == read_settings(tmp_path).positions
    assert (SCENARIO,) == read_settings(tmp_path).scenarios
    write_settings(tmp_path, (SCENARIO,), {})
    assert "positions" not in (tmp_path / FILE_NAME).read_text()


@pytest.mark.parametrize(
    "text", ["positions = 3", "[positions]\nC = [1]", '[positions]\nC = ["a", 2]', "[positions]\nC = [nan, 2]"]
)
def test_unusable_positions_are_one_problem_and_cost_nothing_else(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(
        f"{text}\n[[scenario]]\nname = 'a'\n" if text.startswith("pos") else f"[[scenario]]\nname = 'a'\n{text}\n"
    )
    found = read_settings(tmp_path)

    (problem,) = found.problems
    assert "positions" in problem.message and not found.positions
    assert ["a"] == [scenario.name for scenario in found.scenarios]


@pytest.mark.parametrize(
    "text",
    [
        "[[scenario]\n",
        "\x00",
        "[[scenario]]\nname = 3\n",
        "scenario = 1\n",
        "[[scenario]]\nname='a'\nmodules='m'\n",
    ],
)
def test_a_broken_file_is_reported_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(text)

    (problem,) = read_settings(tmp_path).problems
    with pytest.raises(SettingsProblem, match="not saved"):
        write_settings(tmp_path, (SCENARIO,))

    assert ("settings", str(path)) == (problem.kind, problem.file)
    assert text == path.read_text()


def test_a_folder_in_its_place_is_reported(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()

    assert "settings" == read_settings(tmp_path).problems[0].kind


def test_differences_are_named_in_a_fixed_order() -> None:
    left = Scenario("l", "", (ModuleChoice("a"),), config={"k": ValueSpec("literal", "1")})
    right = Scenario("r", "x", (ModuleChoice("b"),), config={"j": ValueSpec("file", "f")}, final_vars=("z",))

    changes = [(c.what, c.key, c.left, c.right) for c in diff(left, right)]

    assert [
        ("modules", "", "a", "b"),
        ("config", "k", "1", ""),
        ("config", "j", "", "file: f"),
        ("final_vars", "", "", "z"),
    ] == changes


_leaves = (
    st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.text(st.characters(blacklist_categories=["Cs"]), max_size=8)
    | st.floats(allow_nan=False, allow_infinity=False)
)
_keys = st.text(st.characters(blacklist_categories=["Cs"]), max_size=5)
_data = st.dictionaries(
    _keys,
    st.recursive(
        _leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


@settings(max_examples=200, deadline=None)
@given(_data)
def test_toml_text_is_read_back_the_same(data: dict[str, object]) -> None:
    assert data == tomllib.loads(document(data, "a comment"))


def test_a_cache_is_true_or_a_folder(tmp_path: Path) -> None:
    text = "[[scenario]]\nname = 'a'\ncache = true\n[[scenario]]\nname = 'b'\ncache = 'far/away'\n"
    (tmp_path / FILE_NAME).write_text(text + "[[scenario]]\nname = 'c'\ncache = 3\n")
    found = read_settings(tmp_path)

    assert [".hamilton_cache", "far/away"] == [scenario.cache for scenario in found.scenarios]
    assert "cache is true, false or a folder" in found.problems[0].message
