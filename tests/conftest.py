"""What all tests need: compiled modules, a home, and a list of the folders that they may load code from."""

from __future__ import annotations

import compileall
import gc
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.own_home import move_in

_REPOSITORY = Path(__file__).resolve().parents[1]
_SOURCES = ("engine", "app", "resources")

# The same examples each time, and none judged by how long it takes; other ones: `--hypothesis-profile=default`.
settings.register_profile("dagscope", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("dagscope")


def pytest_configure(config: pytest.Config) -> None:
    """Write the list before anything is collected; the processes that tests start find it by their environment."""
    _hear_signals()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # without a display Qt would end the process
    is_worker = hasattr(config, "workerinput")
    if not is_worker:
        _keep_temporary_files_together(config)
    folder = Path(tempfile.mkdtemp(prefix="trust-"))
    move_in(folder / "home", os.environ)
    roots = (_REPOSITORY, os.environ["PYTEST_DEBUG_TEMPROOT"], tempfile.gettempdir())
    trusted = dict.fromkeys(os.path.realpath(path) for path in roots)
    path = folder / "trusted.json"
    path.write_text(json.dumps({"folders": [{"path": each} for each in trusted]}))
    path.chmod(0o600)
    os.environ["DAGSCOPE_TRUST_STORE"] = str(path)
    os.environ["DAGSCOPE_DATA"] = str(folder / "data")  # the history of runs is the user's own
    if not is_worker:
        for source in _SOURCES:  # workers start with -B: without it, each would compile two hundred modules
            compileall.compile_dir(_REPOSITORY / source, quiet=2)


def _keep_temporary_files_together(config: pytest.Config) -> None:
    """Make the folder of all temporary files, which goes at the end: workers and clusters that are killed remove none.

    Its name is short, as the paths of Ray's sockets in it may not be long. Folders of `tmp_path` stay where they were.
    """
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
    folder = tempfile.mkdtemp(prefix="dagscope-")
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


def _hear_signals() -> None:
    """Take back that a shell starts what runs in the background deaf to Ctrl+C, and `nohup` to hang-ups."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    hangup = getattr(signal, "SIGHUP", None)
    if hangup is not None and signal.getsignal(hangup) is signal.SIG_IGN:
        signal.signal(hangup, signal.SIG_DFL)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Keep what is compiled of the tests, whatever PYTHONDONTWRITEBYTECODE says of users' modules.

    Modules and tests stay to the end, and to look for garbage in a million objects takes half a second each time.
    """
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
        sys.dont_write_bytecode = before


@pytest.fixture(autouse=True)
def _ctrl_c_is_given_back() -> Iterator[None]:
    """Put the handler of Ctrl+C back: a run in the tests' own process takes it, and the next test would not hear it."""
    before = signal.getsignal(signal.SIGINT)
    yield
    if signal.getsignal(signal.SIGINT) is not before:
        signal.signal(signal.SIGINT, before)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> object:
    """Return pytest-qt's `qtbot`, with more patience."""
    from tests.patient_bot import PatientBot  # tests without a window have no Qt

    return PatientBot(request)
