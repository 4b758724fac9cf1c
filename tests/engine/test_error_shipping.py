"""Errors that come from other processes: what they are called, what led to them, and the lines they are from."""

from __future__ import annotations

import pickle
import sys
import threading
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dagscope.execution.error_shipping import CarriedError, arrived, travelling
from dagscope.execution.node_executors import ProcessesExecutor
from dagscope.execution.shipping import ShippingError
from dagscope.preview import preview_of_error

FLOW = """
import threading

class Two(Exception):
    def __init__(self, first, second):
        super().__init__("two")

class Silent(Exception):
    def __str__(self):
        raise RuntimeError("no text")

class Own(BaseException):
    pass

class Unreadable:
    def __getstate__(self):
        return {"a": 1}

    def __setstate__(self, state):
        raise ValueError("no state")

def two():
    given = 7
    raise Two(given, 2)

def silent():
    raise Silent()

def own():
    raise Own("own")

def lock():
    raise ValueError(threading.Lock())

def caused():
    try:
        two()
    except Two as error:
        raise KeyError("k") from error

def unreadable():
    return Unreadable()
"""


@pytest.fixture
def flow(tmp_path: Path) -> Iterator[types.ModuleType]:
    path = tmp_path / "flow_of_errors.py"
    path.write_text(FLOW)
    module = types.ModuleType("flow_of_errors")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module
    exec(compile(FLOW, str(path), "exec"), module.__dict__)
    yield module
    del sys.modules[module.__name__]


@pytest.fixture(scope="module")
def processes() -> Iterator[ProcessesExecutor]:
    executor = ProcessesExecutor(1)
    executor.start()
    yield executor
    executor.stop()


def _raised(executor: ProcessesExecutor, module: types.ModuleType, name: str) -> BaseException:
    handle = executor.submit(name, "r", getattr(module, name), {}, [module])
    error = handle.exception()
    assert isinstance(error, BaseException)
    return error


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [("two", "Two", "two"), ("own", "Own", "own"), ("lock", "ValueError", "<unlocked _thread.lock")],
)
def test_an_error_keeps_its_name_and_text(
    processes: ProcessesExecutor, flow: types.ModuleType, name: str, kind: str, text: str
) -> None:
    error = _raised(processes, flow, name)
    assert type(error).__name__ == kind
    assert str(error).startswith(text)


def test_a_class_of_the_project_is_the_same_class_here(processes: ProcessesExecutor, flow: types.ModuleType) -> None:
    assert isinstance(_raised(processes, flow, "own"), flow.Own)


def test_an_error_shows_lines_and_variables_of_the_process_it_is_from(
    processes: ProcessesExecutor, flow: types.ModuleType, tmp_path: Path
) -> None:
    shown = preview_of_error(_raised(processes, flow, "two"), tmp_path)
    own = [frame for frame in shown.frames if frame.is_project]
    assert [(frame.function, frame.text) for frame in own] == [("two", "raise Two(given, 2)")]
    assert [(each.name, each.summary) for each in own[0].variables] == [("given", "7")]


def test_what_led_to_an_error_comes_with_it(processes: ProcessesExecutor, flow: types.ModuleType) -> None:
    error = _raised(processes, flow, "caused")
    assert type(error) is KeyError
    assert type(error.__cause__).__name__ == "Two"


def test_a_text_that_raises_is_said_to_be_unavailable(processes: ProcessesExecutor, flow: types.ModuleType) -> None:
    error = _raised(processes, flow, "silent")
    assert type(error).__name__ == "Silent"
    assert "unavailable" in preview_of_error(error, None).message


def test_a_value_that_cannot_be_read_here_is_a_clear_error(
    processes: ProcessesExecutor, flow: types.ModuleType
) -> None:
    handle = processes.submit("unreadable", "r", flow.unreadable, {}, [flow])
    with pytest.raises(ShippingError, match="cannot be read here: ValueError: no state"):
        handle.result()


def test_an_error_that_was_packed_is_found_in_the_wrapper_of_a_cluster() -> None:
    packed = travelling(ValueError("inside"), [])

    class Wrapper(Exception):
        cause = pickle.loads(pickle.dumps(packed))

    found = arrived(Wrapper("outside"))
    assert type(found) is ValueError and str(found) == "inside"
    assert "ValueError: inside" == str(packed) == repr(pickle.loads(pickle.dumps(packed))), "in a cluster's own log"


def test_the_node_that_was_noted_on_an_error_comes_with_it() -> None:
    error: Any = ValueError(threading.Lock())
    error.dagscope_node = "a"
    packed = travelling(error, [])
    assert isinstance(packed, CarriedError)
    found: Any = arrived(pickle.loads(pickle.dumps(packed)))
    assert found.dagscope_node == "a"
