"""Which files a run read, and which of them are others later: by whatever way a node comes to them."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope.protocol import messages as m
from dagscope.scenario import ValueSpec
from dagscope.session import read_files
from dagscope.session.read_files import ReadFiles

from tests.engine.worker.client import Client

FLOW = """
import csv, glob, json, os, pathlib, sqlite3, threading
import pandas as pd
from dagscope.function_modifiers import dataloader, load_from, save_to, source, value
from dagscope.htypes import Parallelizable, Collect

DATA = pathlib.Path(__file__).parent / "data"
CONSTANT = "data/constant.parquet"

def by_open() -> str:
    with open("data/a.txt") as stream:
        return stream.read()

def by_pathlib() -> str:
    return (DATA / "b.txt").read_text()

def by_pandas(table: str) -> pd.DataFrame:
    return pd.read_csv(table)

def past_python(column: str) -> int:
    return len(pd.read_parquet(CONSTANT)[column])

def _rows() -> int:
    return len(pd.read_parquet(CONSTANT))

def by_helper() -> int:
    return _rows()

def by_listing() -> list:
    return sorted(glob.glob("data/parts/*.csv"))

def by_database() -> int:
    with sqlite3.connect("data/shop.db") as base:
        return base.execute("select count(*) from orders").fetchone()[0]

def on_a_thread() -> str:
    found = []
    thread = threading.Thread(target=lambda: found.append(pathlib.Path("data/a.txt").read_text()))
    thread.start()
    thread.join()
    return found[0]

def in_a_folder(inbox: str) -> str:
    return (pathlib.Path(inbox) / "late.txt").read_text()

@load_from.json(path=value("data/settings.json"))
def by_loader(settings: dict) -> int:
    return len(settings)

@dataloader()
def by_data_loader(table: str) -> tuple[pd.DataFrame, dict]:
    return pd.read_csv(table), {}

def writes(by_open: str) -> str:
    pathlib.Path("data/written.txt").write_text(by_open)
    return pathlib.Path("data/written.txt").read_text()

def writes_past_python(target: str) -> str:
    pd.DataFrame({"x": [1]}).to_parquet(target)
    return target

def given(frame: pd.DataFrame) -> int:
    return len(frame)

def imports_late() -> int:
    import colorsys
    return 1

def part() -> Parallelizable[str]:
    yield from ["data/a.txt", "data/b.txt"]

def text(part: str) -> str:
    return open(part).read()

def texts(text: Collect[str]) -> list:
    return list(text)
"""
NAMES = (
    "by_open", "by_pathlib", "by_pandas", "past_python", "by_helper", "by_listing", "by_database", "on_a_thread",
    "in_a_folder", "by_loader", "by_data_loader", "writes", "writes_past_python", "given", "imports_late",
)  # fmt: skip


@pytest.fixture
def folder(project: Callable[..., Path], tmp_path: Path) -> Path:
    import sqlite3

    import pandas as pd

    made = project(flow=FLOW)
    (made / "data/parts").mkdir(parents=True)
    for name in ("a.txt", "b.txt"):
        (made / "data" / name).write_text(name)
    for name in ("table.csv", "parts/one.csv", "frame.csv"):
        (made / "data" / name).write_text("x,y\n1,2\n")
    pd.DataFrame({"x": [1]}).to_parquet(made / "data/constant.parquet")
    pd.DataFrame({"x": [1, 2]}).to_parquet(made / "data/target.parquet")
    (made / "data/settings.json").write_text("{}")
    with sqlite3.connect(made / "data/shop.db") as base:
        base.execute("create table orders (x)")
    base.close()
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox/late.txt").write_text("late")
    return made


def read_in(client: Client, run: str = "r") -> dict[str, m.FilesRead]:
    """Return what the nodes of a run read."""
    events = [message.body for message in client.seen if isinstance(message.body, m.FilesRead)]
    return {event.node: event for event in events if event.run == run}


def names_in(client: Client, run: str = "r") -> dict[str, list[str]]:
    return {
        node: sorted(os.path.basename(file.path.rstrip(os.sep)) for file in event.files)
        for node, event in read_in(client, run).items()
    }


def changed(client: Client, run: str = "r") -> dict[str, list[str]]:
    """Ask which files of a run are others by now, by node."""
    found = {}
    for node, event in read_in(client, run).items():
        now = client.ask(m.AskFiles(event.files), m.FilesNow)
        if any(now.changes):
            found[node] = [change for change in now.changes if change]
    return found


def test_what_each_node_read_is_known(client: Client, folder: Path, tmp_path: Path) -> None:
    client.build(folder, "flow", config={"column": "x"})
    inbox, target = str(tmp_path / "inbox"), "data/target.parquet"
    frame = ValueSpec("file", "data/frame.csv")
    finished = client.run(*NAMES, table="data/table.csv", inbox=inbox, target=target, frame=frame)
    assert "ok" == finished.status, finished
    loads = [name for name in names_in(client) if name.startswith("by_data_loader")]
    found = names_in(client)
    assert loads and all(["table.csv"] == found.pop(name) for name in loads)
    load = next(name for name in found if found[name] == ["settings.json"])
    del found[load]
    assert {
        "by_open": ["a.txt"], "by_pathlib": ["b.txt"], "by_pandas": ["table.csv"],
        "past_python": ["constant.parquet"], "by_helper": ["constant.parquet"],
        "by_listing": ["parts"], "by_database": ["shop.db"],
        "on_a_thread": ["a.txt"], "in_a_folder": ["late.txt"], "frame": ["frame.csv"],
    } == found  # fmt: skip
    assert {} == changed(client)


def test_what_becomes_of_them_is_said(client: Client, folder: Path) -> None:
    client.build(folder, "flow")
    client.run("by_open", "by_pathlib", "by_listing", "by_database", "by_pandas", table="data/table.csv")
    os.utime(folder / "data/a.txt", ns=(1, 1))
    (folder / "data/b.txt").write_text("B.txt")
    (folder / "data/parts/two.csv").write_text("x\n")
    (folder / "data/shop.db").unlink()
    (folder / "data/table.csv").unlink()
    (folder / "data/table.csv").mkdir()
    assert {
        "by_pathlib": ["changed"],
        "by_listing": ["has other files in it"],
        "by_database": ["is gone"],
        "by_pandas": ["cannot be read any more"],
    } == changed(client), "a file that was only touched is the same"


@pytest.mark.parametrize("executor", ["sync", "threads:2", "processes:2"])
def test_branches_and_other_processes_report_too(client: Client, folder: Path, executor: str) -> None:
    client.build(folder, "flow")
    execute = m.Execute("main", "r", ("texts", "on_a_thread" if executor == "sync" else "by_open"), executor=executor)
    finished = client.wait_for(m.RunFinished, client.send(execute))
    assert "ok" == finished.status, finished
    found = names_in(client)
    assert ["a.txt", "b.txt"] == found["text"]
    assert ["a.txt"] == found.get("by_open", found.get("on_a_thread"))


def test_of_very_many_files_some_are_said_to_be_left_out(client: Client, project: Callable[..., Path]) -> None:
    body = "    return sum(len(each.read_text()) for each in pathlib.Path('many').iterdir())\n"
    text = f"import pathlib\n\ndef many() -> int:\n{body}"
    folder = project(flow=text)
    (folder / "many").mkdir()
    for number in range(520):
        (folder / f"many/{number}.txt").write_text("x")
    client.build(folder, "flow")
    client.run("many")
    assert 500 == len(read_in(client)["many"].files)
    said = [message.body.text for message in client.seen if isinstance(message.body, m.Output)]
    assert ["many reads 21 more files than 500; it is not noticed if these change.\n"] == said


def test_a_changed_file_s_node_is_computed_whatever_the_cache_has(client: Client, folder: Path) -> None:
    client.build(folder, "flow")
    for run, fresh in (("one", ()), ("two", ()), ("three", ("by_open",))):
        (folder / "data/a.txt").write_text(run)
        execute = m.Execute("main", run, ("by_open",), cache=".kept", fresh=fresh)
        client.wait_for(m.RunFinished, client.send(execute))
    assert ["one", "one", "three"] == [client.look("by_open", run=run).text for run in ("one", "two", "three")]


def test_files_beyond_the_limit_are_counted_also_where_they_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_files, "FILES_OF_A_NODE", 2)
    reads = ReadFiles(str(tmp_path))
    for name in ("a", "b", "c", "c", "a"):
        (tmp_path / name).write_text("x")
        reads.read_for("node", ValueSpec("file", name), str(tmp_path))

    ((node, files, left_out),) = reads.all()
    assert ("node", ["a", "b"], 1) == (node, [Path(each.path).name for each in files], left_out)


def test_what_a_function_s_names_stand_for_counts(client: Client, project: Callable[..., Path]) -> None:
    """Files that libraries open past Python are known by what stands in the code alone; the code itself is no data."""
    settings = """
        import dataclasses, enum
        RAW = "data/a"
        class Paths:
            RAW = "data/b"
        class Files(enum.Enum):
            RAW, OTHER = "data/c", "data/other"
        @dataclasses.dataclass
        class Shop:
            raw: str = "data/d"
            other: str = "data/other"
        SHOP = Shop()
    """
    flow = """
        import functools, settings
        EACH = {"one": "data/e", "other": "data/other"}
        ALL = ["data/f"]
        def load(path: str) -> str:
            return path
        part = functools.partial(load, "data/g")
        def used(x: int = 1, *, path: str = "data/h") -> list:
            return [settings.RAW, settings.Paths.RAW, settings.Files.RAW.value, settings.SHOP.raw, EACH["one"], ALL,
                    part, __file__]
    """
    folder = project(flow=textwrap.dedent(flow), settings=textwrap.dedent(settings))
    (folder / "data").mkdir()
    for name in ("a", "b", "c", "d", "e", "f", "g", "h", "other"):
        (folder / "data" / name).write_text(name)
    client.build(folder, "flow")
    client.run("used")
    assert {"used": [*"abcdefgh"]} == names_in(client)
