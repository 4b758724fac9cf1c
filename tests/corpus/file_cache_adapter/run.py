import logging
import os
import tempfile

import pandas as pd

from hamilton import ad_hoc_utils, base, driver
from hamilton.function_modifiers import tag
from hamilton.lifecycle import default

logging.disable(logging.CRITICAL)
from hamilton.experimental import h_cache

calls: list = []


@tag(cache="parquet")
def series() -> pd.Series:
    calls.append("series")
    return pd.Series([1, 2, 3], name="series")


@tag(cache="json")
def summed(series: pd.Series) -> dict:
    calls.append("summed")
    return {"sum": int(series.sum())}


@tag(cache="pickle")
def value(summed: dict) -> int:
    calls.append("value")
    return summed["sum"]


def end(value: int) -> int:
    calls.append("end")
    return value


@tag(cache="odd")
def odd() -> int:
    return 1


module = ad_hoc_utils.create_temporary_module(series, summed, value, end, odd, module_name="kept_functions")
folder = tempfile.mkdtemp()


def run(**kwargs: object) -> None:
    adapter = h_cache.CachingGraphAdapter(folder, base.DictResult(), **kwargs)
    print(driver.Driver({}, module, adapter=adapter).execute(["end", "series"])["end"], calls)
    calls.clear()


run()
print(sorted(os.listdir(folder)))
run()
run(force_compute={"summed"})
try:
    driver.Driver({}, module, adapter=h_cache.CachingGraphAdapter(folder, base.DictResult())).execute(["odd"])
except ValueError as error:
    print(error)

shelf = os.path.join(folder, "shelf")
for names in (None, ["value"]):
    for _ in range(2):
        adapter = default.CacheAdapter(cache_vars=names, cache_path=shelf + str(names))
        print(driver.Builder().with_modules(module).with_adapters(adapter).build().execute(["end"]), calls)
        calls.clear()
