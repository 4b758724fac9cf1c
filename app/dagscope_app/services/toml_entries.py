"""The scenarios in a document of `dagscope.toml`, as `[[scenario]]`, `scenario = [{...}]`, one `[scenario]` or one
`scenario = {...}`: which they are, one less, one more.

It must not know what a scenario says.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, TypeAlias

import tomlkit
from tomlkit.container import OutOfOrderTableProxy
from tomlkit.items import AoT, Array, InlineTable, Table

from dagscope_app.services.toml_values import array_of

_KEY = "scenario"
_SINGLE = re.compile(r"^([ \t]*)\[([ \t]*[\"']?scenario[\"']?[ \t]*)\]", re.MULTILINE)
Entry: TypeAlias = Table | InlineTable


def are_tables(document: tomlkit.TOMLDocument) -> bool:
    """Return whether every scenario is a table."""
    found = document.get(_KEY)
    return found is None or isinstance(found, AoT) or _is_inline(found) or is_single(document)


def is_single(document: tomlkit.TOMLDocument) -> bool:
    """Return whether there is one scenario, written as `[scenario]` or `scenario = {...}`."""
    found = document.get(_KEY)
    return isinstance(found, (Table, InlineTable, OutOfOrderTableProxy)) and "name" in found


def as_list(text: str) -> str:
    """Return the text with a `[scenario]` written as the first of a list, so that another can follow it."""
    return _SINGLE.sub(r"\1[[\2]]", text, count=1)


def _is_inline(found: Any) -> bool:
    return isinstance(found, Array) and all(isinstance(each, InlineTable) for each in found)


def entries_of(document: tomlkit.TOMLDocument) -> list[Entry]:
    """Return the tables of all scenarios, in the order of the file."""
    return [document[_KEY]] if is_single(document) else list(document.get(_KEY, []))


def remove(document: tomlkit.TOMLDocument, names: Collection[str]) -> None:
    """Take away the scenarios of these names."""
    found: Any = document.get(_KEY, [])
    if is_single(document):
        if str(found["name"]) in names:
            del document[_KEY]
        return
    if isinstance(found, Array):
        kept = [entry for entry in found if str(entry.get("name", "")) not in names]
        if len(kept) < len(found):
            document[_KEY] = array_of(found, kept)
        return
    for number in reversed(range(len(found))):
        if str(found[number].get("name", "")) in names:
            del found[number]
    if _KEY in document and not found:
        del document[_KEY]


def new_entry(document: tomlkit.TOMLDocument) -> Entry:
    """Return an empty table for `append`, of the form that the others have."""
    return tomlkit.inline_table() if isinstance(document.get(_KEY), (Array, InlineTable)) else tomlkit.table()


def append(document: tomlkit.TOMLDocument, entry: Entry) -> None:
    """Put a scenario behind the others."""
    found: Any = document.get(_KEY)
    if isinstance(found, InlineTable):
        document[_KEY] = tomlkit.parse(f"a = [{found.as_string()}, {entry.as_string()}]\n")["a"]
        return
    if isinstance(found, Array):
        document[_KEY] = array_of(found, [*found, entry])
        return
    if found is None:
        found = tomlkit.aot()
        document.append(_KEY, found)
        found = document[_KEY]
    found.append(entry)
