"""What is inside a value, one cell, and what is shown of a table, through a real worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dagscope.protocol import messages as m
from dagscope.protocol import values
from dagscope.value_records import SortKey, TablePart, TablePreview

from tests.engine.worker.client import Client

FLOW = """
import pandas as pd

def split(rows: int) -> dict:
    frame = pd.DataFrame({"n": range(rows), "deep": [{"at": i} for i in range(rows)]})
    return {"note": "x", "train": frame}
"""


def test_a_table_inside_a_dict_is_read_opened_further_and_saved(
    client: Client, project: Callable[..., Path], tmp_path: Path
) -> None:
    client.build(project(flow=FLOW), "flow")
    client.run("split", rows=3)

    found = client.ask_value("split", values.InsideAsk((7,), ("train",)))
    assert ((1,), TablePreview, 3) == (found.path, type(found.preview), found.preview.rows)
    down = (SortKey(0, descending=True),)
    cell = client.ask_value("split", values.CellAsk(0, 1, down), *found.path)
    assert ("deep[2]", (5,)) == (cell.name, cell.path)
    (child,) = client.ask_value("split", values.ChildrenAsk(cell.path), *found.path).children
    assert ("at", "2") == (child.label, child.summary)
    part = TablePart(((0, 1),), down, "n > 0")
    path = tmp_path / "part.csv"
    client.ask(m.SaveValue("main", "r", "split", str(path), "csv", found.path, part), m.Saved)
    assert "n\n2\n1\n" == path.read_text()

    gone = client.send(m.AskValue("main", "r", "split", values.InsideAsk((1,), ("test",))))
    assert "split has nothing called test" in client.wait_for(m.ErrorAnswer, gone).message
    bad = client.send(m.SaveValue("main", "r", "split", str(path), "csv", found.path, TablePart(where="cost > 1")))
    assert "there is no column 'cost'" in client.wait_for(m.ErrorAnswer, bad).message
    assert "n\n2\n1\n" == path.read_text(), "the file is as it was"
