"""Gives back to dates the spaces behind them: tomlkit reads `[2024-02-01 ]` as `[2024-02-01]`. It must not edit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.items import AoT, Array, Date, DateTime, InlineTable, Table

_MARK = "\0"
"""What no TOML text holds."""


def give_back_spaces(document: tomlkit.TOMLDocument, text: str) -> None:
    """Make a document be written as the text it was read from, as far as spaces behind its dates are concerned."""
    dates = list(_dates(document))
    for date in dates:
        date._raw += _MARK
    pieces = tomlkit.dumps(document).split(_MARK)
    at = len(pieces[0])
    for date, piece in zip(dates, pieces[1:], strict=True):
        lost = _spaces(text, at) - _spaces(piece, 0)
        date._raw = date._raw.removesuffix(_MARK) + text[at : at + max(0, lost)]
        at += max(0, lost) + len(piece)


def _spaces(text: str, start: int) -> int:
    end = start
    while end < len(text) and text[end] in " \t":
        end += 1
    return end - start


def _dates(item: Any) -> Iterator[Any]:
    """Yield the dates of a document in the order in which they are written."""
    if isinstance(item, (Date, DateTime)):
        yield item
    elif isinstance(item, (Table, InlineTable)):
        yield from _dates(item.value)
    elif isinstance(item, Container):
        for _, each in item.body:
            yield from _dates(each)
    elif isinstance(item, Array):
        for each in item._iter_items():
            yield from _dates(each)
    elif isinstance(item, AoT):
        for each in item.body:
            yield from _dates(each)
