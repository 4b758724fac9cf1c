"""A kind of value that another package brings, in a real worker whose project has that package."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from dagscope.protocol import messages as m
from dagscope.protocol import values
from dagscope.value_records import UnknownPreview

from tests.engine.worker.client import Client

Make = Callable[..., Path]
PACKAGES = Path(__file__).resolve().parents[2] / "packages"
FLOW = """
from sound import Clip
from sound.pitch import Pitch

def pitch() -> Pitch:
    return Pitch(440.0)

def clip() -> Clip:
    return Clip(4, [0.5, 1.0, 0.25, 0.125])

def broken() -> Clip:
    return Clip(is_broken=True)

def both(clip: Clip, broken: Clip) -> dict:
    return {"a": [clip, broken]}
"""


def test_its_values_are_looked_at_and_asked_and_what_fails_costs_itself_only(client: Client, project: Make) -> None:
    folder = project(flow=FLOW)
    shutil.copytree(PACKAGES, folder, dirs_exist_ok=True)
    client.build(folder, "flow")
    finished = client.run("clip", "broken", "both", "pitch")

    assert "ok" == finished.status
    clip, inside = client.look("clip"), client.look("both", 0, 0)
    assert UnknownPreview("sound.Clip", "1.0 s at 4 Hz", tag="clip") == clip == inside
    summaries = client.summaries()
    assert ("1.0 s at 4 Hz", "Clip(rate=8000, samples=[], is_broken=True)") == (summaries["clip"], summaries["broken"])

    broken = client.look("broken")
    assert ("tree", "the kind 'clip' failed: RuntimeError: the header is damaged") == (broken.kind, broken.missing)

    assert UnknownPreview("sound.pitch.Pitch", "440 Hz", tag="pitch") == client.look("pitch")
    refused = client.ask(m.AskValue("main", "r", "clip", values.PageAsk()), m.ErrorAnswer)
    assert "of the kind clip cannot be asked for 'page'; it answers peaks" in refused.message

    said = "".join(item.body.text for item in client.seen if isinstance(item.body, m.Output))
    assert "sound.absent:KIND cannot be used: ModuleNotFoundError" in said
    assert "entry points of a package in" in said, "a broken one hides no other one"
    assert "'noise' failed and is left out: RuntimeError: nothing is quiet" in said
