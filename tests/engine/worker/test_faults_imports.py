"""Modules that harm the process, or lie about themselves, while they are imported: it is said, or the process ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from dagscope.protocol import messages as m

from tests.engine.worker.client import Client, check_works, read_to_end

Make = Callable[..., Path]
GOOD = "def good() -> int:\n    return 7\n"
HOSTILE_TEXT = "class Odd(BaseException):\n    def __str__(self):\n        raise self\n    __repr__ = __str__\n"
SAID = {
    "an exception without a text": (f"{HOSTILE_TEXT}raise Odd", "Odd: <unavailable: Odd>"),
    "an exit without a text": (f"{HOSTILE_TEXT}raise SystemExit(Odd())", "it calls sys.exit(<unavailable: Odd>)"),
    "a variable that is not set": ("import os\nos.environ['NO_SUCH']", "the environment variable NO_SUCH is not set"),
    "a message of megabytes": ("raise ValueError('x' * 9_000_000)", "ValueError: xxx"),
    "a name that is none": ("raise ModuleNotFoundError('gone', name=3)", "ModuleNotFoundError: gone"),
    "a function that wraps itself": ("def own(a: int) -> int:\n    return a\nown.__wrapped__ = own", "wrapper loop"),
}


@pytest.mark.parametrize(("code", "words"), SAID.values(), ids=SAID)
def test_what_a_module_says_of_itself_is_bounded_and_costs_no_other_module(
    client: Client, project: Make, code: str, words: str
) -> None:
    built = client.build(project(evil=code, flow=GOOD), "evil", "flow")

    assert words in built.problems[0].message
    assert 2_000 > len(built.problems[0].message)
    check_works(client)


def test_a_blocked_signal_does_not_keep_stop_away(client: Client, project: Make) -> None:
    code = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())\n"
    slow = "import time\ndef slow() -> int:\n    time.sleep(600)\n    return 1\n"
    client.build(project(flow=f"{code}{slow}{GOOD}"), "flow")
    run = client.start("slow")
    client.wait_for(m.RunStarted)
    client.send(m.Cancel("r"))

    assert "cancelled" == client.wait_for(m.RunFinished, run).status
    check_works(client)


TAKEN = {
    "the writing of frames": "import json\njson.dumps = None",
    "threads": "import threading\nthreading.Event = None",
    "a built-in function": "import builtins\nbuiltins.len = None",
}


@pytest.mark.parametrize("code", TAKEN.values(), ids=TAKEN)
def test_a_process_that_lacks_what_it_stands_on_ends_and_says_so(client: Client, project: Make, code: str) -> None:
    """It used to be silent for ever."""
    folder = project(flow=f"{code}\n{GOOD}")
    client.ask(m.Open(str(folder)), m.Project)
    client.rebuild_without_waiting("flow")
    client.start("good")

    assert 70 == read_to_end(client)
    assert "a thread of Dagscope failed" in client.error_text()


TIMERS = {
    "that ends the process": "signal.alarm(1000)",
    "with a handler that raises": "signal.signal(signal.SIGALRM, lambda *_: 1 / 0)\nsignal.setitimer(0, 1000, 1)",
    "of processor time": "signal.setitimer(signal.ITIMER_PROF, 1000)",
}


@pytest.mark.parametrize("code", TIMERS.values(), ids=TIMERS)
def test_a_timer_that_an_import_leaves_does_not_ring_later(client: Client, project: Make, code: str) -> None:
    left = "def left() -> float:\n    return sum(signal.getitimer(each)[0] for each in (0, 1, 2))\n"
    client.build(project(flow=f"import signal\n{code}\n{left}{GOOD}"), "flow")

    assert "ok" == client.run("left").status
    assert "0.0" == client.look("left").text
    texts = [message.body.text for message in client.seen if isinstance(message.body, m.Output)]
    assert ["importing this left a timer running (signal.alarm or setitimer); Dagscope has ended it\n"] == texts


LEAVES = {
    "module 'flow' replaces time.perf_counter": "    time.perf_counter = None",
    "the project's code replaces sys.modules": "    sys.modules.clear()",
}


@pytest.mark.parametrize(("words", "code"), LEAVES.items(), ids=LEAVES)
def test_what_a_node_takes_from_the_next_run_is_said_to_be_its_doing(
    client: Client, project: Make, words: str, code: str
) -> None:
    client.build(project(flow=f"import sys, time\ndef bad() -> int:\n{code}\n    return 1\n{GOOD}"), "flow")
    client.run("bad")
    finished = client.run("good")

    assert "failed" == finished.status
    assert finished.message.startswith(f"{words}, and Dagscope cannot go on in this process (")
    assert finished.message.endswith("); Reload starts a new one")


def test_a_module_may_have_the_name_of_one_that_previews_need(client: Client, project: Make) -> None:
    """`importlib.metadata`, which finds kinds of values, imports `email` and `zipfile`."""
    names = ("email", "zipfile", "csv", "html", "calendar", "statistics")
    harm = dict.fromkeys(names, "raise RuntimeError('this is not the standard library')")
    client.build(project(flow=f"class Odd: ...\ndef odd() -> object:\n    return Odd()\n{GOOD}", **harm), "flow")

    assert "ok" == client.run("odd").status
    assert "Odd" in client.look("odd").type
    check_works(client)
