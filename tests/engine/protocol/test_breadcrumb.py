"""What a breadcrumb says of a process that ended: whom to blame, and whom not."""

from __future__ import annotations

import pytest
from dagscope.protocol.breadcrumb import Breadcrumb, OnThreads, only_node_of


@pytest.mark.parametrize(
    ("crumb", "expected"),
    [
        (Breadcrumb("1-1", "bad (worse)", "node"), "bad (worse)"),
        (Breadcrumb("1-1", "bad", "preview"), "bad"),
        (Breadcrumb("1-1", "bad", "save"), ""),
        (Breadcrumb("", "flow", "import"), ""),
        (Breadcrumb(), ""),
    ],
)
def test_a_node_is_blamed_while_its_function_runs_or_its_value_is_shown(crumb: Breadcrumb, expected: str) -> None:
    assert expected == only_node_of(crumb)


def test_no_node_is_blamed_when_several_ran_at_once() -> None:
    threads = OnThreads()
    threads._nodes = {1: "slow"}

    assert "" == only_node_of(Breadcrumb("1-1", threads.enter("bad"), "node"))
