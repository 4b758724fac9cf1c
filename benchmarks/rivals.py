"""The same graph in Dagscope and in other viewers, from their commands to the first picture, in turn.

The others are no dependencies. They are taken from the path, or from the environment named by `DAGSCOPE_RIVALS`
(`python -m venv rivals; rivals/bin/pip install netron kedro-viz`), and shown by a headless Chromium. What is not there
is reported as not measured. Dagscope draws every node here, unfolded, as they do.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dagscope.system.current import system

from benchmarks.browser import Browser, find_browser
from benchmarks.harness import Report
from benchmarks.layered import layers, write_kedro, write_onnx, write_python
from benchmarks.memory import proportional_memory
from benchmarks.start import Opened, environment, open_once

RUNS = 3
LIMIT_S = 150
# Netron's nodes are in the page before they are placed and shown.
NETRON = "document.body.classList.contains('default') ? document.querySelectorAll('[id^=node-]').length : 0"
# Kedro-Viz asks first whether it is to draw so much.
KEDRO = """(() => {
  const asked = [...document.querySelectorAll('button')].find(each => each.textContent === 'Render it anyway');
  if (asked) asked.click();
  return document.querySelectorAll('.pipeline-node').length;
})()"""


@dataclass(frozen=True, slots=True)
class Rival:
    """A viewer in a page: its program, the arguments for a port, and what counts its boxes."""

    program: str
    arguments: Callable[[int], list[str]]
    folder: Path
    boxes: str
    least: int


def find_program(name: str) -> str:
    """Return the path of a rival's program; empty where it is not installed."""
    own = os.environ.get("DAGSCOPE_RIVALS", "")
    return shutil.which(name, path=str(Path(own) / "bin")) or "" if own else shutil.which(name) or ""


def free_port() -> int:
    """Return a port that nobody listens at, of those that Kedro-Viz takes: it refuses what is above 49151."""
    for port in random.sample(range(20_000, 49_152), 100):
        with socket.socket() as found, contextlib.suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("none of a hundred ports was free")


def show_once(rival: Rival, browser: str, variables: Mapping[str, str]) -> Opened:
    """Start the viewer and the browser together.

    Raises:
        TimeoutError: It showed nothing in time; with the last that the viewer said.
    """
    port = free_port()
    began = time.monotonic()
    command = [rival.program, *rival.arguments(port)]
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            command, cwd=rival.folder, env=dict(variables), stdout=said, stderr=said, start_new_session=True
        ) as server,
        Browser(browser) as page,
    ):
        try:
            script = f"({rival.boxes}) >= {rival.least}"  # every box that it draws
            at = page.wait_for(f"http://127.0.0.1:{port}/", script, LIMIT_S)
            time.sleep(1.5)  # as long as ours has until its memory is read
            memory = proportional_memory(server.pid) + proportional_memory(page.pid)
            return Opened(at - began, int(page.value(rival.boxes)), memory)
        except TimeoutError as error:
            said.seek(0)
            raise TimeoutError(f"{error}; the viewer said: {said.read()[-300:].decode(errors='replace')}") from None
        finally:
            system.end_trees([server.pid])  # the viewer starts processes of its own


def run(report: Report) -> None:
    """Measure rivals.*."""
    browser = find_browser()
    with tempfile.TemporaryDirectory(prefix="dagscope-bench-") as name:
        scratch = Path(name)
        variables = {**environment(scratch), "DO_NOT_TRACK": "1", "KEDRO_DISABLE_TELEMETRY": "1"}
        for part, figures in ((_netron, ("rivals.netron.1000",)), (_kedro, KEDRO_FIGURES)):
            with report.trying(*figures):
                part(report, scratch, browser, variables)


KEDRO_FIGURES = ("rivals.kedro_viz.300", "rivals.kedro_viz.memory")


def _absent(report: Report, figures: Sequence[str], program: str, browser: str, package: str) -> bool:
    reason = "" if program else f"{package} is not installed"
    reason = reason if browser else "there is no Chromium"
    if reason:
        report.miss(tuple(figures), f"{reason}: see docs/performance.md")
    return bool(reason)


def _netron(report: Report, scratch: Path, browser: str, variables: Mapping[str, str]) -> None:
    program = find_program("netron")
    if _absent(report, ("rivals.netron.1000",), program, browser, "netron"):
        return
    flow = layers(25, 40)
    folder, model = scratch / "layered", scratch / "layered.onnx"
    write_python(flow, folder)
    write_onnx(flow, model)
    rival = Rival(program, lambda port: ["--port", str(port), str(model)], scratch, NETRON, 1000)
    ours, theirs = _in_turn(folder, rival, browser, variables)
    _report(report, "rivals.netron.1000", ours, theirs, _seconds)


def _kedro(report: Report, scratch: Path, browser: str, variables: Mapping[str, str]) -> None:
    program = find_program("kedro")
    if _absent(report, KEDRO_FIGURES, program, browser, "kedro-viz"):
        return
    flow = layers(15, 20)
    folder, project = scratch / "tasks", scratch / "kedro"
    write_python(flow, folder)
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True, env=dict(variables))
    write_kedro(flow, project, said.stdout.split()[-1])

    def arguments(port: int) -> list[str]:
        return ["viz", "run", "--no-browser", "--port", str(port), "--host", "127.0.0.1"]

    rival = Rival(program, arguments, project, KEDRO, 300)
    ours, theirs = _in_turn(folder, rival, browser, variables)
    _report(report, "rivals.kedro_viz.300", ours, theirs, _seconds)
    _report(report, "rivals.kedro_viz.memory", ours, theirs, _memory)


def _seconds(opened: Opened) -> float:
    return opened.seconds


def _memory(opened: Opened) -> float:
    return opened.memory


def _in_turn(
    folder: Path, rival: Rival, browser: str, variables: Mapping[str, str]
) -> tuple[list[Opened], list[Opened]]:
    open_once(folder, variables, "--flat")  # compiles, and leaves the folder without groups
    show_once(rival, browser, variables)
    pairs = [(open_once(folder, variables), show_once(rival, browser, variables)) for _ in range(RUNS)]
    return [ours for ours, _ in pairs], [theirs for _, theirs in pairs]


def _report(report: Report, name: str, ours: list[Opened], theirs: list[Opened], of: Callable[[Opened], float]) -> None:
    one, other = statistics.median(map(of, ours)), statistics.median(map(of, theirs))
    note = f"{ours[0].boxes} boxes of ours, {theirs[0].boxes} of theirs"
    report.add(name, one / other, ours=one, peer=other, runs=RUNS, note=note)
