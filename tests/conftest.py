"""The folders that tests may load code from: the repository's and temporary ones, in a list of the tests' own."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest

_REPOSITORY = Path(__file__).resolve().parents[1]


def pytest_configure(config: pytest.Config) -> None:
    """Write the list before anything is collected; the processes that tests start find it by their environment."""
    folder = Path(tempfile.mkdtemp(prefix="dagscope-trust-"))
    places = dict.fromkeys(os.path.realpath(place) for place in (_REPOSITORY, tempfile.gettempdir()))
    path = folder / "trusted.json"
    path.write_text(json.dumps({"folders": [{"path": place} for place in places]}))
    path.chmod(0o600)
    os.environ["DAGSCOPE_TRUST_STORE"] = str(path)
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> object:
    """Return pytest-qt's `qtbot`, with more patience."""
    from tests.patient_bot import PatientBot  # tests without a window have no Qt

    return PatientBot(request)
