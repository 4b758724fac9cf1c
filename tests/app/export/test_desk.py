"""Large pictures are written by a process: the same picture, whole or not at all, and never in the window's way."""

from __future__ import annotations

import io
import os
import pickle
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
from dagscope_app.drawing.theme import Theme
from dagscope_app.export.desk import MOST_AT_ONCE, PictureDesk, size_of
from dagscope_app.export.handing import PAGE_ITEMS, Order, pages_of
from dagscope_app.export.pictures import write_picture
from dagscope_app.export.service import order_from, written
from dagscope_app.model.records.scene import SceneSpec
from dagscope_app.services import job_process
from dagscope_app.services.job_process import Job, JobProcess
from pytestqt.qtbot import QtBot

Told = list[tuple[str, str]]


@pytest.fixture
def process(qtbot: QtBot) -> Iterator[JobProcess]:
    made = JobProcess()
    yield made
    with qtbot.waitSignal(made.stopped, timeout=60_000):
        made.stop()


@pytest.fixture
def desk(process: JobProcess, theme: Theme) -> PictureDesk:
    return PictureDesk(lambda: theme, process)


def test_an_order_arrives_as_it_was_handed_over_and_what_pictures_share_once(scenes: ModuleType, theme: Theme) -> None:
    spec, small = scenes.grid(600, 12, 900), scenes.small()
    data = {"project": "shop", "nodes": {f"n{at}": {"value": {"image": b"png"}} for at in range(50)}}
    pages = list(pages_of(Order("share", (spec, small, spec), theme, "/out/a.html", "shop", data)))
    found = order_from(io.BytesIO(b"".join(pages)))
    assert ("share", "/out/a.html", "shop", data) == (found.kind, found.path, found.name, found.data)
    assert theme == found.theme and [spec, small, spec] == found.specs
    first, _, again = found.specs
    assert all(again.nodes[name] is item for name, item in first.nodes.items())
    assert max(map(len, pages)) < 300 * PAGE_ITEMS, "none is long to make or to send"


def test_an_order_that_ends_too_early_is_none(theme: Theme) -> None:
    whole = b"".join(pages_of(Order("write", (SceneSpec(),), theme, "a.svg")))
    for end in (0, len(whole) // 2, len(whole) - 1):
        with pytest.raises((EOFError, pickle.UnpicklingError)):
            order_from(io.BytesIO(whole[:end]))


def test_small_pictures_are_written_at_once(
    tmp_path: Path, scenes: ModuleType, desk: PictureDesk, process: JobProcess
) -> None:
    told: Told = []
    desk.write(scenes.small(), str(tmp_path / "dag.svg"), "", lambda *words: told.append(words))
    assert [("Saved dag.svg.", "info")] == told and process.is_empty


def test_a_large_picture_is_the_same_and_what_was_stopped_is_as_it_was(
    tmp_path: Path, scenes: ModuleType, theme: Theme, desk: PictureDesk, process: JobProcess, qtbot: QtBot
) -> None:
    spec, told, at = scenes.grid(60, 12, 90), {}, []
    assert size_of(spec) > MOST_AT_ONCE
    old = tmp_path / "old.png"
    old.write_bytes(b"old")

    def hear_share(name: str, share: float) -> None:
        at.append(name)
        if name == old.name:
            desk.cancel()  # it is painted now, or done already; the next one waits

    desk.is_at.connect(hear_share)
    with qtbot.waitSignal(desk.is_done, timeout=60_000):
        for name in ("new.svg", old.name, "more.png"):
            desk.write(spec, str(tmp_path / name), "shop", partial(lambda key, *words: told.update({key: words}), name))
        assert {} == told and ["new.svg"] == at
    assert ("Saved new.svg.", "info") == told["new.svg"]
    assert ("more.png was not written: it was stopped.", "warning") == told["more.png"]
    assert ("warning" == told[old.name][1]) == (b"old" == old.read_bytes())
    write_picture(spec, theme, str(tmp_path / "here.svg"), "shop")
    assert (tmp_path / "here.svg").read_bytes() == (tmp_path / "new.svg").read_bytes()
    assert ["here.svg", "new.svg", "old.png"] == sorted(os.listdir(tmp_path)), "nothing half written is left"


def test_pixels_that_cannot_be_kept_are_no_picture(tmp_path: Path, scenes: ModuleType, theme: Theme) -> None:
    order, sink = Order("copy", [scenes.small()], theme, str(tmp_path / "none" / "pixels")), io.StringIO()
    assert ("The picture was not copied: No such file or directory", "error") == written(order, sink)
    assert "" == sink.getvalue(), "the window hears of no size, so it reads nothing"


def test_a_damaged_picture_is_not_copied(
    tmp_path: Path, scenes: ModuleType, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Damaging:
        """Ends as a process does whose file was cut."""

        def do(self, job: Job) -> None:
            (file,) = tmp_path.iterdir()
            file.write_bytes(b"pixels")
            job.heard({"width": 300, "height": 200})
            job.ended(False)

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    told: Told = []
    damaging = PictureDesk(lambda: theme, Damaging())  # type: ignore[arg-type]
    damaging.write(scenes.grid(60, 12, 90), "", "", lambda *words: told.append(words))
    ((sentence, severity),) = told
    assert sentence.startswith("The picture was not written") and "error" == severity and not os.listdir(tmp_path)


@pytest.mark.parametrize(("system", "platform"), [("linux", "offscreen"), ("darwin", "offscreen"), ("win32", "")])
def test_what_paints_shows_nothing_but_knows_the_fonts(
    monkeypatch: pytest.MonkeyPatch, system: str, platform: str
) -> None:
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.setattr(sys, "platform", system)
    assert platform == job_process._environment().value("QT_QPA_PLATFORM")


@pytest.mark.parametrize(
    ("code", "answer", "is_stopped"),
    [
        ("import sys, os; sys.stdin.buffer.read(1); print('not json'); os._exit(9)", [], False),
        ("import sys; print('[]'); print('{\"share\": 0.5}', flush=True); sys.stdin.read()", [0.5], True),
    ],
    ids=["ends by itself", "hears that its input ends"],
)
def test_a_job_ends_once_whatever_ends_it(
    tmp_path: Path, process: JobProcess, qtbot: QtBot, code: str, answer: list[float], is_stopped: bool
) -> None:
    program, heard, ended = tmp_path / "job.py", [], []
    program.write_text(code, encoding="utf-8")

    def hear(words: dict[str, float]) -> None:
        heard.append(words["share"])
        process.cancel()

    process.do(Job(str(program), iter([b"x"]), hear, ended.append))
    qtbot.waitUntil(lambda: bool(ended), timeout=60_000)
    assert (answer, [is_stopped], True) == (heard, ended, process.is_empty)
