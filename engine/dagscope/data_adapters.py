"""The base classes of data loaders and data savers. They know nothing of nodes or of any library."""

from __future__ import annotations

import abc
import dataclasses
import typing
from collections.abc import Collection
from typing import Any

from dagscope.htypes import custom_subclass_check


class AdapterCommon(abc.ABC):
    """What loaders and savers share: a name, the types they deal with and their arguments (dataclass fields)."""

    @classmethod
    @abc.abstractmethod
    def applicable_types(cls) -> Collection[type]:
        """Return the types the adapter can load or save."""

    @classmethod
    @abc.abstractmethod
    def applies_to(cls, type_: type[type]) -> bool:
        """Return whether the adapter can be used for a value of `type_`."""

    @classmethod
    @abc.abstractmethod
    def name(cls) -> str:
        """Return the key users write: `load_from.<name>`, `to.<name>`."""

    @classmethod
    def can_load(cls) -> bool:
        """Return whether the adapter loads data."""
        return False

    @classmethod
    def can_save(cls) -> bool:
        """Return whether the adapter saves data."""
        return False

    @classmethod
    def _ensure_dataclass(cls) -> None:
        if not dataclasses.is_dataclass(cls):
            raise TypeError(
                f"DataLoader subclasses must be dataclasses. {cls.__qualname__} is not. "
                f"Did you forget to add @dataclass?"
            )

    @classmethod
    def _arguments(cls, is_required: bool) -> dict[str, Any]:
        cls._ensure_dataclass()
        hints = typing.get_type_hints(cls)
        return {
            field.name: hints[field.name]
            for field in dataclasses.fields(cls)  # type: ignore[arg-type]  # checked above
            if field.init and _is_required(field) is is_required
        }

    @classmethod
    def get_required_arguments(cls) -> dict[str, type[type]]:
        """Return the arguments without a default, with their types."""
        return cls._arguments(True)

    @classmethod
    def get_optional_arguments(cls) -> dict[str, type[type]]:
        """Return the arguments with a default, with their types."""
        return cls._arguments(False)


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


class DataLoader(AdapterCommon):
    """Loads a value. Subclasses are dataclasses whose fields are the arguments users give."""

    @abc.abstractmethod
    def load_data(self, type_: Any) -> tuple[Any, dict[str, Any]]:
        """Load the data; returns it with its metadata.

        Args:
            type_: the type the dataflow asks for.

        Returns:
            The data, and metadata about it.
        """

    @classmethod
    def can_load(cls) -> bool:
        """Return True: loaders load."""
        return True

    @classmethod
    def applies_to(cls, type_: type[type]) -> bool:
        """Return whether what the loader loads may be used where `type_` is asked for."""
        return any(_may_stand_for(loaded, type_) for loaded in cls.applicable_types())


class DataSaver(AdapterCommon):
    """Saves a value. Subclasses are dataclasses whose fields are the arguments users give."""

    @abc.abstractmethod
    def save_data(self, data: Any) -> dict[str, Any]:
        """Save the data; returns its metadata.

        Args:
            data: the value.

        Returns:
            Metadata about what was saved.
        """

    @classmethod
    def can_save(cls) -> bool:
        """Return True: savers save."""
        return True

    @classmethod
    def applies_to(cls, type_: type[type]) -> bool:
        """Return whether the saver takes values of `type_`, or `type_` is the union of all it takes."""
        accepted = tuple(cls.applicable_types())
        if any(_may_stand_for(type_, each) for each in accepted):
            return True
        wanted: Any = type_
        return len(accepted) > 1 and wanted == typing.Union[accepted]  # noqa: UP007  # of a tuple known at run time


def _may_stand_for(given: Any, wanted: Any) -> bool:
    return wanted is Any or given == wanted or custom_subclass_check(given, wanted)
