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
import json, pathlib, re, sys
from dagscope.compat import install
from dagscope.session.session import Session

def read(how):
    session = Session()
    project = session.open(sys.argv[1], how)
    found = {}
    for scenario in project.scenarios:
        slot = session.build("main", scenario)
        nodes = {node.name: sorted(item.name for item in node.deps) for node in slot.records.nodes}
        types = {node.name: node.type for node in slot.records.nodes if node.kind not in ("input", "config")}
        types.update((f"{node.name} < {item.name}", item.type) for node in slot.records.nodes for item in node.deps)
        kinds = {node.name: node.kind for node in slot.records.nodes}
        marks = [item.message for item in slot.problems if item.kind == "preview"]
        marks += [node.name for node in slot.records.nodes if node.reason]
        is_broken = any(item.severity == "error" for item in slot.problems)
        found[scenario.name] = (nodes, marks, is_broken, types, kinds)
    return found

def plain(text):
    return text.replace(" ", "").lower()

# Names of types that a module makes by assigning: what they stand for is known after loading.
sources = [path.read_text() for path in pathlib.Path(sys.argv[1]).rglob("*.py")]
ALIASES = {name for text in sources for name in re.findall(r"^(\\w+)(?:: *TypeAlias)? *=", text, re.MULTILINE)}

def is_known(text):
    return bool(text) and ALIASES.isdisjoint(re.findall(r"\\w+", text))

install()
preview, loaded = read("no"), read("once")
differing = []
for name, (nodes, marks, _, types, kinds) in preview.items():
    there, _, is_broken, true_types, true_kinds = loaded.get(name, ({}, [], False, {}, {}))
    if is_broken:  # where loading fails, the sources cannot know
        continue
    if nodes != there and not marks:
        differing.append([name, sorted(set(nodes) ^ set(there))])
    other = [f"{each}: {text}, not {true_types[each]}" for each, text in types.items()
             if is_known(text) and each in true_types and plain(text) != plain(true_types[each])]
    other += [f"{each}: a {kind}, not a {true_kinds[each]}" for each, kind in kinds.items()
              if each in true_kinds and true_kinds[each] != kind and not (kind == "input" and marks)]
    if other:
        differing.append([name, other])
sys.stderr.write("\\ndiffering " + json.dumps([sorted(preview) != sorted(loaded), differing]) + "\\n")
"""


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_preview_is_the_graph_or_says_where_it_is_not(folder: str) -> None:
    done = run_python("-c", COMPARE, str(ROOT / folder), cwd=ROOT)
    lines = [line for line in done.stderr.splitlines() if line.startswith("differing ")]
    assert lines, done.stderr
    assert [False, []] == json.loads(lines[-1].removeprefix("differing "))
