"""The verbs of Hamilton's command line and the cache's commands: what they print, and their exit codes."""

from __future__ import annotations

import argparse
import ast
import importlib
import json
import pathlib
import subprocess
import sys
from typing import Any

import pytest
from dagscope import ad_hoc_utils, driver
from dagscope.commands import cache as cache_cli
from dagscope.hamilton.cli import logic
from dagscope.hamilton.cli.__main__ import add_parser, main

MODULE = "def a(x: int) -> int:\n    return x\n\n\ndef b(a: int) -> int:\n    return a\n"
CHANGED = "def a(x: int) -> int:\n    return x + 1\n\n\ndef c(a: int) -> int:\n    return a\n"
CONTEXT = {
    "HAMILTON_CONFIG": {"k": 1},
    "HAMILTON_FINAL_VARS": ["b"],
    "HAMILTON_INPUTS": {"x": 1},
    "HAMILTON_OVERRIDES": {},
}


@pytest.fixture(autouse=True)
def _project(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    pathlib.Path("flow.py").write_text(MODULE)
    pathlib.Path("context.json").write_text(json.dumps({**CONTEXT, "OTHER": 1}))
    yield
    sys.modules.pop("flow", None)


def answer(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, Any]:
    """Return the exit code and the JSON printed."""
    code = main(["--json-out", *argv])
    printed = capsys.readouterr()
    return code, json.loads((printed.out or printed.err).splitlines()[-1])


def test_build(capsys: pytest.CaptureFixture[str]) -> None:
    expected = {"command": "build", "success": True, "message": {"modules": ["flow"]}}
    assert (0, expected) == answer(capsys, "build", "flow.py")


def test_build_of_a_module_that_cannot_be_built(capsys: pytest.CaptureFixture[str]) -> None:
    pathlib.Path("flow.py").write_text("def a(x) -> int:\n    return x\n")
    code, printed = answer(capsys, "build", "flow.py")
    assert (1, False) == (code, printed["success"])
    assert printed["message"]["details"].startswith("Missing type hint for x in function a.")


def test_version_is_hamiltons(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed = answer(capsys, "version", "flow.py")
    a = "7414dad9efe27286c169d102c291fbc706e615b4771eefbce705507448062832"
    b = "d1f735656ba0f46261d5c8e025a02baa119af8557795d8bae73e918720208a9b"
    assert {"a": a, "b": b, "x": a} == printed["message"]["nodes_hash"]
    expected = "41c2f1ea73bfdf5bfdf8f93f321fcbc0c68641ee3ba390355fdfd81022625195"
    assert (0, expected) == (code, printed["message"]["dataflow_hash"])


def test_validate(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed = answer(capsys, "validate", "--context", "context.json", "flow.py")
    assert (0, CONTEXT) == (code, printed["message"])
    pathlib.Path("context.py").write_text('HAMILTON_FINAL_VARS = ["b", "nope"]\nother = 1\n')
    code, printed = answer(capsys, "validate", "-ctx", "context.py", "flow.py")
    assert 1 == code and "Unknown nodes [nope] requested" in printed["message"]["details"]


def test_view_writes_a_picture(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed = answer(capsys, "view", "flow.py", "-o", "out.dot")
    assert (0, str(pathlib.Path("out.dot").resolve())) == (code, printed["message"]["path"])
    assert "digraph" in pathlib.Path("out.dot").read_text()


def test_diff_with_a_git_revision(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed = answer(capsys, "diff", "flow.py")
    assert 1 == code and "not a git repository" in printed["message"]["details"]
    git = ["git", "-c", "user.email=a@b", "-c", "user.name=n"]
    for arguments in (["init", "-q"], ["add", "flow.py"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *arguments], check=True)
    pathlib.Path("flow.py").write_text(CHANGED)
    expected = {"current_only": {"c": "c"}, "reference_only": {"b": "b"}, "edit": {"a": "a", "x": "a"}}
    code, printed = answer(capsys, "diff", "flow.py", "--view", "-o", "diff.dot")
    assert (0, expected) == (code, printed["message"])
    drawn = pathlib.Path("diff.dot").read_text()
    assert all(colour in drawn for colour in ("greenyellow", "tomato1", "yellow2"))


def test_diff_builds_the_revision_with_the_same_context(capsys: pytest.CaptureFixture[str]) -> None:
    variants = (
        "from hamilton.function_modifiers import config, parameterize, value\n".replace("hamilton", "dagscope")
        + "@config.when(k='a')\ndef q__a(x: int) -> int:\n    return x\n"
        + "@config.when(k='b')\ndef q__b(x: int) -> int:\n    return x + 1\n"
        + "@parameterize(p1={'n': value(1)}, p2={'n': value(2)})\ndef par(q: int, n: int) -> int:\n    return q + n\n"
    )
    pathlib.Path("flow.py").write_text(variants)
    pathlib.Path("k.json").write_text('{"HAMILTON_CONFIG": {"k": "b"}}')
    git = ["git", "-c", "user.email=a@b", "-c", "user.name=n"]
    for arguments in (["init", "-q"], ["add", "flow.py"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *arguments], check=True)
    pathlib.Path("flow.py").write_text(variants.replace("x + 1", "x + 2").replace("p2=", "p3="))

    code, printed = answer(capsys, "diff", "flow.py", "--context", "k.json")

    assert (0, {"p3": "par"}, {"p2": "par"}) == (
        code,
        printed["message"]["current_only"],
        printed["message"]["reference_only"],
    )
    assert {"p1": "par", "q": "q", "x": "q"} == printed["message"]["edit"]


def test_text_and_intermediate_answers(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["--verbose", "version", "flow.py"])
    first, rest = capsys.readouterr().out.split("\n", 1)
    assert {"modules": ["flow"]} == ast.literal_eval(first)
    assert ["dataflow_hash", "nodes_hash"] == sorted(ast.literal_eval(rest))


@pytest.mark.parametrize("argv", [["build", "nope.py"], ["validate", "flow.py"], ["nope"], []])
def test_wrong_arguments(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(argv)
    assert 2 == caught.value.code and "usage: hamilton" in capsys.readouterr().err


def test_mounted_in_another_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    arguments = parser.parse_args(["hamilton", "--json-out", "build", "flow.py"])
    assert 0 == arguments.run(arguments)
    assert json.loads(capsys.readouterr().out)["success"]


def test_context_files_that_are_wrong() -> None:
    pathlib.Path("c.yaml").write_text("")
    with pytest.raises(ValueError, match="A context file is a .json or a .py file"):
        logic.load_context(pathlib.Path("c.yaml"))
    pathlib.Path("c.json").write_text('{"HAMILTON_INPUTS": ["x"]}')
    with pytest.raises(ValueError, match="HAMILTON_INPUTS must be a dict"):
        logic.load_context(pathlib.Path("c.json"))


def cache_command(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str]:
    parser = argparse.ArgumentParser()
    cache_cli.add_parser(parser.add_subparsers())
    arguments = parser.parse_args(["cache", *argv])
    code = arguments.run(arguments)
    printed = capsys.readouterr()
    return code, printed.out + printed.err


def run_cached(source: str, x: int) -> None:
    module = ad_hoc_utils.module_from_source(source, "flow")
    driver.Builder().with_modules(module).with_cache().build().execute(["b"], inputs={"x": x})


def test_cache_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert (1, "There is no cache in .hamilton_cache; --path names another folder.\n") == cache_command(capsys, "ls")
    run_cached(MODULE, 1)
    run_cached(MODULE, 2)
    run_cached(MODULE.replace("return a", "return a + 1"), 2)
    code, listed = cache_command(capsys, "ls")
    lines = listed.splitlines()
    assert (0, 7, "node  stored (UTC)") == (code, len(lines), lines[0][:18])
    assert lines[-1].startswith("5 results of 2 nodes, ")
    assert 4 == len(cache_command(capsys, "ls", "a")[1].splitlines())
    assert "has nothing of nope" in cache_command(capsys, "ls", "nope")[1]

    told = [line.partition("  ")[2].partition("  ")[2] for line in cache_command(capsys, "why", "b")[1].splitlines()]
    expected = [
        "nothing was stored for it before",
        "a had another value",
        "its code (or a function or constant it uses) changed",
    ]
    assert expected == told[1:]
    assert "it never ran with this cache" in cache_command(capsys, "why", "nope")[1]

    assert (0, "Removed 2 results from .hamilton_cache.\n") == cache_command(capsys, "clear", "a")
    assert (0, "Removed 3 results from .hamilton_cache.\n") == cache_command(capsys, "clear", "--to", "0")
    assert (0, "Removed 0 results from .hamilton_cache.\n") == cache_command(capsys, "clear")
    assert "is empty" in cache_command(capsys, "ls")[1]
    code, said = cache_command(capsys, "clear", "--to", "much")
    assert 2 == code and "'much' is no size" in said


def test_sizes_are_read() -> None:
    expected = [1000, 500 * 1024**2, 2 * 1024**3, 1536]
    assert expected == [cache_cli.parse_size(text) for text in ("1000", "500M", "2 GiB", "1.5kb")]


def test_the_command_line_can_be_driven_as_a_typer_application(tmp_path: pathlib.Path) -> None:
    testing = pytest.importorskip("typer.testing")
    app = importlib.import_module("dagscope.hamilton.cli.__main__").cli
    (tmp_path / "flow_of_typer.py").write_text("def a(x: int) -> int:\n    return x\n", "utf-8")
    built = testing.CliRunner().invoke(app, ["--json-out", "build", str(tmp_path / "flow_of_typer.py")])
    missing = testing.CliRunner().invoke(app, ["build", str(tmp_path / "nobody.py")])
    assert built.exit_code == 0
    assert json.loads(built.output) == {"command": "build", "success": True, "message": {"modules": ["flow_of_typer"]}}
    assert missing.exit_code == 2


def test_a_context_that_is_not_there_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="`nobody.py` doesn't exist"):
        logic.load_context(pathlib.Path("nobody.py"))


def test_verbs_can_be_called(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from dagscope.hamilton.cli import __main__ as verbs

    monkeypatch.setattr(verbs, "state", verbs.CliState())
    files = [pathlib.Path("flow.py")]
    verbs.build(None, files, name="mine")
    assert "{'modules': ['flow']}\n" == capsys.readouterr().out
    assert "mine" == verbs.state.name and ["a", "b", "x"] == sorted(verbs.state.dr.graph.nodes)
    verbs.validate(None, files, pathlib.Path("context.json"))
    verbs.version(None, files)
    assert "dataflow_hash" in capsys.readouterr().out
    pathlib.Path("flow.py").write_text("def a(x) -> int:\n    return x\n")
    with pytest.raises(SystemExit):
        verbs.build(None, files)
    with pytest.raises(SystemExit, match="left out"):
        verbs.ui(None)
    with pytest.raises(SystemExit):
        verbs._response_handler(None, verbs.Response("build", False, "no"))


@pytest.mark.parametrize("has_typer", [True, False])
def test_annotations_of_the_verbs_arguments(has_typer: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    from dagscope.hamilton.cli import __main__ as verbs

    if has_typer:
        pytest.importorskip("typer")
    monkeypatch.setattr(verbs.importlib.util, "find_spec", lambda name: object() if has_typer else None)
    for name, type_ in (("MODULES_ANNOTATIONS", list[pathlib.Path]), ("NAME_ANNOTATIONS", str | None)):
        found = getattr(verbs, name)
        assert type_ == found.__origin__
        assert has_typer != isinstance(found.__metadata__[0], str)
