"""The layout process, spoken to as the window does."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import dagscope_app.layout
import pytest
from dagscope.protocol.framing import FrameReader, encode
from dagscope_app.layout.layouter import layout
from dagscope_app.layout.messages import (
    Answer,
    Edges,
    End,
    Failed,
    Go,
    GroupBoxes,
    Inside,
    NodeBoxes,
    Nodes,
    Pinned,
    Request,
    Routes,
    answer_from,
    request_from,
    to_json,
)
from dagscope_app.layout.pages import Collected, Wanted, again, held, laid_out, whole
from dagscope_app.layout.service import Service, serve
from dagscope_app.layout.types import LayoutEdge, LayoutGroup, LayoutNode, LayoutOptions, LayoutRequest
from dagscope_app.model.placement import Box, Layout, Route

from benchmarks.layout_graphs import nested_graph
from tests.patience import PATIENCE_S

PROGRAM = str(Path(dagscope_app.layout.__file__).with_name("__main__.py"))


def nested(count: int) -> Wanted:
    nodes, groups, edges = nested_graph(count)
    return Wanted(LayoutRequest(tuple(nodes), tuple(groups), tuple(edges), LayoutOptions()))


def small(edges: str = "", names: str = "abcd") -> Wanted:
    nodes = tuple(LayoutNode(name, 80.0, 40.0) for name in names)
    pairs = tuple(LayoutEdge(*pair) for pair in edges.split())
    return Wanted(LayoutRequest(nodes, (), pairs, LayoutOptions()))


def folded(wanted: Wanted, anchor: str, **is_folded: bool) -> Wanted:
    """Return the same graph with some groups folded or unfolded; two underscores stand for a dot."""
    named = {name.replace("__", "."): is_on for name, is_on in is_folded.items()}
    groups = [replace(group, is_folded=named.get(group.id, group.is_folded)) for group in wanted.request.groups]
    return replace(wanted, request=replace(wanted.request, groups=tuple(groups)), anchor=anchor)


def frames(requests: Iterable[Request]) -> bytes:
    return b"".join(encode(to_json(request)) for request in requests)


def answers(data: bytes) -> list[Answer]:
    return [answer_from(frame.message) for frame in FrameReader().feed(data)]


def ask(service: Service, requests: Iterable[Request]) -> list[Answer]:
    return [answer for request in requests for answer in service.answer(request)]


def collected(found: Iterable[Answer]) -> list[Layout]:
    """Return the layouts in a sequence of answers."""
    layouts, pages = [], Collected()
    for answer in found:
        if isinstance(answer, End | Inside):
            layouts.append(pages.complete(answer.bounds))
        else:
            assert not isinstance(answer, Failed), answer.message
            pages.add(answer)
    return layouts


def rounded(box: Box) -> Box:
    return Box(round(box.x, 2), round(box.y, 2), round(box.width, 2), round(box.height, 2))


@pytest.mark.parametrize("command", [["-I", PROGRAM], ["-m", "dagscope_app.layout"]])
def test_process_answers_in_pages_and_ends_with_its_input(command: list[str]) -> None:
    sent = frames([*whole(1, nested(500)), *whole(2, small(names="a"))])
    done = subprocess.run([sys.executable, *command], input=sent, capture_output=True, timeout=PATIENCE_S, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    got = answers(done.stdout)
    expected = layout(*nested_graph(500))
    [found] = collected(answer for answer in got if answer.job == 1)
    assert found.nodes == {name: rounded(box) for name, box in expected.nodes.items()}
    assert found.groups == {name: rounded(box) for name, box in expected.groups.items()}
    assert [route.source for route in found.routes] == [route.source for route in expected.routes]
    assert max(len(answer.rows) for answer in got if isinstance(answer, NodeBoxes | GroupBoxes | Routes)) == 200
    assert [answer for answer in got if answer.job == 2] == [
        NodeBoxes(2, (("a", Box(0.0, 0.0, 80.0, 40.0)),)),
        End(2, Box(0.0, 0.0, 80.0, 40.0)),
    ]


def test_the_process_loads_the_standard_library_and_the_framing_of_the_protocol_alone() -> None:
    code = "import sys, dagscope_app.layout.service; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()
    ours = {name for name in loaded if name.startswith("dagscope.")}
    assert ours == {"dagscope.version", "dagscope.errors", "dagscope.protocol", "dagscope.protocol.framing"}
    assert not {"numpy", "networkx", "PySide6", "asyncio", "pathlib"} & set(loaded)


def test_again_folds_a_group_of_the_last_graph_around_its_anchor() -> None:
    service = Service()
    opened = folded(nested(200), "c0.b1")
    closed = folded(opened, "c0.b1", c0__b1=True)
    [before] = collected(ask(service, whole(1, opened)))
    [after] = collected(ask(service, again(2, opened.request.groups, closed)))
    at, was = after.groups["c0.b1"], before.groups["c0.b1"]
    assert (at.x, at.y) == pytest.approx((was.x, was.y))
    assert at.width < was.width
    assert "c0.b1.a4" in before.groups and "c0.b1.a4" not in after.groups
    early, back = collected(ask(service, again(3, closed.request.groups, opened)))
    assert back == before
    assert early.size == (was.width, was.height)
    assert early.nodes and early.groups and early.routes
    for name, box in [*early.nodes.items(), *early.groups.items()]:
        now = before.box(name)
        assert now is not None
        moved = box.moved(was.x, was.y)
        assert (moved.x, moved.y, moved.width, moved.height) == pytest.approx((now.x, now.y, now.width, now.height))


def test_what_an_unfolded_group_holds_is_said_only_when_its_fold_was_the_change() -> None:
    service = Service()
    opened = nested(200)
    closed = folded(opened, "c0", c0=True, c0__b1=True)
    ask(service, whole(1, opened))
    assert len(collected(ask(service, again(2, opened.request.groups, closed)))) == 1
    assert len(collected(ask(service, again(3, closed.request.groups, opened)))) == 1
    ask(service, again(4, opened.request.groups, closed))
    hidden = folded(closed, "c0.b1", c0__b1=False)
    assert len(collected(ask(service, again(5, closed.request.groups, hidden)))) == 1
    assert len(collected(ask(service, again(6, hidden.request.groups, folded(hidden, "c0.b1"))))) == 1


def test_a_fresh_layout_forgets_the_order_of_earlier_ones() -> None:
    crossed, other = small("ad bc ac"), small("ac bd bc")
    [expected] = collected(ask(Service(), whole(1, other)))
    service = Service()
    ask(service, whole(1, crossed))
    [kept] = collected(ask(service, whole(2, other)))
    assert kept != expected
    assert collected(ask(service, whole(3, replace(other, is_fresh=True)))) == [expected]


def test_pins_are_those_of_the_newest_job() -> None:
    service, free = Service(), small("ab", "abc")
    pinned = replace(free, pinned={"a": (500.0, 300.0)})
    [before] = collected(ask(service, whole(1, free)))
    [put] = collected(ask(service, again(2, (), pinned)))
    [after] = collected(ask(service, again(3, (), free)))
    assert put.nodes["a"] != before.nodes["a"] == after.nodes["a"]


def test_unusable_request_is_answered_and_the_next_one_served() -> None:
    sink = io.BytesIO()
    bad = encode({"id": 1, "part": "nodes", "rows": [["a"]]}) + encode({"id": 2, "part": "dance"}) + encode({})
    wrong = [Nodes(3, small().request.nodes), Edges(3, (LayoutEdge("a", "nobody"),)), Go(3, LayoutOptions())]
    assert serve(io.BytesIO(bad + frames(wrong) + frames(whole(4, small("ab")))), sink) == 0
    got = answers(sink.getvalue())
    assert [answer.job for answer in got if isinstance(answer, Failed)][:3] == [1, 2, 0]
    assert isinstance(got[-1], End) and got[-1].job == 4


@pytest.mark.parametrize(
    "data", [b"\x00\x00", struct.pack(">IB", 5, 74) + b"{}", struct.pack(">IB", 2, 66) + b"{}", b"\x00\x00\x00\x02J[]"]
)
def test_broken_frames_end_the_process_with_a_sentence(data: bytes) -> None:
    sink = io.BytesIO()
    assert serve(io.BytesIO(data), sink) == 2
    [answer] = answers(sink.getvalue())
    assert isinstance(answer, Failed) and answer.message.startswith("Unreadable layout request: ")


def test_coordinates_are_rounded_to_a_hundredth() -> None:
    thin = LayoutRequest((LayoutNode("a", 1 / 3, 1.0),), (), (), LayoutOptions())
    [found] = collected(answers(frames_of(ask(Service(), whole(1, Wanted(thin))))))
    assert found.nodes["a"] == Box(0.0, 0.0, 0.33, 1.0)


def frames_of(found: Iterable[Answer]) -> bytes:
    return b"".join(encode(to_json(answer)) for answer in found)


def test_requests_come_back_as_they_were() -> None:
    group = LayoutGroup("g", "", "a group", True, 120.0, 32.0)
    request = LayoutRequest((LayoutNode("a", 1.5, 2.0, "g"),), (group,), (LayoutEdge("a", "b"),), LayoutOptions("TB"))
    opened = replace(request, groups=(replace(group, is_folded=False),))
    sent = [
        *whole(1, Wanted(request, "g", {"a": (1.0, 2.0)}, is_fresh=True)),
        *again(2, request.groups, Wanted(opened)),
    ]
    assert [request_from(frame.message) for frame in FrameReader().feed(frames(sent))] == sent


def test_no_message_grows_beyond_a_frame() -> None:
    """Names of any length, of characters that take twelve bytes; a thousand pins; wires of very many bends."""
    names = [f"{number}{chr(0x1D51E) * 3000}" for number in range(40)]
    nodes = tuple(LayoutNode(name, 1.0, 1.0, name) for name in names)
    groups = tuple(LayoutGroup(name, "", name) for name in names)
    wanted = Wanted(LayoutRequest(nodes, groups, (LayoutEdge(names[0], names[1]),), LayoutOptions()))
    wanted = replace(wanted, pinned=dict.fromkeys(names, (0.123456789, 123456789.125)))
    bends = tuple((float(at), 123456.25) for at in range(5000))
    boxes = dict.fromkeys(names, Box(123456.25, 123456.25, 123456.25, 123456.25))
    wide = Layout(boxes, boxes, tuple(Route(name, name, 1, bends) for name in names))
    sent = list(whole(1, wanted))
    assert [request_from(frame.message) for frame in FrameReader().feed(frames(sent))] == sent
    assert len([part for part in sent if isinstance(part, Pinned)]) > 1
    for pages in (laid_out(1, wide), held(1, "g", wide)):
        assert collected(answers(frames_of(pages))) == [wide]
