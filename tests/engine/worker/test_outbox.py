"""What the outbox gathers before it writes: states as batches, in order with what is sent.
No process, a file for a pipe.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope.protocol import messages as m
from dagscope.protocol.envelope import FrameReader, parse_event
from dagscope.records import StateRow
from dagscope.worker.outbox import ROWS_IN_A_BATCH, Outbox

Told = list[m.Event]


@pytest.fixture
def written(tmp_path: Path) -> Callable[[Callable[[Outbox], None]], Told]:
    """Return what is written of all that is done before the writer begins."""

    def write(fill: Callable[[Outbox], None]) -> Told:
        place = tmp_path / "events"
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT)
        outbox = Outbox(descriptor, 1)
        fill(outbox)
        outbox.start()
        outbox.close()
        os.close(descriptor)
        messages = [parse_event(frame, 1) for frame in FrameReader().feed(place.read_bytes())]
        return [message.body for message in messages if message is not None]

    return write


Written = Callable[[Callable[[Outbox], None]], Told]


def test_only_the_last_state_of_a_node_is_said(written: Written) -> None:
    def fill(outbox: Outbox) -> None:
        outbox.set_state("r", StateRow("a", "running"))
        outbox.set_state("r", StateRow("b", "running"))
        outbox.set_state("r", StateRow("a", "ok", 0.5, 0.25, "1", "int"))

    rows = (StateRow("a", "ok", 0.5, 0.25, "1", "int"), StateRow("b", "running"))
    assert [m.Batch.of("r", rows)] == written(fill)


def test_a_node_that_runs_alone_is_said_while_it_runs_only(written: Written) -> None:
    def fill(outbox: Outbox) -> None:
        outbox.set_current("r", "a", 0.0)
        outbox.set_state("r", StateRow("a", "ok"))
        outbox.set_current("r", "b", 1.5)

    assert [m.Batch.of("r", (StateRow("a", "ok"), StateRow("b", "running", 0.0, 1.5)))] == written(fill)


def test_states_come_before_what_is_to_follow_them_and_runs_stay_apart(written: Written) -> None:
    def fill(outbox: Outbox) -> None:
        outbox.set_state("r", StateRow("a", "ok"))
        outbox.set_state("s", StateRow("a", "failed"))
        outbox.send(m.RunFinished("r", "ok"), after_states=True)

    of_r, of_s = m.Batch.of("r", (StateRow("a", "ok"),)), m.Batch.of("s", (StateRow("a", "failed"),))
    assert [of_r, of_s, m.RunFinished("r", "ok")] == written(fill)


def test_a_run_begins_before_its_states_whatever_is_written_meanwhile(written: Written) -> None:
    start = m.RunStarted("r", "main", ("a",), 1)

    def fill(outbox: Outbox) -> None:
        outbox.send(m.Pong())
        outbox.send(start, after_states=True)
        outbox.set_current("r", "a", 0.0)

    assert [m.Pong(), start, m.Batch.of("r", (StateRow("a", "running"),))] == written(fill)


def test_what_a_later_run_reports_never_overtakes_the_end_of_the_one_before(written: Written) -> None:
    starts = [m.RunStarted(run, "main", ("a",), 1) for run in "rs"]
    ends = [m.RunFinished(run, "ok") for run in "rs"]
    states = [m.Batch.of(run, (StateRow("a", "ok"),)) for run in "rs"]

    def fill(outbox: Outbox) -> None:
        for run, start, end in zip("rs", starts, ends):
            outbox.send(start, after_states=True)
            outbox.send(m.Pong())
            outbox.set_state(run, StateRow("a", "running"))
            outbox.set_state(run, StateRow("a", "ok"))
            outbox.send(end, after_states=True)

    told = [event for event in written(fill) if not isinstance(event, m.Pong)]
    assert [starts[0], states[0], ends[0], starts[1], states[1], ends[1]] == told


def test_a_node_that_goes_on_after_a_pause_is_said_behind_it(written: Written) -> None:
    def fill(outbox: Outbox) -> None:
        outbox.send(m.Pong())  # the writer is at this while all that follows happens
        outbox.set_state("r", StateRow("a", "ok"))
        outbox.send(m.Paused("r", "b", "before"), after_states=True)
        outbox.send(m.Resumed("r"), after_states=True)
        outbox.set_current("r", "b", 0.5)

    of_a, of_b = (m.Batch.of("r", (row,)) for row in (StateRow("a", "ok"), StateRow("b", "running", 0.0, 0.5)))
    assert [m.Pong(), of_a, m.Paused("r", "b", "before"), m.Resumed("r"), of_b] == written(fill)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        pytest.param("short", ROWS_IN_A_BATCH, id="short"),
        pytest.param("\N{ROCKET}" * 100, ROWS_IN_A_BATCH // 4, id="long"),
    ],
)
def test_batches_fit_a_frame_however_long_their_texts(written: Written, text: str, most: int) -> None:
    rows = [StateRow(f"n{i}", "ok", summary=text) for i in range(ROWS_IN_A_BATCH + 1)]

    def fill(outbox: Outbox) -> None:
        for row in rows:
            outbox.set_state("r", row)

    batches = [event for event in written(fill) if isinstance(event, m.Batch)]
    assert rows == [row for batch in batches for row in batch.rows]
    assert most == max(len(batch.nodes) for batch in batches)


def test_a_runs_beginning_comes_before_states_that_are_said_at_once(written: Written) -> None:
    def fill(outbox: Outbox) -> None:
        outbox.send(m.RunStarted("r", "main", ("a",), 1), after_states=True)
        outbox.set_state("r", StateRow("a", "cached"))

    assert [m.RunStarted("r", "main", ("a",), 1), m.Batch.of("r", (StateRow("a", "cached"),))] == written(fill)


def test_a_beginning_with_very_many_nodes_comes_in_parts(written: Written) -> None:
    names = tuple(f"{'a_namespace_of_a_subdag.' * 3}{number}" for number in range(20_000))
    row = StateRow(names[0], "running")

    def fill(outbox: Outbox) -> None:
        outbox.send(m.RunStarted("r", "main", names, 20_000), after_states=True)
        outbox.set_state("r", row)

    *starts, states = written(fill)
    assert len(starts) > 1
    assert names == tuple(name for start in starts if isinstance(start, m.RunStarted) for name in start.order)
    assert {("r", "main", 20_000)} == {(start.run, start.slot, start.total) for start in starts}  # type: ignore[union-attr]
    assert m.Batch.of("r", (row,)) == states
