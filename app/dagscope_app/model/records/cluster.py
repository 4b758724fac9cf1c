"""The Dask cluster that the window started on this computer. It must not start one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

EXECUTOR = "dask"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where it is: `address` is the executor's name (`dask://127.0.0.1:41057`), `dashboard` a web page, or nothing."""

    phase: Literal["none", "starting", "ready"] = "none"
    address: str = ""
    dashboard: str = ""

    def is_awaited(self, wanted: str) -> bool:
        """Return whether what is to run on `wanted` has to wait until it is there."""
        return wanted == EXECUTOR and self.phase == "starting"

    def executor(self, wanted: str) -> str:
        """Return where to run what is to run on `wanted`: a local cluster is this one, once it is there."""
        return self.address if wanted == EXECUTOR and self.phase == "ready" else wanted
