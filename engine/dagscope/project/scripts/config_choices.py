"""The configs of a driver whose script gives it one of several dicts. It reads no script."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import NamedTuple

from dagscope.project.scripts.specs import specs_of
from dagscope.project.scripts.values import Captured, Choice, Value
from dagscope.scenario import ValueSpec

_MOST_CONFIGS = 100


class Picked(NamedTuple):
    """A config, and which option it takes of each choice: what decides, and the option's label."""

    config: dict[str, ValueSpec]
    options: tuple[tuple[object, str], ...] = ()

    def fits(self, by: object, label: str) -> bool:
        """Return whether an option that is chosen elsewhere can be chosen together with this config."""
        return by is None or all(mine != by or own == label for mine, own in self.options)


def configs_of(captured: tuple[Captured, ...]) -> list[Picked]:
    """Return every config that the choices in them allow; none where there is no choice, or there are too many."""
    choices = [(number, *choice) for number, each in enumerate(captured) for choice in each.choices]
    if not choices or prod(len(choice.options) for _, _, choice in choices) > _MOST_CONFIGS:
        return []
    found = []
    for picks in product(*(choice.options for _, _, choice in choices)):
        taken = tuple((_decider(choice), label) for (_, _, choice), (label, _) in zip(choices, picks))
        if len(dict(taken)) == len(set(taken)):  # nothing takes two options at once
            chosen = [(number, name, value) for (number, name, _), (_, value) in zip(choices, picks)]
            found.append(Picked(_config(captured, chosen), taken))
    return found


def _decider(choice: Choice) -> object:
    return choice.node if choice.by is None else choice.by


def _config(captured: tuple[Captured, ...], chosen: list[tuple[int, str, Value]]) -> dict[str, ValueSpec]:
    config: dict[str, ValueSpec] = {}
    for number, each in enumerate(captured):
        names = {**each.names, **{name: value for at, name, value in chosen if at == number}}
        config.update(specs_of(names, each.node))
    return config
