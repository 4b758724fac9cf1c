"""What Hamilton 2.0 will not have warns under both engines: in one logger, with one version and one way to change."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import logging, importlib
class Lines(logging.Handler):
    def emit(self, record):
        print(record.name, record.levelname, " ".join(record.getMessage().split()))
logging.getLogger("hamilton").addHandler(Lines())
from hamilton import ad_hoc_utils, base, driver, telemetry
from hamilton.function_modifiers import parameterized_inputs, parametrized, parametrized_input, pipe
from hamilton.lifecycle.default import CacheAdapter

def f(a: int) -> int: return a
def g(a: int) -> int: return a
def h(a: int) -> int: return a

telemetry.is_telemetry_enabled()
telemetry.disable_telemetry()
driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(f)).build().raw_execute(["f"], inputs={"a": 1})
parametrized("a", {("x", "d"): 1})(f)
parametrized_input("a", {"y": ("x", "d")})(g)
parameterized_inputs(x=dict(a="q"))(h)
pipe()(f)
CacheAdapter()
from hamilton.experimental import h_cache
h_cache.CachingGraphAdapter("cache", base.PandasDataFrameResult())
from hamilton.plugins import h_diskcache
h_diskcache.DiskCacheAdapter(cache_path="kept").cache.close()
for module in ("experimental.h_async", "experimental.h_dask", "experimental.h_ray", "function_modifiers_base"):
    importlib.import_module(f"hamilton.{module}")
"""

# Who says it, how loudly, what goes away with which version, what to use and how to change. Why is each engine's own.
_KEPT = re.compile(
    r"^\S+ [A-Z]+|will be deprecated by hamilton version: \S+|\b2\.0\b|`Builder\.with_cache\(\)`|https://[\w./#-]+\w"
    r"|Instead, you should be using: \w+|For migration, see: .*|hamilton\.[\w.]+\w|import base as fm_base"
)


def _kept(folder: Path, *engine: str) -> list[list[str]]:
    folder.mkdir()
    (folder / "script.py").write_text(SCRIPT, "utf-8")
    command = [sys.executable, *engine, "script.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return [_KEPT.findall(line) for line in done.stdout.splitlines()]


def test_each_says_since_when_and_how_to_change(tmp_path: Path) -> None:
    theirs = _kept(tmp_path / "theirs")

    assert len(theirs) == 14
    assert theirs == _kept(tmp_path / "ours", "-m", "dagscope.compat.hamilton")
