"""What is held of a project: the slots' graphs, the runs' values. It answers; it must not build, or know frames."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from dagscope.execution.plan import Plan, make_plan
from dagscope.node import NodeType
from dagscope.preview import OpenedValue, Reply, Shown, found_inside, preview_inside, preview_of
from dagscope.preview.budget import reason_of
from dagscope.preview.peek import peek_of
from dagscope.preview.tree import descend
from dagscope.preview.views import plain_value
from dagscope.project.asked_modules import open_modules
from dagscope.project.loading import HASHES, prepare_imports
from dagscope.project.opening import Project, open_project
from dagscope.project.type_limits import bound_problem
from dagscope.project.values import ValueProblem, make_value, type_problem
from dagscope.protocol.values import Ask, InsideAnswer, InsideAsk, LookAnswer, LookAsk, PeekAnswer, PeekAsk
from dagscope.records import RECEIVED, ValueName, ValueRef
from dagscope.scenario import Scenario, ValueSpec
from dagscope.session.building import Slot, build_slot, builds_the_same
from dagscope.session.limits import bounded
from dagscope.session.refusal import Refusal
from dagscope.session.run import Run
from dagscope.session.sources_only import read_slot
from dagscope.trust import is_trusted
from dagscope.value_code import value_code

Trust = Literal["listed", "once", "no"]


class Session:
    """One project in one worker."""

    def __init__(self, goes_on: bool = False) -> None:
        """Start without a project; `goes_on`: an interrupt while modules are imported stops one of them, and no
        other.
        """
        self._goes_on = goes_on
        self.project: Project | None = None
        self.is_preview = False
        """The folder's code must not run: graphs are drawn from its sources, and everything else is refused."""
        self.slots: dict[str, Slot] = {}

    # The project ----------------------------------------------------------------------------------------------------

    def open(self, folder: str, trust: Trust = "listed", modules: Sequence[str] = ()) -> Project:
        """Read a folder; the first one becomes the folder the worker works in.

        Args:
            folder: the folder, or a file in it.
            trust: whether its code may run: if it is in the list of trusted folders; this once; not at all.
            modules: those that are read alone, with what they import; none for the whole folder.
        """
        if self.project is None:
            self.is_preview = not (trust == "once" or (trust == "listed" and is_trusted(folder)))
        with self._bounded():
            project = open_modules(Path(folder), modules) if modules else open_project(Path(folder))
        if self.project is None and os.path.isdir(project.folder):
            if not self.is_preview:
                os.chdir(project.folder)
                prepare_imports(project)
        elif self.project is not None and project.folder != self.project.folder:
            raise Refusal("this worker has another project open; a project needs a worker of its own")
        self.project = project
        return project

    def _bounded(self) -> AbstractContextManager[None]:
        return bounded() if self.is_preview else nullcontext()

    def needs_code(self) -> None:
        """Check that the folder's code may run.

        Raises:
            Refusal: it may not.
        """
        if self.is_preview:
            folder = self.project.folder if self.project is not None else "the folder"
            raise Refusal(f"{folder} is not trusted, so its code does not run")

    def opened(self) -> Project:
        """Return the project that is open; raises Refusal if there is none.

        Raises:
            Refusal: none is.
        """
        if self.project is None:
            raise Refusal("no project is open")
        return self.project

    # Building -------------------------------------------------------------------------------------------------------

    def build(self, slot: str, scenario: Scenario) -> Slot:
        """Import the scenario's modules and build their graph; what goes wrong is in the slot's problems."""
        if self.is_preview:
            with self._bounded():
                self.slots[slot] = read_slot(self.opened(), scenario)
            return self.slots[slot]
        return self.put(slot, self.build_aside(scenario))

    def put(self, slot: str, built: Slot) -> Slot:
        """Keep a build in a slot, with the runs that were made there."""
        before = self.slots.get(slot)
        if before is not None:
            built.runs, built.opened = before.runs, before.opened
        self.slots[slot] = built
        return built

    def build_aside(self, scenario: Scenario, is_brief: bool = False) -> Slot:
        """Build what is kept in no slot, brief or whole; what a slot holds already is not built again."""
        same = next((other for other in self.slots.values() if builds_the_same(other, scenario)), None)
        if same is not None:
            return replace(same, scenario=scenario, runs={}, opened={})
        return build_slot(self.opened(), scenario, self._goes_on, is_brief)

    def version(self) -> str:
        """Return a hash of all code that was imported from the project."""
        import hashlib

        digest = hashlib.sha256()
        for name in sorted(HASHES):
            digest.update(f"{name}={HASHES[name]}\n".encode())
        return digest.hexdigest()

    # Running --------------------------------------------------------------------------------------------------------

    def slot(self, name: str) -> Slot:
        """Return a slot that was built; raises Refusal if it was not.

        Raises:
            Refusal: it was not.
        """
        if name not in self.slots:
            raise Refusal("nothing can be run or read: the dataflow could not be built; see its problems")
        return self.slots[name]

    def plan(
        self, slot: Slot, final_vars: tuple[str, ...], inputs: Mapping[str, Any], overrides: Mapping[str, Any]
    ) -> Any:
        """Return the plan of what `execute` would run.

        Raises:
            Refusal: a name is unknown, or belongs to a function that could not be imported.
        """
        self.needs_code()
        for name in final_vars:
            if name in slot.unavailable:
                raise Refusal(f"{name} cannot run: {slot.unavailable[name]}")
        try:
            plan = make_plan(slot.result.graph, final_vars, {*slot.config, *inputs}, set(overrides))
        except ValueError as error:
            raise Refusal(" ".join(str(error).split())) from None
        lost = [node.name for node in plan.missing if node.name in slot.unavailable]
        if lost:
            raise Refusal(f"{lost[0]} is needed and cannot run: {slot.unavailable[lost[0]]}")
        self._check_conflicts(slot, plan)
        if _is_cyclic(plan):
            cycles = [problem.message for problem in slot.problems if problem.kind == "cycle"]
            raise Refusal(cycles[0] if cycles else "these nodes depend on each other in a cycle")
        return plan

    def _check_conflicts(self, slot: Slot, plan: Plan) -> None:
        """Refuse a plan with a node that several modules define: it has no meaning, and nothing that needs it runs.

        Raises:
            Refusal: the plan holds one.
        """
        conflicts = {problem.node: problem for problem in slot.problems if problem.kind == "duplicate" and problem.node}
        for step in plan.steps if conflicts else ():
            problem = conflicts.get(step.node.name)
            if problem is not None:
                module = problem.file.replace("\\", "/").rpartition("/")[2].removesuffix(".py")
                other = f", or switch {module} off" if module else ""
                raise Refusal(f"{problem.node} is defined more than once. Allow overrides{other}.")

    def values_of(self, slot: Slot, specs: Mapping[str, ValueSpec], what: str) -> dict[str, Any]:
        """Return inputs or overrides as values of the types their nodes want.

        Raises:
            Refusal: one cannot be made or does not fit.
        """
        made: dict[str, Any] = {}
        for name, spec in specs.items():
            if spec.kind == "none":
                continue
            self.needs_code()
            try:
                made[name] = self.value_of(slot, name, spec)
            except Refusal as refusal:
                raise Refusal(f"{what} {name}: {refusal}") from None
        return made

    def value_of(self, slot: Slot, name: str, spec: ValueSpec) -> Any:
        """Return one input or override as a value of the type its node wants.

        Raises:
            Refusal: it cannot be made or does not fit.
        """
        self.needs_code()
        node = slot.result.graph.nodes.get(name)
        wanted = node.type if node is not None else Any
        try:
            value = make_value(spec, wanted, self.opened().folder)
            problem = type_problem(value, wanted) if node is not None and node.node_role is NodeType.EXTERNAL else ""
        except ValueProblem as error:
            problem = str(error)
        if problem:
            raise Refusal(problem)
        return value

    def type_remark(self, slot: Slot, name: str, value: Any) -> str:
        """Return why a value is not of its node's type; empty where it is or that is unknown."""
        node = slot.result.graph.nodes.get(name)
        return type_problem(value, node.type) or bound_problem(value, node.type) if node is not None else ""

    # Values ---------------------------------------------------------------------------------------------------------

    def run(self, slot: str, run: str) -> Run:
        """Return a run of a slot; raises Refusal if its values are gone.

        Raises:
            Refusal: it is not known, or its values were released.
        """
        found = self.slot(slot).runs.get(run)
        if found is None:
            raise Refusal(f"the values of run {run!r} are not kept any more; run it again")
        return found

    def run_of_any_slot(self, run: str) -> Run:
        """Return a run by its id alone: a comparison whose sides were swapped keeps its runs.

        Raises:
            Refusal: it is not known, or its values were released.
        """
        slot = next((name for name, each in self.slots.items() if run in each.runs), "")
        if not slot:
            raise Refusal(f"the values of run {run!r} are not kept any more; run it again")
        return self.slots[slot].runs[run]

    def value(self, slot: str, run: str, node: str) -> Any:
        """Return a node's value.

        Raises:
            Refusal: it has none.
        """
        found = self.run(slot, run)
        name = ValueName.parse(node)
        if name.part == RECEIVED:
            return self._received(slot, found, name.node)
        if node not in found.values:
            raise Refusal(f"{node} has no value in this run" + (": it failed" if node in found.errors else ""))
        try:
            with value_code():
                return found.values[node]
        except Exception as error:  # noqa: BLE001 - the cluster may be gone, the value's class may not unpickle
            raise Refusal(f"the value of {node} cannot be brought here: {reason_of(error)}") from None

    def _received(self, slot: str, run: Run, node: str) -> dict[str, Any]:
        """Return what a node was given, by the names of its parameters."""
        if node in run.received:
            return dict(run.received[node])
        made = self.slot(slot).result.graph.nodes.get(node)
        if made is None or made.user_defined:
            raise Refusal(f"{node} receives nothing: it is no function of this graph")
        there = [name for name in made.input_types if name in run.values]
        if len(there) < len(made.input_types) and not there:
            raise Refusal(f"nothing that {node} receives has a value in this run")
        return {name: run.values[name] for name in there}

    def value_at(self, ref: ValueRef) -> Any:
        """Return a node's value, or what is found at a path inside it.

        Raises:
            Refusal: there is none.
        """
        return plain_value(self._found_at(ref))

    def _found_at(self, ref: ValueRef) -> Any:
        """Return what is at a path, with the way to look at it where the path names one."""
        value = self.value(ref.slot, ref.run, ref.node)
        try:
            return descend(value, ref.path)
        except LookupError as error:
            raise Refusal(f"{ref.node} has nothing at this place (any more): {error}") from None

    def ask(self, ref: ValueRef, ask: Ask) -> Reply:
        """Answer a question about a value.

        Raises:
            Refusal: there is no such value.
            AskProblem: its kind does not answer this.
        """
        if isinstance(ask, LookAsk):
            shown = self._look(ref)
            return Reply(LookAnswer(shown.preview), shown.png)
        if isinstance(ask, InsideAsk):
            path, shown = self._look_inside(ref, ask)
            return Reply(InsideAnswer(path, shown.preview), shown.png)
        if ValueName.parse(ref.node).part == RECEIVED:  # it changes from branch to branch
            return OpenedValue(self.value_at(ref)).answer(ask)
        if isinstance(ask, PeekAsk):
            return self._peek(ref)
        opened = self.slot(ref.slot).opened
        key = (ref.run, ref.node, ref.path)
        if key not in opened:
            opened[key] = OpenedValue(self._found_at(ref))
        return opened[key].answer(ask)

    def _peek(self, ref: ValueRef) -> Reply:
        """Return a value at a glance; one that is elsewhere is not fetched for that."""
        is_elsewhere = bool(self.run(ref.slot, ref.run).values.remote([ref.node]))
        return Reply(PeekAnswer()) if is_elsewhere else peek_of(self.value_at(ref))

    def _look(self, ref: ValueRef) -> Shown:
        """Return a preview, made where the value is."""
        run = self.run(ref.slot, ref.run)
        if ref.node in run.errors:
            return Shown(run.errors[ref.node])
        remote = run.values.remote([ref.node]).get(ref.node)
        if remote is None:
            return preview_of(self._found_at(ref))
        try:
            with value_code():
                shown: Shown = remote.apply(partial(preview_inside, path=ref.path)).fetch()
        except Exception as error:  # noqa: BLE001 - the cluster may be gone
            raise Refusal(f"{ref.node} cannot be looked at on the cluster: {reason_of(error)}") from None
        return shown

    def _look_inside(self, ref: ValueRef, ask: InsideAsk) -> tuple[tuple[int, ...], Shown]:
        """Return what is found by names inside a value, looked at where the value is."""
        remote = self.run(ref.slot, ref.run).values.remote([ref.node]).get(ref.node)
        try:
            if remote is None:
                return found_inside(self.value_at(ref), ask.path, ask.names)
            found: tuple[tuple[int, ...], Shown] = remote.apply(
                partial(found_inside, path=ask.path, names=ask.names)
            ).fetch()
        except LookupError as error:
            raise Refusal(f"{ref.node} has nothing called {' › '.join(ask.names)} (any more): {error}") from None
        except Refusal:
            raise
        except Exception as error:  # noqa: BLE001 - the cluster may be gone
            raise Refusal(f"{ref.node} cannot be looked at: {reason_of(error)}") from None
        return found

    def forget(self, slot: str, run: str) -> None:
        """Release a run's values."""
        found = self.slots.get(slot)
        if found is not None:
            gone = found.runs.pop(run, None)
            if gone is not None:
                gone.release()
            for key in [key for key in found.opened if key[0] == run]:
                del found.opened[key]


def _is_cyclic(plan: Plan) -> bool:
    """Whether a step of the plan needs what only a later one makes."""
    waiting = set(plan.order)
    for step in plan.steps:
        if not waiting.isdisjoint(step.parameters):
            return True
        waiting.discard(step.node.name)
    return False
