"""What a format of exported pictures is: its endings, what it can do, what writes it.
It must not list them or choose one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Literal

from dagscope_app.export.page import Page

Quality = Literal["auto", "fast", "small"]
Told = Callable[[float], None]
"""Hears now and then which share of a picture is written."""


def untold(share: float) -> None:
    """Hear of a share that is written, and do nothing."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a page is written: its scale; whether packed quickly or tightly, both lossless; whether letters are
    shapes; who hears how far it is.
    """

    scale: float = 1.0
    quality: Quality = "auto"
    has_outlines: bool = False
    told: Told = untold


@dataclass(frozen=True, slots=True)
class Format:
    """One format of exported pictures.

    Attributes:
        title: what people call it.
        endings: of file names, without the dot; the first is the usual one.
        about: what it is good for, in a few words.
        write: writes a page into an open file.
        is_vector: whether it can be enlarged and stays sharp.
        has_text: whether names stay text, to be searched and copied.
        has_scale: whether a page can be written larger or smaller.
        usual_scale: what the window writes it with.
        why_not: why a page cannot be written so, in one sentence; empty where it can.
    """

    title: str
    endings: tuple[str, ...]
    about: str
    write: Callable[[BinaryIO, Page, Options], None]
    is_vector: bool = True
    has_text: bool = True
    has_scale: bool = True
    usual_scale: float = 1.0
    why_not: Callable[[Page, Options], str] = lambda page, options: ""
