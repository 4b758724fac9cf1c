"""A project opened, built and run in this process, without frames, for a command. It must not print anything."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from dagscope.commands.ending import own_interrupts
from dagscope.commands.exits import CurrentNode, end_timers, guarded_exit
from dagscope.commands.memory_watch import doing
from dagscope.commands.options import UsageProblem, named_scenario
from dagscope.commands.output import users_output_aside
from dagscope.commands.printing import remark
from dagscope.compare.classify import Classification
from dagscope.compare.facts import side_of
from dagscope.compat import install, share_with_children
from dagscope.protocol import messages as m
from dagscope.records import ProblemRecord
from dagscope.scenario import Scenario
from dagscope.selection import Expression, SelectionError, graph_of_records, parse, select
from dagscope.selection.terms import STATELESS, key_terms, refuse_unknowable
from dagscope.session.building import Slot
from dagscope.session.interrupts import Interrupts
from dagscope.session.refusal import Refusal
from dagscope.session.replaced import remember_originals
from dagscope.session.run import RunContext
from dagscope.session.script_text import asked_for
from dagscope.session.session import Session
from dagscope.session.start_run import Wanted, start_run
from dagscope.shown_text import for_a_shell
from dagscope.small_files import is_closed
from dagscope.trust import TrustProblem, trusted_folders

RUN = "run"


class Opened:
    """One project."""

    def __init__(self, given: str, *, is_trusted: bool = False, needs_code: bool = True) -> None:
        """Open a folder.

        Args:
            given: the folder, or one Python file.
            is_trusted: its code may run this once, whether or not the folder is in the list of trusted ones.
            needs_code: refuse a folder whose code may not run, instead of reading its sources alone.
        """
        path = Path(given).expanduser()
        if is_closed(path):
            raise UsageProblem(f"{given!r} cannot be read: permission denied")
        if not os.path.exists(path):
            raise UsageProblem(f"there is no folder {given!r}")
        if not os.path.isdir(path) and path.suffix not in (".py", ".ipynb"):
            raise UsageProblem(f"{given!r} is neither a folder nor a Python file")
        self.is_stopped = False
        self._said: set[str] = set()
        install()
        share_with_children()
        self.session = Session()
        with users_output_aside():
            self.project = self.session.open(str(path.resolve()), "once" if is_trusted else "listed")
        if self.session.is_preview:
            self._say_preview(needs_code)

    def _say_preview(self, needs_code: bool) -> None:
        """Say what is not run, and why.

        Raises:
            Refusal: the command is nothing without the folder's code.
        """
        folder = self.project.folder
        if not os.path.isdir(folder):
            return
        how = f"`dagscope trust add {for_a_shell(str(folder))}` trusts it, --trust does for once"
        try:
            trusted_folders()
        except TrustProblem as problem:
            how = f"{problem}"
        if needs_code:
            raise Refusal(f"{folder} is not trusted, so its code does not run; {how}")
        print(
            f"preview: {folder} is not trusted: this is read from its sources, no code was run; {how}", file=sys.stderr
        )

    def build(self, scenario: Scenario, slot: str = "main") -> Slot:
        """Import and build; problems are in the slot."""
        doing(", ".join(scenario.module_names()), "import")
        remember_originals(self.project.sources or {})
        with users_output_aside(), guarded_exit(CurrentNode()):
            return self.session.build(slot, scenario)

    def problems(self, slot: Slot) -> tuple[ProblemRecord, ...]:
        """Return what is wrong with the project and with this build of it, errors first."""
        found = [*self.project.problems, *slot.problems]
        return tuple(sorted(found, key=lambda problem: problem.severity != "error"))

    def final_vars(self, slot: Slot) -> tuple[str, ...]:
        """Return what the scenario asks for, or every node that no other node needs."""
        return asked_for(slot)

    def run(self, slot: Slot, name: str = "main", current: CurrentNode | None = None) -> m.RunFinished:
        """Run the slot's scenario; values and states are in `slot.runs[RUN]`.

        Args:
            slot: what was built.
            name: the slot's name.
            current: hears of the run, and its caller says what it warns of; said here where it is left out.

        Raises:
            Refusal: a name is unknown, a value cannot be made.
        """
        heard = current or CurrentNode()
        context = RunContext(heard, Interrupts(), self.project.folder, lambda: None)
        scenario = slot.scenario
        with users_output_aside(), guarded_exit(heard), own_interrupts():
            try:
                inputs = self.session.values_of(slot, scenario.inputs, "input")
                overrides = self.session.values_of(slot, scenario.overrides, "override")
                wanted = Wanted(name, RUN, self.final_vars(slot), inputs, overrides, scenario.executor, scenario.cache)
                finished = start_run(self.session, context, wanted)
            finally:
                end_timers()
        self.is_stopped = context.interrupts.is_wanted
        if current is None:
            self.say_warnings(heard)
        return finished

    def say_warnings(self, heard: CurrentNode) -> None:
        """Say what runs warned of, the same sentence once a command."""
        for sentence in heard.warnings:
            if sentence not in self._said:
                self._said.add(sentence)
                remark(f"warning: {sentence}")


def selected_names(opened: Opened, slot: Slot, arguments: argparse.Namespace) -> list[str]:
    """Return the names that `--select` means; all of them where it is not given.

    Raises:
        UsageProblem: it is not in the language, or asks what is not known; the second line points at the character.
    """
    records = slot.records
    if arguments.select is None:
        if arguments.against is not None:
            raise UsageProblem(_AGAINST_NOTHING)
        return [node.name for node in records.nodes]
    try:
        expression = _selection(arguments.select, arguments.against)
        changed_names: set[str] = set()
        if arguments.against is not None:
            opened.session.needs_code()
            other = opened.build(named_scenario(opened.project, arguments.against), "against")
            rows = Classification(side_of(other), side_of(slot)).rows()
            changed_names = {row.name for row in rows if row.structure}
        facts = graph_of_records(records.nodes, {d.id: d for d in records.definitions}, changed=changed_names)
        return select(facts, expression)
    except SelectionError as error:
        hint = f"  {arguments.select}\n  {' ' * error.position}^"
        raise UsageProblem(f"--select: {error}\n{hint}") from None


_AGAINST_NOTHING = "--against: nothing is compared with it; write `changed:` in --select"
_UNKNOWABLE = {"state": STATELESS, "changed": "--against NAME says which scenario this compares with"}


def _selection(text: str, against: str | None) -> Expression:
    """Read a selection that can be answered here.

    Raises:
        SelectionError: it is not in the language, or asks what is not known.
        UsageProblem: there is something to compare with, and no term asks for it.
    """
    expression = parse(text)
    refuse_unknowable(expression, _UNKNOWABLE if against is None else {"state": STATELESS})
    if against is not None and all(term.key != "changed" for term in key_terms(expression)):
        raise UsageProblem(_AGAINST_NOTHING)
    return expression
