"""A notebook in a real Jupyter kernel, as JupyterLab and VS Code run it: over the kernel's messages, by nbclient."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest

nbclient = pytest.importorskip("nbclient", reason="nbclient, which talks to a kernel, is not installed")
pytest.importorskip("ipykernel", reason="ipykernel, the kernel of Jupyter, is not installed")

LOAD = "%load_ext dagscope.notebook"
MODULE = """%%cell_to_module prices --display
def net(price: float) -> float:
    return price / 1.19

def tax(price: float, net: float) -> float:
    return price - net
"""
DRIVER = "from hamilton import driver\ndr = driver.Builder().with_modules(prices).build()\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return what runs cells in a fresh kernel of this interpreter and gives each cell's outputs."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
    monkeypatch.setenv("PATH", os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))
    nbformat: Any = pytest.importorskip("nbformat")

    def run_cells(*cells: str) -> list[list[Any]]:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        client = nbclient.NotebookClient(notebook, kernel_name="python3", allow_errors=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            client.execute(cwd=str(tmp_path))
        return [cell.outputs for cell in notebook.cells]

    return run_cells


def test_a_notebook_written_for_hamilton_runs_on_dagscope(run: Any) -> None:
    outputs = run(LOAD, MODULE, DRIVER + "driver.__name__", "dr.execute(['tax'], inputs={'price': 119.0})", "dr")

    assert outputs[0] == []
    assert "image/svg+xml" in outputs[1][0].data
    assert outputs[2][0].data["text/plain"] == "'dagscope.driver'"
    assert outputs[3][0].data["text/plain"] == "{'tax': 19.0}"
    assert "<svg" in outputs[4][0].data["image/svg+xml"]
    assert outputs[4][0].data["text/plain"].startswith("<Driver of prices: 2 nodes")


def test_a_mistake_in_a_cell_is_an_error_with_the_name_that_may_be_meant(run: Any) -> None:
    (error,) = run(LOAD, MODULE, DRIVER + "dr.execute(['taxx'], inputs={'price': 119.0})")[2]

    assert error.output_type == "error"
    assert "is tax meant?" in error.evalue


def test_a_changed_cell_is_another_module(run: Any) -> None:
    ask = DRIVER + "dr.execute(['tax'], inputs={'price': 119.0})['tax']"
    outputs = run(LOAD, MODULE, ask, MODULE.replace("price - net", "-1.0"), ask)

    assert [outputs[2][0].data["text/plain"], outputs[4][0].data["text/plain"]] == ["19.0", "-1.0"]


def test_the_extension_is_not_loaded_beside_another_hamilton(run: Any) -> None:
    pytest.importorskip("hamilton")

    (said,) = [item for item in run("import hamilton.driver", LOAD)[1] if item.output_type == "stream"]

    assert "Restart the kernel and load it first" in said.text
