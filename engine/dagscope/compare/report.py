"""A comparison as a report: what it holds, in words and numbers. It must not compare, and knows no form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dagscope.compare.values import Compared
from dagscope.difference_words import counted, words_of
from dagscope.protocol.codec import to_json
from dagscope.records import CompareRule, NodeDiff
from dagscope.scenario import ScenarioChange

_TITLES = {"cause": "Causes", "affected": "Affected"}
_NOT_KNOWN, _OTHERWISE = "Cannot be known", "The same otherwise"


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report says.
    `values` are of nodes that were asked for or differ; the sources are by node, the edges those of both sides. By its
    `modules` and `tags` a graph can be folded.
    """

    left: str
    right: str
    scenario: tuple[ScenarioChange, ...]
    rows: tuple[NodeDiff, ...]
    values: Mapping[str, Compared] = field(default_factory=dict)
    left_sources: Mapping[str, str] = field(default_factory=dict)
    right_sources: Mapping[str, str] = field(default_factory=dict)
    rule: CompareRule = CompareRule()
    edges: tuple[tuple[str, str], ...] = ()
    modules: Mapping[str, str] = field(default_factory=dict)
    tags: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def differs(self) -> bool:
        """Whether any node is other than the same, or is unknown: what a scenario changes shows at its nodes."""
        return any(row.differs for row in self.rows)

    def sections(self) -> list[tuple[str, list[NodeDiff]]]:
        """Return the nodes that are to be shown, with a title: what matters most first, nothing that is empty."""
        found: dict[str, list[NodeDiff]] = {title: [] for title in (*_TITLES.values(), _NOT_KNOWN, _OTHERWISE)}
        for row in self.rows:
            if row.differs:
                title = _TITLES.get(row.role) or (_NOT_KNOWN if row.is_unknown else _OTHERWISE)
                found[title].append(row)
        return [(title, rows) for title, rows in found.items() if rows]

    def summary(self) -> str:
        """Return the whole comparison in one line."""
        shown = {title: len(rows) for title, rows in self.sections()}
        causes, affected = (shown.get(title, 0) for title in _TITLES.values())
        not_known, other = (shown.get(title, 0) for title in (_NOT_KNOWN, _OTHERWISE))
        not_run = sum(row.value == "not_run" and not row.differs for row in self.rows)
        same = len(self.rows) - sum(shown.values()) - not_run
        has_values = any(row.value != "unknown" for row in self.rows)
        parts = []
        if self.scenario:
            parts.append(
                counted(len(self.scenario), "difference between the scenarios", "differences between the scenarios")
            )
        parts += [counted(causes, "cause")] if causes else []
        parts += [f"{affected:,} affected"] if affected else []
        parts += [f"{not_known:,} not known"] if not_known else []
        parts += [counted(other, "other difference")] if other else []
        parts.append(f"{same:,} the same" if has_values else f"{same:,} made the same way (nothing was run)")
        parts += [f"{not_run:,} not run"] if not_run else []
        return ", ".join(parts)

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain data."""
        values = {}
        for name, found in self.values.items():
            plain = to_json(found.diff)
            values[name] = {key: part for key, part in plain.items() if key not in ("left", "right")}
        return {
            "left": self.left,
            "right": self.right,
            "differs": self.differs,
            "summary": self.summary(),
            "tolerance": {"relative": self.rule.rtol, "absolute": self.rule.atol},
            "scenario": to_json(self.scenario),
            "nodes": [{**to_json(row), "text": words_of(row)} for row in self.rows],
            "values": values,
        }
