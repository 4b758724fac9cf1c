"""Clips as a kind of value, in the project's process."""

from __future__ import annotations

from dagscope.preview import AskProblem, Kind, Reply, Shown

from sound import Clip
from sound.records import ClipPreview, PeaksAnswer, PeaksAsk


def _look(clip: Clip) -> Shown:
    if clip.is_broken:
        raise RuntimeError("the header is damaged")
    count = len(clip.samples)
    return Shown(
        ClipPreview("sound.Clip", f"{count / clip.rate:.1f} s at {clip.rate:,} Hz", rate=clip.rate, count=count)
    )


def _peaks(clip: Clip, ask: PeaksAsk) -> Reply:
    if ask.parts < 1:
        raise AskProblem("a clip has at least one part")
    size = max(1, len(clip.samples) // ask.parts)
    parts = [clip.samples[at : at + size] for at in range(0, len(clip.samples), size)]
    return Reply(PeaksAnswer(tuple(max(part) for part in parts)), b"RIFF")


KIND = Kind("clip", lambda value: type(value) is Clip, _look, asks={PeaksAsk: _peaks})
