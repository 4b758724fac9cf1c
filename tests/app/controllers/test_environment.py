"""Choosing an interpreter, and making an environment of a project's own."""

from __future__ import annotations

from dagscope.records import ProblemRecord
from dagscope_app.commands.table import BY_ID
from dagscope_app.controllers.ports import PathQuestion
from dagscope_app.model.project.environment import FoundPython
from dagscope_app.model.records.trust import Agreement

from tests.app.controllers.bench import FOLDER, Bench

NEEDS = ProblemRecord(
    "needs", "This project needs polars", command="pip install polars", packages=("-e", FOLDER, "polars")
)


def lacking(shop: Bench) -> Bench:
    shop.c.project.build()
    shop.build(problems=(NEEDS,))
    return shop


def test_what_is_missing_offers_an_environment_of_the_projects_own(shop: Bench) -> None:
    lacking(shop)

    banner = shop.state.banner
    assert banner is not None
    assert "project.create_environment" == banner.second_command
    assert "app.choose_interpreter" == banner.third_command
    assert BY_ID["project.create_environment"].enabled_when(shop.state)


def test_it_is_agreed_to_before_anything_is_made(shop: Bench) -> None:
    lacking(shop).do("project.create_environment")

    question = shop.ask.question
    assert isinstance(question, Agreement)
    facts = dict(question.facts)
    assert "/usr/bin/python3" == facts["Python"]
    assert f"-e {FOLDER} polars" == facts["Installed"]
    assert [] == shop.environments.made
    shop.ask.agree_to()
    assert [(FOLDER, "/usr/bin/python3", ("-e", FOLDER, "polars"))] == shop.environments.made


def test_of_several_pythons_one_is_chosen(shop: Bench) -> None:
    shop.environments.found.append(FoundPython("/opt/python3.13", "3.13", "pyenv"))
    lacking(shop).do("project.create_environment")

    assert ["/usr/bin/python3", "/opt/python3.13"] == [option.key for option in shop.ask.options]
    shop.ask.answer("/opt/python3.13")
    shop.ask.agree_to()
    assert "/opt/python3.13" == shop.environments.made[0][1]


def test_a_python_that_the_project_does_not_allow_says_so_and_is_not_taken_alone(shop: Bench) -> None:
    shop.environments.found = [FoundPython("/opt/python3.10", "3.10", "pyenv", ">=3.12")]
    lacking(shop).do("project.create_environment")

    (option,) = shop.ask.options
    assert (option.key, option.hint) == ("/opt/python3.10", "Python 3.10, pyenv; the project asks for >=3.12")


def test_its_progress_can_be_cancelled(shop: Bench) -> None:
    lacking(shop).do("project.create_environment")
    assert not BY_ID["project.cancel_environment"].enabled_when(shop.state)
    shop.ask.agree_to()
    shop.environments.tell("Downloading polars")

    assert "Downloading polars" in shop.said
    shop.do("project.cancel_environment")
    assert shop.environments.is_cancelled
    shop.environments.end("", "it was cancelled")
    assert ("No environment was created: it was cancelled", "project.create_environment") == (shop.said, shop.offered)
    assert [] == shop.trust.added


def test_when_it_is_made_the_project_is_loaded_with_it(shop: Bench) -> None:
    shop.c.preferences.set_interpreter("/opt/other")
    lacking(shop).do("project.create_environment")
    shop.ask.agree_to()
    shop.environments.end(f"{FOLDER}/.venv/bin/python3", "")

    assert [(FOLDER, f"{FOLDER}/.venv/bin/python3", False)] == shop.trust.added
    assert "" == shop.state.preferences.interpreter
    assert shop.worker.calls[-1].startswith("start")
    toast = shop.state.toast
    assert toast is not None
    assert "/opt/other" in toast.text


def test_an_environment_that_is_there_is_left_alone(shop: Bench) -> None:
    shop.environments.owned.add(FOLDER)
    lacking(shop).do("project.create_environment")

    assert "already" in shop.said
    assert "app.choose_interpreter" == shop.offered
    assert [] == shop.environments.made


def test_a_folder_that_is_not_trusted_gets_none(shop: Bench) -> None:
    lacking(shop)
    shop.trust.unknown.add(FOLDER)
    shop.c.project.reload()

    assert not BY_ID["project.create_environment"].enabled_when(shop.state)


def test_an_interpreter_is_chosen_from_those_that_are_there_or_by_its_path(shop: Bench) -> None:
    shop.do("app.choose_interpreter")
    shop.ask.answer("/usr/bin/python3")
    assert "/usr/bin/python3" == shop.state.preferences.interpreter

    shop.do("app.choose_interpreter")
    shop.ask.answer("other")
    assert isinstance(shop.ask.question, PathQuestion)
    shop.ask.answer("/opt/python")
    assert "/opt/python" == shop.state.preferences.interpreter

    shop.do("app.choose_interpreter")
    shop.ask.answer("automatic")
    assert "" == shop.state.preferences.interpreter


def test_without_any_python_there_is_nothing_to_make_it_from(shop: Bench) -> None:
    shop.environments.found.clear()
    lacking(shop).do("project.create_environment")

    assert "No Python was found" in shop.said
    assert [] == shop.environments.made
