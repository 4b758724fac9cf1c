"""Results that another Python, another version of a library or another program has left in a cache: computed again."""

from __future__ import annotations

import marshal
import pathlib
import pickle

import pytest
from dagscope import ad_hoc_utils, driver

CALLS: list[str] = []
GOOD = pickle.dumps([2, 2, 2])
FOREIGN = {
    "a later protocol": b"\x80\x06K\x01.",
    "a module that is not here": b"cno_such_module\nX\n.",
    "a class that is gone": b"cos\nno_such_class\n.",
    "cut off": GOOD[:-2],
    "nothing": b"",
    "marshalled": marshal.dumps([2, 2, 2]),
    "bytes of Python 2": b"S'\\xff'\n.",
    "a reference to another store": b"\x80\x04\x8c\x01xQ.",
    "an instruction of the future": b"\x80\x04\xfe.",
    "an extension that nobody registered": b"\x80\x02\x82\x01.",
    "a frame longer than the file": b"\x80\x04\x95" + b"\xff" * 7 + b"\x7f.",
    "more memory than there is": b"\x80\x04\x8e" + b"\xff" * 5 + b"\0\0\0.",
}


def made(a: int) -> list[int]:
    CALLS.append("made")
    return [a] * 3


def value(path: pathlib.Path) -> object:
    module = ad_hoc_utils.create_temporary_module(made)
    built = driver.Builder().with_modules(module).with_cache(path=str(path)).build()
    return built.execute(["made"], inputs={"a": 2})["made"]


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_what_cannot_be_read_is_computed_again(tmp_path: pathlib.Path, content: bytes) -> None:
    CALLS.clear()
    value(tmp_path)
    (result,) = (path for path in tmp_path.iterdir() if not path.name.startswith("metadata"))
    result.write_bytes(content)

    assert [2, 2, 2] == value(tmp_path)
    assert ["made", "made"] == CALLS
    assert [2, 2, 2] == value(tmp_path)
    assert ["made", "made"] == CALLS
