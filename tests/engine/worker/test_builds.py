"""What a worker says of modules that it builds: where they are broken, what they override, whose files they are."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope.protocol import messages as m
from dagscope.scenario import ModuleChoice, Scenario, ValueSpec

from tests.engine.worker.client import Client

Make = Callable[..., Path]


def test_overridden_definitions_are_all_listed(client: Client, project: Make) -> None:
    folder = project(a="def x() -> int:\n    return 1\n", b="def x() -> int:\n    return 2\n")

    client.build(folder, "a", "b", allow_module_overrides=True)

    pages = [message.body for message in client.seen if isinstance(message.body, m.GraphPage)]
    found = {(d.module, d.is_active, bool(d.source)) for page in pages for d in page.definitions if d.node == "x"}
    assert {("b", True, True), ("a", False, True)} == found


def test_a_module_that_fails_is_drawn_from_its_source(client: Client, project: Make) -> None:
    folder = project(
        good="def fine(lost: int) -> int:\n    return 1\ndef alone() -> int:\n    return 2\n",
        bad="import not_installed_anywhere\n\ndef lost(start: int) -> int:\n    '''Doc.'''\n    return start\n",
    )

    end = client.build(folder, "good", "bad")
    finished = client.run("alone")
    refused = client.run("fine", run="r2")

    nodes = client.nodes()
    assert ("unavailable", "bad", "Doc.") == (nodes["lost"].kind, nodes["lost"].module, nodes["lost"].doc)
    assert ("input", "ok") == (nodes["start"].kind, finished.status)
    (problem,) = end.problems
    assert ("needs", str(folder / "bad.py"), 1) == (problem.kind, problem.file, problem.line)
    assert "This project needs not_installed_anywhere, which is not installed" in problem.message
    assert problem.command.endswith("install not_installed_anywhere") or "uv pip install" in problem.command
    assert "lost" in refused.message and "not_installed_anywhere" in refused.message


@pytest.mark.parametrize(
    ("text", "kind_part"),
    [
        ("def a(:\n", "SyntaxError"),
        ("import sys\nsys.exit(3)\n", "sys.exit(3)"),
        ("raise RuntimeError('at import')\n", "at import"),
        ("def a(x) -> int:\n    return 1\n", "x"),
        ("def a(b: int) -> int:\n    return 1\ndef b(a: int) -> int:\n    return 1\n", "a"),
        ("def a() -> str:\n    return ''\ndef b(a: int) -> int:\n    return 1\n", "a"),
    ],
)
def test_broken_modules_are_problems_with_a_place(client: Client, project: Make, text: str, kind_part: str) -> None:
    end = client.build(project(flow=text), "flow")

    assert end.problems
    assert kind_part in end.problems[0].message


def test_a_function_without_annotations_is_drawn_as_unavailable(client: Client, project: Make) -> None:
    text = "def a(x) -> int:\n    return 1\ndef b(a: int) -> int:\n    return a\ndef c() -> int:\n    return 3\n"

    client.build(project(flow=text), "flow")
    finished, refused = client.run("c"), client.run("b", run="r2")

    nodes = client.nodes()
    assert ("unavailable", "function", "ok") == (nodes["a"].kind, nodes["b"].kind, finished.status)
    assert "Missing type hint for x" in nodes["a"].reason
    assert "a is needed and cannot run" in refused.message


def test_code_that_breaks_the_build_itself_is_a_problem(client: Client, project: Make) -> None:
    text = (
        "class Meta(type):\n    def __getattribute__(cls, name):\n        raise RuntimeError('meta')\n"
        "class Odd(metaclass=Meta):\n    pass\ndef a() -> int:\n    return 1\n"
    )
    folder = project(flow=text, fine="def b() -> int:\n    return 1\n")

    end = client.build(folder, "flow")

    if end.problems:  # an engine that is not shaken by it is as good
        assert ("build", str(folder / "flow.py"), 3) == (
            end.problems[0].kind,
            end.problems[0].file,
            end.problems[0].line,
        )
        assert "unavailable" == client.nodes()["a"].kind
    client.rebuild("fine")
    assert "ok" == client.run("b").status


@pytest.mark.parametrize("error", ["KeyboardInterrupt", "SystemExit", "GeneratorExit"])
@pytest.mark.parametrize("method", ["__hash__", "__eq__", "__repr__", "__getattribute__", "__instancecheck__"])
def test_whatever_a_class_raises_the_build_ends(client: Client, project: Make, error: str, method: str) -> None:
    text = (
        f"class Meta(type):\n    def {method}(cls, *given):\n        raise {error}\n"
        "class Odd(metaclass=Meta):\n    pass\ndef a() -> Odd:\n    return 1\ndef c(a: Odd) -> int:\n    return 1\n"
    )
    folder = project(flow=text, fine="def b() -> int:\n    return 1\n")

    end = client.build(folder, "flow")

    if end.problems:
        assert any(str(folder / "flow.py") == problem.file for problem in end.problems)
    client.rebuild("fine")
    assert "ok" == client.run("b").status


def test_an_interrupt_of_a_config_expression_is_a_problem(client: Client, project: Make) -> None:
    folder = project(flow="def a() -> int:\n    return 1\n")
    client.ask(m.Open(str(folder)), m.Project)
    spec = ValueSpec("expression", "exec('raise KeyboardInterrupt')")

    end = client.ask(m.Build("main", Scenario("s", modules=(ModuleChoice("flow"),), config={"x": spec})), m.GraphEnd)

    assert ["the dataflow cannot be built: it was stopped"] == [problem.message for problem in end.problems]
    assert "unavailable" == client.nodes()["a"].kind
    client.rebuild("flow")
    assert "ok" == client.run("a").status


def test_an_endless_import_is_stopped(client: Client, project: Make, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "gate")
    folder = project(
        flow=f"open({str(tmp_path / 'gate')!r}, 'w').close()\nwhile True: pass\n",
        good="def a() -> int:\n    return 1\n",
    )
    client.ask(m.Open(str(folder)), m.Project)
    id = client.send(m.Build("main", Scenario("s", modules=(ModuleChoice("flow"),))))
    (tmp_path / "gate").read_text()

    client.interrupt()

    (problem,) = client.wait_for(m.GraphEnd, id).problems
    assert problem.message.startswith("module 'flow' cannot be imported: it was stopped while being imported, at line ")
    client.rebuild("good")
    assert "ok" == client.run("a").status


@pytest.mark.parametrize(
    "names", [("app", "engine", "protocol", "json", "random", "worker", "messages", "dagscope_app")]
)
def test_user_files_may_have_any_name(client: Client, project: Make, names: tuple[str, ...]) -> None:
    texts = {name: f"def from_{name}() -> str:\n    return '{name}'\n" for name in names}
    texts["sitecustomize"] = texts["usercustomize"] = "import pathlib\npathlib.Path('RAN').touch()\n"
    folder = project(**texts)

    end = client.build(folder, *names)
    finished = client.run(*(f"from_{name}" for name in names))

    assert ("ok", {f"from_{name}": f"'{name}'" for name in names}) == (finished.status, client.summaries())
    assert all(problem.kind == "shadowed" and problem.severity == "warning" for problem in end.problems)
    assert not (folder / "RAN").exists()


def test_hamilton_is_this_engine_in_users_modules(client: Client, project: Make) -> None:
    text = (
        "import hamilton, sys\nfrom hamilton.function_modifiers import tag\n"
        "@tag(owner='me')\ndef name() -> str:\n    return hamilton.__name__\n"
    )

    client.build(project(flow=text), "flow")
    client.run("name")

    assert ("'hamilton'", "me") == (client.summaries()["name"], client.nodes()["name"].tags["owner"])


def test_config_keys_carry_the_values_that_decorators_know(client: Client, project: Make) -> None:
    text = (
        "from hamilton.function_modifiers import config\n"
        "@config.when(region='US')\ndef tax__us() -> float:\n    return 0.1\n"
        "@config.when_in(region=['DE', 'FR'])\ndef tax__eu() -> float:\n    return 0.2\n"
    )

    end = client.build(project(flow=text), "flow", config={"region": "DE", "other": 3})
    finished = client.run("tax")

    assert [("region", ("'US'", "'DE'", "'FR'"), "'DE'"), ("other", (), "3")] == [
        (key.name, key.values, key.value) for key in end.config_keys
    ]
    assert ("ok", "0.2") == (finished.status, client.summaries()["tax"])


def test_packages_of_the_user_and_of_pythonpath_are_found(project: Make, tmp_path: Path) -> None:
    (tmp_path / "extra").mkdir()
    (tmp_path / "extra" / "only_there.py").write_text("VALUE = 5\n")
    folder = project(flow="import only_there\ndef a() -> int:\n    return only_there.VALUE\n")
    with Client(environment={"PYTHONPATH": os.pathsep.join(["relative", str(tmp_path / "extra")])}) as client:
        end = client.build(folder, "flow")

        assert ((), "ok") == (end.problems, client.run("a").status)


def test_old_code_never_runs_after_an_edit_of_the_same_size_and_second(tmp_path: Path, project: Make) -> None:
    folder = project(flow="def a() -> int:\n    return 1\n")
    seen = []
    for number in (1, 2, 3):
        (folder / "flow.py").write_text(f"def a() -> int:\n    return {number}\n")
        os.utime(folder / "flow.py", (1_700_000_000, 1_700_000_000))
        with Client() as client:
            client.build(folder, "flow")
            client.run("a")
            seen.append(client.summaries()["a"])

    assert ["1", "2", "3"] == seen
