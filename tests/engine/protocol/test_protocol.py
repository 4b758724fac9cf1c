"""Framing and validation against honest and hostile bytes."""

from __future__ import annotations

import json
import struct

import pytest
from dagscope import records as r
from dagscope import value_records as v
from dagscope.protocol import messages as m
from dagscope.protocol import values
from dagscope.protocol.envelope import (
    Frame,
    FrameReader,
    ProtocolError,
    encode,
    encode_command,
    encode_event,
    parse_command,
    parse_event,
)
from dagscope.scenario import ModuleChoice, Scenario, ValueSpec
from hypothesis import given, settings
from hypothesis import strategies as st

SCENARIO = Scenario(
    "a",
    "run.py:12",
    (ModuleChoice("m"), ModuleChoice("n", False)),
    True,
    {"k": ValueSpec("literal", "1")},
    {"i": ValueSpec("file", "x.csv")},
    {},
    ("c",),
)


def _raw(payload: bytes, kind: bytes = b"J") -> bytes:
    return struct.pack(">I", len(payload)) + kind + payload


def _columns(**others: object) -> dict[str, object]:
    """Return the batch of one node, with these columns instead."""
    batch = {"nodes": ["n"], "states": ["ok"], "took_us": [0], "begun_us": [0], "summaries": [""], "types": [""]}
    return {**batch, **others}


def test_commands_and_events_come_back_as_they_were() -> None:
    tree = v.TreeNode("a", "dict", "{}", 1, (v.TreeNode("b", path=(0,)),))
    table = v.TablePreview("t", rows=1, page=v.CellPage(cells=(("1", "2"),)))
    events = [
        m.Hello("3.12.1", "/usr/bin/python", 12, "0.1.0", ("linux",)),
        m.Project("/p", (r.ModuleRecord("m"),), (SCENARIO,), (r.ProblemRecord("k", "text", line=3),)),
        m.Batch.of("r1", (r.StateRow("n", "ok", 0.25, 1.5, "3", "int"), r.StateRow("o", "failed", summary="ä"))),
        m.Result("r1", "n", v.TreePreview(root=tree)),
        m.Result("r1", "n", table),
        m.Result("r1", "n", v.NonePreview()),
        m.RunFinished("r1", "failed", 1.5, v.ErrorPreview(frames=(v.TraceFrame("f.py", 3),))),
        m.ValueAnswer(values.StatisticsAnswer("c", (("mean", "2"),), (("0-1", 4),))),
        m.ValueAnswer(
            values.PlotAnswer(
                "line", 5, "n", (values.PlotSeries("c", ((0.0, 1.5), (2.0, -1.0))),), labels=((0.0, "a"),)
            )
        ),
        m.ValueAnswer(values.LookAnswer(table)),
        m.SourcesAnswer("def n():", ""),
        m.ValueDiffAnswer(r.ValueDiff("equal", left=table, right=v.NumberPreview("int", text="3"))),
    ]
    commands = [
        m.Build("main", SCENARIO),
        m.Execute("main", "r1", ("c",), {"i": ValueSpec("none")}),
        m.AskValue("main", "r1", "n", values.PageAsk(100, where="a > 1"), (1, 2)),
        m.AskValue("main", "r1", "n", values.LookAsk()),
        m.CompareSources("left", "right", "n"),
        m.Ping(),
    ]

    for number, event in enumerate(events):
        (frame,) = FrameReader().feed(encode_event(event, generation=2, sequence=number, id=9))
        message = parse_event(frame, 2)
        assert message is not None
        assert (message.body, message.id, message.sequence) == (event, 9, number)
    for command in commands:
        (frame,) = FrameReader().feed(encode_command(command, generation=2))
        parsed = parse_command(frame)
        assert parsed is not None
        assert parsed.body == command


def test_bytes_arrive_with_their_message_in_any_cut() -> None:
    data = encode_event(m.Pong(), generation=1) + encode_event(
        m.Result("r", "n", v.ImagePreview(width=2, height=2)), generation=1, attachment=b"PNG" * 50
    )
    reader = FrameReader()

    frames = [frame for position in range(len(data)) for frame in reader.feed(data[position : position + 1])]

    assert [frame.attachment for frame in frames] == [b"", b"PNG" * 50]
    reader.finish()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xff\xff\xff\xffJ", id="length 4 GiB"),
        pytest.param(b"\x00\x00\x00\x00J", id="length 0"),
        pytest.param(_raw(b"{}", b"X"), id="unknown kind"),
        pytest.param(_raw(b"{}", b"B"), id="bytes of nothing"),
        pytest.param(_raw(b'{"has_bytes":true}') + _raw(b"{}"), id="bytes missing"),
        pytest.param(_raw(b"[1]"), id="a list"),
        pytest.param(_raw(b'{"a":NaN}'), id="NaN"),
        pytest.param(_raw(b'{"a":-Infinity}'), id="infinity"),
        pytest.param(_raw(b'{"a":1e999}'), id="float overflow"),
        pytest.param(_raw(b'{"a":' + b"9" * 5000 + b"}"), id="5,000 digits"),
        pytest.param(_raw(b'{"a":' + b"[" * 200_000), id="nested 200,000 deep"),
        pytest.param(_raw(b'{"a":"\xff"}'), id="not UTF-8"),
        pytest.param(_raw(b'{"a":1} x'), id="something after"),
        pytest.param(_raw(b"\x00\x01"), id="binary"),
    ],
)
def test_a_malformed_stream_raises_and_stays_broken(data: bytes) -> None:
    reader = FrameReader()

    with pytest.raises(ProtocolError):
        reader.feed(data)
    with pytest.raises(ProtocolError):
        reader.feed(encode({"fine": True}))


@pytest.mark.parametrize(
    "message",
    [
        {"v": 2, "type": "pong"},
        {"v": True, "type": "pong"},
        {"type": "pong"},
        {"v": 1},
        {"v": 1, "type": ["pong"]},
        {"v": 1, "type": "pong", "gen": "1"},
        {"v": 1, "type": "pong", "id": -1},
        {"v": 1, "type": "batch", "run": "r", **_columns(states=["exploded"])},
        {"v": 1, "type": "batch", "run": "r", **_columns(states=[[]])},
        {"v": 1, "type": "batch", "run": "r", **_columns(nodes=["n", "o"])},
        {"v": 1, "type": "batch", "run": "r", **_columns(nodes={"n": 1})},
        {"v": 1, "type": "batch", "run": "r", **_columns(took_us=[0.5])},
        {"v": 1, "type": "batch", "run": "r", **_columns(took_us=[True])},
        {"v": 1, "type": "batch", "run": "r", **_columns(begun_us=[2**63])},
        {"v": 1, "type": "batch", "run": "r", "nodes": ["n"]},
        {"v": 1, "type": "batch", "run": 7},
        {"v": 1, "type": "result", "run": "r", "node": "n"},
        {"v": 1, "type": "result", "run": "r", "node": "n", "preview": {"kind": "table", "rows": 2**70}},
        {"v": 1, "type": "result", "run": "r", "node": "n", "preview": {"kind": "table", "rows": True}},
        {"v": 1, "type": "value", "answer": {"kind": "statistics", "rows": [["a"]]}},
    ],
)
def test_a_wrong_shape_is_refused(message: dict[str, object]) -> None:
    with pytest.raises(ProtocolError):
        parse_event(Frame(message))


def test_unknown_types_and_fields_and_old_generations_are_dropped() -> None:
    assert parse_event(Frame({"v": 1, "gen": 1, "type": "from_the_future"}), 1) is None
    assert parse_event(Frame({"v": 1, "gen": 1, "type": "pong"}), 2) is None
    message = parse_event(Frame({"v": 1, "gen": 1, "type": "pong", "mood": "good"}), 1)
    assert message is not None and message.body == m.Pong()


def test_lone_surrogates_are_spelled_out() -> None:
    (frame,) = FrameReader().feed(_raw(b'{"v":1,"type":"error","message":"a\\ud800b"}'))

    message = parse_event(frame)

    assert message is not None and message.body == m.ErrorAnswer("a\\ud800b")


def test_lone_surrogates_are_spelled_out_in_a_long_list_too() -> None:
    (frame,) = FrameReader().feed(_raw(b'{"v":1,"type":"plan","runs":["a","b\\ud800","c"]}'))

    message = parse_event(frame)

    assert message is not None and message.body == m.PlanAnswer(("a", "b\\ud800", "c"))


def test_rows_become_columns_and_rows_again() -> None:
    rows = (r.StateRow("a", "ok", 0.25, 0.000_001, "1", "int"), r.StateRow("b", "running", 0.0, 2.5))

    batch = m.Batch.of("r", rows)

    assert (("a", "b"), ("ok", "running"), (250_000, 0)) == (batch.nodes, batch.states, batch.took_us)
    assert rows == batch.rows
    assert m.Batch("r") == m.Batch.of("r", ())


def test_too_large_or_not_json_is_not_sent() -> None:
    for message in ({"a": "x" * 2_000_000}, {"a": float("nan")}, {"a": object()}):
        with pytest.raises(ProtocolError):
            encode(message)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300)
@given(
    kind=st.sampled_from(sorted(m.EVENT_TYPES)),
    fields=st.dictionaries(
        st.sampled_from(
            [
                "run",
                "node",
                "nodes",
                "states",
                "took_us",
                "rows",
                "preview",
                "scenarios",
                "modules",
                "cells",
                "children",
                "diff",
                "slot",
            ]
        ),
        _json,
    ),
)
def test_no_shape_escapes_as_another_exception(kind: str, fields: dict[str, object]) -> None:
    payload = json.dumps({"v": 1, "type": kind, **fields}).encode()
    try:
        for frame in FrameReader().feed(_raw(payload)):
            message = parse_event(frame)
            assert message is None or type(message.body) is m.EVENT_TYPES[kind]
    except ProtocolError as error:
        assert str(error)


@settings(max_examples=300)
@given(st.lists(st.binary(max_size=40), max_size=6))
def test_random_bytes_end_in_frames_or_protocol_errors(chunks: list[bytes]) -> None:
    reader = FrameReader()
    try:
        for chunk in chunks:
            assert isinstance(reader.feed(chunk), list)
    except ProtocolError as error:
        assert str(error)


def test_no_field_has_a_name_of_the_envelope() -> None:
    for cls in [*m.EVENT_TYPES.values(), *m.COMMAND_TYPES.values()]:
        assert not {"v", "gen", "seq", "id", "type", "has_bytes"} & set(cls.__dataclass_fields__), cls


def _frame(message: dict[str, object]) -> Frame:
    (frame,) = FrameReader().feed(encode({"v": 1, "gen": 1, "seq": 1, "id": 1, **message}))
    return frame


def test_a_kind_that_this_side_does_not_know_is_read_as_such() -> None:
    preview = {"kind": "hologram", "type": "x.Y", "summary": "3 m", "depth": 4}
    event = parse_event(_frame({"type": "result", "run": "r", "node": "n", "preview": preview}))
    asked = {"type": "ask_value", "slot": "main", "run": "r", "node": "n", "ask": {"kind": "turn", "angle": 3}}
    command = parse_command(_frame(asked))

    assert event is not None and command is not None
    assert v.UnknownPreview("x.Y", "3 m", tag="hologram") == event.body.preview
    assert values.UnknownAsk("turn") == command.body.ask


@pytest.mark.parametrize("preview", [{}, {"kind": 3}, {"kind": None}, [], "number", {"kind": "table", "rows": "many"}])
def test_a_malformed_preview_is_refused(preview: object) -> None:
    with pytest.raises(ProtocolError):
        parse_event(_frame({"type": "result", "run": "r", "node": "n", "preview": preview}))


def test_two_records_of_one_kind_are_refused() -> None:
    class Second(v.Preview):
        kind = "table"

    class Nameless(v.Preview):
        pass

    for cls in (Second, Nameless, int):
        with pytest.raises(ValueError, match=r"TablePreview's|no kind of Preview"):
            v.PREVIEWS.add(cls)
    assert v.PREVIEWS.get("table") is v.TablePreview
