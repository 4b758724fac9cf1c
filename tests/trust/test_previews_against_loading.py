"""Of every example and every project of the corpus, each scenario: what the sources give is the graph that loading
gives, or the preview says that a part is known after loading.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.warm_python import run_python

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(
    path.relative_to(ROOT).as_posix()
    for place in ("examples", "tests/corpus")
    for path in (ROOT / place).iterdir()
    if path.is_dir() and any(path.rglob("*.py"))
)
COMPARE = """
import json, sys
from dagscope.compat import install
from dagscope.session.session import Session

def read(how):
    session = Session()
    project = session.open(sys.argv[1], how)
    found = {}
    for scenario in project.scenarios:
        slot = session.build("main", scenario)
        nodes = {node.name: sorted(item.name for item in node.deps) for node in slot.records.nodes}
        marks = [item.message for item in slot.problems if item.kind == "preview"]
        marks += [node.name for node in slot.records.nodes if node.reason]
        is_broken = any(item.severity == "error" for item in slot.problems)
        found[scenario.name] = (nodes, marks, is_broken)
    return found

install()
preview, loaded = read("no"), read("once")
differing = []
for name, (nodes, marks, _) in preview.items():
    there, _, is_broken = loaded.get(name, ({}, [], False))
    if not is_broken and nodes != there and not marks:  # where loading fails, the sources cannot know
        differing.append([name, sorted(set(nodes) ^ set(there))])
sys.stderr.write("\\ndiffering " + json.dumps([sorted(preview) != sorted(loaded), differing]) + "\\n")
"""


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_preview_is_the_graph_or_says_where_it_is_not(folder: str) -> None:
    done = run_python("-c", COMPARE, str(ROOT / folder), cwd=ROOT)
    lines = [line for line in done.stderr.splitlines() if line.startswith("differing ")]
    assert lines, done.stderr
    assert [False, []] == json.loads(lines[-1].removeprefix("differing "))
