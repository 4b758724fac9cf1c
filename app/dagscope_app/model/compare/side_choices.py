"""What can stand on a side of the comparison, and what each is called. It must not choose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from dagscope.run_history import PastRun
from dagscope.scenario import Scenario

from dagscope_app.model.compare.comparison import comparable_runs
from dagscope_app.model.records.history import moment_text, scenario_of
from dagscope_app.model.records.other_side import OtherSide
from dagscope_app.model.records.runs import Run
from dagscope_app.model.scenario.before import content_of
from dagscope_app.model.scenario.names import shown_name
from dagscope_app.model.state import AppState
from dagscope_app.model.translation import tr

_MOST_RUNS = 8
_MOST_PAST = 5


@dataclass(frozen=True, slots=True)
class SideChoice:
    """What can stand on a side: a scenario or another one of the comparison by name, a run by id, a past run by its
    number in the history, a revision (empty: one that is asked for).
    """

    kind: Literal["scenario", "other", "run", "past", "revision", "line"]
    what: str = ""


LINE = SideChoice("line")


def before_side(state: AppState, before: Scenario) -> OtherSide:
    """Return a scenario as it was before an edit."""
    return _named(state, f"{state.current}, before", before)


def file_side(state: AppState, scenario: Scenario) -> OtherSide:
    """Return a scenario as dagscope.toml has it."""
    return _named(state, tr("{name} in dagscope.toml", name=scenario.name), scenario)


def run_side(state: AppState, run: Run) -> OtherSide:
    """Return an earlier run: what it was made of, with its values."""
    return replace(_named(state, _run_text(run), run.made_of or Scenario(run.scenario)), run=run.id)


def past_side(state: AppState, past: PastRun, scenario: Scenario) -> OtherSide:
    """Return what a run was made of whose values are gone: on a side it is computed again."""
    return _named(state, f"{scenario.name} of {moment_text(past.began)}", scenario)


def past_runs(state: AppState) -> tuple[tuple[PastRun, Scenario], ...]:
    """Return the newest runs of any session whose values are gone, one for everything that was run."""
    made = [run.made_of for run in comparable_runs(state)]
    known = [content_of(each) for each in (*made, *state.scenarios) if each is not None]
    found: list[tuple[PastRun, Scenario]] = []
    for past in sorted(state.past.runs, key=lambda each: each.began, reverse=True):
        scenario = scenario_of(past)
        if scenario is not None and content_of(scenario) not in known and len(found) < _MOST_PAST:
            found.append((past, scenario))
            known.append(content_of(scenario))
    return tuple(found)


def revision_side(state: AppState, scenario: Scenario, revision: str) -> OtherSide:
    """Return a scenario as it is in the project at a git revision."""
    name = scenario.name.partition(" at ")[0]
    found = _named(state, f"{name} at {revision}", scenario)
    return replace(found, revision=revision, scenario=replace(scenario, name=name))


def _named(state: AppState, name: str, scenario: Scenario) -> OtherSide:
    while state.scenario_named(name) is not None:
        name += "*"
    return OtherSide(name, scenario)


def _run_text(run: Run) -> str:
    return f"run #{run.number} of {run.scenario}"


def side_choices(state: AppState) -> tuple[tuple[SideChoice, str], ...]:
    """Return everything that can be chosen, with its text; `LINE` stands between two kinds."""
    found = [(SideChoice("scenario", item.name), shown_name(item)) for item in state.scenarios]
    found += [(SideChoice("other", item.name), item.name) for item in state.compare.others if not item.run]
    runs = comparable_runs(state)[:_MOST_RUNS]
    if runs:
        found += [(LINE, ""), *((SideChoice("run", run.id), _run_text(run)) for run in runs)]
    past = past_runs(state)
    if past:
        texts = [f"{made.name} of {moment_text(each.began)} (values cleared, runs again)" for each, made in past]
        found += [(LINE, ""), *((SideChoice("past", str(each.id)), text) for (each, _), text in zip(past, texts))]
    known = {item.revision for item in state.compare.others}
    found += [(LINE, "")]
    found += [(SideChoice("revision", "HEAD"), "at HEAD, the last commit")] if "HEAD" not in known else []
    return (*found, (SideChoice("revision"), "at a git revision..."))


def choice_of(state: AppState, name: str) -> SideChoice:
    """Return the choice that a side of this name is."""
    other = next((item for item in state.compare.others if item.name == name), None)
    if other is None:
        return SideChoice("scenario", name)
    return SideChoice("run", other.run) if other.run else SideChoice("other", name)
