"""Values handed over from one process to the next: what arrives is equal, what cannot arrive says why."""

from __future__ import annotations

import errno
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from dagscope.session import handing
from dagscope.session.handing import hand_over, take_over

PLENTY = 1_000_000


def sent(values: dict[str, Any], path: Path, first: int = 100, rest: int = PLENTY) -> handing.Handed:
    def value_of(name: str) -> Any:
        value = values[name]
        if isinstance(value, Exception):
            raise value
        return value

    return hand_over(str(path), list(values), value_of, first, rest)


def test_what_arrives_is_what_was_sent_and_can_be_changed(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": range(1_000), "s": ["x"] * 1_000})
    values = {"n": 1, "text": "ä" * 70_000, "frame": frame, "array": np.arange(9.0), "nothing": None}
    handed = sent(values, tmp_path / "v")
    assert tuple(values) == handed.names and {} == handed.refused
    assert (tmp_path / "v").stat().st_size == handed.size
    assert 0o600 == (tmp_path / "v").stat().st_mode & 0o777
    found, refused = take_over(str(tmp_path / "v"))
    assert {} == refused and not (tmp_path / "v").exists()
    pd.testing.assert_frame_equal(frame, found["frame"])
    found["array"][0] = 7.0
    assert (1, "ä" * 70_000, None) == (found["n"], found["text"], found["nothing"])


def test_what_cannot_be_pickled_or_read_stays_and_says_why(tmp_path: Path) -> None:
    values = {
        "lock": threading.Lock(),
        "three": 3,
        "lambda": lambda: 1,
        "gone": OSError(errno.EIO, "Input/output error"),
    }
    handed = sent(values, tmp_path / "v")
    assert ("three",) == handed.names
    assert handed.refused["lock"].startswith("it cannot be pickled (TypeError: cannot pickle '_thread.lock'")
    assert {"lock", "lambda", "gone"} == handed.refused.keys()
    assert ({"three": 3}, {}) == take_over(str(tmp_path / "v"))


def test_no_more_than_the_limit_is_spent_on_what_is_not_needed(tmp_path: Path) -> None:
    values = {"needed": b"x" * 50_000, "large": b"x" * 50_000, "small": b"x" * 10_000}
    handed = sent(values, tmp_path / "v", first=1, rest=20_000)
    assert ("needed", "small") == handed.names
    assert {"large": "it is too large to be handed over"} == handed.refused
    assert handed.size < 61_000


def test_a_full_disk_leaves_what_fitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(handing._Bounded):
        def write(self, data: Any) -> int:
            if memoryview(data).nbytes > 30_000:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data)

    monkeypatch.setattr(handing, "_Bounded", Full)
    handed = sent({"small": 1, "large": b"x" * 50_000}, tmp_path / "v")
    assert (("small",), {"large": "No space left on device"}) == (handed.names, handed.refused)
    assert ({"small": 1}, {}) == take_over(str(tmp_path / "v"))


SHAPES = """
import enum
from dataclasses import dataclass

@dataclass
class Point:
    x: int = 1

    def far(self) -> int:
        return self.x{more}

class Side(enum.Enum):
    LEFT = {left}

def point() -> Point:
    return Point(3)
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Callable[[str], dict[str, Any]]:
    """Take over in a process that has the module `shapes` with other code."""

    def take(text: str) -> dict[str, Any]:
        (tmp_path / "shapes.py").write_text(text)
        code = (
            "import sys; sys.dont_write_bytecode = True; sys.path.insert(0, sys.argv[1]); import shapes\n"
            "from dagscope.session.handing import take_over\n"
            "print(tuple(sorted(part) for part in take_over(sys.argv[1] + '/v')), end='')"
        )
        done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True)
        values, refused = eval(done.stdout)
        return {"values": values, "refused": refused}

    return take


@pytest.mark.parametrize(
    ("more", "left", "values"),
    [
        ("", "1", ["names", "point", "side"]),
        ("  # a remark", "1", ["names", "point", "side"]),
        (" + 1", "1", ["names", "side"]),
        ("", "2", ["names", "point"]),
    ],
)
def test_a_value_of_a_class_that_changed_is_not_taken(
    more: str, left: str, values: list[str], tmp_path: Path, elsewhere: Callable[[str], dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (tmp_path / "shapes.py").write_text(SHAPES.format(more="", left="1"))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "shapes", raising=False)
    import shapes  # type: ignore[import-not-found]

    try:
        handed = sent({"point": [shapes.point()], "side": shapes.Side.LEFT, "names": ["a"]}, tmp_path / "v")
    finally:
        sys.modules.pop("shapes", None)
    assert 3 == len(handed.names)
    found = elsewhere("\n\n" + SHAPES.format(more=more, left=left))
    assert values == found["values"]
    assert sorted({"point", "side", "names"} - set(values)) == found["refused"]
