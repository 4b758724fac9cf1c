"""A worker for each test, and folders of modules."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

if "worker_client" not in sys.modules:
    _spec = importlib.util.spec_from_file_location("worker_client", Path(__file__).with_name("client.py"))
    assert _spec is not None and _spec.loader is not None
    _module = importlib.util.module_from_spec(_spec)
    sys.modules["worker_client"] = _module
    _spec.loader.exec_module(_module)


@pytest.fixture
def client() -> Iterator[Any]:
    """Yield a worker that has said hello."""
    from worker_client import Client, m

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
