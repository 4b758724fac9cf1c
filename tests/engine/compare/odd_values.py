"""Values for comparisons: frames, pictures and classes whose equality is odd."""

from __future__ import annotations

import dataclasses
import enum
import io
from collections import namedtuple
from typing import Any

import dask
import dask.array
import dask.bag
import dask.dataframe
import matplotlib.figure
import networkx as nx
import numpy as np
import pandas as pd
import pydantic
from dagscope.records import ValueDiff
from PIL import Image

NAN = float("nan")


Point = namedtuple("Point", "x y")


@dataclasses.dataclass
class Sale:
    id: int
    price: float


class Model(pydantic.BaseModel):
    name: str
    tags: list[str] = []


class Level(enum.Enum):
    LOW = 1
    HIGH = 2


class Plain:
    """Does not say when two of it are equal."""


class Agreeing:
    def __init__(self, number: int) -> None:
        self.number = number

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Agreeing) and self.number == other.number

    __hash__ = None  # type: ignore[assignment]


class Declining:
    def __eq__(self, other: object) -> Any:
        return NotImplemented

    __hash__ = object.__hash__


class Raising:
    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no")

    __hash__ = object.__hash__


class Vague:
    def __eq__(self, other: object) -> Any:
        return np.array([True, False])

    __hash__ = object.__hash__


class Leaving:
    def __eq__(self, other: object) -> bool:
        raise SystemExit(3)

    __hash__ = object.__hash__


def frame(index: Any = None, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame(columns, index=index)


def with_attrs(**attrs: Any) -> pd.DataFrame:
    made = frame(a=[1])
    made.attrs.update(attrs)
    return made


def picture(red: int = 0, mode: str = "RGB", size: tuple[int, int] = (3, 2)) -> Image.Image:
    made = Image.new(mode, size)
    if red:
        made.putpixel((1, 1), (red, 0, 0) if mode == "RGB" else red)
    return made


def png(image: Image.Image, **how: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, format="PNG", **how)
    return out.getvalue()


def figure(height: float) -> Any:
    made = matplotlib.figure.Figure(figsize=(1, 1))
    made.add_subplot().plot([0, height], [0, 1])
    made.axes[0].set_xlim(0, 10)
    return made


def deep(depth: int, last: Any) -> Any:
    made: Any = last
    for _ in range(depth):
        made = [made]
    return made


def graph(weight: int) -> Any:
    made = nx.DiGraph()
    made.add_edge("a", "b", weight=weight)
    return made


# left, right, verdict, what is said beside it (names alone)
def dask_frame(**columns: Any) -> Any:
    return dask.dataframe.from_pandas(pd.DataFrame(columns), npartitions=1)


def names_beside(diff: ValueDiff) -> str:
    return ", ".join(item.what for item in diff.beside)
