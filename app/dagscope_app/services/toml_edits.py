"""Edits of `dagscope.toml` by key: an edit changes its own lines, comments and order stay. It must not touch files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import tomlkit
from dagscope.scenario import TABLES, Scenario, following, from_plain, own_part, spec_to_plain
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Comment, InlineTable, Table

from dagscope_app.model.edits.saving import FILE_NAME, Saving, value_at
from dagscope_app.model.placement import Point
from dagscope_app.model.records.file_conflict import Conflict, ProjectFileRefusal
from dagscope_app.services.toml_dates import give_back_spaces
from dagscope_app.services.toml_entries import (
    Entry,
    append,
    are_tables,
    as_list,
    entries_of,
    is_single,
    new_entry,
    remove,
)
from dagscope_app.services.toml_order import Order
from dagscope_app.services.toml_values import moments_alike, put, value_of

Path_ = tuple[str, ...]
Parts = Mapping[Path_, Any]


def edited(text: str, saving: Saving) -> tuple[str, tuple[Conflict, ...]]:
    """Return the text with what was edited in it; as it was, and the conflicts, where a key was changed on both sides.

    Raises:
        ProjectFileRefusal: the text is no such file, or an edit could not be written.
    """
    order = Order(text)
    document = _parse(text, order)
    edits, conflicts = _edits(document, saving)
    if conflicts:
        return text, conflicts
    if is_single(document) and not {saving.old_name(name) for name in edits} <= set(_entries(document)):
        order = Order(as_list(text))
        document = _parse(as_list(text), order)
    if not _is_anything_edited(edits, saving):
        return text, ()
    _apply(document, edits, saving)
    _put_positions(document, saving.positions_before, saving.positions)
    made = order.put_back(tomlkit.dumps(document))
    if made != text:
        _check(made, document, saving)
    return made, ()


def _is_anything_edited(edits: Mapping[str, Parts], saving: Saving) -> bool:
    are_all_there = {saving.old_name(each.name) for each in saving.now} >= {each.name for each in saving.before}
    return bool(edits) or not are_all_there or _rounded(saving.positions_before) != _rounded(saving.positions)


def _parse(text: str, order: Order) -> tomlkit.TOMLDocument:
    together = order.together()
    try:
        document = tomlkit.parse(together)
    except (TOMLKitError, ValueError, RecursionError) as error:
        reason = f"Not saved, so that nothing is lost: {FILE_NAME} is not TOML: {_first_error(text) or error}."
        raise ProjectFileRefusal(f"{reason} Correct it or move it away; it is kept.") from None
    give_back_spaces(document, together)
    if tomlkit.dumps(document) != together:
        raise ProjectFileRefusal(
            f"Not saved, so that nothing is lost: saving would move tables of {FILE_NAME}. "
            "Put the parts of each table right below it, then save again; the file is kept."
        )
    if not are_tables(document):
        raise ProjectFileRefusal(
            f"Not saved, so that nothing is lost: {FILE_NAME} has a scenario that is no table with a name. Write each "
            'as [[scenario]] and name = "..." below it, then save again; the file is kept.'
        )
    return document


def _first_error(text: str) -> str:
    """Return what is wrong with a text, by its own lines."""
    try:
        tomlkit.parse(text)
    except (TOMLKitError, ValueError, RecursionError) as error:
        return str(error)
    return ""


def _entries(document: tomlkit.TOMLDocument) -> dict[str, Entry]:
    """Return the first table of each name."""
    found: dict[str, Entry] = {}
    for entry in entries_of(document):
        found.setdefault(str(entry.get("name", "")), entry)
    return found


def _parts(plain: Mapping[str, Any]) -> dict[Path_, Any]:
    """Return what a scenario says, each key of its tables for itself."""
    parts: dict[Path_, Any] = {}
    for key, value in plain.items():
        if key in TABLES:
            parts |= {(key, name): spec for name, spec in value.items()}
        elif key != "name":
            parts[key,] = value
    return parts


def _own(scenarios: Iterable[Scenario], saving: Saving) -> dict[str, dict[Path_, Any]]:
    return {each.name: _parts(own_part(each, saving.base_of(each))) for each in scenarios}


def _on_disk(entry: Entry) -> dict[Path_, Any]:
    """Return what a table in the file says, in the same form as `own_part` gives it.

    Raises:
        ProjectFileRefusal: it says something of another type.
    """
    plain = moments_alike(entry.unwrap())
    try:
        read = from_plain(plain)
    except ValueError as error:
        raise ProjectFileRefusal(f"Not saved, so that nothing is lost: {error}.") from None
    parts = _parts({key: value for key, value in plain.items() if key not in TABLES})
    for what in TABLES:
        parts |= {(what, name): spec_to_plain(spec) for name, spec in getattr(read, what).items()}
    return parts


def _edits(document: tomlkit.TOMLDocument, saving: Saving) -> tuple[dict[str, dict[Path_, Any]], tuple[Conflict, ...]]:
    """Return what to set in each scenario (None: take away), and what was changed in the file as well."""
    before, now = _own(saving.before, saving), _own(saving.now, saving)
    entries = _entries(document)
    edits: dict[str, dict[Path_, Any]] = {}
    conflicts: dict[tuple[str, Path_], Conflict] = {}
    ours = {each.name: each for each in saving.now}
    for name, parts in now.items():
        old = before.get(saving.old_name(name), {})
        changed = {path: parts.get(path) for path in [*parts, *old] if parts.get(path) != old.get(path)}
        entry = entries.get(saving.old_name(name))
        if entry is None:
            edits[name] = dict(parts)
            continue
        disk = _on_disk(entry)
        for path, value in changed.items():
            field = ("modules",) if path == ("off",) else path
            theirs_is_ours = disk.get(path) in (old.get(path), value) or _is_default_written_out(path, old, disk)
            if not theirs_is_ours and (name, field) not in saving.decided:
                theirs = value_at(_scenario(entry, saving), field)
                conflicts[name, field] = Conflict(name, field, value_at(ours[name], field), theirs)
        if changed or name != saving.old_name(name):
            edits[name] = changed
    return edits, tuple(conflicts.values())


def _is_default_written_out(path: Path_, old: Parts, disk: Parts) -> bool:
    """Return whether the file says in so many words what holds where nothing is said: `final_vars = []`."""
    is_default = not disk.get(path) or (path == ("executor",) and disk[path] == Scenario("").executor)
    return len(path) == 1 and old.get(path) is None and is_default


def _scenario(entry: Entry, saving: Saving) -> Scenario:
    """Return the scenario that a table in the file describes."""
    plain = moments_alike(entry.unwrap())
    read = from_plain(plain, FILE_NAME)
    base = saving.base_of(read)
    return read if base is None else following(plain, base, FILE_NAME)


def _apply(document: tomlkit.TOMLDocument, edits: Mapping[str, Parts], saving: Saving) -> None:
    kept = {saving.old_name(each.name) for each in saving.now}
    gone = {each.name for each in saving.before} - kept
    remove(document, gone)
    for name, parts in edits.items():
        entry = _entries(document).get(saving.old_name(name))
        if entry is None:
            new = new_entry(document)
            new["name"] = name
            for path, value in parts.items():
                if value is not None:
                    _set(new, path, value)
            append(document, new)
            continue
        if name != saving.old_name(name):
            entry["name"] = name
        for path, value in parts.items():
            _set(entry, path, value)


def _set(entry: Entry, path: Path_, value: Any) -> None:
    """Set one key, or take it away; a table that is empty then goes with it."""
    holder: Any = entry
    if len(path) == 2:
        if path[0] not in entry:
            if value is None:
                return
            entry.append(path[0], tomlkit.inline_table() if isinstance(entry, InlineTable) else tomlkit.table())
        holder = entry[path[0]]
    key = path[-1]
    if value is None:
        if key in holder:
            del holder[key]
        if len(path) == 2 and not holder and not _has_comments(holder):
            del entry[path[0]]
        return
    put(holder, key, value_of(path, value))


def _has_comments(table: Any) -> bool:
    return isinstance(table, Table) and any(isinstance(item, Comment) for _, item in table.value.body)


def _put_positions(document: tomlkit.TOMLDocument, before: Mapping[str, Point], now: Mapping[str, Point]) -> None:
    """Write where things were put by hand, and take away what was let go."""
    old, new = _rounded(before), _rounded(now)
    if old == new:
        return
    if "positions" not in document:
        document["positions"] = tomlkit.table()
    table: Any = document["positions"]
    for name in [*new, *old]:
        if name not in new and name in table:
            del table[name]
        elif name in new and new[name] != old.get(name):
            table[name] = new[name]
    if not table and not _has_comments(table):
        del document["positions"]


def _rounded(positions: Mapping[str, Point]) -> dict[str, list[float]]:
    return {name: [round(x, 1), round(y, 1)] for name, (x, y) in positions.items()}


def _in_order(value: Any) -> str:
    """Return a text of a value that does not depend on the order of keys."""

    def ordered(item: Any) -> Any:
        if isinstance(item, dict):
            return [(key, ordered(item[key])) for key in sorted(item)]
        return [ordered(each) for each in item] if isinstance(item, list) else item

    return repr(ordered(moments_alike(value)))


def _check(text: str, document: tomlkit.TOMLDocument, saving: Saving) -> None:
    """Refuse a text that would not be read as what is to be saved: the file is worth more than an edit."""
    written = _parse(text, Order(text))
    if _in_order(written.unwrap()) != _in_order(document.unwrap()):
        raise ProjectFileRefusal(f"Not saved, to lose nothing: the edit could not be written to {FILE_NAME}.")
    entries = _entries(written)
    before = _own(saving.before, saving)
    for name, parts in _own(saving.now, saving).items():
        entry = entries.get(name)
        old = before.get(saving.old_name(name), {})
        disk = _on_disk(entry) if entry is not None else {}
        wrong = [path for path in parts if parts[path] != old.get(path) and disk.get(path) != parts[path]]
        if entry is None or wrong:
            what = ".".join(wrong[0]) if wrong else "it"
            raise ProjectFileRefusal(f"Scenario {name!r} was not saved: {what} could not be written to {FILE_NAME}.")
