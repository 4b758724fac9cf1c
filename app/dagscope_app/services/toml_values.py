"""Values of `dagscope.toml`: how one is written, and what of one that is there changes. It must not know scenarios."""

from __future__ import annotations

import ast
import datetime
from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.container import OutOfOrderTableProxy
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, InlineTable, String, Table

from dagscope_app.services.toml_arrays import array_with

Path_ = tuple[str, ...]


def put(holder: Any, key: str, wanted: Any) -> None:
    """Write a value under a key: of a table that is there only what differs, of an array only its other items."""
    present = holder.get(key)
    if isinstance(present, (Table, InlineTable, OutOfOrderTableProxy)) and isinstance(wanted, dict) and wanted:
        for name in [name for name in present if name not in wanted]:
            del present[name]
        for name, item in wanted.items():
            if name not in present or not _is_same(_plain(present[name]), item):
                put(present, name, item)
    elif isinstance(present, AoT) and _are_tables(wanted) and len(present) == len(wanted):
        for table, item in zip(present, wanted):
            for name in [name for name in table if name not in item]:
                del table[name]
            for name, part in item.items():
                if name not in table or not _is_same(_plain(table[name]), part):
                    put(table, name, part)
    elif isinstance(present, Array) and isinstance(wanted, list):
        holder[key] = _other_array(present, wanted)
    elif isinstance(present, String) and isinstance(wanted, str) and "\n" in present.as_string():
        holder[key] = _lines(wanted)
    elif isinstance(holder, InlineTable) and present is None:
        holder.append(key, item_of(wanted))  # an assignment would leave no space behind the comma
    else:
        holder[key] = item_of(wanted)


def _are_tables(wanted: Any) -> bool:
    return isinstance(wanted, list) and all(isinstance(each, dict) for each in wanted)


def _plain(item: Any) -> Any:
    return item.unwrap() if hasattr(item, "unwrap") else item


def _is_same(one: Any, other: Any) -> bool:
    """Return whether two plain values are the same, their types too: 1, 1.0 and true are three values."""
    return repr(moments_alike(one)) == repr(moments_alike(other))


def moments_alike(value: Any) -> Any:
    """Return a value whose time zones are written in one way, whoever read it."""
    if isinstance(value, dict):
        return {key: moments_alike(item) for key, item in value.items()}
    if isinstance(value, list):
        return [moments_alike(item) for item in value]
    if isinstance(value, datetime.datetime) and value.tzinfo is not None:
        return value.replace(tzinfo=datetime.timezone(value.utcoffset() or datetime.timedelta()))
    return value


def _lines(text: str) -> Any:
    """Return a text as one over several lines, where it can be one."""
    if "\n" not in text or any(ord(each) < 32 and each not in "\n\t" for each in text):
        return item_of(text)
    raw = text.replace("\\", "\\\\").replace('"', '\\"')
    return tomlkit.parse(f'a = """\n{raw}"""\n')["a"]


def _other_array(present: Array, wanted: list[Any]) -> Any:
    """Return an array with other items; those that stay keep their lines and comments."""
    texts = [tomlkit.item(item_of(each)).as_string() for each in wanted]
    made = array_with(present.as_string(), texts, _read_value)
    if made is not None:
        try:
            found = tomlkit.parse(f"a = {made}\n")["a"]
        except (TOMLKitError, ValueError):
            return item_of(wanted)
        if _is_same(found.unwrap(), wanted):
            return found
    return item_of(wanted)


def array_of(present: Array, wanted: list[Any]) -> Any:
    """Return an array with other items, which are the document's own; those that stay keep their lines and comments."""
    made = array_with(present.as_string(), [each.as_string() for each in wanted], _read_value)
    return item_of([_plain(each) for each in wanted]) if made is None else tomlkit.parse(f"a = {made}\n")["a"]


def _read_value(text: str) -> Any:
    return moments_alike(_plain(tomlkit.parse(f"a = {text}\n")["a"]))


def item_of(value: Any) -> Any:
    """Return a value for the document; tables stand on their line, in their order, and long lists on several."""
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        for key, each in value.items():
            table.append(key, item_of(each))
        return table
    if not isinstance(value, list):
        return value
    array = tomlkit.array()
    array.extend(item_of(each) for each in value)
    if len(array.as_string()) > 100 and all(isinstance(each, str) for each in value):
        array.multiline(True)
    return array


def value_of(path: Path_, value: Any) -> Any:
    """Return a key's value as TOML has it; a spec that is a literal becomes TOML's own where it reads back the same."""
    if len(path) == 1:
        return value
    native = _native(value)
    return dict(value) if native is None else native


def _native(spec: Mapping[str, str]) -> Any:
    text = spec.get("literal")
    if text is None:
        return None
    try:
        value = _moment(text) or ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None
    if not _is_toml(value) or repr(value) != text or _looks_like_spec(value):
        return None
    return value


def _moment(text: str) -> Any:
    """Return the date or time that a literal like `datetime.date(2024, 2, 1)` writes, else None."""
    if not text.startswith("datetime."):
        return None
    call = ast.parse(text, mode="eval").body
    kinds = {"date": datetime.date, "datetime": datetime.datetime, "time": datetime.time}
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in kinds):
        return None
    zone = {each.arg: ast.unparse(each.value) for each in call.keywords}
    if zone and zone != {"tzinfo": "datetime.timezone.utc"}:
        return None
    moment: Any = kinds[call.func.attr](*[ast.literal_eval(each) for each in call.args])
    return moment.replace(tzinfo=datetime.timezone.utc) if zone else moment


def _is_toml(value: Any) -> bool:
    """Return whether TOML has the value: no None, texts as keys, integers of 64 bits."""
    if isinstance(value, bool | str | float | datetime.date | datetime.time):
        return not isinstance(value, str) or not any(0xD800 <= ord(each) < 0xE000 for each in value)
    if isinstance(value, int):
        return -(2**63) <= value < 2**63
    if isinstance(value, list):
        return all(_is_toml(item) for item in value)
    return isinstance(value, dict) and all(isinstance(key, str) and _is_toml(item) for key, item in value.items())


def _looks_like_spec(value: Any) -> bool:
    """Return whether a dict would be read as `{file = "x"}` and the like."""
    return (
        isinstance(value, dict) and len(value) == 1 and next(iter(value)) in ("literal", "file", "expression", "none")
    )
