"""Decorators that add tags: `tag`, `tag_outputs`, `schema`, `cache`, `ray_remote_options`. They change no value."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from typing import Any, Literal, get_args

from dagscope import node
from dagscope.annotations import is_class
from dagscope.function_modifiers import base
from dagscope.function_modifiers.mistakes import InvalidDecoratorException, misuse, written_bare
from dagscope.function_modifiers.transformers import check_target

RAY_REMOTE_TAG_NAMESPACE = "ray_remote"
CACHE_BEHAVIORS = Literal["default", "recompute", "ignore", "disable"]
CACHE_MATERIALIZERS = Literal["json", "file", "pickle", "parquet", "csv", "feather", "orc", "excel"]


def _tagged(node_: node.Node, tags: dict[str, Any]) -> node.Node:
    return node_.copy_with(tags={**node_.tags, **tags})


class tag(base.NodeDecorator):
    """Tags the nodes of a function. The uppermost of several decorators wins.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import tag
        >>> @tag(owner="pricing")
        ... def price(cost: float) -> float:
        ...     return cost * 1.5
        >>> module = ad_hoc_utils.create_temporary_module(price)
        >>> dr = driver.Builder().with_modules(module).build()
        >>> [node.name for node in dr.list_available_variables(tag_filter={"owner": "pricing"})]
        ['price']
    """

    RESERVED_TAG_NAMESPACES = ["hamilton", "data_quality", "gdpr", "ccpa", "dag", "module", "ray_remote"]

    def __init__(
        self,
        *,
        target_: base.TargetType = None,
        bypass_reserved_namespaces_: bool = False,
        **tags: str | list[str],
    ) -> None:
        """Store the tags.

        Args:
            target_: Which nodes: None the final ones, `...` all, a name or names those.
            bypass_reserved_namespaces_: Allows keys the engine keeps for itself.
            **tags: Values are strings or non-empty lists of different strings.
        """
        check_target(target_)
        super().__init__(target=target_)
        self.tags = tags
        self.bypass_reserved_namespaces = bypass_reserved_namespaces_

    def decorate_node(self, node_: node.Node) -> node.Node:
        return _tagged(node_, self.tags)

    def _key_allowed(self, key: str) -> bool:
        parts = key.split(".")
        if not all(part.isidentifier() for part in parts):
            return False
        return self.bypass_reserved_namespaces or parts[0] not in self.RESERVED_TAG_NAMESPACES

    @staticmethod
    def _value_allowed(value: Any) -> bool:
        if isinstance(value, str):
            return True
        return (
            isinstance(value, list)
            and bool(value)
            and all(isinstance(each, str) for each in value)
            and len(set(value)) == len(value)
        )

    def validate(self, fn: Callable[..., Any]) -> None:
        bad = [
            f"{key}={value}"
            for key, value in self.tags.items()
            if not (self._key_allowed(key) and self._value_allowed(value))
        ]
        if bad:
            raise misuse(
                InvalidDecoratorException,
                f"The following tags are invalid as tags: {', '.join(bad)} "
                "A key is one or more Python identifiers joined by dots; a value is a string or a non-empty list of "
                f"different strings; keys may not begin with one of {self.RESERVED_TAG_NAMESPACES}.",
                fn,
            )


_PARAMETERS_OF_TAG = ("target_", "bypass_reserved_namespaces_")


class tag_outputs(base.NodeDecorator):
    """Tags nodes of a function by their name; names that it does not make are ignored.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import extract_fields, tag_outputs
        >>> @tag_outputs(high={"unit": "EUR"})
        ... @extract_fields({"low": int, "high": int})
        ... def bounds(numbers: list) -> dict:
        ...     return {"low": min(numbers), "high": max(numbers)}
        >>> module = ad_hoc_utils.create_temporary_module(bounds)
        >>> dr = driver.Builder().with_modules(module).build()
        >>> [node.name for node in dr.list_available_variables(tag_filter={"unit": "EUR"})]
        ['high']
    """

    def __init__(self, **tag_mapping: dict[str, str | list[str]]) -> None:
        super().__init__(target=...)
        bad = [name for name, tags in tag_mapping.items() if not isinstance(tags, dict)]
        if bad:
            raise misuse(InvalidDecoratorException, f"tag_outputs takes a dict of tags for {', '.join(bad)}.")
        self.tag_mapping = tag_mapping

    def decorate_node(self, node_: node.Node) -> node.Node:
        given = self.tag_mapping.get(node_.name, {})
        tags = {key: value for key, value in given.items() if key not in _PARAMETERS_OF_TAG}
        return _tagged(node_, tags) if tags else node_


class SchemaOutput(tag):
    """Records the columns of a dataframe, see `schema.output`."""

    def __init__(self, *fields: tuple[str, str], target_: str | None = None) -> None:
        if any(not isinstance(field, tuple) or len(field) != 2 for field in fields):
            raise misuse(ValueError, f"schema.output takes (column, type) pairs, not {fields}.")
        self.fields = fields
        text = ",".join(f"{name}={type_}" for name, type_ in fields)
        super().__init__(target_=target_, bypass_reserved_namespaces_=True, **{schema.INTERNAL_SCHEMA_OUTPUT_KEY: text})

    def validate_node(self, node_: node.Node) -> None:
        from dagscope import registry

        type_ = node_.type
        known = [each for each in registry.get_registered_dataframe_types().values() if each is not None]
        if not (is_class(type_) and issubclass(type_, tuple(known))):
            raise InvalidDecoratorException(
                f"Node {node_.name} gives {type_}, which is no dataframe: schema.output describes dataframes only."
            )

    @classmethod
    def allows_multiple(cls) -> bool:
        return False

    def validate(self, fn: Callable[..., Any]) -> None:
        super().validate(fn)


class _OnlyOutput(type):
    """Says what to write where `schema` itself stands above a function."""

    __signature__ = inspect.Signature()

    def __call__(cls, *written_above: Any) -> Any:
        if written_above:
            raise written_bare("schema.output", written_above[0])
        return super().__call__()


class schema(metaclass=_OnlyOutput):
    """Decorators that describe what a function gives.

    Examples:
        >>> import pandas as pd
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import schema
        >>> @schema.output(("price", "float"), ("quantity", "int"))
        ... def orders() -> pd.DataFrame:
        ...     return pd.DataFrame({"price": [1.5], "quantity": [2]})
        >>> dr = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(orders)).build()
        >>> dr.list_available_variables()[0].tags["hamilton.internal.schema_output"]
        'price=float,quantity=int'
    """

    INTERNAL_SCHEMA_OUTPUT_KEY = "hamilton.internal.schema_output"

    @staticmethod
    def output(*fields: tuple[str, str], target_: str | None = None) -> SchemaOutput:
        """Record the `(column, type)` pairs of the dataframe a function returns."""
        return SchemaOutput(*fields, target_=target_)


class cache(base.NodeDecorator):
    """Says how the nodes of a function are cached.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import cache
        >>> @cache(behavior="recompute")
        ... def now() -> int:
        ...     return 12
        >>> dr = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(now)).build()
        >>> dr.list_available_variables()[0].tags["cache.behavior"]
        'recompute'
    """

    BEHAVIOR_KEY = "cache.behavior"
    FORMAT_KEY = "cache.format"

    def __init__(
        self,
        *,
        behavior: CACHE_BEHAVIORS | None = None,
        format: CACHE_MATERIALIZERS | str | None = None,
        target_: base.TargetType = ...,
    ) -> None:
        """Store the caching behavior and the format.

        Args:
            behavior: `default`, `recompute`, `ignore` or `disable`.
            format: The file format results are stored in; pickle when not given.
            target_: Which nodes; all of them by default.
        """
        check_target(target_)
        known = get_args(CACHE_BEHAVIORS)
        if behavior is not None and str(behavior).lower() not in known:
            raise misuse(ValueError, f"cache knows the behaviors {', '.join(known)}, not {behavior!r}.")
        super().__init__(target=target_)
        self.cache_tags: dict[str, str] = {}
        if behavior:
            self.cache_tags[self.BEHAVIOR_KEY] = behavior
        if format:
            self.cache_tags[self.FORMAT_KEY] = format

    def decorate_node(self, node_: node.Node) -> node.Node:
        return _tagged(node_, self.cache_tags)


class RayRemote(tag):
    """Options Ray gets for a node, see `ray_remote_options`."""

    def __init__(self, **options: int | dict[str, int]) -> None:
        tags: dict[str, Any] = {
            f"{RAY_REMOTE_TAG_NAMESPACE}.{key}": json.dumps(option) for key, option in options.items()
        }
        super().__init__(bypass_reserved_namespaces_=True, **tags)


def ray_remote_options(**kwargs: int | dict[str, int]) -> RayRemote:
    """Pass options on to Ray when it executes the function."""
    return RayRemote(**kwargs)
