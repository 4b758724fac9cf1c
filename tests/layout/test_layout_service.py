"""The layout process, spoken to as the window does."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagscope_app.layout
import pytest
from dagscope_app.layout.layouter import layout
from dagscope_app.layout.service import HEAD, KIND, Service, read_frame, serve, write_frame

from benchmarks.layout_graphs import nested_graph

PROGRAM = str(Path(dagscope_app.layout.__file__).with_name("__main__.py"))


def frames(*requests: dict[str, Any]) -> bytes:
    stream = io.BytesIO()
    for request in requests:
        write_frame(stream, request)
    return stream.getvalue()


def answers(data: bytes) -> list[dict[str, Any]]:
    stream = io.BytesIO(data)
    return [dict(frame) for frame in iter(lambda: read_frame(stream), None)]


def paged_request(request_id: int, count: int, rows: int = 150) -> Iterator[dict[str, Any]]:
    nodes, groups, edges = nested_graph(count)
    parts: list[tuple[str, list[list[Any]]]] = [
        ("nodes", [[node.id, node.width, node.height, node.group] for node in nodes]),
        ("groups", [[group.id, group.parent, group.label, False] for group in groups]),
        ("edges", [[edge.source, edge.target] for edge in edges]),
    ]
    for part, table in parts:
        for start in range(0, len(table), rows):
            yield {"id": request_id, "part": part, "rows": table[start : start + rows]}
    yield {"id": request_id, "part": "go", "options": {"direction": "LR", "unknown": 1}}


@pytest.mark.parametrize("command", [["-I", PROGRAM], ["-m", "dagscope_app.layout"]])
def test_process_answers_in_pages_and_ends_with_its_input(command: list[str]) -> None:
    sent = frames(*paged_request(1, 500), {"id": 2, "nodes": [["a", 80, 40, ""]], "groups": [], "edges": []})
    done = subprocess.run([sys.executable, *command], input=sent, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    got = answers(done.stdout)
    expected = layout(*nested_graph(500))
    nodes = [row for answer in got if answer["id"] == 1 and answer["part"] == "nodes" for row in answer["rows"]]
    assert {row[0]: row[1:] for row in nodes} == {
        name: [round(box.x, 2), round(box.y, 2), box.width, box.height] for name, box in expected.nodes.items()
    }
    assert max(len(answer.get("rows", ())) for answer in got) == 200
    assert [answer["part"] for answer in got if answer["id"] == 2] == ["nodes", "end"]
    assert got[-1]["size"] == [80.0, 40.0]


def test_again_folds_a_group_of_the_last_graph_around_its_anchor() -> None:
    service = Service()
    for request in paged_request(1, 200):
        before = list(service.answer(request))
    frames_before = {row[0]: row for answer in before if answer["part"] == "groups" for row in answer["rows"]}
    after = list(service.answer({"id": 2, "part": "again", "folded": {"c0.b1": True}, "anchor": "c0.b1"}))
    frames_after = {row[0]: row for answer in after if answer["part"] == "groups" for row in answer["rows"]}
    assert frames_after["c0.b1"][1:3] == frames_before["c0.b1"][1:3]
    assert frames_after["c0.b1"][3] < frames_before["c0.b1"][3]
    assert "c0.b1.a4" in frames_before and "c0.b1.a4" not in frames_after
    early, *back = service.answer({"id": 3, "part": "again", "folded": {"c0.b1": False}, "anchor": "c0.b1"})
    assert [dict(answer, id=1) for answer in back] == before
    left, top = frames_before["c0.b1"][1:3]
    boxes = {row[0]: row for answer in before if answer["part"] in ("nodes", "groups") for row in answer["rows"]}
    assert (early["part"], early["group"], early["size"]) == ("inside", "c0.b1", frames_before["c0.b1"][3:])
    assert early["nodes"] and early["groups"] and early["routes"]
    for name, x, y, width, height in early["nodes"] + early["groups"]:
        assert [left + x, top + y, width, height] == pytest.approx(boxes[name][1:], abs=0.02)


def test_what_an_unfolded_group_holds_is_told_only_when_its_fold_was_the_change() -> None:
    service = Service()
    for request in paged_request(1, 200):
        list(service.answer(request))
    again = {"part": "again", "folded": {"c0.b1": True, "c0": True}}
    assert "inside" not in [a["part"] for a in service.answer({"id": 2, "anchor": "c0", **again})]
    both = {"part": "again", "folded": {"c0.b1": False, "c0": False}}
    assert "inside" not in [a["part"] for a in service.answer({"id": 3, "anchor": "", **both})]
    list(service.answer({"id": 4, "anchor": "", **again}))
    hidden = {"id": 5, "part": "again", "folded": {"c0.b1": False}, "anchor": "c0.b1"}
    assert "inside" not in [a["part"] for a in service.answer(hidden)]


def test_a_fresh_layout_forgets_the_order_of_earlier_ones() -> None:
    def rows(answers: list[dict[str, Any]]) -> list[Any]:
        return [row for answer in answers if answer["part"] == "nodes" for row in answer["rows"]]

    boxes = [[name, 80, 40, ""] for name in "abcd"]
    crossed = {"id": 1, "nodes": boxes, "groups": [], "edges": [["a", "d"], ["b", "c"], ["a", "c"]]}
    other = {"id": 2, "nodes": boxes, "groups": [], "edges": [["a", "c"], ["b", "d"], ["b", "c"]]}
    expected = rows(list(Service().answer(other)))
    service = Service()
    list(service.answer(crossed))
    kept = rows(list(service.answer(other)))
    assert kept != expected
    assert rows(list(service.answer({**other, "id": 3, "fresh": True}))) == expected


def test_unusable_request_is_answered_and_the_next_one_served() -> None:
    service = Service()
    bad = list(service.answer({"id": 1, "nodes": [["a"]], "groups": [], "edges": []}))
    assert [answer["part"] for answer in bad] == ["error"]
    good = list(service.answer({"id": 2, "nodes": [["a", 1, 1, ""]], "groups": [], "edges": []}))
    assert [answer["part"] for answer in good] == ["nodes", "end"]


@pytest.mark.parametrize(
    "data", [b"\x00\x00", HEAD.pack(5, KIND) + b"{}", HEAD.pack(2, 66) + b"{}", HEAD.pack(2, KIND) + b"[]"]
)
def test_broken_frames_end_the_process_with_a_sentence(data: bytes) -> None:
    sink = io.BytesIO()
    assert serve(io.BytesIO(data), sink) == 2
    assert answers(sink.getvalue())[0]["message"].startswith("Unreadable layout request: ")


def test_rounded_coordinates_are_plain_json() -> None:
    service = Service()
    text = json.dumps(list(service.answer({"id": 1, "nodes": [["a", 1 / 3, 1, ""]], "groups": [], "edges": []})))
    assert json.loads(text)[0]["rows"] == [["a", 0.0, 0.0, 0.33, 1.0]]
