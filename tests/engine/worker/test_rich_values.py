"""Values that show themselves, graphs and plots through a real worker: what arrives in the window is whole, and what
is hostile costs itself.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dagscope.protocol import messages as m
from dagscope.protocol import values
from dagscope.value_records import GraphPreview, ImagePreview, MarkupPreview, ObjectPreview

from tests.engine.worker.client import Client

Make = Callable[..., Path]
FLOW = """
import networkx as nx
import pandas as pd

class Page:
    def __init__(self, text): self.text = text
    def _repr_html_(self): return self.text

class Hostile:
    def _repr_html_(self): raise SystemExit(1)
    def __getattr__(self, name): raise RuntimeError(name)
    def __repr__(self): return "hostile"

def large() -> Page:
    return Page("<p>" + "é" * 1_200_000)

def hostile() -> Hostile:
    return Hostile()

def drawn() -> nx.DiGraph:
    return nx.DiGraph([("a", "b"), ("b", "c")])

def table() -> pd.DataFrame:
    return pd.DataFrame({"x": range(1000), "y": [n % 7 for n in range(1000)]})

def photo() -> bytes:
    from PIL import Image
    import io
    out = io.BytesIO()
    Image.effect_noise((3000, 2000), 60).save(out, "JPEG", quality=60)
    return out.getvalue()

def broken(table: pd.DataFrame) -> int:
    shift, secret_token = 3, "x"
    return int(table["absent"].sum()) + shift
"""


def data_of(client: Client, node: str) -> bytes:
    """Return what came with the look at a node's value."""
    id = client.send(m.AskValue("main", "r", node, values.LookAsk(), ()))
    client.wait_for(m.ValueAnswer, id)
    return client.seen[-1].attachment


def test_rich_values_arrive_whole(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW), "flow")
    assert "ok" == client.run("large", "hostile", "drawn", "table", "photo").status

    page = client.look("large")
    assert isinstance(page, MarkupPreview) and "html" == page.form
    assert 1_200_003 == len(data_of(client, "large").decode())
    hostile = client.look("hostile")
    assert isinstance(hostile, ObjectPreview) and "hostile" == hostile.text and "sys.exit" in hostile.missing
    drawn = client.look("drawn")
    assert isinstance(drawn, GraphPreview) and ["a", "b", "c"] == [node.name for node in drawn.nodes]
    photo = client.look("photo")
    assert isinstance(photo, ImagePreview) and photo.summary.startswith("3000 × 2000")
    chart = client.ask_value("table", values.PlotAsk((1,), 0, "scatter", (), "x < 10"))
    assert isinstance(chart, values.PlotAnswer) and 10 == len(chart.series[0].points)
    glance = client.ask_value("table", values.PeekAsk())
    assert values.PeekAnswer("x 0, y 0, …") == glance
    assert [True, False] == [client.ask_value("table", values.HasColumnAsk(name)).has for name in ("y", "z")]
    assert "ok" == client.run("table", run="again").status


def test_an_error_tells_the_variables_of_its_frames(client: Client, project: Make) -> None:
    client.build(project(flow=FLOW), "flow")
    finished = client.run("broken")

    assert finished.error is not None
    own = [frame for frame in finished.error.frames if frame.is_project]
    found = {item.name: item.summary for item in own[-1].variables}
    assert ("1,000 × 2", "3") == (found["table"], found["shift"]) and "x" != found["secret_token"]
