"""What the preview of a folder that is not trusted shows, beside the graph that loading it gives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHOW = """
import json, sys
from dagscope.compat import install
from dagscope.session.session import Session
install()
session = Session()
project = session.open(sys.argv[1], sys.argv[2])
slot = session.build("main", project.scenarios[0])
found = {each.name: [sorted(item.name for item in each.deps), each.reason] for each in slot.records.nodes}
sys.stderr.write("graph " + json.dumps(found) + "\\n")
"""
# Everything these say is in literals and names of the folder.
WHOLE = ["examples/reusing_functions", "examples/parameterized_subdags", "examples/module_overrides"]
WHOLE += [
    f"tests/corpus/{name}"
    for name in ("reusable_subdags", "subdags_three_deep", "loaders_and_savers", "parameterized_subdags")
]
# Of these a part is known after loading, and it says so.
PARTS = [
    f"tests/corpus/{name}" for name in ("mutate_cleaning", "text_pipe_input", "quality_checks", "cleaning_pipe_output")
]


def graph(folder: str, how: str) -> dict[str, tuple[list[str], str]]:
    command = [sys.executable, "-c", SHOW, str(ROOT / folder), how]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT)
    lines = [line for line in done.stderr.splitlines() if line.startswith("graph ")]
    assert lines, done.stderr
    return {name: (deps, reason) for name, (deps, reason) in json.loads(lines[-1][6:]).items()}


@pytest.mark.parametrize("folder", WHOLE)
def test_the_preview_is_the_graph(folder: str) -> None:
    loaded, preview = graph(folder, "once"), graph(folder, "never")

    assert {name: deps for name, (deps, _) in loaded.items()} == {name: deps for name, (deps, _) in preview.items()}
    assert [] == [name for name, (_, reason) in preview.items() if reason]


@pytest.mark.parametrize("folder", PARTS)
def test_what_the_preview_does_not_know_it_says(folder: str) -> None:
    loaded, preview = graph(folder, "once"), graph(folder, "never")

    other = [name for name, (deps, _) in preview.items() if name not in loaded or loaded[name][0] != deps]
    assert other and [] == [name for name in other if not preview[name][1]]
