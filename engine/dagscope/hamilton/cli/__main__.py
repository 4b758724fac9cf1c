"""Reads the verbs' arguments and prints what they give, as text or as JSON. The work is done in `commands`."""

from __future__ import annotations

import argparse
import dataclasses
import importlib.util
import json
import os
import pathlib
import pprint
import sys
from collections.abc import Callable
from typing import Annotated, Any

from dagscope.errors import DagscopeError
from dagscope.shown_text import for_a_shell, shown
from dagscope.trust import is_trusted, real_folder

COMMANDS = ("build", "diff", "validate", "view", "version")
_HELP = {
    "build": "Build a single dataflow from MODULES",
    "diff": "Compare MODULES with what they were at a git revision",
    "validate": "Check that what a context file asks for can run",
    "view": "Draw the dataflow of MODULES",
    "version": "Print the versions of the nodes and of the dataflow of MODULES",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Response:
    """What a verb answers.

    Attributes:
        command: the verb.
        success: whether it worked.
        message: what it found, or the error.
    """

    command: str
    success: bool
    message: Any

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as JSON holds it."""
        return {"command": self.command, "success": self.success, "message": self.message}


class CommandFailed(DagscopeError):
    """A verb did not work; carries the answer that says why."""

    def __init__(self, response: Response) -> None:
        super().__init__(str(response.message))
        self.response = response


class CliState:
    """What the command line was asked and has built so far."""

    verbose: bool | None = None
    json_out: bool | None = None
    dr: Any = None
    name: str | None = None


state = CliState()


def _file(text: str) -> pathlib.Path:
    path = pathlib.Path(text)
    if not os.path.isfile(path):
        raise argparse.ArgumentTypeError(f"file {text!r} does not exist.")
    return path


def _add_verbs(parser: argparse.ArgumentParser, asks_for_trust: bool = False) -> None:
    parser.add_argument("--verbose", action="store_true", help="print the answers of intermediate steps too")
    parser.add_argument("--json-out", action="store_true", help="print JSON, for programs")
    verbs = parser.add_subparsers(dest="verb", metavar="COMMAND", required=True)
    for name in COMMANDS:
        verb = verbs.add_parser(name, help=_HELP[name], description=_HELP[name])
        verb.add_argument("modules", nargs="+", type=_file, help="the files of the dataflow")
        verb.add_argument("--name", "-n", help="name of the dataflow; made from MODULES if left out")
        verb.add_argument(
            "--context",
            "-ctx",
            type=_file,
            required=name == "validate",
            metavar="FILE",
            help="file with config, final variables, inputs and overrides [.json, .py]",
        )
        if asks_for_trust:
            verb.add_argument("--trust", action="store_true", help="run the files' code this once, without trusting it")
        if name in ("diff", "view"):
            verb.add_argument(
                "--output", "-o", type=pathlib.Path, default=pathlib.Path("."), metavar="PATH",
                help="the file to draw to, or the folder of one named after the dataflow [.]",
            )  # fmt: skip
        if name == "diff":
            verb.add_argument("--git-reference", default="HEAD", help="what to compare with [HEAD]")
            verb.add_argument("--view", "-v", action="store_true", help="draw the difference")


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Add the command `hamilton` to another command line; its arguments go to `run`.

    Args:
        subparsers: what `ArgumentParser.add_subparsers` gave.
    """
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "hamilton", help="Hamilton's own commands: build, diff, validate, view, version"
    )
    _add_verbs(parser, asks_for_trust=True)
    parser.set_defaults(run=run_if_trusted)
    return parser


def _try_command(command: str, function: Callable[..., Any], **arguments: Any) -> Any:
    try:
        return function(**arguments)
    except Exception as error:  # a project's code and its mistakes: all become one answer
        details = {"error": str(type(error)), "details": str(error)}
        raise CommandFailed(Response(command, False, details)) from error


def _picture_path(output: pathlib.Path, prefix: str, name: str) -> pathlib.Path:
    """Return the file to draw to: the one that is named, or one in the folder that is."""
    return (output / f"{prefix}_{name}.png" if not output.suffix else output).resolve()


def _answers(arguments: argparse.Namespace) -> list[Response]:
    from dagscope.hamilton.cli import commands

    verb, paths, context = arguments.verb, arguments.modules, arguments.context
    dr = _try_command("build", commands.build, modules=paths, context_path=context)
    names = [path.stem for path in paths]
    name = arguments.name or "_".join(names)[:40]
    state.verbose, state.json_out, state.dr, state.name = arguments.verbose, arguments.json_out, dr, name
    built = Response("build", True, {"modules": names})
    message: Any
    if verb == "build":
        return [built]
    if verb == "validate":
        message = _try_command(verb, commands.validate, dr=dr, context_path=context)
    elif verb == "version":
        message = _try_command(verb, commands.version, dr=dr)
    elif verb == "view":
        path = _picture_path(arguments.output, "dag", name)
        _try_command(verb, commands.view, dr=dr, output_file_path=path)
        message = {"path": str(path)}
    else:
        message = _try_command(
            verb,
            commands.diff,
            current_dr=dr,
            modules=paths,
            git_reference=arguments.git_reference,
            view=arguments.view,
            output_file_path=_picture_path(arguments.output, "diff", name),
            context_path=context,
        )
    return [built, Response(verb, True, message)]


def _show(response: Response, as_json: bool, to: Any) -> None:
    if as_json:
        text = json.dumps(response.as_dict(), default=str)
    else:
        text = pprint.pformat(response.message if response.success else response.as_dict())
    print(text, file=to)


def run_if_trusted(arguments: argparse.Namespace) -> int:
    """Do what parsed arguments ask for, unless it needs code of a folder that is not trusted.

    Args:
        arguments: what a parser with these verbs read.
    """
    files = [*arguments.modules, *([arguments.context] if arguments.context is not None else [])]
    for folder in dict.fromkeys(real_folder(path.parent) for path in files):
        if not arguments.trust and not is_trusted(folder):
            how = f"`dagscope trust add {for_a_shell(folder)}` trusts it, --trust does for once"
            print(shown(f"{folder} is not trusted, so its code does not run; {how}"), file=sys.stderr)
            return 1
    return run(arguments)


def run(arguments: argparse.Namespace) -> int:
    """Run what parsed arguments ask for, and return the exit code.

    Args:
        arguments: what a parser with these verbs read.
    """
    try:
        answers = _answers(arguments)
    except CommandFailed as failure:
        _show(failure.response, arguments.json_out, sys.stderr)
        return 1
    for answer in answers if arguments.verbose else answers[-1:]:
        _show(answer, arguments.json_out, sys.stdout)
    return 0


def _response_handler(ctx: Any, response: Response) -> None:
    """Show an answer as the state says; one that failed ends the process."""
    _show(response, bool(state.json_out), sys.stdout if response.success else sys.stderr)
    if not response.success:
        raise SystemExit(1)


def _run_verb(verb: str, modules: list[pathlib.Path], **options: Any) -> None:
    arguments = argparse.Namespace(
        verb=verb, modules=modules, verbose=bool(state.verbose), json_out=bool(state.json_out), **options
    )
    code = run(arguments)
    if code:
        raise SystemExit(code)


def build(
    ctx: Any, modules: list[pathlib.Path], name: str | None = None, context_path: pathlib.Path | None = None
) -> None:
    """Run the verb `build` for code that calls it, as the functions below do. `ctx` is typer's and may be None."""
    _run_verb("build", modules, name=name, context=context_path)


def validate(ctx: Any, modules: list[pathlib.Path], context_path: pathlib.Path, name: str | None = None) -> None:
    """Check that what the context file asks for can run."""
    _run_verb("validate", modules, name=name, context=context_path)


def version(
    ctx: Any, modules: list[pathlib.Path], name: str | None = None, context_path: pathlib.Path | None = None
) -> None:
    """Show the versions of the nodes and of the dataflow."""
    _run_verb("version", modules, name=name, context=context_path)


def view(
    ctx: Any,
    modules: list[pathlib.Path],
    name: str | None = None,
    context_path: pathlib.Path | None = None,
    output_file_path: pathlib.Path = pathlib.Path("."),
) -> None:
    """Draw the dataflow."""
    _run_verb("view", modules, name=name, context=context_path, output=output_file_path)


def diff(
    ctx: Any,
    modules: list[pathlib.Path],
    name: str | None = None,
    context_path: pathlib.Path | None = None,
    output_file_path: pathlib.Path = pathlib.Path("."),
    git_reference: str = "HEAD",
    view: bool = False,
) -> None:
    """Compare the modules with what they were at a git revision."""
    options = {"output": output_file_path, "git_reference": git_reference, "view": view}
    _run_verb("diff", modules, name=name, context=context_path, **options)


def ui(
    ctx: Any,
    port: int = 8241,
    base_dir: str = "",
    no_migration: bool = False,
    no_open: bool = False,
    settings_file: str = "mini",
    config_file: str | None = None,
) -> None:
    """Refuse: the server with Hamilton's pages is left out."""
    raise SystemExit("The Hamilton UI is left out: open the project's folder in the window with `dagscope FOLDER`.")


def main(argv: list[str] | None = None) -> int:
    """Run the command line by itself, and return the exit code.

    Args:
        argv: the arguments; those of the process if left out.
    """
    parser = argparse.ArgumentParser(prog="hamilton", description="Hamilton's verbs")
    _add_verbs(parser)
    return run(parser.parse_args(argv))


def _typer_app() -> Any:
    """Return the command line as an application of typer, for its test runner and other applications."""
    import typer

    app = typer.Typer(add_completion=False)
    passed_on = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

    def hamilton(ctx: Any) -> None:
        raise typer.Exit(main(ctx.args))

    hamilton.__annotations__ = {"ctx": typer.Context}
    app.command("hamilton", context_settings=passed_on)(hamilton)
    return app


def _plain_cli() -> None:
    raise SystemExit(main())


def __getattr__(name: str) -> Any:
    """Return `cli`, the entry point of a console script, or an argument's annotation, by typer if installed."""
    has_typer = importlib.util.find_spec("typer") is not None
    if name in _ANNOTATIONS:
        return _annotation(name, has_typer)
    if name != "cli":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _typer_app() if has_typer else _plain_cli


# Type, text and, of options, the spellings; for projects that add verbs of their own.
_ANNOTATIONS: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    "MODULES_ANNOTATIONS": (list[pathlib.Path], "The files of the dataflow", ()),
    "NAME_ANNOTATIONS": (str | None, "Name of the dataflow; made from MODULES if left out", ("--name", "-n")),
    "CONTEXT_ANNOTATIONS": (
        pathlib.Path | None,
        "File with config, final variables, inputs and overrides [.json, .py]",
        ("--context", "-ctx"),
    ),
    "VIZ_OUTPUT_ANNOTATIONS": (
        pathlib.Path,
        "The file to draw to, or the folder of one named after the dataflow",
        ("--output", "-o"),
    ),
}


def _annotation(name: str, has_typer: bool) -> Any:
    type_, text, spellings = _ANNOTATIONS[name]
    if not has_typer:
        return Annotated[type_, text]
    import typer

    return Annotated[type_, typer.Option(*spellings, help=text) if spellings else typer.Argument(help=text)]


if __name__ == "__main__":
    raise SystemExit(main())
