"""`dagscope.toml` as hands write it: headers in two spellings, one scenario as one table, what goes without saying."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from dagscope.project.settings import FILE_NAME, read_settings
from dagscope.scenario import Scenario
from dagscope_app.model.records.file_conflict import ProjectFileRefusal

from tests.app.services.test_project_file import saved, with_config


@pytest.mark.parametrize(
    "heads",
    [("[[scenario]]", "[[ scenario ]]"), ("[['scenario']]", "[[scenario]]"), ('  [["scenario"]]', "[[scenario ]]")],
)
def test_headers_spelled_in_two_ways_stay_as_they_are(tmp_path: Path, heads: tuple[str, str]) -> None:
    path = tmp_path / FILE_NAME
    first = f'{heads[0]} # one\nname = "us"\n[ scenario . config ]\nk = 1\n'
    text = f'{first}{heads[1]}\nname = "eu"\n[scenario.config]\nk = 1\n'
    path.write_text(text)

    assert () == saved(tmp_path, with_config("eu", k=2))
    assert text.rpartition("k = 1")[0] + "k = 2\n" == path.read_text()


@pytest.mark.parametrize("said", ["final_vars = []", "allow_module_overrides = false", 'executor = "sync"'])
def test_what_the_file_says_needlessly_is_no_conflict(tmp_path: Path, said: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(f'[[scenario]]\nname = "us"\nmodules = ["m"]\n{said}\n')

    def change(scenarios: tuple[Scenario, ...]) -> tuple[Scenario, ...]:
        return (replace(scenarios[0], final_vars=("z",), allow_module_overrides=True, executor="threads:2"),)

    assert () == saved(tmp_path, change)
    (found,) = read_settings(tmp_path).scenarios
    assert (("z",), True, "threads:2") == (found.final_vars, found.allow_module_overrides, found.executor)


SINGLE = '# mine\n[scenario]   # the only one\nname = "us"\n\n[scenario.config]\nk = 1\n'


def test_a_scenario_written_as_one_table_is_edited_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(SINGLE)

    assert ["us"] == [each.name for each in read_settings(tmp_path).scenarios]
    assert () == saved(tmp_path) and SINGLE == path.read_text()
    assert () == saved(tmp_path, with_config("us", k=2))
    assert SINGLE.replace("k = 1", "k = 2") == path.read_text()


def test_a_second_scenario_makes_a_list_of_one_table(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(SINGLE)

    assert () == saved(tmp_path, lambda scenarios: (*scenarios, replace(scenarios[0], name="eu")))
    assert path.read_text().startswith(SINGLE.replace("[scenario]", "[[scenario]]"))
    assert ["us", "eu"] == [each.name for each in read_settings(tmp_path).scenarios]
    assert () == saved(tmp_path, lambda scenarios: scenarios[1:])
    assert ["eu"] == [each.name for each in read_settings(tmp_path).scenarios]


def test_the_only_scenario_can_go(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text(SINGLE)

    assert () == saved(tmp_path, lambda scenarios: ())
    assert () == read_settings(tmp_path).scenarios
    assert "# mine\n" == (tmp_path / FILE_NAME).read_text()


def test_a_misspelt_key_of_one_table_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('\n[scenario]\nname = "us"\nmoduls = []\n')

    (problem,) = read_settings(tmp_path).problems
    assert 4 == problem.line and "is modules meant?" in problem.message


INLINE = [
    '# mine\nscenario = {name = "us", config = {k = 1}} # why\n',
    "x = 1\nscenario = { 'name' = \"us\", config = { k = 1 } }\n[positions]\na = [1, 2]\n",
    'scenario = {name = "us", config.k = 1}\n',
    'scenario = {config = {j = 0, k = 1}, name = "us", modules = ["m"]}\n',
    '"scenario" = {name = "us", config = {k = 1}}\r\n',
    'scenario = [{name = "us", config = {k = 1}}] # why\n',
    'scenario = [\n  # the first\n  {name = "us", config = {k = 1}},\n]\n',
    'scenario = [{name = "us", config.k = 1}, {name = "jp"}]\n',
    'scenario = [{config = {k = 1}, name = "us"}]\n[positions]\na = [1, 2]\n',
    '  scenario = [ { name = "us", config = { k = 1 } } ]\n',
]


@pytest.mark.parametrize("text", INLINE)
def test_inline_scenarios_are_edited_where_they_stand(tmp_path: Path, text: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(text, newline="")

    assert () == saved(tmp_path) and text == path.read_bytes().decode()
    assert () == saved(tmp_path, with_config("us", k=2))
    assert text.replace("k = 1", "k = 2") == path.read_bytes().decode()


@pytest.mark.parametrize("text", INLINE)
def test_inline_scenarios_get_another_and_lose_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(text, newline="")
    before = read_settings(tmp_path).scenarios

    assert () == saved(tmp_path, lambda scenarios: (*scenarios, replace(scenarios[0], name="eu")))
    assert (*before, replace(before[0], name="eu")) == read_settings(tmp_path).scenarios
    assert ("# why" in text) == ("# why" in path.read_text())

    assert () == saved(tmp_path, lambda scenarios: scenarios[1:])
    assert (*before[1:], replace(before[0], name="eu")) == read_settings(tmp_path).scenarios


@pytest.mark.parametrize("text", ["scenario = {us = {k = 1}}\n", "scenario = 1\n", 'scenario = [1, {name = "us"}]\n'])
def test_what_is_no_scenario_is_kept_with_a_sentence_that_says_what_to_write(tmp_path: Path, text: str) -> None:
    path = tmp_path / FILE_NAME
    path.write_text(text)

    with pytest.raises(ProjectFileRefusal, match=r"Write each as \[\[scenario\]\] and name"):
        saved(tmp_path, lambda scenarios: (*scenarios, Scenario("eu")))
    assert text == path.read_text()
