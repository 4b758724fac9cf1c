"""How long tests wait for what must come.

It must not be asserted: the limit only ends a test that hangs, also beside a busy core.
"""

from __future__ import annotations

PATIENCE_S = 300.0
PATIENCE_MS = 300_000
