"""The commands `cache ls`, `cache clear` and `cache why`: what they say, and their arguments. Runs no nodes."""

from __future__ import annotations

import argparse
import dataclasses
import os
import pathlib
import re
from typing import Any

from dagscope.caching.cache_key import decode_key
from dagscope.caching.maintenance import Entry, damaged, entries, evict, is_cache, remove
from dagscope.caching.stores.utils import readable_bytes_size
from dagscope.commands.options import path_given
from dagscope.commands.printing import say, show
from dagscope.trust import is_trusted, real_folder

DEFAULT_PATH = ".hamilton_cache"
_UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3, "T": 1024**4}


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """Why a result of a node is not the one before it.

    Attributes:
        entry: the newer result.
        changes: what differs from the result stored before; empty for the first.
    """

    entry: Entry
    changes: tuple[str, ...]


def list_cache(path: str = DEFAULT_PATH, node: str | None = None) -> str:
    """Return the results of a cache as a table.

    Args:
        path: its folder.
        node: only this node's.
    """
    if not is_cache(path):
        return f"There is no cache in {path}; --path names another folder."
    rows = [each for each in entries(path) if node is None or each.node == node]
    if not rows:
        return f"The cache in {path} is empty." if node is None else f"The cache in {path} has nothing of {node}."
    width = max(len("node"), *(len(each.node) for each in rows))
    lines = [f"{'node':<{width}}  {'stored (UTC)':<19}  {'size':>10}  {'code':<8}  data"]
    for each in rows:
        size = "missing" if each.size is None else readable_bytes_size(each.size)
        lines.append(
            f"{each.node:<{width}}  {each.created_at:<19}  {size:>10}  {each.code_version[:8]:<8}  {each.data_version}"
        )
    sizes = {each.data_version: each.size or 0 for each in rows}
    count = f"{len(rows)} result{'s' * (len(rows) != 1)}"
    lines.append(f"{count} of {len({each.node for each in rows})} nodes, {readable_bytes_size(sum(sizes.values()))}")
    # Whether a result can be read is known when it is unpickled, which runs what is in it.
    wrong = damaged(path) if is_trusted(path) else ()
    if not is_trusted(path):
        lines.append(f"whether they can be read was not tried: {real_folder(path)} is not trusted")
    if wrong:
        lines.append(f"{len(wrong)} cannot be read and will be computed again: {', '.join(wrong)}")
    return "\n".join(lines)


def clear_cache(path: str = DEFAULT_PATH, nodes: tuple[str, ...] = (), to_size: str | None = None) -> str:
    """Remove results, and return a sentence on what was removed.

    Args:
        path: the cache's folder.
        nodes: only these nodes' results; all if empty.
        to_size: instead, as many as it takes to fit: `500M`, `2G`; those not used for longest go first.
    """
    if not is_cache(path):
        return f"There is no cache in {path}; --path names another folder."
    count = evict(path, parse_size(to_size)) if to_size is not None else remove(path, nodes)
    return f"Removed {count} result{'s' * (count != 1)} from {path}."


def parse_size(text: str) -> int:
    """Return the bytes that `500M`, `2 GB` or `1000` stand for.

    Args:
        text: a number, with or without a unit.

    Raises:
        ValueError: if it is something else.
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?\s*", text, re.IGNORECASE)
    if match is None:
        raise ValueError(f"{text!r} is no size: write a number with K, M, G or T, such as 500M.")
    return int(float(match[1]) * _UNITS[match[2].upper()])


def reasons(path: str, node: str) -> tuple[Reason, ...]:
    """Return why each result of a node was computed, oldest first.

    Args:
        path: the cache's folder.
        node: the node.
    """
    found: list[Reason] = []
    before: Entry | None = None
    for each in entries(path):
        if each.node != node:
            continue
        found.append(Reason(each, _changes(before, each) if before is not None else ()))
        before = each
    return tuple(found)


def _changes(before: Entry, now: Entry) -> tuple[str, ...]:
    changes: list[str] = []
    if before.code_version != now.code_version:
        changes.append("its code (or a function or constant it uses) changed")
    old = decode_key(before.cache_key)["dependencies_data_versions"]
    new = decode_key(now.cache_key)["dependencies_data_versions"]
    for name in sorted({*old, *new}):
        if name not in old:
            changes.append(f"it reads {name} now")
        elif name not in new:
            changes.append(f"it no longer reads {name}")
        elif new[name].startswith("<disable>"):
            changes.append(f"{name} is not cached, so nothing that reads it can be found again")
        elif new[name].startswith("<unhashable>"):
            changes.append(f"{name} has a value whose content cannot be compared")
        elif old[name] != new[name]:
            changes.append(f"{name} had another value")
    return tuple(changes)


def explain(path: str, node: str) -> str:
    """Return sentences on why a node was computed each time it was.

    Args:
        path: the cache's folder.
        node: the node.
    """
    if not is_cache(path):
        return f"There is no cache in {path}; --path names another folder."
    found = reasons(path, node)
    if not found:
        return (
            f"The cache in {path} has nothing of {node}: it never ran with this cache, or its value cannot be stored."
        )
    lines = [f"{node} was computed and stored {len(found)} time{'s' * (len(found) != 1)}:"]
    for each in found:
        because = "; ".join(each.changes) if each.changes else "nothing was stored for it before"
        if each is not found[0] and not each.changes:
            because = "the result stored before was gone"
        lines.append(f"  {each.entry.created_at}  {because}")
    return "\n".join(lines)


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """Add the command `cache` to another command line; its arguments go to `run`.

    Args:
        subparsers: what `ArgumentParser.add_subparsers` gave.
    """
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "cache", help="look at, clear and explain a cache", description="Look at, clear and explain a cache."
    )
    parser.add_argument("--path", type=path_given, default=DEFAULT_PATH, help=f"the cache's folder [{DEFAULT_PATH}]")
    verbs = parser.add_subparsers(dest="verb", metavar="COMMAND", required=True)
    ls = verbs.add_parser("ls", help="list the results", description="List the results.")
    ls.add_argument("node", nargs="?", help="only this node's")
    clear = verbs.add_parser("clear", help="remove results", description="Remove results.")
    clear.add_argument("nodes", nargs="*", help="only these nodes'")
    clear.add_argument("--to", metavar="SIZE", help="only until the rest fits, e.g. 500M; the longest unused go first")
    why = verbs.add_parser(
        "why", help="explain why a node was computed", description="Explain why a node was computed."
    )
    why.add_argument("node", help="the node's name")
    parser.set_defaults(run=run)
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Run what parsed arguments ask for, and return the exit code. Gives the exit code.

    Args:
        arguments: what a parser with this command read.
    """
    path = str(pathlib.Path(os.path.expanduser(arguments.path)))
    if not is_cache(path):
        say(f"There is no cache in {path}; --path names another folder.")
        return 1
    try:
        if arguments.verb == "ls":
            show(list_cache(path, arguments.node))
        elif arguments.verb == "clear":
            show(clear_cache(path, tuple(arguments.nodes), arguments.to))
        else:
            show(explain(path, arguments.node))
    except ValueError as error:
        say(str(error))
        return 2
    return 0
