"""Decorators that make nodes of the parts of a result: columns, fields, tuple members.
They know no dataframe library.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection
from typing import Any

from dagscope import node
from dagscope.annotations import annotations_of
from dagscope.function_modifiers import base
from dagscope.function_modifiers.calls import after, bind_dependencies, reading
from dagscope.function_modifiers.dependencies import ParametrizedDependency
from dagscope.function_modifiers.docstrings import fill_docstring
from dagscope.function_modifiers.field_types import fields_to_extract, types_to_unpack
from dagscope.function_modifiers.mistakes import InvalidDecoratorException, misuse


def _part(whole: node.Node, name: str, type_: Any, doc: str | None, take: Callable[[Any], Any]) -> node.Node:
    """Return a node that reads one part of another node's value."""
    whole_name = whole.name
    return node.Node(
        name,
        type_,
        doc_string=whole.documentation if doc is None else doc,
        callabl=reading(take, "found", whole_name),
        input_types={whole_name: whole.type},
        tags=dict(whole.tags),
    )


def _column_type_of(type_: Any) -> Any:
    from dagscope import registry

    return registry.get_column_type_from_df_type(type_)


class extract_columns(base.SingleNodeNodeTransformer):
    """Makes a node of each named column of the dataframe a function gives.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> import pandas as pd
        >>> from dagscope.function_modifiers import extract_columns
        >>> @extract_columns("price", "sold")
        ... def orders() -> pd.DataFrame:
        ...     return pd.DataFrame({"price": [2, 3], "sold": [10, 1]})
        >>> def revenue(price: pd.Series, sold: pd.Series) -> pd.Series:
        ...     return price * sold
        >>> module = ad_hoc_utils.create_temporary_module(orders, revenue)
        >>> dr = driver.Builder().with_modules(module).build()
        >>> dr.execute(["revenue"])["revenue"].tolist()
        [20, 3]
    """

    def __init__(self, *columns: tuple[str, str] | str, fill_with: Any = None) -> None:
        """Store the columns to extract.

        Args:
            *columns: Names, or `(name, docstring)`.
            fill_with: The value of columns that the dataframe lacks; without it a missing column is an error.
        """
        if not columns:
            raise misuse(InvalidDecoratorException, "Error empty arguments passed to extract_columns decorator.")
        if isinstance(columns[0], list):
            raise misuse(
                InvalidDecoratorException,
                "Error list passed in. Please `*` in front of it to expand it.",
            )
        super().__init__()
        self.columns = columns
        self.fill_with = fill_with

    @staticmethod
    def validate_return_type(fn: Callable[..., Any]) -> None:
        """Raise unless the function returns a dataframe of a known library."""
        type_ = annotations_of(fn).get("return")
        try:
            _column_type_of(type_)
        except NotImplementedError as error:
            raise misuse(
                InvalidDecoratorException,
                f"Error {fn} does not output a type we know about. Is it a dataframe type we support? ",
                fn,
            ) from error

    def validate(self, fn: Callable[..., Any]) -> None:
        self.validate_return_type(fn)

    def transform_node(self, node_: node.Node, config: dict[str, Any], fn: Callable[..., Any]) -> Collection[node.Node]:
        column_type = _column_type_of(node_.type)
        named = [each if isinstance(each, tuple) else (each, None) for each in self.columns]
        whole = node_
        if self.fill_with is not None:
            names = [name for name, _ in named]
            whole = node_.copy_with(callabl=after(node_.callable, lambda frame: _filled(frame, names, self.fill_with)))
        return [whole] + [_part(whole, name, column_type, doc, _column_getter(name, node_.name)) for name, doc in named]


def _columns_of(frame: Any) -> Any:
    # Asking a lazy frame for `columns` warns, since it has to work out its schema. The type is asked: a frame of pandas
    # looks for such a column first.
    return frame.collect_schema().names() if hasattr(type(frame), "collect_schema") else frame.columns


def _has_column(frame: Any, name: str) -> bool:
    find = getattr(type(frame), "get_column_index", None)
    if find is None:
        return name in _columns_of(frame)
    try:  # polars would make a list of all names, for each of them
        find(frame, name)
    except Exception:  # noqa: BLE001 - its own error for a column that is not there
        return False
    return True


def _filled(frame: Any, names: list[str], scalar: Any) -> Any:
    from dagscope import registry

    for name in names:
        if name not in _columns_of(frame):
            frame = registry.fill_with_scalar(frame, name, scalar)
    return frame


def _column_getter(name: str, whole_name: str) -> Callable[[Any], Any]:
    def take(found: Any) -> Any:
        from dagscope import registry

        if not _has_column(found, name):
            raise InvalidDecoratorException(
                f"No such column: {name} produced by {whole_name}. It only produced {_columns_of(found)}"
            )
        return registry.get_column(found, name)

    return take


class extract_fields(base.SingleNodeNodeTransformer):
    """Makes a node of each named field of the dict a function gives.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import extract_fields
        >>> @extract_fields({"low": int, "high": int})
        ... def bounds(numbers: list) -> dict:
        ...     return {"low": min(numbers), "high": max(numbers)}
        >>> module = ad_hoc_utils.create_temporary_module(bounds)
        >>> dr = driver.Builder().with_modules(module).build()
        >>> dr.execute(["high"], inputs={"numbers": [3, 8, 5]})
        {'high': 8}
    """

    def __init__(
        self, fields: dict[str, Any] | list[str] | Any | None = None, *others: Any, fill_with: Any = None
    ) -> None:
        """Store the fields to extract.

        Args:
            fields: Names with types; or names alone, where the annotation (`dict[str, int]`, a `TypedDict`) has the
                types.
            *others: More names.
            fill_with: The value of fields that the dict lacks; without it a missing field is an error.
        """
        super().__init__()
        if isinstance(fields, dict) or fields is None:
            if others:
                raise misuse(
                    InvalidDecoratorException,
                    f"extract_fields takes either a dict of names and types or names, not both: {others}.",
                )
            self.fields: Any = fields
        elif isinstance(fields, (list, tuple)):
            self.fields = [*fields, *others]
        else:
            self.fields = [fields, *others]
        self.fill_with = fill_with

    def validate(self, fn: Callable[..., Any]) -> None:
        self.output_type = annotations_of(fn).get("return")
        self.resolved_fields = self._resolve(fn, at=fn)

    def _resolve(self, fn: Callable[..., Any], at: Callable[..., Any] | None = None) -> dict[str, Any]:
        try:
            return fields_to_extract(self.fields, annotations_of(fn).get("return"))
        except InvalidDecoratorException as error:
            raise misuse(InvalidDecoratorException, str(error), at) from error

    def transform_node(self, node_: node.Node, config: dict[str, Any], fn: Callable[..., Any]) -> Collection[node.Node]:
        fields = self._resolve(fn, at=fn)
        whole = node_
        if self.fill_with is not None:
            whole = node_.copy_with(
                callabl=after(node_.callable, lambda found: _with_defaults(found, fields, self.fill_with))
            )
        return [whole] + [
            _part(whole, name, type_, None, _field_getter(name, node_.name)) for name, type_ in fields.items()
        ]


def _with_defaults(found: dict[str, Any], fields: dict[str, Any], default: Any) -> dict[str, Any]:
    return {**found, **{name: default for name in fields if name not in found}}


def _field_getter(name: str, whole_name: str) -> Callable[[Any], Any]:
    def take(found: Any) -> Any:
        try:
            return found[name]
        except KeyError:
            raise InvalidDecoratorException(
                f"No such field: {name} produced by {whole_name}. It only produced {list(found)}"
            ) from None

    return take


class unpack_fields(base.SingleNodeNodeTransformer):
    """Makes a node of each member of the tuple a function gives.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import unpack_fields
        >>> @unpack_fields("low", "high")
        ... def bounds(numbers: list) -> tuple[int, int]:
        ...     return min(numbers), max(numbers)
        >>> module = ad_hoc_utils.create_temporary_module(bounds)
        >>> dr = driver.Builder().with_modules(module).build()
        >>> dr.execute(["low"], inputs={"numbers": [3, 8, 5]})
        {'low': 3}
    """

    def __init__(self, *fields: str) -> None:
        """Store the names, in the order of the members; the last ones may be left out."""
        super().__init__()
        bad = [each for each in fields if not isinstance(each, str)]
        if bad:
            raise misuse(InvalidDecoratorException, f"unpack_fields takes names, not {bad}.")
        self.fields = list(fields)

    def validate(self, fn: Callable[..., Any]) -> None:
        self.output_type = annotations_of(fn).get("return")
        self.field_types = self._resolve(fn)

    def _resolve(self, fn: Callable[..., Any]) -> list[Any]:
        try:
            return types_to_unpack(self.fields, annotations_of(fn).get("return"))
        except InvalidDecoratorException as error:
            raise misuse(InvalidDecoratorException, str(error), fn) from error

    def transform_node(self, node_: node.Node, config: dict[str, Any], fn: Callable[..., Any]) -> Collection[node.Node]:
        return [node_] + [
            _part(node_, name, type_, None, _member_getter(index, node_.name))
            for index, (name, type_) in enumerate(zip(self.fields, self._resolve(fn)))
        ]


def _member_getter(index: int, whole_name: str) -> Callable[[Any], Any]:
    def take(found: Any) -> Any:
        try:
            return found[index]
        except IndexError:
            raise InvalidDecoratorException(
                f"Out of bounds field: {index} produced by {whole_name}. It only produced [{len(found)}] fields."
            ) from None

    return take


@dataclasses.dataclass
class ParameterizedExtract:
    """One call of a function that gives a dataframe: the columns it makes and what its parameters are bound to."""

    outputs: tuple[str, ...]
    input_mapping: dict[str, ParametrizedDependency]


class parameterize_extract_columns(base.NodeExpander):
    """Calls a function that gives a dataframe several times, and makes nodes of the columns of each.

    Examples:
        >>> import pandas as pd
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import ParameterizedExtract, parameterize_extract_columns, value
        >>> @parameterize_extract_columns(
        ...     ParameterizedExtract(("low", "lower"), {"start": value(1)}),
        ...     ParameterizedExtract(("high", "higher"), {"start": value(10)}),
        ... )
        ... def pair(start: int) -> pd.DataFrame:
        ...     return pd.DataFrame({"one": [start], "two": [start + 1]})
        >>> dr = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(pair)).build()
        >>> {name: list(column) for name, column in dr.execute(["lower", "high"]).items()}
        {'lower': [2], 'high': [10]}
    """

    def __init__(self, *extract_config: ParameterizedExtract, reassign_columns: bool = True) -> None:
        """Store the parameterized calls, each with its columns.

        Args:
            *extract_config: One for each call.
            reassign_columns: Names the columns of each dataframe after `outputs`, in order.
        """
        bad = [each for each in extract_config if not isinstance(each, ParameterizedExtract)]
        if bad:
            raise misuse(
                InvalidDecoratorException,
                f"parameterize_extract_columns takes ParameterizedExtract(...), not {bad}.",
            )
        self.extract_config = extract_config
        self.reassign_columns = reassign_columns

    def expand_node(self, node_: node.Node, config: dict[str, Any], fn: Callable[..., Any]) -> Collection[node.Node]:
        made: list[node.Node] = []
        for index, extract in enumerate(self.extract_config):
            name = f"{node_.name}__{index}"
            whole = bind_dependencies(
                node_,
                extract.input_mapping,
                name=name,
                doc_string=fill_docstring(fn.__doc__, extract.input_mapping, name),
            )
            if self.reassign_columns:
                whole = whole.copy_with(callabl=after(whole.callable, _column_namer(extract.outputs)))
            made.extend(extract_columns(*extract.outputs).transform_node(whole, config, fn))
        return made

    def validate(self, fn: Callable[..., Any]) -> None:
        extract_columns.validate_return_type(fn)


def _column_namer(names: Collection[str]) -> Callable[[Any], Any]:
    def rename(frame: Any) -> Any:
        frame.columns = list(names)
        return frame

    return rename
