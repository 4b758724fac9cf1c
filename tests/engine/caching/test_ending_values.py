"""Values whose own code would end the process when they are read, kept or hashed: their nodes run, with a warning."""

from __future__ import annotations

import logging
import pathlib
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from dagscope import ad_hoc_utils, driver
from dagscope.caching import maintenance
from dagscope.content_hash import hash_value
from dagscope.session.handing import hand_over, take_over
from dagscope.session.saving import save_value
from dagscope.value_code import EndedByValue, LeftBehind, value_code

ENDS: dict[str, Callable[[], Any]] = {}
NOW: list[Callable[[], Any]] = []


def _raising(error: type[BaseException]) -> Callable[[], Any]:
    def act() -> None:
        raise error

    return act


ENDS = {
    "sys.exit": lambda: sys.exit(3),
    "SystemExit": _raising(SystemExit),
    "KeyboardInterrupt": _raising(KeyboardInterrupt),
    "GeneratorExit": _raising(GeneratorExit),
}


class Told:
    """Does in each method of its pickling what the test wants there."""

    def __init__(self, where: str) -> None:
        self.where = where

    def __eq__(self, other: object) -> bool:
        return type(other) is Told

    __hash__ = None  # type: ignore[assignment]

    def _act(self, where: str) -> None:
        if self.where == where and NOW:
            NOW[0]()

    def __reduce__(self) -> Any:
        self._act("reduce")
        return _rebuilt, (self.where,), {"where": self.where}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._act("setstate")


def _rebuilt(where: str) -> Told:
    found = Told(where)
    found._act("rebuild")
    return found


class Fingerprinted:
    """Has a hash of its own."""


@hash_value.register(Fingerprinted)
def _fingerprint(value: Fingerprinted, *args: Any, **kwargs: Any) -> str:
    if NOW:
        NOW[0]()
    return "its own"


CALLS: list[str] = []


def told(where: str) -> Any:
    CALLS.append("told")
    return Fingerprinted() if where == "fingerprint" else Told(where)


def after(told: Any) -> int:
    return 1


@pytest.fixture(autouse=True)
def nothing_yet() -> Iterator[None]:
    CALLS.clear()
    NOW.clear()
    yield
    NOW.clear()


def run(path: pathlib.Path, where: str) -> Any:
    module = ad_hoc_utils.create_temporary_module(told, after)
    built = driver.Builder().with_modules(module).with_cache(path=str(path)).build()
    return built.execute(["told", "after"], inputs={"where": where})


@pytest.mark.parametrize("where", ["setstate", "rebuild"])
@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_stored_value_that_ends_its_reader_is_computed_again(
    tmp_path: pathlib.Path, where: str, end: Callable[[], Any], caplog: pytest.LogCaptureFixture
) -> None:
    run(tmp_path, where)
    NOW.append(end)
    with caplog.at_level(logging.WARNING):
        assert {"told": Told(where), "after": 1} == run(tmp_path, where)
    assert ["told", "told"] == CALLS
    assert "It is computed again." in caplog.text and "own class" in caplog.text


@pytest.mark.parametrize("where", ["reduce", "fingerprint"])
@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_value_that_ends_whoever_keeps_it_is_not_kept(
    tmp_path: pathlib.Path, where: str, end: Callable[[], Any], caplog: pytest.LogCaptureFixture
) -> None:
    NOW.append(end)
    with caplog.at_level(logging.WARNING):
        assert 1 == run(tmp_path, where)["after"]
    assert "told" in caplog.text


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_looking_for_damaged_results_goes_on(tmp_path: pathlib.Path, end: Callable[[], Any]) -> None:
    run(tmp_path, "setstate")
    NOW.append(end)
    assert 1 == len(maintenance.damaged(str(tmp_path)))


def test_ctrl_c_is_ctrl_c_in_that_moment_too(tmp_path: pathlib.Path) -> None:
    run(tmp_path, "setstate")
    NOW.append(lambda: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, "setstate")


def test_an_exit_that_follows_ctrl_c_is_no_mistake_of_the_value() -> None:
    def stopped() -> None:
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            sys.exit(1)

    with pytest.raises(SystemExit), value_code():
        stopped()


class _Ending:
    def __call__(self, number: int, frame: Any) -> None:
        sys.exit(0)

    def method(self, number: int, frame: Any) -> None:
        sys.exit(0)


@pytest.mark.skipif(not hasattr(signal, "SIGUSR2"), reason="Windows has no such signal")
@pytest.mark.parametrize("handler", [_Ending(), _Ending().method, lambda *_: sys.exit(0)])
def test_a_service_that_is_told_to_end_ends(handler: Any) -> None:
    before = signal.signal(signal.SIGUSR2, handler)
    try:
        with pytest.raises(SystemExit), value_code():
            signal.raise_signal(signal.SIGUSR2)
    finally:
        signal.signal(signal.SIGUSR2, before)


def test_a_thread_that_was_left_ends() -> None:
    found: list[type] = []

    def work(error: type[BaseException]) -> None:
        try:
            with value_code():
                raise error
        except BaseException as caught:
            found.append(type(caught))

    for error in (LeftBehind, SystemExit, KeyboardInterrupt):
        thread = threading.Thread(target=work, args=(error,))
        thread.start()
        thread.join()
    assert [LeftBehind, EndedByValue, EndedByValue] == found


def test_the_signals_handler_is_as_it_was() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(EndedByValue), value_code():
        pickle.loads(b"csys\nexit\n(K\x01tR.")
    assert signal.getsignal(signal.SIGINT) is before


def test_a_fingerprint_that_fails_costs_its_value_alone(
    tmp_path: pathlib.Path, caplog: pytest.LogCaptureFixture
) -> None:
    NOW.append(_raising(ValueError))
    with caplog.at_level(logging.WARNING):
        assert 1 == run(tmp_path, "fingerprint")["after"]
    assert "Fingerprinted has no hash: its own function failed" in caplog.text


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_handing_over_and_saving_go_on(tmp_path: pathlib.Path, end: Callable[[], Any]) -> None:
    values = {"bad": Told("reduce"), "late": Told("setstate"), "good": 1}
    NOW.append(end)
    handed = hand_over(str(tmp_path / "v"), list(values), values.__getitem__, 3, 1_000_000)
    taken, refused = take_over(str(tmp_path / "v"))
    assert {"bad"} == set(handed.refused) and {"late"} == set(refused) and {"good": 1} == taken
    with pytest.raises(ValueError, match="own class"):
        save_value(Told("reduce"), tmp_path / "bad.pickle", "pickle")
    assert not (tmp_path / "bad.pickle").exists()


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_text_that_ends_the_process_is_said_not_to_be_written(tmp_path: pathlib.Path, end: Callable[[], Any]) -> None:
    class Shown:
        def __str__(self) -> str:
            return str(end())

    with pytest.raises(ValueError, match="own class"):
        save_value(Shown(), tmp_path / "bad.txt", "txt")
