"""What another scenario would change: each kind of change by itself, and how much of it is told."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from dagscope.compare.facts import side_of
from dagscope.compare.what_if import MOST_NODES, Effect, effect_of
from dagscope.scenario import ModuleChoice, Scenario, ValueSpec
from dagscope.session.session import Session

BASE = """
from hamilton.function_modifiers import config

def a(x: int) -> int:
    return x

def b(a: int) -> int:
    return a

@config.when(method="mean")
def c__mean(b: int) -> int:
    return b

@config.when(method="median")
def c__median(b: int) -> int:
    return b + 1

@config.when(method="mean")
def only(c: int) -> int:
    return c

def d(c: int) -> int:
    return c
"""
NEWER = "def b(a: int) -> int:\n    return a + 1\n\ndef e(b: int) -> int:\n    return b\n"


def spec(text: str) -> ValueSpec:
    return ValueSpec("literal", text)


def scenario(*modules: str, method: str = "mean", **other: dict[str, ValueSpec]) -> Scenario:
    chosen = tuple(ModuleChoice(name) for name in modules or ("wi_base",))
    return Scenario("s", "", chosen, True, {"method": spec(method)}, **other)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "wi_base.py").write_text(BASE, "utf-8")
    (tmp_path / "wi_newer.py").write_text(NEWER, "utf-8")
    found = Session()
    found.open(str(tmp_path))
    return found


def effect(session: Session, before: Scenario, after: Scenario) -> Effect:
    return effect_of(side_of(session.build_aside(before)), session.build_aside(after))


CASES = {
    "nothing": (scenario(), scenario(), "", "", "", ""),
    "a module more": (scenario(), scenario("wi_base", "wi_newer"), "e", "", "b", "c only d"),
    "a module less": (scenario("wi_base", "wi_newer"), scenario(), "", "e", "b", "c only d"),
    "another config value": (scenario(), scenario(method="median"), "", "only", "method c", "d"),
    "an input": (scenario(), scenario(inputs={"x": spec("2")}), "", "", "x", "a b c only d"),
    "an override": (scenario(), scenario(overrides={"c": spec("2")}), "", "", "c", "only d"),
    "an override less": (scenario(overrides={"b": spec("2")}), scenario(), "", "", "b", "c only d"),
}


@pytest.mark.parametrize("case", CASES)
def test_each_change_is_sorted_into_what_it_does(session: Session, case: str) -> None:
    before, after, *wanted = CASES[case]
    found = effect(session, before, after)
    parts = (found.added, found.removed, found.redefined, found.affected)
    assert [set(text.split()) for text in wanted] == [set(part) for part in parts]
    assert list(found.added) == [node.name for node in found.nodes]


def test_nothing_is_kept_and_nothing_is_built_twice(session: Session) -> None:
    session.build("main", scenario())
    effect(session, scenario(), scenario("wi_base", "wi_newer"))
    assert ["main"] == list(session.slots)
    assert session.build_aside(scenario()).result is session.slots["main"].result


def test_of_very_many_added_nodes_the_first_are_drawn_and_all_are_named(session: Session, tmp_path: Path) -> None:
    many = "\n".join(f"def n_{number}(a: int) -> int:\n    return a\n" for number in range(MOST_NODES + 50))
    (tmp_path / "wi_many.py").write_text(many, "utf-8")
    session.open(str(tmp_path))
    found = effect(session, scenario(), scenario("wi_base", "wi_many"))
    assert (MOST_NODES + 50, MOST_NODES) == (len(found.added), len(found.nodes))
