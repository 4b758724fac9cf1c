"""The keys of the config as records: who asks for each, which values are known, what is set."""

from __future__ import annotations

import difflib
from collections.abc import Container, Mapping, Sequence
from typing import Any

from dagscope.preview.budget import cut
from dagscope.preview.scalars import short_repr
from dagscope.project.config_keys import AskedKey, codes_of
from dagscope.project.written_names import Member
from dagscope.records import ConfigKey
from dagscope.scenario import ValueSpec


def describe_config(
    asked: Sequence[AskedKey],
    specs: Mapping[str, ValueSpec],
    values: Mapping[str, Any],
    needed: Container[str] = (),
) -> tuple[ConfigKey, ...]:
    """Return the keys decorators ask for, then the scenario's others; `needed` are those that functions take."""
    keys: list[ConfigKey] = []
    for key in asked:
        kinds = list(dict.fromkeys(_kind_text(value) for value in key.values if value is not None))
        known = tuple(_value_text(value) for value in key.values if value is not None)
        is_judged = not key.is_open or key.is_compared
        is_doubtful = key.name in values and key.values and is_judged and key.name not in needed
        remark = _unknown_value(values[key.name], key.values, key.is_open) if is_doubtful else ""
        text = _set_text(specs.get(key.name))
        keys.append(ConfigKey(key.name, " | ".join(kinds), known, text, key.origin, remark, key.uses, codes_of(key)))
    names = {key.name for key in asked}
    keys += [
        ConfigKey(name, type(values[name]).__name__ if name in values else "", (), _set_text(spec), "scenario")
        for name, spec in specs.items()
        if name not in names
    ]
    return tuple(keys)


def _unknown_value(value: Any, known: Sequence[object], is_open: bool) -> str:
    """Return a warning that no code compares with a value, and which one may be meant; empty without one."""
    if not isinstance(value, (str, int, float, bool, type(None))) or value in known:
        return ""
    text = short_repr(value)
    texts = [_value_text(each) for each in known]
    close = difflib.get_close_matches(text.casefold(), [each.casefold() for each in texts], 1, 0.5)
    if close:
        meant = next(each for each in texts if each.casefold() == close[0])
        return f"{text} is used nowhere; is {meant} meant?"
    if is_open:
        return ""  # a condition asks for another value than one, and this is another
    return f"{text} is used nowhere; the code knows {', '.join(texts[:8])}{' ...' if len(texts) > 8 else ''}"


def _value_text(value: object) -> str:
    return value.text if isinstance(value, Member) else short_repr(value)


def _kind_text(value: object) -> str:
    return value.text.rpartition(".")[0] if isinstance(value, Member) else type(value).__name__


def _set_text(spec: ValueSpec | None) -> str:
    return cut(spec.text, 2_000) if spec is not None else ""
