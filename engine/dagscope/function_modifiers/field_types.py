"""Which parts of a dict, TypedDict or tuple a function's annotation lets one extract. It makes no nodes."""

from __future__ import annotations

import types
import typing
from typing import Any

from dagscope.annotations import is_class
from dagscope.function_modifiers.mistakes import InvalidDecoratorException


def _is_typed_dict(type_: Any) -> bool:
    return is_class(type_) and issubclass(type_, dict) and hasattr(type_, "__total__")


def _is_type(candidate: Any) -> bool:
    return (
        isinstance(candidate, (type, typing.TypeVar, types.UnionType))
        or candidate in (Any, None)
        or typing.get_origin(candidate) is not None
        or hasattr(candidate, "__supertype__")
        # typing.List, typing.Dict ... without arguments
        or type(candidate).__module__ in ("typing", "typing_extensions")
    ) and not isinstance(candidate, str)


def validate_fields(fields: Any) -> None:
    """Raise unless `fields` maps names to types."""
    if not fields or not isinstance(fields, dict):
        raise InvalidDecoratorException(
            "Error an empty dict, or no dict, passed to extract_fields decorator."
            " Pass the names of the fields with their types."
        )
    problems = []
    for field, type_ in fields.items():
        if not isinstance(field, str):
            problems.append(f"{field} is not a string. All keys must be strings.")
        if not _is_type(type_):
            problems.append(f"{field} does not declare a type. Instead it passes {type_}.")
    if problems:
        raise InvalidDecoratorException(f"Error, found these {problems}. Please pass in a dict of string to types. ")


def fields_to_extract(fields: dict[str, Any] | list[str] | None, output_type: Any) -> dict[str, Any]:
    """Return the fields with their types, from what the decorator says and what the function is annotated with."""
    origin = typing.get_origin(output_type)
    if _is_typed_dict(output_type):
        found = _from_typed_dict(fields, typing.get_type_hints(output_type), output_type)
    elif output_type in (dict, typing.Dict):  # noqa: UP006  # the old spelling is one of the two looked for
        if not isinstance(fields, dict):
            raise InvalidDecoratorException(
                "When extracting fields from a function that returns a bare `dict` output without type parameters, "
                "you must supply a `dict` mapping field names to types."
            )
        found = fields
    elif is_class(origin) and issubclass(origin, dict):
        if isinstance(fields, dict):
            found = fields
        elif fields:
            found = dict.fromkeys(fields, typing.get_args(output_type)[1])
        else:
            raise InvalidDecoratorException(
                "When extracting fields from a function that returns a generic `dict`, you must supply either a "
                "`dict` (`typing.Dict`) mapping field names to types or alternatively a `list` (`typing.List`) of "
                "field names."
            )
    else:
        raise InvalidDecoratorException(
            "For extracting fields, the decorated function output type must be a `dict` or a `typing.Dict` with or "
            "without type parameters (i.e. `dict[str, int]` or `typing.Dict[str, int]`), not: " + str(output_type)
        )
    validate_fields(found)
    return found


def _from_typed_dict(
    fields: dict[str, Any] | list[str] | None, declared: dict[str, Any], output_type: Any
) -> dict[str, Any]:
    from dagscope.htypes import types_match

    if not fields:
        return declared
    problems = [
        f"{field} is not a field in the `TypedDict` {output_type}." for field in fields if field not in declared
    ]
    if not isinstance(fields, dict):
        if problems:
            raise InvalidDecoratorException(f"Error, found these {problems}. Its fields are {list(declared)}.")
        return {field: declared[field] for field in fields}
    problems.extend(
        f"Error {field} did not match the TypedDict annotation's field {type_}. Expected {declared[field]}."
        for field, type_ in fields.items()
        if field in declared and not (type_ == declared[field] or types_match(declared[field], type_))
    )
    if problems:
        raise InvalidDecoratorException(
            f"Error {fields} did not match a subset of the TypedDict annotation's fields {declared}. "
            f"The following fields were not valid: {problems}."
        )
    return fields


def types_to_unpack(fields: list[str], output_type: Any) -> list[Any]:
    """Return the types of a tuple's members; where it has any number of one type, one for each field."""
    if typing.get_origin(output_type) is not tuple:
        raise InvalidDecoratorException(
            "For unpacking fields, the decorated function output type must be either an explicit length tuple "
            "(e.g.`tuple[int, str]`, `typing.Tuple[int, str]`) or an indeterminate length tuple (e.g. "
            f"`tuple[int, ...]`, `typing.Tuple[int, ...]`), not: {output_type}"
        )
    arguments = typing.get_args(output_type)
    if ... in arguments and arguments.index(...) != 1 or len(arguments) > 2 and ... in arguments:
        raise InvalidDecoratorException(
            f"Invalid tuple: Ellipsis ('...') must be second element, after the only type: {output_type}"
        )
    if len(arguments) == 2 and arguments[1] is ...:
        return [arguments[0]] * len(fields)
    if len(fields) > len(arguments):
        raise InvalidDecoratorException(
            f"Number of unpacked fields ({len(fields)}) is greater than the number of fields in the output type "
            f"({len(arguments)}): {output_type}"
        )
    return list(arguments)
