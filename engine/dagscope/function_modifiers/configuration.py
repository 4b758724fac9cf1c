"""`config.when` and the like, `hamilton_exclude`: which functions take part, decided by the config.
They change no function.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from dagscope.function_modifiers import base
from dagscope.function_modifiers.mistakes import InvalidDecoratorException, misuse
from dagscope.function_modifiers.phases import view_of

UNKNOWN_CONFIG = "__UNKNOWN__"


class ConfigResolver:
    """A condition on the config, with the keys it reads."""

    def __init__(
        self,
        resolves: Callable[[dict[str, Any]], bool],
        config_used: list[str] | None,
        chosen_by: dict[str, Any] | None = None,
        asks: tuple[str, dict[str, Any]] = ("", {}),
    ) -> None:
        """Store the condition, a config with which it holds, where one is known, and which of the four it `asks`, of
        what.
        """
        self.resolves = resolves
        self._config_used = config_used
        self.chosen_by = chosen_by
        self.asks = asks

    @property
    def optional_config(self) -> dict[str, Any] | None:
        """The keys the condition reads, absent ones standing for None; None when it may read any."""
        return dict.fromkeys(self._config_used) if self._config_used is not None else None

    def __call__(self, config: dict[str, Any]) -> bool:
        return self.resolves(config)

    @staticmethod
    def when(**key_value_pairs: Any) -> ConfigResolver:
        """Return a condition that holds when every key has the value."""
        return ConfigResolver(
            lambda configuration: all(configuration.get(k) == v for k, v in key_value_pairs.items()),
            config_used=list(key_value_pairs),
            chosen_by=key_value_pairs,
            asks=("when", key_value_pairs),
        )

    @staticmethod
    def when_not(**key_value_pairs: Any) -> ConfigResolver:
        """Return a condition that holds when every key has another value."""
        return ConfigResolver(
            lambda configuration: all(configuration.get(k) != v for k, v in key_value_pairs.items()),
            config_used=list(key_value_pairs),
            asks=("when_not", key_value_pairs),
        )

    @staticmethod
    def when_in(**key_value_group_pairs: Collection[Any]) -> ConfigResolver:
        """Return a condition that holds when every key has one of the values."""
        return ConfigResolver(
            lambda configuration: all(configuration.get(k) in v for k, v in key_value_group_pairs.items()),
            config_used=list(key_value_group_pairs),
            chosen_by=_first_of(key_value_group_pairs),
            asks=("when_in", key_value_group_pairs),
        )

    @staticmethod
    def when_not_in(**key_value_group_pairs: Collection[Any]) -> ConfigResolver:
        """Return a condition that holds when every key has none of the values."""
        return ConfigResolver(
            lambda configuration: all(configuration.get(k) not in v for k, v in key_value_group_pairs.items()),
            config_used=list(key_value_group_pairs),
            asks=("when_not_in", key_value_group_pairs),
        )


class config(base.NodeResolver):
    """Lets a function take part only under certain configs; `name__suffix` then makes the node `name`.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import config
        >>> @config.when(region="EU")
        ... def shipping__eu(total: float) -> float:
        ...     return 0.0
        >>> @config.when(region="US")
        ... def shipping__us(total: float) -> float:
        ...     return total * 0.5
        >>> module = ad_hoc_utils.create_temporary_module(shipping__eu, shipping__us)
        >>> dr = driver.Builder().with_modules(module).with_config({"region": "US"}).build()
        >>> dr.execute(["shipping"], inputs={"total": 8.0})
        {'shipping': 4.0}
    """

    takes_functions = True

    def __init__(
        self,
        resolves: Callable[[dict[str, Any]], bool],
        target_name: str | None = None,
        config_used: list[str] | None = None,
    ) -> None:
        """Let any function of the config decide whether the function takes part.

        Args:
            resolves: Whether the function takes part.
            target_name: The node's name; without it the part of the function's name before the last `__`.
            config_used: The keys `resolves` reads; without it, it sees the whole config.
        """
        if not callable(resolves):
            raise misuse(InvalidDecoratorException, f"config takes a function of the config, not {resolves!r}.")
        if target_name is not None and not isinstance(target_name, str):
            raise misuse(InvalidDecoratorException, f"The name of a config decorator is a string, not {target_name!r}.")
        self.does_resolve = resolves
        self.target_name = target_name
        self._config_used = config_used

    def required_config(self) -> list[str] | None:
        return None if self._config_used is None else []

    def optional_config(self) -> dict[str, Any] | None:
        return dict.fromkeys(self._config_used) if self._config_used is not None else None

    def _get_function_name(self, fn: Callable[..., Any]) -> str:
        return self.target_name if self.target_name is not None else base.sanitize_function_name(fn.__name__)

    def resolve(self, fn: Callable[..., Any], config: dict[str, Any]) -> Callable[..., Any] | None:
        if not self.does_resolve(config):
            return None
        name = self._get_function_name(fn)
        return fn if name == fn.__name__ else view_of(fn, name, self.config_tag())

    def config_tag(self) -> list[str]:
        """Return the config keys that the node's tag `hamilton.config` names."""
        return [UNKNOWN_CONFIG] if self._config_used is None else self._config_used

    def validate(self, fn: Callable[..., Any]) -> None:
        if fn.__name__.endswith("__"):
            raise misuse(
                InvalidDecoratorException,
                "Config will always use the portion of the function name before the last __. "
                f"The name {fn.__name__} has nothing behind it: add a suffix, such as {fn.__name__}v1.",
                fn,
            )

    @staticmethod
    def when(name: str | None = None, **key_value_pairs: Any) -> config:
        """Let the function take part when every key has the value; a missing key counts as None."""
        return _from(ConfigResolver.when(**key_value_pairs), name)

    @staticmethod
    def when_not(name: str | None = None, **key_value_pairs: Any) -> config:
        """Let the function take part when every key has another value; a missing key counts as None."""
        return _from(ConfigResolver.when_not(**key_value_pairs), name)

    @staticmethod
    def when_in(name: str | None = None, **key_value_group_pairs: Collection[Any]) -> config:
        """Let the function take part when every key has one of the values."""
        _check_groups(key_value_group_pairs)
        return _from(ConfigResolver.when_in(**key_value_group_pairs), name)

    @staticmethod
    def when_not_in(**key_value_group_pairs: Collection[Any]) -> config:
        """Let the function take part when every key has none of the values."""
        _check_groups(key_value_group_pairs)
        return _from(ConfigResolver.when_not_in(**key_value_group_pairs), None)


def _first_of(groups: dict[str, Any]) -> dict[str, Any] | None:
    """Return one value out of each list, or None when one of them is no list."""
    if all(isinstance(group, (list, tuple)) and group for group in groups.values()):
        return {key: group[0] for key, group in groups.items()}
    return None


def _check_groups(groups: dict[str, Any]) -> None:
    for key, group in groups.items():
        if not hasattr(group, "__contains__"):
            raise misuse(InvalidDecoratorException, f"{key} takes a list of values here, not {group!r}.")


def _from(resolver: ConfigResolver, name: str | None) -> config:
    return config(resolver, target_name=name, config_used=list(resolver.optional_config or {}))


class hamilton_exclude(base.NodeResolver):
    """Keeps a function out of the dataflow. Used without parentheses: `@hamilton_exclude`.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import hamilton_exclude
        >>> @hamilton_exclude
        ... def helper(number: int) -> int:
        ...     return number + 1
        >>> def more(number: int) -> int:
        ...     return number + 1
        >>> module = ad_hoc_utils.create_temporary_module(helper, more)
        >>> [variable.name for variable in driver.Builder().with_modules(module).build().list_available_variables()]
        ['more', 'number']
    """

    def __init__(self) -> None:
        pass

    def resolve(self, *args: Any, **kwargs: Any) -> Callable[..., Any] | None:
        return None

    def validate(self, fn: Callable[..., Any]) -> None:
        pass


# Projects write `@hamilton_exclude` and `@hamilton_exclude()`.
