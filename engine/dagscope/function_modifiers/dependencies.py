"""What a decorator's argument stands for: a node, a value, a config key or a group of them. It reads no graph."""

from __future__ import annotations

import abc
import collections.abc
import dataclasses
import enum
import typing
from types import NoneType, UnionType
from typing import Any

from dagscope.function_modifiers.mistakes import InvalidDecoratorException, misuse


class ParametrizedDependencySource(enum.Enum):
    """The kinds of dependencies."""

    LITERAL = "literal"
    UPSTREAM = "upstream"
    GROUPED_LIST = "grouped_list"
    GROUPED_DICT = "grouped_dict"
    CONFIGURATION = "configuration"


class ParametrizedDependency:
    """Anything a decorator may bind a parameter to."""

    @abc.abstractmethod
    def get_dependency_type(self) -> ParametrizedDependencySource:
        """Return the kind of dependency."""


class SingleDependency(ParametrizedDependency, abc.ABC):
    """A dependency that stands for one value."""


@dataclasses.dataclass
class LiteralDependency(SingleDependency):
    """A value known when the code is written."""

    value: Any

    def get_dependency_type(self) -> ParametrizedDependencySource:
        return ParametrizedDependencySource.LITERAL


@dataclasses.dataclass
class UpstreamDependency(SingleDependency):
    """The value of another node."""

    source: str

    def get_dependency_type(self) -> ParametrizedDependencySource:
        return ParametrizedDependencySource.UPSTREAM


@dataclasses.dataclass
class ConfigDependency(SingleDependency):
    """The value of a key of the driver's config."""

    source: str

    def get_dependency_type(self) -> ParametrizedDependencySource:
        return ParametrizedDependencySource.CONFIGURATION


class GroupedDependency(ParametrizedDependency, abc.ABC):
    """Several dependencies given to one parameter."""

    @classmethod
    @abc.abstractmethod
    def resolve_dependency_type(cls, annotated_type: Any, param_name: str) -> Any:
        """Return the type of each member, read off the parameter's annotation."""


@dataclasses.dataclass
class GroupedListDependency(GroupedDependency):
    """A list of dependencies."""

    sources: list[ParametrizedDependency]

    @classmethod
    def resolve_dependency_type(cls, annotated_type: Any, param_name: str) -> Any:
        type_ = _without_none(annotated_type)
        arguments = typing.get_args(type_)
        if not _is_generic(type_, collections.abc.Sequence) or len(arguments) != 1:
            raise InvalidDecoratorException(
                f"Type: {annotated_type} for parameter: {param_name} needs to be a sequence with one type argument, "
                "such as list[int], to take a group of dependencies."
            )
        return arguments[0]

    def get_dependency_type(self) -> ParametrizedDependencySource:
        return ParametrizedDependencySource.GROUPED_LIST


@dataclasses.dataclass
class GroupedDictDependency(GroupedDependency):
    """Dependencies by key."""

    sources: dict[str, ParametrizedDependency]

    @classmethod
    def resolve_dependency_type(cls, annotated_type: Any, param_name: str) -> Any:
        type_ = _without_none(annotated_type)
        arguments = typing.get_args(type_)
        if not _is_generic(type_, collections.abc.Mapping) or len(arguments) != 2 or arguments[0] is not str:
            raise InvalidDecoratorException(
                f"Type: {annotated_type} for parameter: {param_name} needs to be a mapping from str, "
                "such as dict[str, int], to take a group of named dependencies."
            )
        return arguments[1]

    def get_dependency_type(self) -> ParametrizedDependencySource:
        return ParametrizedDependencySource.GROUPED_DICT


def _without_none(type_: Any) -> Any:
    if typing.get_origin(type_) in (typing.Union, UnionType):
        rest = [each for each in typing.get_args(type_) if each is not NoneType]
        if len(rest) == 1:
            return rest[0]
    return type_


def _is_generic(type_: Any, base: type) -> bool:
    origin = typing.get_origin(type_)
    return isinstance(origin, type) and issubclass(origin, base)


def value(literal_value: Any) -> LiteralDependency:
    """Make a fixed value a decorator's argument.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import parameterize, value
        >>> @parameterize(half={"share": value(0.5)}, third={"share": value(1 / 3)})
        ... def part(total: float, share: float) -> float:
        ...     return total * share
        >>> module = ad_hoc_utils.create_temporary_module(part)
        >>> driver.Builder().with_modules(module).build().execute(["half"], inputs={"total": 6.0})
        {'half': 3.0}
    """
    return literal_value if isinstance(literal_value, LiteralDependency) else LiteralDependency(literal_value)


def source(dependency_on: Any) -> UpstreamDependency:
    """Make the value of the node of that name a decorator's argument.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import parameterize, source
        >>> @parameterize(net_length={"text": source("net")}, gross_length={"text": source("gross")})
        ... def length(text: str) -> int:
        ...     return len(text)
        >>> module = ad_hoc_utils.create_temporary_module(length)
        >>> driver.Builder().with_modules(module).build().execute(["net_length"], inputs={"net": "four"})
        {'net_length': 4}
    """
    if isinstance(dependency_on, UpstreamDependency):
        return dependency_on
    return UpstreamDependency(dependency_on)


def configuration(dependency_on: str) -> ConfigDependency:
    """Make the value of that config key an argument of a subdag's config.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import config, configuration, subdag
        >>> @config.when(unit="km")
        ... def length__km(miles: float) -> float:
        ...     return miles * 1.6
        >>> @subdag(length__km, inputs={}, config={"unit": configuration("europe_uses")})
        ... def europe(length: float) -> float:
        ...     return length
        >>> module = ad_hoc_utils.create_temporary_module(europe)
        >>> dr = driver.Builder().with_modules(module).with_config({"europe_uses": "km"}).build()
        >>> dr.execute(["europe"], inputs={"miles": 5.0})
        {'europe': 8.0}
    """
    return ConfigDependency(dependency_on)


def group(*dependency_args: ParametrizedDependency, **dependency_kwargs: ParametrizedDependency) -> GroupedDependency:
    """Group several dependencies for one parameter: positional ones make a list, named ones a dict.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import group, inject, source, value
        >>> @inject(parts=group(source("first"), source("second"), value(10)))
        ... def total(parts: list[int]) -> int:
        ...     return sum(parts)
        >>> module = ad_hoc_utils.create_temporary_module(total)
        >>> driver.Builder().with_modules(module).build().execute(["total"], inputs={"first": 1, "second": 2})
        {'total': 13}
    """
    _validate_group_params(list(dependency_args), dependency_kwargs)
    if dependency_args:
        return GroupedListDependency(list(dependency_args))
    return GroupedDictDependency(dependency_kwargs)


def _validate_group_params(
    dependency_args: list[ParametrizedDependency], dependency_kwargs: dict[str, ParametrizedDependency]
) -> None:
    if dependency_args and dependency_kwargs:
        raise misuse(
            InvalidDecoratorException,
            "group() makes either a list (positional arguments) or a dict (named arguments), not both.",
        )
    if not dependency_args and not dependency_kwargs:
        raise misuse(InvalidDecoratorException, "group() needs at least one source(...) or value(...).")
    for member in (*dependency_args, *dependency_kwargs.values()):
        if not isinstance(member, (LiteralDependency, UpstreamDependency)):
            raise misuse(InvalidDecoratorException, f"group() takes source(...) and value(...) only, not {member!r}.")
