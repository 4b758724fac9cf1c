"""Functions taken from a module of the scenario's choice: built, written to the file, exported, as Hamilton does it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from dagscope.scenario import Scenario, following, from_plain, own_part, to_plain
from dagscope.session.building import Slot
from dagscope.session.elsewhere import OPEN, defined_elsewhere
from dagscope.session.session import Session

MEMBER = "importlib.import_module('cd_more').Grain"
MODULES = {
    "cd_real": "def load(x: int) -> int:\n    return x\ndef b(load: int) -> int:\n    return load\n",
    "cd_mock": "def load(x: int) -> int:\n    return 100\ndef b(load: int) -> int:\n    return -load\n",
    "cd_aside": "def load(x: int) -> int:\n    return 7\ndef unused(x: int) -> int:\n    return x\n",
    "cd_kinds": (
        "from dagscope.function_modifiers import config\n"
        '@config.when(m="a")\ndef c__a(b: int) -> int:\n    return b\n'
        '@config.when_in(m=["b", "z"])\ndef c__b(b: int) -> int:\n    return b\n'
        "@config(lambda found: False)\ndef c__never(b: int) -> int:\n    return b\n"
        '@config.when_not(m="a")\ndef c__other(b: int) -> int:\n    return b\n'
    ),
}
HEAD = {"name": "s", "modules": ["cd_real", "cd_mock"], "allow_module_overrides": True, "inputs": {"x": 3}}


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    for name, text in MODULES.items():
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
    found = Session()
    found.open(str(tmp_path))
    return found


def built(session: Session, **changes: object) -> Slot:
    return session.build("main", from_plain({**HEAD, **changes}))


def active(slot: Slot) -> dict[str, str]:
    return {each.node: each.module for each in slot.records.definitions if each.is_active}


@pytest.mark.parametrize("module", ["cd_real", "cd_mock", "cd_aside"])
def test_one_function_comes_from_the_chosen_module_and_nothing_else_does(session: Session, module: str) -> None:
    slot = built(session, definitions={"load": module})
    assert {"load": module, "b": "cd_mock"} == active(slot)
    assert not [each for each in slot.problems if each.severity == "error"]
    told = [each for each in slot.records.definitions if each.node == "load"]
    assert ["chosen in this scenario"] == [each.reason for each in told if each.is_active]
    places = [(each.function, each.module) for each in told]
    assert len(places) == len(set(places)), "what is chosen stands there once"


def test_hamilton_gives_the_same_by_the_same_means(session: Session) -> None:
    import types

    from hamilton import driver

    modules = [sys.modules[name] for name in ("cd_real", "cd_mock") if built(session)]
    chosen = types.ModuleType("cd_real")
    chosen.load = modules[0].load  # type: ignore[attr-defined]
    peer = driver.Builder().with_modules(*modules, chosen).allow_module_overrides().build()
    slot = built(session, definitions={"load": "cd_real"})
    made = [(name, node.originating_functions) for name, node in slot.result.graph.nodes.items()]
    peers = [(variable.name, variable.originating_functions) for variable in peer.list_available_variables()]
    sources, wanted = (
        {name: [(fn.__module__, fn.__qualname__) for fn in functions or ()] for name, functions in pairs}
        for pairs in (made, peers)
    )
    assert wanted == sources and [("cd_real", "load")] == sources["load"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"definitions": {"laod": "cd_mock"}}, "cd_mock has no function laod; is load meant?"),
        ({"definitions": {"load": "cd_nowhere"}}, "cd_nowhere"),
        ({"definitions": {"load": "cd_real"}, "allow_module_overrides": False}, "need allow_module_overrides = true"),
    ],
)
def test_what_cannot_be_chosen_is_a_problem(session: Session, changes: dict[str, object], sentence: str) -> None:
    slot = built(session, **changes)
    assert any(sentence in each.message for each in slot.problems), slot.problems


def test_variants_say_what_config_they_want(session: Session) -> None:
    for value, wanted in (
        ("a", {"c__b": {"m": "'b'"}, "c__never": {}, "c__other": {}}),
        ("z", {"c__a": {"m": "'a'"}, "c__never": {}}),
    ):
        slot = built(session, modules=["cd_mock", "cd_kinds"], config={"m": value})
        left_out = {
            each.function: each.wants for each in slot.records.definitions if each.node == "c" and not each.is_active
        }
        assert wanted == {name: wants for name, wants in left_out.items() if name in wanted}


def test_a_choice_survives_the_file_and_the_scenario_it_follows() -> None:
    base = Scenario("base", allow_module_overrides=True, definitions={"load": "mock"})
    own = Scenario("own", allow_module_overrides=True, definitions={"load": "real"}, based_on="base")
    assert base == from_plain(to_plain(base))
    for each in (own, Scenario("own", allow_module_overrides=True, based_on="base")):
        assert each.definitions == following({"name": "own", **own_part(each, base)}, base, "").definitions


@pytest.mark.parametrize("value", [["load"], {"load": 3}, "load"])
def test_another_type_is_refused_with_an_example(value: object) -> None:
    with pytest.raises(ValueError, match="definitions is a table"):
        from_plain({"name": "s", "definitions": value})


def elsewhere(session: Session, slot: Slot) -> list[tuple[str, str, str, str]]:
    found = defined_elsewhere(session.opened(), slot)
    numbers = [each.id for each in (*slot.records.definitions, *found)]
    assert len(numbers) == len(set(numbers))
    return [(each.node, each.module, each.function, each.reason) for each in found]


def test_definitions_in_modules_that_are_not_listed_are_read_and_never_imported(
    session: Session, tmp_path: Path
) -> None:
    slot = built(session, modules=["cd_real"])
    assert [
        ("load", "cd_aside", "load", ""),
        ("load", "cd_mock", "load", ""),
        ("b", "cd_mock", "b", ""),
    ] == elsewhere(session, slot)
    (tmp_path / "cd_loud.py").write_text("raise SystemExit\ndef load(x: int) -> int:\n    return 0\n", "utf-8")
    session.open(str(tmp_path))
    assert ("load", "cd_loud", "load", "") in elsewhere(session, slot)
    assert "cd_loud" not in sys.modules


def test_each_that_is_chosen_from_there_counts_and_is_offered_no_more(session: Session) -> None:
    for node, module, function, _ in elsewhere(session, built(session, modules=["cd_real"])):
        slot = built(session, modules=["cd_real"], definitions={function: module})
        assert module == active(slot)[node]
        assert (node, module) not in {(each[0], each[1]) for each in elsewhere(session, slot)}


def test_a_module_that_is_switched_off_is_not_used_either(session: Session) -> None:
    slot = built(session, modules=["cd_real", "cd_mock"], off=["cd_mock"])
    assert ("b", "cd_mock", "b", "") in elsewhere(session, slot)


@pytest.mark.parametrize(
    ("config", "functions"),
    [
        ({"m": "a"}, {"c__a", "c__never", "c__b", "c__other"}),
        ({"m": "z"}, {"c__b", "c__never", "c__other", "c__a"}),
        ({"c": 3}, set[str]()),
    ],
)
def test_of_variants_those_that_the_config_could_choose(
    session: Session, tmp_path: Path, config: dict[str, object], functions: set[str]
) -> None:
    (tmp_path / "cd_asks.py").write_text("def d(c: int) -> int:\n    return c\n", "utf-8")
    session.open(str(tmp_path))
    found = elsewhere(session, built(session, modules=["cd_asks"], config=config))
    assert functions == {function for node, _, function, _ in found if node == "c"}
    assert {"c__never"} & functions == {function for _, _, function, reason in found if reason == OPEN}


@pytest.mark.parametrize(
    ("decorator", "config", "wants"),
    [
        ("config.when(m='a')", {}, {"m": "'a'"}),
        ("config.when(m='a')", {"m": "b"}, {"m": "'a'"}),
        ("config.when(m='a', n=2)", {"n": 2}, {"m": "'a'"}),
        ("config.when(m='a', n=2)", {}, {"m": "'a'", "n": "2"}),
        ("config.when(m=None)", {"m": 1}, {"m": "None"}),
        ("config.when(m=True, name='load')", {}, {"m": "True"}),
        ("config.when_in(m=['p', 'q'])", {"m": "a"}, {"m": "'p'"}),
        ("config.when_in(m={'q', 'p'})", {}, {"m": "'p'"}),
        ("config.when(m='a')\n@config.when_not(n=1)", {"n": 2}, {"m": "'a'"}),
        ("config.when(m='a')\n@config.when_not(n=1)", {"n": 1}, {"m": "'a'", "n": ""}),
        ("config.when_not(m='a')", {"m": "a"}, {"m": ""}),
        ("config.when_not_in(m=['a'])", {"m": "a"}, {"m": ""}),
        ("config.when_not(m='a', n=None)", {"m": "a", "n": 1}, {"m": ""}),
        ("config.when_not(m=None)", {}, None),
        ("config.when_not(m='a')\n@config.when(m='a')", {"m": "a"}, None),
        ("config.when_in(m=[])", {}, None),
        ("config.when(m='a')\n@config.when(m='b')", {}, None),
        ("config.when(m=NAME)", {}, {"m": "'day'"}),
        ("config.when_in(m=[NAME, 'b'])", {"m": "a"}, {"m": "'day'"}),
        ("config.when(m=Grain.WEEK)", {"m": "a"}, {"m": f"{MEMBER}.WEEK"}),
        ("config.when_in(m=[Grain.DAY, Grain.WEEK])", {}, {"m": f"{MEMBER}.DAY"}),
        ("config.when(m=Unit.DAY)", {}, {"m": "'d'"}),
        ("config.when(m=Unit.DAY.value)", {}, {"m": "'d'"}),
        ("config.when_not(m=NAME)", {"m": "day"}, {"m": ""}),
    ],
)
def test_a_variant_that_is_not_chosen_comes_with_the_config_that_would_choose_it(
    session: Session, tmp_path: Path, decorator: str, config: dict[str, object], wants: dict[str, str] | None
) -> None:
    sys.modules.pop("cd_more", None)
    head = "from dagscope.function_modifiers import config\n"
    head += "import enum\nNAME = 'day'\nclass Grain(enum.Enum):\n    DAY = 1\n    WEEK = 2\n"
    head += "class Unit(str, enum.Enum):\n    DAY = 'd'\n"
    (tmp_path / "cd_more.py").write_text(f"{head}@{decorator}\ndef load__more(x: int) -> int:\n    return 9\n", "utf-8")
    session.open(str(tmp_path))
    slot = built(session, modules=["cd_real"], config=config)

    found = [each for each in defined_elsewhere(session.opened(), slot) if each.module == "cd_more"]

    assert ([] if wants is None else [wants]) == [each.wants for each in found]
    if wants is not None:
        kinds = {key: "expression" if text.startswith(MEMBER) else "literal" for key, text in wants.items()}
        given = {**config, **{key: {kinds[key]: text} for key, text in wants.items()}}
        given = {key: value for key, value in given.items() if value != {"literal": ""}}
        chosen = built(session, modules=["cd_real"], config=given, definitions={"load__more": "cd_more"})
        assert "cd_more" == active(chosen)["load"]


def test_functions_that_cannot_be_nodes_are_not_offered(session: Session, tmp_path: Path) -> None:
    text = (
        "from dagscope.function_modifiers import extract_fields, hamilton_exclude\n"
        "@hamilton_exclude\ndef load(x: int) -> int:\n    return 1\n"
        "def b(load):\n    return 1\n"
        "@extract_fields({'x': int, 'other': int})\ndef both(y: int) -> dict:\n    return {'x': y, 'other': y}\n"
    )
    (tmp_path / "cd_odd.py").write_text(text, "utf-8")
    session.open(str(tmp_path))
    slot = built(session, modules=["cd_real"])
    assert [("x", "cd_odd", "both", "")] == [each for each in elsewhere(session, slot) if each[1] == "cd_odd"]
    assert "cd_odd" == active(built(session, modules=["cd_real"], definitions={"both": "cd_odd"}))["x"]
