"""Parses a verb's arguments, runs it, and turns users' mistakes into sentences and exit codes.
It must not know any verb.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import importlib
import io
import os
import re
import sys
import threading
from collections.abc import Iterable, Sequence

from dagscope.command_names import COMMANDS
from dagscope.no_garbage import no_garbage_collection
from dagscope.version import __version__

_RUNNING = ("run", "compare", "sweep")
_DESCRIPTION = "An explorer for dataflows written as Python functions."
_EPILOG = """Without a command, the window opens on FOLDER:
  dagscope examples/reusing_functions

`dagscope COMMAND --help` explains a command, with an example."""


@no_garbage_collection()
def make_parser(names: Iterable[str] = COMMANDS) -> argparse.ArgumentParser:
    """Return the parser of these verbs, of all by default; their modules are imported."""
    parser = argparse.ArgumentParser(
        prog="dagscope",
        usage="dagscope [FOLDER]\n       dagscope COMMAND ...",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"dagscope {__version__}")
    subparsers = parser.add_subparsers(prog="dagscope", metavar="COMMAND", dest="name", title="commands")
    for name in names:
        importlib.import_module(COMMANDS[name]).add_parser(subparsers)
    return parser


def run_command(arguments: Sequence[str]) -> int:
    """Run the verb that the first argument names and return the exit code."""
    from dagscope.commands.ending import say_what_is_waited_for, stopped_by_signals, stopped_code
    from dagscope.commands.printing import OutputProblem, begin, print_missing_json, say, writing_result

    # As it stands: where the arguments cannot be parsed, a program still waits for JSON.
    _open_closed_streams()
    around = threading.enumerate()
    begin(wants_json="--json" in arguments and arguments[0] != "hamilton")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # an arrow that a terminal lacks must not end the command
    try:
        with stopped_by_signals():
            code = _parsed_and_run(arguments)
        print_missing_json(code)
        with writing_result():
            sys.stdout.flush()
        say_what_is_waited_for(arguments[0], around)
        return code
    except KeyboardInterrupt:  # while the command itself is loaded
        say("stopped")
        return stopped_code()
    except BrokenPipeError:  # whoever read it went away (`dagscope graph x | head`)
        _drop_output()
    except OutputProblem as problem:
        _drop_output()
        say(f"dagscope {arguments[0]}: the result cannot be written: {problem}")
    return 1


def _drop_output() -> None:
    """Let what is still to be written go nowhere, so that Python does not complain of it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_closed_streams() -> None:
    """Replace standard streams that are closed: files that are opened would take their numbers."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the whole command
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the whole command


def _parsed_and_run(arguments: Sequence[str]) -> int:
    from dagscope.commands.printing import begin, say

    name = arguments[0]
    parser = make_parser([name])
    usage = io.StringIO()
    try:
        with contextlib.redirect_stderr(usage):
            parsed, unknown = parser.parse_known_args(arguments)
    except SystemExit as ended:
        *before, message = usage.getvalue().splitlines() or [""]
        if not ended.code:  # --help
            raise
        print("\n".join(before), file=sys.stderr)
        say(message + _near_choice(message))
        return 2
    if unknown:
        what = "option" if unknown[0].startswith("-") else "place for"
        hint = _near_option(parser, name, unknown[0]) or f"; see dagscope {name} --help"
        say(f"dagscope {name}: there is no {what} {unknown[0]}{hint}")
        return 2
    begin(
        wants_json=getattr(parsed, "json", False) is True and name != "hamilton",
        is_quiet=getattr(parsed, "quiet", False),
    )
    try:
        return _guarded(parsed)
    except Exception as error:
        exits = sys.modules.get("dagscope.commands.exits")  # imports may be what the project has broken
        if exits is not None:
            exits.end_timers()
        if not _say_replaced(parsed.name, error) and not _say_raised(parsed.name, error):
            raise
        return 1


def _say_replaced(name: str, error: Exception) -> bool:
    """Say that the project's code replaced what Python and Dagscope stand on; return whether it did."""
    from dagscope.commands.printing import say
    from dagscope.session.replaced import put_originals_back, replaced_words

    words = replaced_words(put_originals_back())
    if words:
        reason = " ".join(str(error).split())
        say(f"{name}: {words}, and Dagscope cannot go on ({type(error).__name__}: {reason}); leave it as Python has it")
    return bool(words)


def _say_raised(name: str, error: Exception) -> bool:
    """Say that a hook of the project's raised where Dagscope was at work; return whether one did."""
    from dagscope.commands.printing import say
    from dagscope.session.replaced import raised_in

    where = raised_in(error)
    if where:
        reason = " ".join(str(error).split())
        say(f"{name}: {where} raises {type(error).__name__}: {reason} wherever it is called, and Dagscope cannot go on")
    return bool(where)


def _guarded(parsed: argparse.Namespace) -> int:
    from dagscope.commands.ending import stopped_code
    from dagscope.commands.memory_watch import watched
    from dagscope.commands.options import UsageProblem
    from dagscope.commands.printing import say
    from dagscope.session.refusal import Refusal

    try:
        with watched(parsed.name) if parsed.name in _RUNNING else contextlib.nullcontext():
            return int(parsed.run(parsed))
    except UsageProblem as problem:
        say(f"dagscope: {problem}")
        return 2
    except Refusal as refusal:
        say(f"{parsed.name}: {refusal}")
        return 1
    except KeyboardInterrupt:
        say("stopped")
        return stopped_code()


def _near_option(parser: argparse.ArgumentParser, name: str, given: str) -> str:
    """Return the options that may be meant, as the end of a sentence."""
    actions = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    known = [option for action in actions.choices[name]._actions for option in action.option_strings]
    option = given.partition("=")[0]
    if option in known:  # `dagscope cache ls --path x`: it belongs to the command, not to the verb behind it
        return f" here; it stands right behind `dagscope {name}`"
    near = difflib.get_close_matches(option, known, 1)
    return f"; is {near[0]} meant?" if near else ""


def _near_choice(message: str) -> str:
    """Return which of the choices a parser names may be meant, as the end of its sentence."""
    found = re.search(r"invalid choice: '([^']*)' \(choose from (.*)\)", message)
    near = difflib.get_close_matches(found[1].lower(), re.findall(r"[\w:-]+", found[2]), 1) if found else []
    return f"; is {near[0]} meant?" if near else ""
