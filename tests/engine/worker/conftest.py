"""A worker for each test, and folders of modules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from dagscope.protocol import messages as m

from tests.engine.worker.client import Client


@pytest.fixture
def client() -> Iterator[Client]:
    """Yield a worker that has said hello."""
    with Client() as found:
        found.wait_for(m.Hello)
        yield found


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    """Write modules into a folder of their own: `project(flow="def a() -> int: ...")`."""

    def make(**modules: str) -> Path:
        folder = tmp_path / "project"
        for name, text in modules.items():
            path = folder / (name.replace("/", "/") + ("" if "." in name else ".py"))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return folder

    return make
