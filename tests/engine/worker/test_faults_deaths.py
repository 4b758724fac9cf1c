"""User code that exits or crashes: it is blamed on its node, and never taken for a success.
Real processes; the numbers are those of `tests/faults/projects`.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope.protocol import messages as m
from dagscope.scenario import ModuleChoice, Scenario, ValueSpec

from tests.engine.worker.client import Client, bad_node, check_works, read_to_end

Make = Callable[..., Path]


@pytest.mark.parametrize("code", ["0", "9", "'msg'", ""])
def test_f10_an_exit_fails_the_node_only(client: Client, project: Make, code: str) -> None:
    client.build(project(flow=bad_node(f"sys.exit({code})", "import sys")), "flow")

    finished = client.run("bad", "good")

    assert ({"bad": "failed", "good": "ok"}, "failed") == (client.states(), finished.status)
    assert finished.error is not None and "called sys.exit" in finished.error.message
    check_works(client)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("os._exit(0)", 0),
        ("ctypes.string_at(0)", -signal.SIGSEGV),
        ("os.abort()", -signal.SIGABRT),
        ("os.kill(os.getpid(), 9)", -signal.SIGKILL),
        ("os.kill(os.getpid(), 15)", -signal.SIGTERM),
        ("os.execv('/bin/true', ['true'])", 0),
    ],
)
def test_f11_to_f15_a_death_is_blamed_on_its_node(client: Client, project: Make, body: str, code: int) -> None:
    folder = project(flow=bad_node(body, "import os, ctypes"))
    client.build(folder, "flow")
    client.start("good", "bad")

    assert code == read_to_end(client)

    assert ("r", "bad", "node") == (client.where().run, client.where().node, client.where().phase)
    assert not any(isinstance(message.body, m.Goodbye) for message in client.seen)
    if code in (-signal.SIGSEGV, -signal.SIGABRT):
        assert f'File "{folder}/flow.py", line 3 in bad' in client.error_text()


@pytest.mark.parametrize("phase", ["import", "value", "preview"])
def test_f16_a_death_elsewhere_names_the_phase(client: Client, project: Make, phase: str) -> None:
    texts = {
        "import": "import os\nos._exit(3)\n" + bad_node("pass"),
        "value": "def bad(x: int) -> int:\n    return x\n",
        "preview": "import os\nclass C:\n    def __repr__(self):\n        os._exit(3)\ndef bad() -> C:\n"
        "    return C()\n"
        "",
    }
    folder = project(flow=texts[phase])
    if phase == "import":
        client.ask(m.Open(str(folder)), m.Project)
        client.send(m.Build("main", Scenario("s", modules=(ModuleChoice("flow"),))))
    else:
        client.build(folder, "flow")
        client.start("bad", **({"x": ValueSpec("expression", "__import__('os')._exit(3)")} if phase == "value" else {}))

    assert 3 == read_to_end(client)
    assert phase == client.where().phase
