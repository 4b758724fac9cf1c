"""docs/contracts.md says of the worker's protocol what the code says."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from dagscope import records, scenario, value_records
from dagscope.families import Family
from dagscope.protocol import values
from dagscope.protocol.messages import COMMAND_TYPES, EVENT_TYPES
from dagscope.protocol.values import ANSWERS, ASKS
from dagscope.value_records import PREVIEWS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "contracts.md").read_text(encoding="utf-8")
TEXT = re.sub(r"\n(?=[^\n|#])", " ", PAGE)  # a paragraph is a line again
RECORDS = (
    records.NodeRecord,
    records.DefinitionRecord,
    records.ProblemRecord,
    records.NodeDiff,
    value_records.TreeNode,
    scenario.Scenario,
    scenario.ValueSpec,
)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _fields(kind: type) -> set[str]:
    return {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]


@pytest.mark.parametrize("name", COMMAND_TYPES)
def test_every_command_is_documented_with_its_fields(name: str) -> None:
    row = next((line for line in TEXT.splitlines() if line.startswith(f"| `{name}` |")), "")

    assert row, f"no row of {name}"
    assert set() == _fields(COMMAND_TYPES[name]) - _words(row)


def test_no_command_is_documented_that_does_not_exist() -> None:
    table = TEXT[TEXT.index("### Commands") : TEXT.index("### Answers")]

    assert set(COMMAND_TYPES) == set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_every_event_is_documented_with_its_fields(name: str) -> None:
    fields = _fields(EVENT_TYPES[name])
    told = re.findall(rf"`{name}\b(?:\{{[^`]*\}})?`?", TEXT)

    assert told, f"{name} is not told"
    assert any(not fields - _words(each) for each in told), sorted(fields)


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_every_record_is_documented_with_its_fields(kind: type) -> None:
    name = kind.__name__ if kind is not records.ProblemRecord else "Problem"
    told = re.findall(rf"\b{name}\{{[^`]*\}}", TEXT)

    assert any(not _fields(kind) - _words(each) for each in told), sorted(_fields(kind))


@pytest.mark.parametrize("family", [PREVIEWS, ASKS, ANSWERS], ids=lambda family: family.base.__name__)
def test_every_record_of_a_family_is_documented_with_its_fields(family: Family) -> None:
    # What is in `value_kinds` is described where it is.
    families = (value_records.__name__, values.__name__)
    own = [cls for cls in family.types() if cls is not family.unknown and cls.__module__ in families]
    told = [
        cls
        for cls in own
        for line in TEXT.splitlines()
        if f"`{cls.kind}" in line and not _fields(cls) - _fields(family.base) - _words(line)
    ]

    assert len(own) > 4
    assert set() == set(own) - set(told)
