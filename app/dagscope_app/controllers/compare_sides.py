"""What is put on a side of the comparison: a scenario, what was before an edit, an earlier run, a git revision.
It must not compare.
"""

from __future__ import annotations

from dataclasses import replace

from dagscope_app.controllers import conditions as when
from dagscope_app.controllers.command import command
from dagscope_app.controllers.compare import CompareController
from dagscope_app.controllers.ports import AskPort, StorePort
from dagscope_app.controllers.saying import say
from dagscope_app.model.cases import Side
from dagscope_app.model.compare.comparison import comparable_runs, current_run
from dagscope_app.model.compare.side_choices import (
    SideChoice,
    before_side,
    file_side,
    past_runs,
    past_side,
    revision_side,
    run_side,
)
from dagscope_app.model.edits.saving import with_theirs
from dagscope_app.model.records.other_side import OtherSide
from dagscope_app.model.scenario.before import before_of
from dagscope_app.model.state import AppState

HEAD = "HEAD"


class CompareSidesController:
    """Turns what is chosen for a side into one that the comparison knows."""

    def __init__(self, store: StorePort, ask: AskPort, compare: CompareController) -> None:
        self._store = store
        self._ask = ask
        self._compare = compare

    @command(
        "compare.before", "Compare with before", "Compare", key="Ctrl+Alt+D", when=when.can_compare_before,
        icon="compare", menu="Compare with 11",
    )  # fmt: skip
    def with_before(self) -> None:
        """Compare the scenario with what it was before its last edit.

        What it was before has run already: then what it is now is run as well, and the values are compared.
        """
        state = self._store.state
        before = before_of(state)
        if before is None:
            say(self._store, "This scenario was not edited: there is nothing before.")
            return
        side = self._known(before_side(state, before))
        self._compare.open(side.name, state.current)
        if current_run(self._store.state, side.name) is not None:
            self._compare.run_missing()

    @command(
        "compare.file", "Compare with dagscope.toml", "Compare", when=when.has_conflicts, icon="compare",
        menu="Compare with 14",
    )  # fmt: skip
    def with_file(self) -> None:
        """Put the file's version of a scenario beside what was edited here, before one of them is chosen."""
        state = self._store.state
        name = state.conflicts[0].scenario if state.conflicts else ""
        theirs = next((each for each in with_theirs(state).scenarios if each.name == name), None)
        if theirs is not None:
            self._compare.open(self._known(file_side(state, theirs)).name, name)

    @command(
        "compare.head", "Compare with HEAD", "Compare", when=when.can_compare_revision, icon="compare",
        menu="Compare with 12",
    )  # fmt: skip
    def with_head(self) -> None:
        """Compare the scenario with the project as it is in the last commit."""
        self._compare_revision(HEAD)

    @command(
        "compare.revision", "Compare with revision...", "Compare", when=when.can_compare_revision, icon="compare",
        menu="Compare with 13",
    )  # fmt: skip
    def with_revision(self) -> None:
        """Compare the scenario with the project at a git revision."""
        self._ask_revision(self._compare_revision)

    def choose(self, side: Side, choice: SideChoice) -> None:
        """Put what was chosen on a side."""
        kind, what = choice.kind, choice.what
        state = self._store.state
        if kind == "run":
            run = next((item for item in comparable_runs(state) if item.id == what), None)
            if run is not None:
                self._put(side, self._known(run_side(state, run)).name)
        elif kind == "past":
            for past, scenario in past_runs(state):
                if str(past.id) == what:
                    self._put(side, self._known(past_side(state, past, scenario)).name)
        elif kind == "revision" and not what:
            self._ask_revision(lambda text: self._put_revision(side, text))
        elif kind == "revision":
            self._put_revision(side, what)
        else:
            self._put(side, what)

    def _put(self, side: Side, name: str) -> None:
        self._compare.choose(side, name)

    def _put_revision(self, side: Side, revision: str) -> None:
        """Put the scenario of that side, at the revision, on it."""
        state = self._store.state
        shown = state.side_named(state.compare.left if side == "left" else state.compare.right)
        scenario = shown.scenario if shown is not None else state.scenario
        if scenario is not None:
            self._put(side, self._known(revision_side(state, scenario, revision)).name)

    def _compare_revision(self, revision: str) -> None:
        state = self._store.state
        if state.scenario is not None:
            side = self._known(revision_side(state, state.scenario, revision))
            self._compare.open(side.name, state.current)

    def _ask_revision(self, then: object) -> None:
        def answer(text: str) -> None:
            if text.strip() and callable(then):
                then(text.strip())

        self._ask.text("Compare with a git revision", "Revision (HEAD~1, main, a tag, a commit)", "HEAD~1", answer)

    def _known(self, side: OtherSide) -> OtherSide:
        """Return the side, and add it to those the comparison knows."""

        def change(now: AppState) -> AppState:
            others = tuple(item for item in now.compare.others if item.name != side.name)
            return replace(now, compare=replace(now.compare, others=(*others, side)))

        self._store.update(change)
        return side
