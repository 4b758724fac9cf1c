"""No plugin of a service sends anything from the tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_sent() -> Iterator[None]:
    silent = {"DD_INSTRUMENTATION_TELEMETRY_ENABLED": "false", "MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "1",
              "RUNTIME__DLTHUB_TELEMETRY": "false", "FASTMCP_CHECK_FOR_UPDATES": "off"}  # fmt: skip
    with pytest.MonkeyPatch.context() as patched:
        for name, value in silent.items():
            patched.setenv(name, value)
        yield
