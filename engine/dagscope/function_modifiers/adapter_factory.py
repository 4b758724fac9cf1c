"""Which adapter fits a type, and the arguments it will get. It makes no nodes."""

from __future__ import annotations

import logging
import typing
from collections.abc import Sequence
from typing import Any

from dagscope import registry
from dagscope.data_adapters import AdapterCommon, DataLoader, DataSaver
from dagscope.function_modifiers.dependencies import LiteralDependency, UpstreamDependency
from dagscope.function_modifiers.mistakes import InvalidDecoratorException
from dagscope.node import DependencyType

logger = logging.getLogger("dagscope.function_modifiers.adapters")

Config = dict[str, Any]


class AdapterFactory:
    """An adapter class and the arguments it will get, some of them known only at run time."""

    def __init__(self, adapter_cls: type[AdapterCommon], **kwargs: Any) -> None:
        """Check that the arguments fit the adapter."""
        self.adapter_cls = adapter_cls
        self.kwargs = kwargs
        self.validate()

    def validate(self) -> None:
        """Raise if arguments are missing or unknown."""
        required = self.adapter_cls.get_required_arguments()
        optional = self.adapter_cls.get_optional_arguments()
        missing = [name for name in required if name not in self.kwargs]
        extra = [name for name in self.kwargs if name not in required and name not in optional]
        if missing:
            raise InvalidDecoratorException(
                f"Missing required parameters for adapter : {self.adapter_cls}: {_shown(missing)}. "
                f"Required parameters/types are: {required}. Optional parameters/types are: {optional}. "
            )
        if extra:
            choices = {**required, **optional}
            raise InvalidDecoratorException(
                f"Extra parameters for loader: {self.adapter_cls} {_shown(extra)}. "
                f"Choices for parameters are: {choices.keys()}."
            )

    def create_loader(self, **resolved_kwargs: Any) -> DataLoader:
        """Return the loader, its arguments resolved."""
        if not self.adapter_cls.can_load():
            raise InvalidDecoratorException(f"Adapter {self.adapter_cls} cannot load data.")
        return typing.cast(DataLoader, self.adapter_cls(**resolved_kwargs))

    def create_saver(self, **resolved_kwargs: Any) -> DataSaver:
        """Return the saver, its arguments resolved."""
        if not self.adapter_cls.can_save():
            raise InvalidDecoratorException(f"Adapter {self.adapter_cls} cannot save data.")
        return typing.cast(DataSaver, self.adapter_cls(**resolved_kwargs))


def _shown(names: Sequence[str]) -> str:
    return "{" + ", ".join(map(repr, sorted(names))) + "}"


def resolve_kwargs(kwargs: dict[str, Any]) -> tuple[dict[str, str], dict[str, Any]]:
    """Split arguments into those that other nodes provide and those that are known.

    Args:
        kwargs: literals, `value(...)` and `source(...)` by argument.

    Returns:
        The node each argument reads, and the literal values.
    """
    sources: dict[str, str] = {}
    literals: dict[str, Any] = {}
    for name, given in kwargs.items():
        if isinstance(given, UpstreamDependency):
            sources[name] = given.source
        elif isinstance(given, LiteralDependency):
            literals[name] = given.value
        else:
            literals[name] = given
    return sources, literals


def resolve_adapter_class(type_: type[type], loader_classes: list[type[AdapterCommon]]) -> type[AdapterCommon] | None:
    """Return the adapter to use for a type: the last one that fits, those for any type only if no other does.

    Args:
        type_: the type to load or save.
        loader_classes: the candidates, in the order they were registered.

    Returns:
        The adapter class; None if none fits.
    """
    registry.load_for_type(type_)
    special = [each for each in loader_classes if not _takes_anything(each) and each.applies_to(type_)]
    if len(special) > 1:
        logger.warning(
            "More than one applicable adapter detected for %s. Using the last one registered %s.",
            type_,
            special[-1],
        )
    # What takes anything is asked for last, and then without asking whether it fits.
    chosen = special or [each for each in loader_classes if _takes_anything(each)]
    return chosen[-1] if chosen else None


def _takes_anything(adapter: type[AdapterCommon]) -> bool:
    return any(each is Any for each in adapter.applicable_types())


def source_types(factory: AdapterFactory, sources: dict[str, str]) -> dict[str, tuple[Any, DependencyType]]:
    """Return the inputs of a node that calls the adapter, by the name of the node each is read from."""
    required = factory.adapter_cls.get_required_arguments()
    optional = factory.adapter_cls.get_optional_arguments()
    inputs: dict[str, tuple[Any, DependencyType]] = {}
    for argument, source in sources.items():
        if argument in required:
            inputs[source] = (required[argument], DependencyType.REQUIRED)
        elif source not in inputs:
            inputs[source] = (optional[argument], DependencyType.OPTIONAL)
    return inputs


def adapter_arguments(sources: dict[str, str], literals: Config, given: Config) -> Config:
    """Return an adapter's arguments: what upstream nodes gave (absent ones keep their default) and the literals."""
    read = {argument: given[source] for argument, source in sources.items() if source in given}
    return {**read, **literals}
