"""Odd texts for everything that reads what came from outside: a value or one sentence, never another exception.

Ten thousand for each reader; `make soak` tries a hundred thousand.

The seeds are fixed, so a failure comes again. CPU time is measured, not the clock: nothing may take a tenth of a
second.
"""

from __future__ import annotations

import gc
import json
import os
import random
import struct
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from dagscope.preview.filters.language import FilterError
from dagscope.preview.filters.language import parse as parse_filter
from dagscope.project.contexts import find_contexts
from dagscope.project.opening import open_project
from dagscope.project.settings import read_settings
from dagscope.project.source import parsed, read_source
from dagscope.project.static import static_nodes
from dagscope.protocol.envelope import FrameReader, ProtocolError, parse_event
from dagscope.scenario import Scenario
from dagscope.selection import NodeFacts, SelectionError, SelectionGraph, select

COUNT = int(os.environ.get("DAGSCOPE_FUZZ", "10000"))
LIMIT_S = 0.1
NAMES = [f"n{number}" for number in range(200)]
GRAPH = SelectionGraph({name: NodeFacts(name) for name in NAMES}, {name: [NAMES[0]] for name in NAMES})
SELECTION = [*"abn019_+()*?[]!-,:\"' .é\0", " and ", " or ", "not ", "path(", "tag:", "type:", "ns:", "n1", "2+", "+3"]
FILTER = [
    *"ab019.()[]<>=!~'\"`,é\0 ",
    " and ",
    " or ",
    " not ",
    " in ",
    "==",
    ">=",
    " is null",
    "true",
    "1e9",
    "a > 1",
    "-",
]
CODE = [
    *"ab():=,.[]{}'\"\\#@\n\t \0é",
    "def a() -> int:\n",
    "    return 1\n",
    "import b\n",
    "async ",
    "lambda ",
    "f'{",
    '"""',
]
CELLS = [
    *'[]{}:,"\\ 0',
    '"cells"',
    '"source"',
    '"cell_type"',
    '"code"',
    "%%cell_to_module ",
    "null",
    "1e999",
    "\\ud800",
]
TOML = [
    *"[]{}=.,\"'\\#\n \0é",
    "[[scenario]]\n",
    "name = ",
    "modules",
    "[scenario.inputs]\n",
    "positions",
    "1e999",
    "1979-05-27",
    "true",
    "[1, 2]",
]
CONTEXT = [
    *'[]{}:," 0',
    '"HAMILTON_CONFIG": ',
    '"HAMILTON_FINAL_VARS": ',
    '"HAMILTON_INPUTS": ',
    "null",
    "NaN",
    '{"a": 1}',
    '["a"]',
]
HUGE = [
    "(" * 100_000,
    "[" * 100_000,
    "a" * 100_000,
    "n1 or " * 16_000,
    "*a" * 5_000,
    '"' * 99_999,
    "not " * 25_000,
    "-" * 100_000,
]


@pytest.fixture(autouse=True)
def no_collection() -> Iterator[None]:
    """Keep collections of what other tests left out of what is measured."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def _texts(pieces: Sequence[str], seed: int) -> Iterator[str]:
    yield from HUGE
    chance = random.Random(seed)
    for _ in range(COUNT - len(HUGE)):
        yield "".join(chance.choices(pieces, k=chance.choice((1, 3, 10, 40, 200))))


def _select(text: str) -> None:
    try:
        select(GRAPH, text)
    except SelectionError:
        pass


def _filter(text: str) -> None:
    try:
        parse_filter(text, ("a", "b"))
    except FilterError:
        pass


def _source(text: str) -> None:
    parsed(Path("flow.py"), text)


READERS: list[tuple[Callable[[str], None], list[str]]] = [
    (_select, SELECTION),
    (_filter, FILTER),
    (_source, CODE),
]


@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize(("read", "pieces"), READERS, ids=lambda item: getattr(item, "__name__", ""))
def test_odd_texts_are_read_or_refused_quickly(read: Callable[[str], None], pieces: list[str]) -> None:
    slow = []
    for text in _texts(pieces, 13):
        started = time.thread_time()
        read(text)
        if time.thread_time() - started > LIMIT_S:
            slow.append(text[:80])

    assert [] == slow


FILES = [("a.ipynb", CELLS), ("dagscope.toml", TOML), ("context.json", CONTEXT)]


@pytest.mark.parametrize(("name", "pieces"), FILES, ids=[name for name, _ in FILES])
def test_odd_files_are_read_or_refused_quickly(
    name: str, pieces: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    slow = []
    path.touch()
    for text in _texts(pieces, 14):
        data = text.encode("utf-8", "surrogatepass")
        monkeypatch.setattr(Path, "read_bytes", lambda _, data=data: data)
        monkeypatch.setattr(Path, "read_text", lambda _, encoding="", data=data: data.decode("utf-8"))
        started = time.thread_time()
        if name == "dagscope.toml":
            read_settings(tmp_path)
        elif name == "context.json":
            find_contexts(tmp_path, (), Scenario("base"))
        else:
            read_source(path)
        if time.thread_time() - started > LIMIT_S:
            slow.append(text[:80])

    assert [] == slow


def _frames(chance: random.Random) -> bytes:
    """Return a frame that is nearly right: its length, kind, JSON, types or values are not."""
    message: dict[str, object] = {"v": 1, "gen": 7, "seq": 1, "id": 0, "type": "result", "run": "r", "node": "a"}
    for _ in range(chance.randrange(4)):
        message[chance.choice([*message, "preview", "rows", "x"])] = chance.choice(
            [
                None,
                -1,
                1 << 70,
                1.5,
                "",
                "\ud800",
                [],
                [[]],
                {},
                {"kind": "text"},
                "output",
                "batch",
                "graph_page",
                True,
            ]
        )
    payload = bytearray(json.dumps(message).encode())
    for _ in range(chance.randrange(3)):
        payload[chance.randrange(len(payload))] = chance.randrange(256)
    length = chance.choice([len(payload)] * 8 + [0, 1 << 31, len(payload) + 1])
    return struct.pack(">IB", length, chance.choice([74] * 8 + [66, 0])) + bytes(payload)


def test_odd_frames_are_refused_and_nothing_else() -> None:
    chance = random.Random(13)
    for _ in range(COUNT):
        reader = FrameReader()
        started = time.thread_time()
        try:
            for frame in reader.feed(_frames(chance)):
                parse_event(frame, 7)
        except ProtocolError:
            pass
        assert time.thread_time() - started < LIMIT_S


def test_a_selection_that_is_too_long_is_refused_with_a_sentence() -> None:
    with pytest.raises(SelectionError, match="a selection has at most 10,000 characters, and this one has 100,000"):
        select(GRAPH, "a" * 100_000)
    with pytest.raises(SelectionError, match="a name or a pattern has at most 500 characters"):
        select(GRAPH, "n1 or " + "a" * 501)


def test_whole_folders_of_odd_files_are_read(tmp_path: Path) -> None:
    """Fifty files count as one folder's share of the inputs: a folder is read as a whole, with links between its
    files.
    """
    chance = random.Random(15)
    kinds = {"py": CODE, "ipynb": CELLS, "toml": TOML, "json": CONTEXT}
    for number in range(COUNT // 50):
        folder = tmp_path / str(number)
        folder.mkdir()
        for file in range(chance.randrange(1, 6)):
            ending = chance.choice(list(kinds))
            text = "".join(chance.choices(kinds[ending], k=chance.choice((1, 10, 40, 200))))
            name = "dagscope" if ending == "toml" else f"m{file}"
            (folder / f"{name}.{ending}").write_bytes(text.encode("utf-8", "surrogatepass"))
        started = time.thread_time()
        project = open_project(folder)
        for module in project.modules:
            source = project.source_of(module.name)
            if source is not None:
                static_nodes(source, {}, (), project.source_of)
        assert time.thread_time() - started < 3 * LIMIT_S, [path.name for path in folder.iterdir()]
