"""The values of two runs, node by node: which of the nodes that are the same gave something else. Bounded in time."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dagscope.compare.values import verdict_of
from dagscope.preview.budget import cut
from dagscope.records import NodeDiff

BUDGET_SECONDS = 3.0


def compare_runs(
    rows: Sequence[NodeDiff],
    left: Mapping[str, Any],
    right: Mapping[str, Any],
    left_failed: Mapping[str, Any],
    right_failed: Mapping[str, Any],
) -> tuple[NodeDiff, ...]:
    """The rows, with `value` for nodes that are the same and whose values, in these runs, are not.

    When the time is used up, what is left stays `same` and its detail says that it was not compared.
    """
    end = time.monotonic() + BUDGET_SECONDS
    found: list[NodeDiff] = []
    for row in rows:
        name = row.name
        if row.status != "same":
            found.append(row)
        elif (name in left_failed) != (name in right_failed):
            side = "left" if name in left_failed else "right"
            found.append(replace(row, status="value", detail=f"failed on the {side} only"))
        elif name not in left or name not in right:
            found.append(row)
        elif time.monotonic() > end:
            found.append(replace(row, detail="its values were not compared: it would take too long"))
        else:
            outcome = verdict_of(left[name], right[name])
            is_same = outcome.verdict in ("equal", "close")
            found.append(row if is_same else replace(row, status="value", detail=cut(outcome.summary, 300)))
    return tuple(found)
