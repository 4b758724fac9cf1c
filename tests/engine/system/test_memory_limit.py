"""How much memory the project's process may use."""

from __future__ import annotations

import pytest
from dagscope.system.memory_limit import default_limit, memory_limit

GB = 1 << 30


@pytest.mark.parametrize(
    ("text", "size"), [("6G", 6 * GB), ("1.5 GB", GB + GB // 2), ("500MiB", 500 << 20), ("12345", 12345), ("off", 0)]
)
def test_a_limit_is_chosen(text: str, size: int) -> None:
    assert size == memory_limit({"DAGSCOPE_MEMORY": text}, 64 * GB)


def test_what_is_no_size_is_the_default() -> None:
    assert 48 * GB == memory_limit({}, 64 * GB) == memory_limit({"DAGSCOPE_MEMORY": "much"}, 64 * GB)


@pytest.mark.parametrize(("total", "limit"), [(64 * GB, 48 * GB), (6 * GB, 4 * GB), (2 * GB, GB)])
def test_the_default_leaves_room(total: int, limit: int) -> None:
    assert limit == default_limit(total)
