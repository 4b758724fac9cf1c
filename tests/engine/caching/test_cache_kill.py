"""A process that uses the cache is killed at any moment: the cache opens, and names nothing missing or half-written."""

from __future__ import annotations

import os
import pathlib
import random
import signal
import subprocess
import sys

import pytest
from dagscope.caching.maintenance import damaged, entries

KILLS = 200
CHILD = """
import os, sys
from dagscope.caching.fingerprinting import data_version
from dagscope.caching.maintenance import evict, remove
from dagscope.caching.cache_key import create_cache_key
from dagscope.caching.stores.file import FileResultStore
from dagscope.caching.stores.sqlite import SQLiteMetadataStore

def work(path, start, tell):
    results, metadata = FileResultStore(path), SQLiteMetadataStore(path)
    metadata.initialize(f"run {start}")
    metadata.begin_batch()
    for i in range(start, start + 100_000):
        value = {"i": i, "text": "x" * (i * 7919 % 60_000)}
        version = data_version(value)
        results.set(version, value)
        metadata.set(cache_key=create_cache_key("n", "code", {"x": version}), data_version=version,
                     run_id=f"run {start}", node_name="n", code_version="code")
        if i % 16 == 0:
            metadata.flush()
        if i % 100 == 99:
            evict(path, 1_000_000)
        os.write(tell, b".")

path, start = sys.argv[1], 0
while True:
    line = sys.stdin.readline()
    if not line:
        break
    start += 100_000
    pid = os.fork()
    if pid == 0:
        work(path, start, 1)
        os._exit(0)
    sys.stderr.write(f"{pid}\\n"); sys.stderr.flush()
    os.waitpid(pid, 0)
    sys.stderr.write("dead\\n"); sys.stderr.flush()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forked processes")
def test_killed_at_any_moment(tmp_path: pathlib.Path) -> None:
    path, chance = str(tmp_path / "cache"), random.Random(4)
    # The starter imports once; each worker is its copy, and is killed after some results and a little more.
    starter = subprocess.Popen(
        [sys.executable, "-c", CHILD, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert starter.stdin is not None and starter.stdout is not None and starter.stderr is not None
    seen = 0
    try:
        for kill in range(KILLS):
            starter.stdin.write(b"go\n")
            starter.stdin.flush()
            worker = int(starter.stderr.readline())
            for _ in range(chance.randrange(1, 12)):
                os.read(starter.stdout.fileno(), 1)
            for _ in range(chance.randrange(4_000)):
                pass
            os.kill(worker, signal.SIGKILL)
            assert b"dead\n" == starter.stderr.readline()
            if kill % 10 == 9:
                assert () == damaged(path)
                seen = max(seen, len(entries(path)))
    finally:
        starter.stdin.close()
        starter.wait()
        starter.stdout.close()
        starter.stderr.close()
    assert seen > 10


def test_two_processes_at_once(tmp_path: pathlib.Path) -> None:
    path = str(tmp_path / "cache")
    code = """
import sys
from dagscope import ad_hoc_utils, driver
lines = ["def n0(x: int) -> int:\\n    return x"]
lines += [f"def n{i}(n{i - 1}: int) -> int:\\n    return n{i - 1} + {i}" for i in range(1, 60)]
module = ad_hoc_utils.module_from_source("\\n".join(lines), "both_modules")
for x in range(6):
    print(driver.Builder().with_modules(module).with_cache(path=sys.argv[1]).build().execute(["n59"], inputs={"x": x}))
"""
    both = [
        subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    outputs = [each.communicate() for each in both]
    assert [0, 0] == [each.returncode for each in both], outputs
    assert outputs[0][0] == outputs[1][0]
    assert 360 == len(entries(path)) and () == damaged(path)
