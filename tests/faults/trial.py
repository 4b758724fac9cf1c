"""Takes a case through the real window and looks for what must not be left. It must not know the cases.

After each case the same holds: the window and the next run work, what was shown stays, nobody saw a traceback or a
warning of Qt, no process of the code is left, nothing was written into the folder, and descriptors and threads are
flat.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from dagscope_app.services.ladder import LADDER_STEP_MS
from PySide6.QtCore import QtMsgType, qInstallMessageHandler

from tests.app.window.conftest import Desk
from tests.faults.matrix import Case, Step
from tests.patience import PATIENCE_MS

# What belongs to the window itself: the guard, its worker and the layout process.
_OWN = ("bootstrap.py", "layout/__main__.py")
# Some descriptors and threads come and go with Qt's pools and with processes kept for their values.
_SPARE = 24
# The offscreen platform says these of every window.
_NOISE = "This plugin does not support"


class Ears:
    """What was said that nobody may hear: exceptions in slots and warnings of Qt. Processes of others are around."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.around = processes()

    def take(self) -> list[str]:
        """Return what was heard since the last time."""
        heard, self.heard = self.heard, []
        return heard


@contextmanager
def listening() -> Iterator[Ears]:
    """Hear exceptions that reach the event loop, and what Qt warns of."""
    ears = Ears()
    hook = sys.excepthook
    sys.excepthook = lambda kind, error, trace: ears.heard.append(f"exception: {kind.__name__}: {error}")

    def on_message(kind: QtMsgType, context: object, text: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and kind is not QtMsgType.QtInfoMsg and _NOISE not in text:
            ears.heard.append(f"Qt: {text}")

    before = qInstallMessageHandler(on_message)
    try:
        yield ears
    finally:
        qInstallMessageHandler(before)
        sys.excepthook = hook


def try_case(desk: Desk, ears: Ears, case: Case, place: Path) -> list[str]:
    """Take every step of a case; return what did not hold, nothing where all did."""
    folder = place / case.number
    shutil.copytree(case.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    before = files(folder)
    fds, threads = _descriptors(), psutil.Process().num_threads()
    desk.open(folder)
    wrong = [f"{step.node}: {problem}" for step in case.steps for problem in take_step(desk, step, place)]
    desk.run("good")
    if desk.state.run is None or desk.state.run.status != "ok":
        wrong.append(f"the next run did not work: {desk.state.banner}")
    wrong += ears.take()
    wrong += [f"a process is left: {line}" for line in strangers(ears.around)]
    wrong += [f"written into the folder: {name}" for name in sorted(files(folder).keys() ^ before.keys())]
    wrong += [f"changed in the folder: {name}" for name, text in before.items() if files(folder).get(name) != text]
    if _descriptors() - fds > _SPARE or psutil.Process().num_threads() - threads > _SPARE:
        wrong.append(f"descriptors {fds} -> {_descriptors()}, threads {threads} -> {psutil.Process().num_threads()}")
    return wrong


def take_step(desk: Desk, step: Step, place: Path) -> list[str]:
    """Run one node as the step says; return what came out otherwise.

    Args:
        desk: the window.
        step: what is done.
        place: the folder that the project's folder lies in.
    """
    shown = len(desk.state.results)
    generation = desk.state.worker.generation
    id = desk.controllers.run.run((step.node,))
    if not id:
        return [f"the run did not start: {desk.state.phase}, {desk.state.banner}"]
    if step.act:
        desk.wait(lambda: step.node in desk.application.processes.worker.activity())
        desk.wait(lambda: not step.after or any(step.after in line.text for line in desk.state.log))
        desk.wait(lambda: is_reached(desk, step, place))
        desk.insist_after(LADDER_STEP_MS if step.status == "lost" else PATIENCE_MS)
        for _ in range(10 if step.act == "stop often" else 1):
            desk.application.do("run.stop")
    desk.wait(lambda: desk.state.active_run is None)
    run = desk.state.run_with(id)
    status = run.status if run is not None else "forgotten"
    said = desk.state.banner.text if desk.state.banner is not None else ""
    if status == "lost":
        desk.wait(lambda: desk.state.worker.phase == "ready" and desk.state.worker.generation != generation)
        desk.wait_built()
    wrong = [] if status == step.status else [f"the run was {status}, not {step.status}: {said}"]
    if step.status == "ok":
        said = " ".join(str(tab.preview) for tab in desk.state.results if tab.node == step.node)
    if step.says not in said:
        wrong.append(f"{step.says!r} is not in {said[:400]!r}")
    if len(desk.state.results) < shown:
        wrong.append("what was shown is gone")
    return wrong


def is_reached(desk: Desk, step: Step, place: Path) -> bool:
    """Return whether a node that cannot print is as it is to be: until then it would still hear a Stop."""
    if step.until == "stopped":
        return psutil.Process(desk.state.worker.pid).status() == psutil.STATUS_STOPPED
    if step.until == "sign":
        with suppress(FileNotFoundError):
            (place / "sign").rmdir()
            return True
        return False
    return True


def files(folder: Path) -> dict[str, bytes]:
    """Return what is in a folder, but for Python's own caches."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def processes() -> set[psutil.Process]:
    """Return the processes below this one, those of other tests among them."""
    return set(psutil.Process().children(recursive=True))


def strangers(around: set[psutil.Process]) -> list[str]:
    """Return the command lines of processes below this one that are not the window's own and were not around before."""
    found = []
    for process in processes() - around:
        try:
            line = " ".join(process.cmdline())
            if process.status() != psutil.STATUS_ZOMBIE and not any(name in line for name in _OWN):
                found.append(line)
        except psutil.NoSuchProcess:
            pass
    return found


def _descriptors() -> int:
    return len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0
