"""How much memory a project's code may use. It must not watch it."""

from __future__ import annotations

import re
from collections.abc import Mapping

VARIABLE = "DAGSCOPE_MEMORY"
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_SPARED = 2 << 30


def memory_limit(environment: Mapping[str, str], total: int) -> int:
    """Return the bytes that `DAGSCOPE_MEMORY` allows (`6G`, `500M`; `off` for no limit: 0), else the default.

    The default is three quarters of the machine's memory (of the container's, where that is less), and at least 2 GB
    stay free.
    """
    wanted = environment.get(VARIABLE, "").strip()
    if wanted.lower() in ("off", "0"):
        return 0
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", wanted, re.IGNORECASE)
    if match:
        return int(float(match[1]) * _UNITS[match[2].upper()])
    return default_limit(total)


def default_limit(total: int) -> int:
    """Return what is allowed on a machine with this much; half of a small one."""
    return max(min(total * 3 // 4, total - _SPARED), total // 2)


def gigabytes(size: int) -> str:
    """Return a size in words: `1.5 GB`."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
