"""Code of a value that catches whatever is raised in it does not hold a look: it is left all the same."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from typing import Any

import pytest
from dagscope.preview import preview_of

PATIENCE = 40
"""How often a value catches something, or waits, before it gives up by itself: then the look was not left."""
LONG = 10
"""Seconds that it waits at once: without a look that is left the test ends all the same, after some minutes."""


class _Deaf:
    def __init__(self) -> None:
        self.caught = 0
        self.waits = 0

    def is_patient(self) -> bool:
        return self.caught < PATIENCE and self.waits < PATIENCE

    def wait(self) -> None:
        time.sleep(LONG)
        self.waits += 1


class Sleeps(_Deaf):
    def __repr__(self) -> str:
        while self.is_patient():
            try:
                self.wait()
            except BaseException:
                self.caught += 1
        return "gave up"


class Suppresses(_Deaf):
    def __repr__(self) -> str:
        while self.is_patient():
            self.caught += 1
            with contextlib.suppress(BaseException):
                self.wait()
        return "gave up"


class Nested(_Deaf):
    def inner(self) -> None:
        while self.is_patient():
            try:
                self.wait()
            except BaseException:
                self.caught += 1

    def __repr__(self) -> str:
        while self.is_patient():
            try:
                self.inner()
            except BaseException:
                self.caught += 1
        return "gave up"


class Continues(_Deaf):
    def __repr__(self) -> str:
        while self.is_patient():
            self.caught += 1
            try:
                self.wait()
            finally:
                continue  # noqa: B012 - it is what is tried
        return "gave up"


class Recurs(_Deaf):
    def __repr__(self) -> str:
        self.caught += 1
        try:
            if self.is_patient():
                self.wait()
            return "gave up"
        except BaseException:
            return repr(self)


class OnALock(Sleeps):
    def wait(self) -> None:
        threading.Event().wait(LONG)
        self.waits += 1


class Spins(Sleeps):
    def wait(self) -> None:
        for _ in range(10**8):
            pass
        self.waits += 1


DEAF = [Sleeps, Suppresses, Nested, Continues, Recurs, OnALock, Spins]


@pytest.fixture(autouse=True)
def watched() -> Any:
    before = sys.gettrace(), sys.getprofile()
    yield
    assert before == (sys.gettrace(), sys.getprofile())


@pytest.mark.parametrize("kind", DEAF)
def test_the_look_is_left_and_says_so(kind: type[_Deaf]) -> None:
    value = kind()
    shown = preview_of(value, cpu=0.2, wall=0.5).preview
    assert value.caught < PATIENCE, "it gave up by itself"
    assert "gave up" not in getattr(shown, "text", "") and shown.missing


def test_a_value_after_it_is_looked_at_as_ever() -> None:
    preview_of(Nested(), cpu=0.2, wall=0.5)
    assert "7" == getattr(preview_of(7).preview, "text", "")
