"""Programs that stand outside the lessons: README's first one, and the recipes of the page about performance, which are
run on small dataflows.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from benchmarks.__main__ import parts
from benchmarks.app import FIGURES
from tests.docs.blocks import DOCS, ROOT, blocks
from tests.warm_python import run_python

PERFORMANCE = (DOCS / "performance.md").read_text(encoding="utf-8")
_PROGRAM = re.compile(r"^python - <<'PY'\n(.*?)^PY$", re.MULTILINE | re.DOTALL)
PROGRAMS = _PROGRAM.findall(PERFORMANCE)


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "DAGSCOPE_TRUST_STORE": str(folder / "trusted.json"), "PYTHONPATH": str(ROOT)}


def test_the_first_program_of_the_readme_runs(tmp_path: Path) -> None:
    shutil.copy(ROOT / "examples" / "my_dataflow" / "my_dataflow.py", tmp_path)
    (program,) = [block.text for block in blocks((ROOT / "README.md").read_text("utf-8")) if block.language == "python"]

    done = run_python("-c", program, cwd=tmp_path, env=environment(tmp_path))

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("{'C': 14291.6")
    assert (tmp_path / "dag.png").read_bytes().startswith(b"\x89PNG")


def test_every_recipe_of_the_page_about_performance_is_run_here() -> None:
    shell = "".join(block.text for block in blocks(PERFORMANCE) if block.language == "sh")

    assert shell.count("python - <<") == len(PROGRAMS) > 3
    assert "python" not in {block.language for block in blocks(PERFORMANCE)}


@pytest.mark.parametrize("program", PROGRAMS, ids=range(len(PROGRAMS)))
def test_recipes_run(program: str, tmp_path: Path) -> None:
    small = program.replace("10_000", "60")

    done = run_python("-c", small, cwd=tmp_path, env=environment(tmp_path))

    assert done.returncode == 0, done.stderr
    assert "function calls" in done.stdout or "def run(" in done.stdout


def test_commands_for_benchmarks_name_what_there_is() -> None:
    wanted = re.findall(r"make bench ONLY=([\w.]+)", PERFORMANCE)
    subjects = re.findall(r"python -m benchmarks\.app (\w+)", PERFORMANCE)

    assert wanted and subjects
    assert [] == [name for name in wanted if not parts(name)]
    assert [] == [name for name in subjects if name not in FIGURES]
