"""Records of other processes among what is written beside them: none is lost, none is taken for text."""

from __future__ import annotations

import json
import random
import sys
from types import SimpleNamespace

import pytest
from dagscope.commands.output import _OfThisThread
from dagscope.execution.traced import _Stream, records_in


def record(**content: object) -> bytes:
    return b"\x1e" + json.dumps({"dagscope": 1, **content}, separators=(",", ":")).encode() + b"\x1e"


ONE, TWO = record(run="r", node="a", text="x\n"), record(run="r", node="b", seconds=0.5)
STREAM = b"raw " + ONE + TWO + b"\x1e odd \x1e{\x1e" + ONE + b"end\x1e"


def read(pieces: list[bytes]) -> tuple[bytes, list[object]]:
    rest, text, records = b"", b"", []
    for piece in pieces:
        found, rest = records_in(rest + piece)
        for each in found:
            if isinstance(each, bytes):
                text += each
            else:
                records.append(each["node"])
    return text + rest, records


def test_records_are_found_however_the_stream_is_cut() -> None:
    rng = random.Random(3)
    for _ in range(300):
        cuts = sorted(rng.sample(range(len(STREAM)), rng.randrange(0, 12)))
        pieces = [STREAM[start:end] for start, end in zip([0, *cuts], [*cuts, len(STREAM)])]
        assert (b"raw \x1e odd \x1e{\x1eend\x1e", ["a", "b", "a"]) == read(pieces)


def test_what_only_looks_like_a_record_is_text() -> None:
    broken = b'\x1e{"dagscope":nonsense\x1e'
    assert (broken, []) == read([broken])
    endless = b'\x1e{"dagscope":' + b"x" * 5_000
    assert (endless, []) == read([endless])


def test_what_is_printed_between_nodes_goes_to_streams_that_say_no_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cluster's own standard output may return nothing where Python's returns how much it wrote."""
    written: list[str] = []
    monkeypatch.setattr(sys, "stdout", _Stream("stdout", SimpleNamespace(write=written.append, flush=list)))
    assert 6 == sys.stdout.write("a line")
    monkeypatch.setattr(sys, "stdout", _OfThisThread(SimpleNamespace(write=written.append)))
    assert 4 == sys.stdout.write("more")
    assert ["a line", "more"] == written
