"""The functions that define nodes, also those that the config or a later module leaves out, as records.
It must not know nodes' records.
"""

from __future__ import annotations

import linecache
from collections.abc import Iterable, Mapping
from typing import Any

from dagscope.build import BuildResult
from dagscope.build.expand import NOT_CHOSEN
from dagscope.build.variants import config_that_chooses, has_conditions, unmet_conditions
from dagscope.class_home import home_of
from dagscope.dag import Dag
from dagscope.module_functions import written_name
from dagscope.node import Node
from dagscope.preview.budget import cut
from dagscope.problems import last_line_of, place_of
from dagscope.project.static import MAX_SOURCE
from dagscope.records import DefinitionRecord

_LITERALS = (str, int, float, bool, type(None))


def source_lines(file: str, line: int, end_line: int) -> str:
    """Return the text of a function as it was compiled, cut to 8 KB."""
    lines = linecache.getlines(file)[max(0, line - 1) : max(line, end_line)]
    return cut("".join(lines), MAX_SOURCE)


def _active_definition(number: int, node: Node) -> DefinitionRecord | None:
    functions = node.originating_functions
    if not functions or node.user_defined:
        return None
    fn = functions[0]  # inside a subdag the function itself comes first, then the ones that placed it there
    file, line = place_of(fn)
    end = last_line_of(fn) or line or 0
    placed = ", ".join(getattr(outer, "__name__", "?") for outer in functions[1:])
    return DefinitionRecord(
        number,
        node.name,
        written_name(fn),
        home_of(fn),
        file or "",
        line or 0,
        end,
        source_lines(file, line, end) if file and line else "",
        True,
        f"placed by {placed}" if placed else "",
    )


def _wanted(result: BuildResult[Dag], config: Mapping[str, Any]) -> dict[tuple[str, str, str], dict[str, str]]:
    """Return what config would choose each variant that its condition leaves out: values that a literal can write."""
    found = {}
    for name, candidate, _ in result.shadowed:
        values = config_that_chooses(candidate.fn, config)
        if values and all(isinstance(value, _LITERALS) for value in values.values()):
            texts = {key: repr(value) for key, value in values.items()}
            found[name, candidate.fn.__name__, candidate.module_name] = texts
    return found


def _unmet(result: BuildResult[Dag], config: Mapping[str, Any]) -> dict[tuple[str, str, str], str]:
    """Return which condition on the config leaves each variant out, and what the config has instead."""
    found = {}
    for name, candidate, reason in result.shadowed:
        if reason == NOT_CHOSEN and has_conditions(candidate.fn):
            found[name, candidate.fn.__name__, candidate.module_name] = unmet_conditions(candidate.fn, config) or reason
    return found


def not_used(definitions: Iterable[DefinitionRecord]) -> list[DefinitionRecord]:
    """Return the functions that the config switches off, each once."""
    found = {(each.module, each.function): each for each in definitions if each.is_switched_off}
    return list(found.values())


def definitions_of(
    result: BuildResult[Dag], config: Mapping[str, Any]
) -> tuple[dict[str, list[int]], list[DefinitionRecord]]:
    records: list[DefinitionRecord] = []
    by_node: dict[str, list[int]] = {}
    wanted, unmet = _wanted(result, config), _unmet(result, config)
    for node in result.graph.nodes.values():
        record = _active_definition(len(records), node)
        if record is not None:
            records.append(record)
            by_node.setdefault(node.name, []).append(record.id)
    for found in result.definitions:
        if found.is_active:
            continue
        line, end = found.line or 0, found.end_line or found.line or 0
        text = source_lines(found.file, line, end) if found.file and line else ""
        records.append(
            DefinitionRecord(
                len(records),
                found.node,
                found.function,
                found.module,
                found.file or "",
                line,
                end,
                text,
                False,
                unmet.get((found.node, found.function, found.module), found.reason),
                wanted.get((found.node, found.function, found.module), {}),
                (found.node, found.function, found.module) in unmet,
            )
        )
        by_node.setdefault(found.node, []).append(len(records) - 1)
    return by_node, records
