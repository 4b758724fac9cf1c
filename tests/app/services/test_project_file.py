"""`dagscope.toml` in the hands of people and of git: an edit changes its own lines, and nothing is lost."""

from __future__ import annotations

import datetime as dt
import difflib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dagscope.project.settings import FILE_NAME, read_settings
from dagscope.scenario import ModuleChoice, Scenario, ValueSpec, literal
from dagscope_app.model.edits.saving import Saving
from dagscope_app.model.records.file_conflict import Conflict, ProjectFileRefusal
from dagscope_app.services.project_file import ProjectFile
from hypothesis import given, settings
from hypothesis import strategies as st

RUN = Scenario(
    "run", "run.py:9", (ModuleChoice("a"), ModuleChoice("b")), True, {"method": literal("mean"), "n": literal(1)},
    final_vars=("z",),
)  # fmt: skip
TEXT = """# shop: who owns what
[tool_x]   # before the scenarios
keep = true

[[scenario]]
name = "us"       # United States
owner = "ann@shop"
modules = [
    "loaders",    # real ones
    "clean",
]
final_vars = ["report"]

[scenario.config]
method = 'mean'   # or median
buckets = ["a", "bb"]
as_of = 2024-02-01
limits = { low = 1, high = 2 }

[[scenario]]
name = "eu"
config = {method = "mean", n = 3}
"""


def saved(folder: Path, change: Any = None, bases: tuple[Scenario, ...] = (), **more: Any) -> tuple[Conflict, ...]:
    """Read the file, change its scenarios, and save."""
    before = read_settings(folder, bases).scenarios
    now = change(before) if change is not None else before
    saving = Saving(before, now, {base.name: base for base in bases}, **more)
    return ProjectFile().save(str(folder), saving)[1]


def lines_changed(old: str, new: str) -> list[str]:
    found = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
    return [line for line in found if line[0] in "+-" and line[:3] not in ("+++", "---")]


def with_config(name: str, **values: Any) -> Any:
    def change(scenarios: tuple[Scenario, ...]) -> tuple[Scenario, ...]:
        specs = {key: literal(value) for key, value in values.items()}
        return tuple(replace(s, config={**s.config, **specs}) if s.name == name else s for s in scenarios)

    return change


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_saving_what_nobody_edited_changes_no_byte(tmp_path: Path, ending: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(TEXT.replace("\n", ending).encode())
    before = path.read_bytes()

    for _ in range(5):
        assert () == saved(tmp_path, bases=(RUN,))

    assert before == path.read_bytes()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (with_config("us", method="median"), ["-method = 'mean'   # or median", "+method = \"median\"   # or median"]),
        (with_config("us", buckets=["a", "bb", "c"]), ["-buckets = [\"a\", \"bb\"]",
            "+buckets = [\"a\", \"bb\", \"c\"]"]),
        (with_config("eu", n=4), ["-config = {method = \"mean\", n = 3}", "+config = {method = \"mean\", n = 4}"]),
        (
            lambda s: (replace(s[0], modules=(ModuleChoice("loaders"), ModuleChoice("clean", False))), s[1]),
            ["+off = [\"clean\"]"],
        ),
        (lambda s: (replace(s[0], name="usa"), s[1]), ["-name = \"us\"       # United States",
            "+name = \"usa\"       # United States"]),
        (lambda s: (s[0], replace(s[1], executor="threads:4")), ["+executor = \"threads:4\""]),
        (lambda s: (replace(s[0], final_vars=()), s[1]), ["-final_vars = [\"report\"]"]),
    ],
    ids=["value", "array", "inline", "off", "name", "new key", "gone"],
)  # fmt: skip
def test_an_edit_changes_its_own_lines(tmp_path: Path, change: Any, expected: list[str]) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(TEXT)
    wanted = change(read_settings(tmp_path).scenarios)

    assert () == saved(tmp_path, change)

    assert expected == lines_changed(TEXT, path.read_text())
    assert wanted == read_settings(tmp_path).scenarios


def test_a_renamed_scenario_and_its_copies_are_all_whole(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(TEXT)

    saved(tmp_path, lambda s: (*(replace(s[0], name=name) for name in ("copy", "usa", "usa (copy)")), s[1]))

    us, eu, *copies = read_settings(tmp_path).scenarios
    assert ["copy", "eu", "usa", "usa (copy)"] == [each.name for each in (us, eu, *copies)]
    assert [us, us] == [replace(each, name="copy") for each in copies] and us.config
    assert "# United States" in (tmp_path / FILE_NAME).read_text()


def test_an_added_module_keeps_the_lines_and_comments_of_the_others(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(TEXT)

    saved(tmp_path, lambda s: (replace(s[0], modules=(*s[0].modules, ModuleChoice("report"))), s[1]))

    assert '    "loaders",    # real ones\n    "clean",' in path.read_text()
    assert ("loaders", "clean", "report") == read_settings(tmp_path).scenarios[0].module_names()


def test_scenarios_of_scripts_are_never_written_and_edits_follow_them(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    edited = replace(RUN, name="run (edited)", origin="", based_on="run", config={**RUN.config, "n": literal(2)})
    without = {key: spec for key, spec in edited.config.items() if key != "method"}
    edited = replace(edited, config=without)

    saved(tmp_path, lambda scenarios: (edited,), (RUN,))

    assert "modules" not in path.read_text() and "method = {none" in path.read_text()
    again = replace(RUN, modules=(ModuleChoice("c"),), final_vars=("y",))
    (found,) = read_settings(tmp_path, [again]).scenarios
    assert ("run (edited)", again.modules, ("y",), {"n": literal(2)}) == (
        found.name, found.modules, found.final_vars, found.config
    )  # fmt: skip


def test_what_an_editor_changed_meanwhile_stays_and_the_same_key_is_a_conflict(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(TEXT)
    before = read_settings(tmp_path).scenarios
    now = with_config("us", method="median")(before)
    path.write_text(TEXT.replace("n = 3", "n = 5").replace("high = 2", "high = 9"))

    assert () == ProjectFile().save(str(tmp_path), Saving(before, now))[1]
    assert "n = 5" in path.read_text() and "high = 9" in path.read_text() and 'method = "median"' in path.read_text()

    path.write_text(TEXT.replace("'mean'", "'winsorized'"))
    kept = path.read_text()
    (conflict,) = ProjectFile().save(str(tmp_path), Saving(before, now))[1]
    assert Conflict("us", ("config", "method"), literal("median"), literal("winsorized")) == conflict
    assert "config method of 'us' is 'winsorized' in dagscope.toml and 'median' here" == conflict.describe()
    assert kept == path.read_text()

    decided = frozenset({("us", ("config", "method"))})
    assert () == ProjectFile().save(str(tmp_path), Saving(before, now, decided=decided))[1]
    assert 'method = "median"' in path.read_text()


def test_scenarios_come_and_go(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(TEXT)

    saved(
        tmp_path, lambda s: (s[0], Scenario("new", "", (ModuleChoice("m"),), inputs={"x": ValueSpec("file", "x.csv")}))
    )

    assert ["us", "new"] == [each.name for each in read_settings(tmp_path).scenarios]
    assert 'x = {file = "x.csv"}' in path.read_text() and 'owner = "ann@shop"' in path.read_text()
    saved(tmp_path, lambda s: ())
    assert "[[scenario]]" not in path.read_text() and "keep = true" in path.read_text()


def test_positions_are_written_by_name(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(TEXT + "\n[positions]\nb = [1.0, 2.0]  # mine\n")

    saved(tmp_path, positions_before={"b": (1.0, 2.0)}, positions={"b": (1.0, 2.0), "ns.a node": (3.04, 4.0)})
    assert 'b = [1.0, 2.0]  # mine\n"ns.a node" = [3.0, 4.0]' in path.read_text()
    saved(tmp_path, positions_before={"b": (1.0, 2.0), "ns.a node": (3.04, 4.0)}, positions={})
    assert "positions" not in path.read_text()

    path.write_text(TEXT + "\n[positions]\n# mine\nb = [1.0, 2.0]\n")
    saved(tmp_path, positions_before={"b": (1.0, 2.0)}, positions={})
    assert path.read_text() == TEXT + "\n[positions]\n# mine\n"


@pytest.mark.parametrize(
    "text", ["[[scenario]\n", "\x00", "scenario = 1\n", "[[scenario]]\nname = 'us'\nmodules = 3\n", "\xff"]
)
def test_a_broken_file_is_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(text.encode("latin-1"))

    with pytest.raises(ProjectFileRefusal, match=r"[Nn]ot saved|kept"):
        ProjectFile().save(str(tmp_path), Saving(now=(Scenario("us", "", (ModuleChoice("a"),)),)))

    assert text.encode("latin-1") == path.read_bytes()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere.toml"
    target.write_text(TEXT)
    (tmp_path / FILE_NAME).symlink_to(target)

    saved(tmp_path, with_config("us", method="median"))

    assert (tmp_path / FILE_NAME).is_symlink() and "median" in target.read_text()


_PLAIN: Any = (
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=6)
    | st.dates()
)
_VALUES = st.recursive(
    _PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)
_SPECS = st.builds(literal, _VALUES) | st.builds(
    ValueSpec,
    st.sampled_from(["literal", "file", "expression", "none"]),
    st.text(st.characters(codec="utf-8"), max_size=8),
)
_NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=5)
_TABLES = st.dictionaries(_NAMES, _SPECS, max_size=3)
_SCENARIOS = st.lists(
    st.builds(
        Scenario,
        _NAMES,
        st.just(""),
        st.lists(st.builds(ModuleChoice, _NAMES, st.booleans()), max_size=3, unique_by=lambda m: m.name).map(tuple),
        st.booleans(),
        _TABLES,
        _TABLES,
        _TABLES,
        st.lists(_NAMES, max_size=2).map(tuple),
        st.sampled_from(["sync", "threads:2"]),
        st.sampled_from(["", "kept"]),
    ),
    max_size=3,
    unique_by=lambda scenario: scenario.name,
).map(tuple)


@settings(max_examples=150)
@given(first=_SCENARIOS, second=_SCENARIOS)
def test_whatever_is_saved_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, first: tuple[Scenario, ...], second: tuple[Scenario, ...]
) -> None:
    folder = tmp_path_factory.mktemp("round")
    file = ProjectFile()
    file.save(str(folder), Saving((), first))
    read = read_settings(folder).scenarios
    assert {replace(each, origin=FILE_NAME).name: replace(each, origin=FILE_NAME) for each in first} == {
        each.name: each for each in read
    }
    text = (folder / FILE_NAME).read_bytes() if first else b""
    file.save(str(folder), Saving(read, read))
    assert text == ((folder / FILE_NAME).read_bytes() if first else b"")

    file.save(str(folder), Saving(read, second))
    again = {each.name: each for each in read_settings(folder).scenarios}
    assert {each.name: replace(each, origin=FILE_NAME) for each in second} == again


LISTS = """[[scenario]]
name = "us"
modules = [ # open
  "a", # first
  # between
  "b" # last
  # end
] # close
"""


@pytest.mark.parametrize(
    ("modules", "expected"),
    [
        (["a", "c"], ['-  "b" # last', '+  "c" # last']),
        (["a", "b", "c"], ['-  "b" # last', '+  "b", # last', '+  "c"']),
        (["b"], ['-  "a", # first']),
        (["b", "a"], ['-  "a", # first', '+  "a" # first', '-  "b" # last', '+  "b", # last']),
        (["a", "a", "b"], ['+  "a",']),
    ],
)
def test_comments_of_a_list_stay_with_their_items(tmp_path: Path, modules: list[str], expected: list[str]) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(LISTS)

    choices = tuple(ModuleChoice(name) for name in modules)
    saved(tmp_path, lambda found: (replace(found[0], modules=choices),))

    assert choices == read_settings(tmp_path).scenarios[0].modules
    assert sorted(expected) == sorted(lines_changed(LISTS, path.read_text()))


@pytest.mark.parametrize(
    ("line", "value", "expected"),
    [
        ("a = [true, 2]", [1, 2], "a = [1, 2]"),
        ("a = [1.0, 2] # x", [1, 2], "a = [1, 2] # x"),
        ("a = [1, 1, 2]", [1, 2], "a = [1, 2]"),
        ("a = 2024-02-01T00:00:00Z", dt.datetime(2025, 1, 1, tzinfo=dt.timezone.utc), "a = 2025-01-01T00:00:00Z"),
        ('a = """\none\ntwo\n""" # x', "one\nthree\n", 'a = """\none\nthree\n""" # x'),
        ("a = { b = 1, c = { d = 1 } }", {"b": 1, "c": {"d": 2}}, "a = { b = 1, c = { d = 2 } }"),
        ("a.b = 1 # b\na.c = 2 # c", {"b": 1, "c": 3}, "a.b = 1 # b\na.c = 3 # c"),
        ("[scenario.config.a]\nb = 1 # b\nc = 2", {"b": 1, "c": 3}, "[scenario.config.a]\nb = 1 # b\nc = 3"),
        ("[[scenario.config.a]]\nb = 1 # b\n[[scenario.config.a]]\nb = 2", [{"b": 1}, {"b": 3}],
            "[[scenario.config.a]]\nb = 1 # b\n[[scenario.config.a]]\nb = 3"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_only_what_differs_inside_a_value_is_written(
    tmp_path: Path, line: str, value: Any, expected: str, mark: str, ending: str
) -> None:
    path = tmp_path / FILE_NAME
    head = "" if line.startswith("[") else "[scenario.config]\n"
    text = f'{mark}[[scenario]]\nname = "us"\n{head}%s\n'.replace("\n", ending)
    path.write_bytes((text % line.replace("\n", ending)).encode())

    assert () == saved(tmp_path, with_config("us", a=value))

    assert literal(value) == read_settings(tmp_path).scenarios[0].config["a"]
    assert text % expected.replace("\n", ending) == path.read_bytes().decode()


def test_a_file_with_its_scenarios_apart_is_not_touched_unless_edited(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text('[[scenario]]\nname = "us"\n[tool_x]\nk = 1\n[[scenario]]\nname = "eu"\n')
    before = path.read_bytes()
    saved(tmp_path)
    assert before == path.read_bytes()


@pytest.mark.parametrize("gone", ["us", "eu"])
def test_the_comment_before_a_scenario_stays_when_the_one_above_goes(tmp_path: Path, gone: str) -> None:
    path = tmp_path / FILE_NAME
    text = '[[scenario]]\nname = "us"\n[[scenario]]\nname = "eu"\n# about jp\n[[scenario]]\nname = "jp"\n'
    path.write_text(text if gone == "eu" else text.replace('[[scenario]]\nname = "eu"\n', ""))
    saved(tmp_path, lambda found: tuple(each for each in found if each.name != gone))
    assert "# about jp\n[[scenario]]" in path.read_text()


@pytest.mark.parametrize(
    "after",
    [
        "",  # the last table of the file
        "\n# the inputs\n[scenario.inputs]\nx = 1\n",
        '[[scenario]]\nname = "eu"\n',
    ],
)
def test_the_comment_above_the_last_key_of_a_table_stays_when_the_key_goes(tmp_path: Path, after: str) -> None:
    path = tmp_path / FILE_NAME
    text = '[[scenario]]\nname = "us"\n[scenario.config]\nn = 1\n\n# why m\nm = 2  # two\n'
    path.write_text(text + after)
    saved(tmp_path, lambda found: (replace(found[0], config={"n": literal(1)}), *found[1:]))
    assert path.read_text() == text.removesuffix("m = 2  # two\n") + after


APART = """# shop
[[task]]
title = 'one'
[[scenario]]
name = "us"  # first
config = {n = 1}

# where things are
[positions]
a = [1, 2]

[[scenario]]
name = "eu"
note = '''
[[scenario]]
[positions]
'''
  [scenario.config]
  n = 2
# about the second task
[[task]]
title = "[[scenario]]"

[[scenario]]
name = "jp"
[scenario.config]
n = 3

[tool_x]
k = ["scenario"] # [[scenario]]
"""


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "name, line, other",
    [("us", "config = {n = 1}", "config = {n = 9}"), ("eu", "  n = 2\n", "  n = 9\n"), ("jp", "n = 3\n", "n = 9\n")],
)
def test_scenarios_between_other_tables_stay_where_they_are(
    tmp_path: Path, ending: str, name: str, line: str, other: str
) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(APART.replace("\n", ending).encode())

    saved(tmp_path, with_config(name, n=9))

    assert APART.replace(line, other).replace("\n", ending) == path.read_bytes().decode()


@pytest.mark.parametrize(
    "name, gone",
    [
        ("us", '[[scenario]]\nname = "us"  # first\nconfig = {n = 1}\n'),
        ("eu", APART[APART.index('[[scenario]]\nname = "eu"') : APART.index("# about the second task")]),
        ("jp", '[[scenario]]\nname = "jp"\n[scenario.config]\nn = 3\n\n'),
    ],
)
def test_a_scenario_between_other_tables_goes_alone(tmp_path: Path, name: str, gone: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(APART)

    saved(tmp_path, lambda found: tuple(each for each in found if each.name != name))

    assert APART.replace(gone, "") == path.read_text()


def test_a_new_scenario_comes_behind_those_between_other_tables(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(APART)

    saved(tmp_path, lambda found: (*found, replace(found[0], name="br", config={"n": literal(4)})))

    assert ["us", "eu", "jp", "br"] == [each.name for each in read_settings(tmp_path).scenarios]
    assert all(line.startswith("+") for line in lines_changed(APART, path.read_text()))


INLINE = """# short
scenario = [
    {name = "us", config = {n = 1}},  # first
    {name = "eu"},
]

[positions]
a = [1, 2]
"""


@pytest.mark.parametrize(
    "change, old, new",
    [
        (with_config("us", n=2), "{n = 1}", "{n = 2}"),
        (with_config("eu", n=2), '"eu"}', '"eu", config = {n = 2}}'),
        (lambda found: found[1:], '    {name = "us", config = {n = 1}},  # first\n', ""),
        (lambda found: found[:1], '    {name = "eu"},\n', ""),
        (lambda found: (replace(found[0], name="uk"), found[1]), '"us"', '"uk"'),
        (
            lambda found: (*found, replace(found[0], name="jp")),
            '"eu"},\n',
            '"eu"},\n    {name = "jp", config = {n = 1}},\n',
        ),
    ],
)
def test_scenarios_in_an_inline_array_are_edited_in_it(tmp_path: Path, change: Any, old: str, new: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(INLINE)

    saved(tmp_path, change)

    assert INLINE.replace(old, new) == path.read_text()


@pytest.mark.parametrize("text", ["scenario = []\n", 'scenario = [{name = "us"}]\n'])
def test_an_inline_array_on_one_line_takes_a_scenario(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text)
    saved(tmp_path, lambda found: (*found, Scenario("new", config={"n": literal(1)})))
    assert "new" == read_settings(tmp_path).scenarios[-1].name
