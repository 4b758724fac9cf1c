"""The options that the commands share, and the scenario they describe. It must not open anything."""

from __future__ import annotations

import argparse
import difflib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dagscope.errors import DagscopeError
from dagscope.executor_names import executor_problem
from dagscope.identifiers import in_python
from dagscope.project.opening import Project
from dagscope.scenario import DEFAULT_CACHE, ModuleChoice, Scenario, ValueSpec, from_plain

VALUES_HELP = (
    "values: Python literals (`rows=3`, `region=US`), files (`df=@data.csv`), expressions (`df==pd.DataFrame()`)"
)


class UsageProblem(DagscopeError):
    """The command was called wrongly; the text says how it is called."""


def add_command(
    subparsers: Any,
    name: str,
    run: Callable[[argparse.Namespace], int],
    about: str,
    example: str,
    *,
    selects: str = "",
    has_run: bool = True,
    has_scenario: bool = True,
) -> argparse.ArgumentParser:
    """Add a command on a project's folder to a command line.

    Args:
        subparsers: those of the command line.
        name: the command's.
        run: does it, and returns the exit code.
        about: what it does, as a phrase.
        example: a call of it.
        selects: what `--select` does there; empty where the command has none.
        has_run: whether nodes run, so that inputs, overrides, executors and caches mean something.
        has_scenario: whether `--scenario` names the one scenario.
    """
    parser: argparse.ArgumentParser = subparsers.add_parser(
        name,
        help=about,
        description=about[0].upper() + about[1:] + ".",
        epilog=f"{VALUES_HELP}\n{SELECT_HELP if selects else ''}\n\nexample:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_options(parser, has_run=has_run, has_scenario=has_scenario)
    if selects:
        add_selection(parser, selects)
    parser.set_defaults(run=run)
    return parser


def path_given(text: str) -> str:
    """Return a path as it was given; an empty one, as of a shell's variable that is not set, is no folder."""
    if not text:
        raise argparse.ArgumentTypeError("the path is empty; write . for the working folder")
    return text


def _cache_given(text: str) -> str:
    """Return a cache's folder from the working folder, where whoever types it is; a scenario's is the project's."""
    try:
        return str(Path(os.path.expanduser(path_given(text))).absolute())
    except OSError:
        raise argparse.ArgumentTypeError("the working folder is gone; write the whole path") from None


def add_options(parser: argparse.ArgumentParser, *, has_run: bool = True, has_scenario: bool = True) -> None:
    """Add the folder and the options that describe a scenario."""
    parser.add_argument("folder", type=path_given, metavar="FOLDER", help="the project's folder, or one Python file")
    parser.add_argument("--trust", action="store_true", help="run the folder's code this once, without trusting it")
    parser.add_argument("--json", action="store_true", help="print JSON on the standard output, and only that")
    parser.add_argument("-q", "--quiet", action="store_true", help="print no warnings and no progress")
    if has_scenario:
        parser.add_argument(
            "--scenario", metavar="NAME", help="a scenario of the project, or one as JSON; the first one if not given"
        )
    add_changes(parser, has_run=has_run)


def add_final_vars(parser: argparse.ArgumentParser, purpose: str) -> None:
    """Add the option that names final variables; those of one that is repeated count together."""
    parser.add_argument(
        "--final-vars", metavar="NAME", nargs="+", action="extend", type=_name_given, default=[], help=purpose
    )


def _name_given(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("the name is empty; write that of a node")
    return text


def add_changes(parser: argparse.ArgumentParser, *, has_run: bool = True) -> None:
    """Add the options that change a scenario."""
    parser.add_argument(
        "--module",
        metavar="M",
        action="append",
        help="a module, instead of the scenario's; repeat for several, in order",
    )
    parser.add_argument(
        "--allow-module-overrides",
        action="store_true",
        help="let a later module replace functions of an earlier one",
    )
    parser.add_argument("--config", metavar="K=V", action="append", default=[], help="a config value; repeatable")
    if has_run:
        parser.add_argument("--input", metavar="K=V", action="append", default=[], help="an input; repeatable")
        parser.add_argument(
            "--override",
            metavar="K=V",
            action="append",
            default=[],
            help="a value in place of a node; repeatable",
        )
        add_final_vars(parser, "the final variables to compute")
        parser.add_argument(
            "--executor",
            metavar="NAME",
            help="where nodes run: sync, threads:16, processes:2, dask://host:port, ray",
        )
        caches = parser.add_mutually_exclusive_group()
        caches.add_argument(
            "--cache",
            type=_cache_given,
            metavar="PATH",
            nargs="?",
            const=Path(DEFAULT_CACHE),  # a text would be taken for one that was typed
            help=f"keep results between runs, in this folder [{DEFAULT_CACHE} in the project's]",
        )
        caches.add_argument("--no-cache", action="store_true", help="do not use the scenario's cache")


SELECT_HELP = """\
selections (--select): a node's name or a pattern (`daily*`); `+C` with what C needs, `C+` with what needs it,
`2+C+1` so many steps; `path(a, b)`; `tag:k=v type:T module:m ns:p kind:input doc:word source:word changed:`;
`and or not` and brackets; a comma is an `or`"""


def add_selection(parser: argparse.ArgumentParser, what: str) -> None:
    """Add the options that choose nodes."""
    parser.add_argument("--select", metavar="EXPR", help=f"a selection: {what}")
    parser.add_argument("--against", metavar="NAME", help="the scenario that `changed:` in a selection compares with")


def parse_values(texts: list[str], option: str) -> dict[str, ValueSpec]:
    """Return `k=v` pairs as specs.

    Raises:
        UsageProblem: one has no `=` or no name.
    """
    specs: dict[str, ValueSpec] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            raise UsageProblem(f"{option} {text!r}: write it as name=value")
        if value.startswith("@"):
            spec = ValueSpec("file", value[1:])
        elif value.startswith("="):
            spec = ValueSpec("expression", value[1:])
        else:
            spec = ValueSpec("literal", value)
        specs[in_python(name.strip())] = spec
    return specs


def named_scenario(project: Project, name: str) -> Scenario:
    """Return the scenario with this name, or the one that a JSON object writes.

    Raises:
        UsageProblem: there is none.
    """
    if name.lstrip().startswith("{"):
        try:
            return from_plain(json.loads(name))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise UsageProblem(f"--scenario: this is no scenario as JSON: {error}") from None
    for scenario in project.scenarios:
        if scenario.name == name or scenario.origin == name:
            return scenario
    known = ", ".join(repr(scenario.name) for scenario in project.scenarios) or "none"
    broken = [f"{item.file}:{item.line}: {item.message}" for item in project.problems if item.kind == "settings"]
    reasons = "".join(f"; {each}" for each in broken)
    raise UsageProblem(f"there is no scenario {name!r}; the project has {known}{_meant(name, project)}{reasons}")


def _meant(name: str, project: Project) -> str:
    near = difflib.get_close_matches(name, [scenario.name for scenario in project.scenarios], 1, 0.6)
    return f". Is {near[0]!r} meant?" if near else ""


def _check_modules(project: Project, names: Sequence[str]) -> None:
    """Raise UsageProblem for a module that is nowhere, while one of the folder's is nearly called so."""
    known = project.sources or {}
    for name in names:
        if name in known or find_spec(name.partition(".")[0]) is not None:
            continue
        near = difflib.get_close_matches(name, known, 1, 0.6)
        if near:
            raise UsageProblem(f"--module: there is no module {name!r}. Is {near[0]!r} meant?")


def chosen_scenario(project: Project, arguments: argparse.Namespace, name: str | None) -> Scenario:
    """Return the scenario the options describe.

    Raises:
        UsageProblem: an option is wrong.
    """
    _check_modules(project, arguments.module or ())
    if name is not None:
        scenario = named_scenario(project, name)
    elif arguments.module or not project.scenarios:
        scenario = Scenario("command line")
    else:
        scenario = project.scenarios[0]
    return changed(scenario, arguments)


def changed(scenario: Scenario, arguments: argparse.Namespace) -> Scenario:
    """Return the scenario with the changes of the options."""
    if arguments.module:
        scenario = replace(scenario, modules=tuple(ModuleChoice(name) for name in arguments.module))
    if arguments.allow_module_overrides:
        scenario = replace(scenario, allow_module_overrides=True)
    scenario = replace(
        scenario,
        config={**scenario.config, **parse_values(arguments.config, "--config")},
        inputs={**scenario.inputs, **parse_values(getattr(arguments, "input", []), "--input")},
        overrides={**scenario.overrides, **parse_values(getattr(arguments, "override", []), "--override")},
    )
    if getattr(arguments, "final_vars", []):
        scenario = replace(scenario, final_vars=tuple(arguments.final_vars))
    if getattr(arguments, "executor", None):
        if problem := executor_problem(arguments.executor):
            raise UsageProblem(f"--executor: {problem}")
        scenario = replace(scenario, executor=arguments.executor)
    if getattr(arguments, "cache", None):
        scenario = replace(scenario, cache=str(arguments.cache))
    if getattr(arguments, "no_cache", False):
        scenario = replace(scenario, cache="")
    return scenario
