"""The scenarios in a document of `dagscope.toml`, as `[[scenario]]` or `scenario = [{...}]`: which, one less, one more.

It must not know what a scenario says.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, Comment, InlineTable, Table, Whitespace

from dagscope_app.services.toml_apart import own_name
from dagscope_app.services.toml_values import array_of

_KEY = "scenario"
Entry = Table | InlineTable


def are_tables(document: tomlkit.TOMLDocument) -> bool:
    """Return whether every scenario is a table."""
    found = document.get(_KEY)
    return found is None or isinstance(found, AoT) or _is_inline(found)


def _is_inline(found: Any) -> bool:
    return isinstance(found, Array) and all(isinstance(each, InlineTable) for each in found)


def _lists(document: tomlkit.TOMLDocument) -> dict[str, Any]:
    """Return the lists of scenarios by their keys: tables that stand apart are in lists of their own."""
    return {str(key): found for key, found in document.items() if own_name(str(key)) == _KEY}


def entries_of(document: tomlkit.TOMLDocument) -> list[Entry]:
    """Return the tables of all scenarios, in the order of the file."""
    return [entry for found in _lists(document).values() for entry in found]


def remove(document: tomlkit.TOMLDocument, names: Collection[str]) -> None:
    """Take away the scenarios of these names; comments about what comes next stay."""
    for key, found in _lists(document).items():
        if isinstance(found, Array):
            kept = [entry for entry in found if str(entry.get("name", "")) not in names]
            if len(kept) < len(found):
                document[key] = array_of(found, kept)
            continue
        for number in reversed(range(len(found))):
            if str(found[number].get("name", "")) in names:
                _keep_comments(document, key, number)
                del found[number]
        if not found:
            del document[key]


def new_entry(document: tomlkit.TOMLDocument) -> Entry:
    """Return an empty table for `append`, of the form that the others have."""
    return tomlkit.inline_table() if isinstance(document.get(_KEY), Array) else tomlkit.table()


def append(document: tomlkit.TOMLDocument, entry: Entry) -> None:
    """Put a scenario behind the others."""
    lists = _lists(document)
    key, found = list(lists.items())[-1] if lists else ("", None)
    if isinstance(found, Array):
        document[key] = array_of(found, [*found, entry])
        return
    if found is None:
        found = tomlkit.aot()
        document.append(_KEY, found)
        found = document[_KEY]
    text = tomlkit.dumps(document)
    if text.strip() and not text.endswith("\n\n") and found:
        found[-1].add(tomlkit.nl())
    found.append(entry)


def _keep_comments(document: tomlkit.TOMLDocument, key: str, number: int) -> None:
    """Keep the comments at the end of a table, which are about what comes next."""
    entries: Any = document[key]
    last: Any = _last_table(entries[number])
    comments: list[Any] = []
    for _, item in reversed(last.value.body):
        if not isinstance(item, Comment | Whitespace):
            break
        comments.insert(0, item)
    if not any(isinstance(item, Comment) for item in comments):
        return
    if number:
        holder: Any = _last_table(entries[number - 1])
        for item in comments:
            holder.add(item)
        return
    following = entries[1] if len(entries) > 1 else _table_after(document, key)
    if following is not None:
        following.trivia.indent = "".join(item.as_string() for item in comments) + following.trivia.indent


def _table_after(document: tomlkit.TOMLDocument, key: str) -> Any:
    """Return the table whose header comes first behind a list of scenarios."""
    keys = [str(each) for each in document]
    for name in keys[keys.index(key) + 1 :]:
        item: Any = document[name]
        first = item[0] if isinstance(item, AoT) else item
        return first if isinstance(first, Table) and not first.is_super_table() else None
    return None


def _last_table(table: Any) -> Any:
    """Return the table in which the text of a table ends."""
    while table.value.body:
        item = table.value.body[-1][1]
        inner = item.body[-1] if isinstance(item, AoT) and item.body else item
        if not isinstance(inner, Table):
            break
        table = inner
    return table
