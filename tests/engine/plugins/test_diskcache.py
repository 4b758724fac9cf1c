"""The adapter on the `diskcache` library."""

from __future__ import annotations

import pathlib
import sys

import pytest
from dagscope import ad_hoc_utils, driver

h_diskcache = pytest.importorskip("dagscope.plugins.h_diskcache")

SOURCE = """
calls = []

def a(x: int) -> int:
    calls.append("a")
    return x

def b(a: int) -> int:
    calls.append("b")
    return a + 1
"""


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_results_are_kept_and_evicted(tmp_path: pathlib.Path) -> None:
    module = ad_hoc_utils.module_from_source(SOURCE, "on_disk")

    def build() -> driver.Driver:
        adapter = h_diskcache.DiskCacheAdapter(cache_path=str(tmp_path))
        return driver.Builder().with_modules(module).with_adapters(adapter).build()

    ran = []
    for x in (1, 1, 5):
        module.calls.clear()
        assert {"b": x + 1} == build().execute(["b"], inputs={"x": x})
        ran.append(list(module.calls))
    assert [["a", "b"], [], ["a", "b"]] == ran

    del module.b
    dr = build()
    assert 2 == h_diskcache.evict_all_except_driver(dr)["eviction_counter"]
    module.calls.clear()
    assert {"a": 1} == dr.execute(["a"], inputs={"x": 1}) and [] == module.calls
    dr.adapter.adapters[0].cache.close()
    sys.modules.pop("on_disk")


def test_a_driver_without_the_adapter_has_nothing_to_evict() -> None:
    module = ad_hoc_utils.create_temporary_module(module_name="without_adapter")
    with pytest.raises(AssertionError, match="The driver has 0 adapters DiskCacheAdapter"):
        h_diskcache.evict_all_except_driver(driver.Builder().with_modules(module).build())
    sys.modules.pop("without_adapter")
