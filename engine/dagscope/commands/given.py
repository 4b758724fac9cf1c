"""Says which values of the command line change nothing: their names are probably misspelt. It must not build."""

from __future__ import annotations

import argparse
from collections.abc import Collection, Iterable
from difflib import get_close_matches

from dagscope.commands.options import parse_values
from dagscope.commands.printing import remark
from dagscope.describe.graph import GraphRecords
from dagscope.records import ConfigKey


def remark_unused(arguments: argparse.Namespace, graphs: Iterable[GraphRecords], keys: Iterable[ConfigKey]) -> None:
    """Say which inputs and overrides none of the graphs has, and which config values are nearly called like another.

    A function may read the whole config, so a value that no `keys` know is not nothing by that alone.
    """
    known: set[str] = set()
    for graph in graphs:
        known.update((node.name for node in graph.nodes), (item.name for item in graph.inputs))
    for option in ("input", "override"):
        for name in parse_values(getattr(arguments, option, []), f"--{option}"):
            if name not in known:
                _remark(arguments, f"--{option} {name}: this dataflow has nothing of that name", _meant(name, known))
    given = parse_values(arguments.config, "--config")
    read = known | {key.name for key in keys if key.uses}
    for name in given.keys() - read:
        if meant := _meant(name, read - given.keys()):
            _remark(arguments, f"--config {name}: no function is known to ask for it", meant)


def _meant(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, known, 1)
    return f"; is {near[0]} meant?" if near else ""


def _remark(arguments: argparse.Namespace, text: str, hint: str) -> None:
    remark(f"{arguments.name}: {text}{hint} (warning)")
