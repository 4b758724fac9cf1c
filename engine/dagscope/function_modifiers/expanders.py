"""`parameterize` and its variants, `inject`: one function, many nodes. They call nothing; the nodes do."""

from __future__ import annotations

import copy
import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from typing import Any

from dagscope import node
from dagscope.annotations import annotations_of, parameters_of
from dagscope.deprecated_names import DECORATORS_GUIDE, warn_deprecated
from dagscope.function_modifiers import base
from dagscope.function_modifiers.calls import bind_dependencies
from dagscope.function_modifiers.dependencies import (
    GroupedDependency,
    GroupedDictDependency,
    ParametrizedDependency,
    ParametrizedDependencySource,
    source,
    value,
)
from dagscope.function_modifiers.docstrings import fill_docstring
from dagscope.function_modifiers.extractors import (
    ParameterizedExtract,
    extract_columns,
    extract_fields,
    parameterize_extract_columns,
    unpack_fields,
)
from dagscope.function_modifiers.field_types import (
    fields_to_extract as _determine_fields_to_extract,
)
from dagscope.function_modifiers.field_types import types_to_unpack as _determine_fields_to_unpack
from dagscope.function_modifiers.field_types import validate_fields as _validate_extract_fields
from dagscope.function_modifiers.mistakes import InvalidDecoratorException, misuse
from dagscope.function_modifiers.phases import F

__all__ = [
    "ParameterizedExtract",
    "_determine_fields_to_extract",
    "_determine_fields_to_unpack",
    "_validate_extract_fields",
    "extract_columns",
    "extract_fields",
    "inject",
    "parameterize",
    "parameterize_extract_columns",
    "parameterize_sources",
    "parameterize_values",
    "parameterized_inputs",
    "parametrized",
    "parametrized_input",
    "unpack_fields",
]

logger = logging.getLogger(__name__)
Dependencies = dict[str, ParametrizedDependency]


class parameterize(base.NodeExpander):
    """Makes one node for each keyword: `@parameterize(node={"parameter": source("other")})`.

    The function's own name is no node any more.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import parameterize, source, value
        >>> @parameterize(net={"rate": value(0.5)}, gross={"rate": source("tax")})
        ... def priced(cost: float, rate: float) -> float:
        ...     return cost * (1 + rate)
        >>> module = ad_hoc_utils.create_temporary_module(priced)
        >>> dr = driver.Builder().with_modules(module).build()
        >>> dr.execute(["net", "gross"], inputs={"cost": 10.0, "tax": 1.0})
        {'net': 15.0, 'gross': 20.0}
    """

    RESERVED_KWARG = "output_name"
    PLACEHOLDER_PARAM_NAME = "__<function_name>"

    def __init__(self, **parametrization: Mapping[str, Any] | tuple[Mapping[str, Any], str]) -> None:
        """Store the nodes to make and their arguments.

        Args:
            **parametrization: Node name to `{parameter: source(...) | value(...) | group(...)}`, or to a tuple of that
                and the node's docstring. Parameters that are not named stay as they are.
        """
        self.parameterization: dict[str, Dependencies] = {}
        self.specified_docstrings: dict[str, str] = {}
        for output, given in parametrization.items():
            mapping = given
            if isinstance(given, tuple):
                if len(given) != 2:
                    raise misuse(
                        InvalidDecoratorException,
                        f"@parameterize takes ({{parameter: dependency}}, docstring) for {output}, not {given!r}.",
                    )
                mapping, self.specified_docstrings[output] = given
            if not isinstance(mapping, dict):
                raise misuse(
                    InvalidDecoratorException,
                    f"@parameterize takes a dict of dependencies by parameter for {output}, not {mapping!r}.",
                )
            self.parameterization[output] = mapping
        bad = [
            dependency
            for mapping in self.parameterization.values()
            for dependency in mapping.values()
            if not isinstance(dependency, ParametrizedDependency)
        ]
        if bad:
            raise misuse(
                InvalidDecoratorException,
                "@parameterize must specify a dependency type -- either source() or value()."
                f"The following are not allowed: {bad}.",
            )

    def __call__(self, fn: F) -> F:
        """Record the decorator; one that binds for all nodes of another one is joined with it."""
        recorded: list[Any] = list(getattr(fn, "__dict__", {}).get(self.get_lifecycle_name(), ()))
        if len(recorded) == 1 and isinstance(recorded[0], parameterize):
            joined = _joined(self, recorded[0], fn)
            if joined is not None:
                setattr(fn, self.get_lifecycle_name(), [])
                return super(parameterize, joined).__call__(fn)
        return super().__call__(fn)

    # parity: hamilton.function_modifiers.expanders.parameterize.split_parameterizations
    def split_parameterizations(
        self, parameterizations: Dependencies
    ) -> dict[ParametrizedDependencySource, Dependencies]:
        """Return the dependencies by kind."""
        found: dict[ParametrizedDependencySource, Dependencies] = defaultdict(dict)
        for parameter, dependency in parameterizations.items():
            found[dependency.get_dependency_type()][parameter] = dependency
        return found

    # parity: hamilton.function_modifiers.expanders.parameterize._get_grouped_list_name
    def _get_grouped_list_name(self, index: int, arg_name: str) -> str:
        return f"__{arg_name}_{index}"

    def expand_node(self, node_: node.Node, config: dict[str, Any], fn: Callable[..., Any]) -> Collection[node.Node]:
        return [
            bind_dependencies(
                node_,
                dependencies,
                name=node_.name if output == self.PLACEHOLDER_PARAM_NAME else output,
                doc_string=self.format_doc_string(fn, output),
            )
            for output, dependencies in self.parameterization.items()
        ]

    def validate(self, fn: Callable[..., Any]) -> None:
        names = [name for name, _ in parameters_of(fn)]
        if self.RESERVED_KWARG in names:
            raise misuse(
                InvalidDecoratorException,
                f"Error function {fn.__module__}.{fn.__name__} cannot have '{self.RESERVED_KWARG}' as a parameter: "
                "docstrings write {output_name} for the name of the node. Give the parameter another name.",
                fn,
            )
        problems = dict.fromkeys(
            parameter for mapping in self.parameterization.values() for parameter in mapping if parameter not in names
        )
        if problems:
            raise misuse(
                InvalidDecoratorException,
                "Parametrization is invalid: the following parameters don't appear in the function itself: "
                + ", ".join(problems),
                fn,
            )
        self._validate_groups(fn)
        for output in self.parameterization:
            try:
                self.format_doc_string(fn, output)
            except (ValueError, KeyError, IndexError, AttributeError) as error:
                raise misuse(
                    ValueError,
                    f"The docstring of {fn.__name__} cannot be filled in for {output}: {error}. "
                    "It is a format string; write {{ and }} for braces.",
                    fn,
                ) from error

    def _validate_groups(self, fn: Callable[..., Any]) -> None:
        grouped = [
            (parameter, dependency)
            for mapping in self.parameterization.values()
            for parameter, dependency in mapping.items()
            if isinstance(dependency, GroupedDependency)
        ]
        if not grouped:
            return
        hints = annotations_of(fn)
        for parameter, dependency in grouped:
            if parameter not in hints:
                continue
            try:
                dependency.resolve_dependency_type(hints[parameter], parameter)
            except InvalidDecoratorException as error:
                kind = "dict" if isinstance(dependency, GroupedDictDependency) else "list"
                raise misuse(
                    InvalidDecoratorException,
                    f"Validation for fn: {fn.__name__} All parameters with a group() parameterization must be "
                    f"annotated as a {kind}: the following are not: {parameter} ({hints[parameter]})",
                    fn,
                ) from error

    def format_doc_string(self, fn: Callable[..., Any], output_name: str) -> str | None:
        """Return the node's docstring: its own, or the function's with `{parameter}` and `{output_name}` filled in."""
        if output_name in self.specified_docstrings:
            return self.specified_docstrings[output_name]
        shown_name = fn.__name__ if output_name == self.PLACEHOLDER_PARAM_NAME else output_name
        return fill_docstring(fn.__doc__, self.parameterization[output_name], shown_name)


class parameterize_values(parameterize):
    """Makes one node for each value of one parameter.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import parameterize_values
        >>> @parameterize_values("rate", {("net", "No tax."): 0.0, ("gross", "With tax."): 1.0})
        ... def priced(cost: float, rate: float) -> float:
        ...     return cost * (1 + rate)
        >>> module = ad_hoc_utils.create_temporary_module(priced)
        >>> dr = driver.Builder().with_modules(module).build()
        >>> dr.execute(["net", "gross"], inputs={"cost": 10.0})
        {'net': 10.0, 'gross': 20.0}
    """

    def __init__(self, parameter: str, assigned_output: dict[tuple[str, str], Any]) -> None:
        """Store the values of the parameter, one node each.

        Args:
            parameter: The parameter that gets them.
            assigned_output: `(node name, docstring)` to value.
        """
        for key in assigned_output:
            if not (isinstance(key, tuple) and len(key) == 2):
                raise misuse(
                    InvalidDecoratorException,
                    f"assigned_output key is incorrect: {key}. "
                    "Its keys are tuples (node name, docstring), its values those of the parameter.",
                )
        super().__init__(
            **{
                output: ({parameter: value(literal)}, documentation)
                for (output, documentation), literal in assigned_output.items()
            }
        )


class parameterize_sources(parameterize):
    """Makes one node for each keyword, reading other nodes: `node={"parameter": "other"}`.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import parameterize_sources
        >>> @parameterize_sources(low={"number": "first"}, high={"number": "second"})
        ... def doubled(number: int) -> int:
        ...     return number * 2
        >>> module = ad_hoc_utils.create_temporary_module(doubled)
        >>> dr = driver.Builder().with_modules(module).build()
        >>> dr.execute(["low", "high"], inputs={"first": 1, "second": 5})
        {'low': 2, 'high': 10}
    """

    def __init__(self, **parameterization: dict[str, str]) -> None:
        if not parameterization:
            raise misuse(ValueError, "Cannot pass empty/None dictionary to parameterize_sources")
        for output, mapping in parameterization.items():
            if not mapping:
                raise misuse(ValueError, f"Error, {output} has a none/empty dictionary mapping: it reads nothing.")
        super().__init__(
            **{
                output: {parameter: source(other) for parameter, other in mapping.items()}
                for output, mapping in parameterization.items()
            }
        )


class inject(parameterize):
    """Binds parameters of a function to nodes, values or groups; the function keeps its name.

    Together with `parameterize` it binds those that are alike in all of the nodes.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import group, inject, source
        >>> @inject(parts=group(source("a"), source("b")))
        ... def total(parts: list[int]) -> int:
        ...     return sum(parts)
        >>> module = ad_hoc_utils.create_temporary_module(total)
        >>> dr = driver.Builder().with_modules(module).build()
        >>> dr.execute(["total"], inputs={"a": 1, "b": 2})
        {'total': 3}
    """

    def __init__(self, **key_mapping: ParametrizedDependency) -> None:
        super().__init__(**{parameterize.PLACEHOLDER_PARAM_NAME: key_mapping})

    def transform_dag(self, nodes: Collection[node.Node], config: dict[str, Any], fn: Callable[..., Any]) -> Any:
        """Bind the only node; behind steps of `pipe_input`, whichever of their nodes reads a parameter."""
        if len(nodes) == 1 or getattr(fn, "generate", None):  # A subdag's nodes are not the function's own.
            return super().transform_dag(nodes, config, fn)
        made = {each.name for each in nodes}
        mapping = self.parameterization[self.PLACEHOLDER_PARAM_NAME]
        bound = []
        for each in nodes:
            own = {name: found for name, found in mapping.items() if name in each.input_types and name not in made}
            bound.append(bind_dependencies(each, own) if own else each)
        return bound


def _joined(one: parameterize, other: parameterize, fn: Callable[..., Any]) -> parameterize | None:
    """Return a `parameterize` whose nodes are also bound as an `inject` says; None when the two are not one of each."""
    if isinstance(one, inject) == isinstance(other, inject):
        return None
    injecting, many = (one, other) if isinstance(one, inject) else (other, one)
    common = injecting.parameterization[parameterize.PLACEHOLDER_PARAM_NAME]
    twice = [name for mapping in many.parameterization.values() for name in mapping if name in common]
    if twice:
        raise misuse(
            InvalidDecoratorException,
            f"{twice[0]} of {fn.__name__} is bound by @inject and by @{many.name}: leave it out of one of them.",
            fn,
        )
    injecting.validate(fn)
    joined = copy.copy(many)
    joined.parameterization = {output: {**common, **mapping} for output, mapping in many.parameterization.items()}
    return joined


def _warn_deprecated(old: type, new: type) -> None:
    why = "It is one of @parameterize, @parameterize_values and @parameterize_sources."
    warn_deprecated(old.__name__, why, DECORATORS_GUIDE, new.__name__)


class parametrized(parameterize_values):
    """Deprecated name of `parameterize_values`."""

    def __call__(self, fn: F) -> F:
        _warn_deprecated(parametrized, parameterize_values)
        return super().__call__(fn)


class parameterized_inputs(parameterize_sources):
    """Deprecated name of `parameterize_sources`."""

    def __call__(self, fn: F) -> F:
        _warn_deprecated(parameterized_inputs, parameterize_sources)
        return super().__call__(fn)


class parametrized_input(parameterize):
    """Deprecated: `parameterize_sources` for one parameter, with docstrings."""

    def __init__(self, parameter: str, variable_inputs: dict[str, tuple[str, str]]) -> None:
        """Store the nodes to read, one new node each.

        Args:
            parameter: The parameter that reads them.
            variable_inputs: Node read to `(node made, docstring)`.
        """
        for read, made in variable_inputs.items():
            if not (isinstance(made, tuple) and len(made) == 2):
                raise misuse(
                    InvalidDecoratorException,
                    f"assigned_output key is incorrect: {made!r} for {read}. Write a tuple (node name, docstring).",
                )
        super().__init__(
            **{
                output: ({parameter: source(read)}, documentation)
                for read, (output, documentation) in variable_inputs.items()
            }
        )

    def __call__(self, fn: F) -> F:
        _warn_deprecated(parametrized_input, parameterize_sources)
        return super().__call__(fn)


# Messages and pickles name the import path that projects use.
for _public in (
    ParameterizedExtract,
    extract_columns,
    extract_fields,
    parameterize_extract_columns,
    unpack_fields,
):
    _public.__module__ = __name__
