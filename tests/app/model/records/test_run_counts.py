"""What is kept up while a run goes on is what counting again would find; groups show it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import get_args

import pytest
from dagscope.protocol.messages import Batch, RunFinished, RunStarted
from dagscope.records import NodeRecord, State, StateRow
from dagscope.scenario import Scenario
from dagscope_app.model.picture.group_summaries import NOTHING, Tallies, tally
from dagscope_app.model.records.graph import GraphSnapshot
from dagscope_app.model.records.history import has_warnings, nodes_of, past_of, run_of
from dagscope_app.model.records.runs import (
    ENDED,
    WITH_VALUE,
    NodeRun,
    Run,
    advanced,
    finished,
    lost,
    make_run,
    shown_state,
    started,
    with_nodes,
    without_homes,
)
from dagscope_app.model.runs.problems import run_problems
from dagscope_app.views.panels.details_page import value_words
from dagscope_app.views.panels.runs import sign_of

NAMES = tuple("abcdefgh")
STATES: tuple[State, ...] = ("waiting", "running", "ok", "cached", "failed", "skipped")
ALL_STATES: tuple[State, ...] = get_args(State)
ENDS: dict[str, Callable[[Run], Run]] = {
    "ok": lambda run: finished(run, RunFinished(run.id, "ok")),
    "failed": lambda run: finished(run, RunFinished(run.id, "failed", message="the run broke off")),
    "stopped": lambda run: finished(run, RunFinished(run.id, "cancelled")),
    "crashed": lambda run: lost(run, "it crashed", guilty="x"),
    "crashed unseen": lambda run: lost(run, "it crashed"),
    "killed": lambda run: lost(run, "stopped", is_stopped=True),
    "ended, then lost": lambda run: lost(finished(run, RunFinished(run.id, "ok")), "it crashed"),
    "lost twice": lambda run: lost(lost(run, "it crashed"), "it crashed"),
    "lost elsewhere": lambda run: without_homes(_moved(finished(run, RunFinished(run.id, "ok"))), lambda home: True),
}


def _moved(run: Run) -> Run:
    nodes = {name: replace(each, home="1-0") if each.state in WITH_VALUE else each for name, each in run.nodes.items()}
    return with_nodes(run, nodes)


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("state", ALL_STATES)
def test_however_a_run_ends_nothing_says_more_than_is_known(state: State, end: str) -> None:
    run = started(make_run(1, 1, "main", Scenario("s"), ("a",)), RunStarted("1-1", "main", ("a", "x")))
    run = ENDS[end](advanced(run, Batch.of(run.id, (StateRow("a", state, 1.0),))))
    item = run.nodes["a"]

    assert item.state not in ("waiting", "running")
    has_value = state in WITH_VALUE
    is_lost = run.status == "lost" or end == "lost elsewhere"
    assert (item.state in (*WITH_VALUE, "stale")) == has_value
    assert (item.state == "stale") == (has_value and is_lost)
    assert item.ended_as == (state if state in ENDED else item.state)
    problems = run_problems(run, GraphSnapshot())
    assert (item.ended_as in ("failed", "stopped", "warning")) == any(row.node == "a" for row in problems)
    if run.status == "failed":
        assert (
            any("the run broke off" in row.message and row.severity == "error" for row in problems)
            or item.state == "failed"
        )
    assert ("ok" == item.ended_as) == (" ok" in run.describe())
    assert ("warning" == item.ended_as) == ("1 warning" in run.describe())
    assert all(row.message != "a: failed" for row in problems if state == "running")
    words = value_words(item.state, item)
    assert ("a check failed" in words) == (state == "warning")
    assert words.startswith("computed") == (item.state in ("ok", "warning"))
    assert item.ended_as == nodes_of(run, {})["a"].state
    kept = past_of(run, GraphSnapshot(), 0.0)
    assert has_warnings(kept) == (sign_of(run) == "warning") == ("warning" == item.ended_as and run.status == "ok")
    assert not has_warnings(kept) or ("1 warning" == kept.message and "" == run_of(kept, {}).message)


def _check(run: Run) -> None:
    states = {name: item.state for name, item in run.nodes.items()}
    assert Counter(states.values()) == +Counter(run.counts)
    assert {name for name, state in states.items() if state == "running"} == set(run.running)
    assert max([item.seconds or 0.0 for item in run.nodes.values()], default=0.0) == run.slowest


@pytest.mark.parametrize("seed", range(5))
def test_counts_follow_every_batch_and_the_end(seed: int) -> None:
    rng = random.Random(seed)
    run = started(make_run(1, 1, "main", Scenario("s"), NAMES), RunStarted("1-1", "main", NAMES))
    _check(run)
    for step in range(12):
        chosen = rng.sample((*NAMES, "beyond"), 4)
        rows = [StateRow(name, rng.choice(STATES), (step + 1) / 8, step / 4) for name in chosen]
        run = advanced(run, Batch.of(run.id, rows))
        _check(run)
    _check(lost(run, "gone"))
    _check(finished(run, RunFinished(run.id, "failed")))


def test_nodes_are_the_same_where_everything_has_ended() -> None:
    run = started(make_run(1, 1, "main", Scenario("s"), ("a",)), RunStarted("1-1", "main", ("a",)))
    run = advanced(run, Batch.of(run.id, (StateRow("a", "ok", 0.5),)))

    done = finished(run, RunFinished(run.id, "ok", 0.75))

    assert run.nodes is done.nodes
    assert ("ok", 0.75, "Run #1: 1 ok, 750 ms") == (done.status, done.seconds, done.describe())


def test_the_first_that_began_and_still_runs_is_said() -> None:
    run = started(make_run(1, 1, "main", Scenario("s"), NAMES), RunStarted("1-1", "main", NAMES))
    run = advanced(run, Batch.of(run.id, (StateRow("c", "running"), StateRow("a", "running"))))
    assert "Run #1: 0 of 8, c" == run.describe()

    run = advanced(run, Batch.of(run.id, (StateRow("c", "ok"),)))
    assert "Run #1: 1 of 8, a" == run.describe()


def test_a_group_tells_states_time_the_slowest_and_the_first_failure() -> None:
    runs = {
        "a": NodeRun("ok", 0.5),
        "b": NodeRun("failed", 1.5, "ValueError: no"),
        "c": NodeRun("cached", 0.0),
        "d": NodeRun(),
    }

    found = tally(runs, ("a", "b", "c", "d", "e"), {})

    assert (("failed", 1), ("waiting", 1), ("ok", 1), ("cached", 1), ("not_run", 1)) == found.counts
    assert ("2.0 s", "\nslowest: b, 1.5 s\nfailed: b: ValueError: no") == (found.time_text, found.note)
    assert (("failed", 1), ("waiting", 1), ("stale", 2), ("not_run", 1)) == tally(
        runs, (*"abcde",), dict.fromkeys("abcde", "changed")
    ).counts
    assert NOTHING == tally(runs, ("x", "y"), {})


def test_tallies_are_counted_again_when_the_run_went_on_only() -> None:
    tallies, members, stale = Tallies(), ("a", "b"), dict[str, str]()
    tallies.look_at({}, stale)
    assert NOTHING is tallies.of(members)

    runs = {"a": NodeRun("ok", 0.5)}
    tallies.look_at(runs, stale)
    first = tallies.of(members)
    tallies.look_at(runs, stale)
    assert first is tallies.of(members)
    tallies.look_at(dict(runs), stale)
    assert first is not tallies.of(members)


@pytest.mark.parametrize(
    ("state", "expected"), [("ok", "stale"), ("cached", "stale"), ("failed", "failed"), ("running", "running")]
)
def test_only_values_go_out_of_date(state: str, expected: str) -> None:
    run = Run("1-1", nodes={"a": NodeRun(state)})

    assert state == shown_state(run, "a", {})
    assert expected == shown_state(run, "a", {"a": "a changed"})
    assert "not_run" == shown_state(run, "elsewhere", {"elsewhere": ""}) == shown_state(None, "a", {"a": ""})


def test_a_beginning_that_comes_in_parts_is_one() -> None:
    run = make_run(1, 1, "main", Scenario("s"), NAMES)
    for name in NAMES:
        run = started(run, RunStarted("1-1", "main", (name,), len(NAMES)))
    assert run == started(make_run(1, 1, "main", Scenario("s"), NAMES), RunStarted("1-1", "main", NAMES, len(NAMES)))
    assert len(NAMES) == run.count("waiting")


def test_a_config_key_is_no_node_that_was_not_run() -> None:
    runs = {"a": NodeRun("ok", 0.5)}

    assert (("ok", 1),) == tally(runs, ("key", "a"), {}, given=frozenset({"key"})).counts
    assert NOTHING == tally(runs, ("key",), {}, given=frozenset({"key"}))

    tallies = Tallies()
    tallies.look_at(runs, {}, frozenset(), {"key": NodeRecord("key", kind="config"), "a": NodeRecord("a")})
    assert (("ok", 1),) == tallies.of(("key", "a")).counts
