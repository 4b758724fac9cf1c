"""`subdag` and `parameterized_subdag`: a dataflow inside a dataflow, under a namespace. They execute nothing."""

from __future__ import annotations

import logging
import types
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypedDict

from dagscope import module_functions, node
from dagscope.function_modifiers import base
from dagscope.function_modifiers.calls import rename_inputs
from dagscope.function_modifiers.dependencies import (
    ConfigDependency,
    LiteralDependency,
    ParametrizedDependency,
    UpstreamDependency,
)
from dagscope.function_modifiers.mistakes import InvalidDecoratorException, misuse
from dagscope.function_modifiers.namespaces import (
    NON_FINAL_TAGS,
    assign_namespace,
    create_identity_node,
    create_static_node,
    derive_type,
    extract_all_known_types,
    into_namespace,
)

logger = logging.getLogger(__name__)
_NOT_READ = object()
Source = types.ModuleType | Callable[..., Any]


def _validate_config_inputs(config: Mapping[str, Any], inputs: Mapping[str, Any]) -> None:
    for key, given in inputs.items():
        if not isinstance(given, (UpstreamDependency, LiteralDependency)):
            raise misuse(
                InvalidDecoratorException,
                f"Input {key} must be either an UpstreamDependency or a LiteralDependency , not {type(given)}. "
                "Write source(...) or value(...).",
            )
    shared = sorted(set(config) & set(inputs))
    if shared:
        shown = "{" + ", ".join(map(repr, shared)) + "}"
        raise misuse(
            InvalidDecoratorException,
            f"Config keys {shown} are shared with inputs. This is not allowed."
            "A key of the config is an input of the subdag as well: leave it out of inputs.",
        )


def _resolve_subdag_configuration(
    configuration: dict[str, Any], fields: Mapping[str, Any], function_name: str
) -> dict[str, Any]:
    """Return the surrounding config overlaid with the subdag's own, its dependencies replaced by their values."""
    return {**configuration, **_own_config(configuration, fields, function_name)}


def _own_config(configuration: Mapping[str, Any], fields: Mapping[str, Any], function_name: str) -> dict[str, Any]:
    resolved = {}
    for key, given in fields.items():
        if isinstance(given, LiteralDependency):
            resolved[key] = given.value
        elif isinstance(given, ConfigDependency):
            if given.source not in configuration:
                raise InvalidDecoratorException(
                    f"Source {given.source} was not found in the configuration. "
                    f"This is required for the {function_name} subdag."
                )
            resolved[key] = configuration[given.source]
        elif isinstance(given, ParametrizedDependency):
            raise InvalidDecoratorException(
                f"`{given}` is not allowed in the config= part of the {function_name} subdag. "
                "Give a plain value, value(...) or configuration(...)."
            )
        else:
            resolved[key] = given
    return resolved


def _names(given: list[str] | str | None) -> list[str]:
    """Return the names given; a single one may stand without a list."""
    return [given] if isinstance(given, str) else list(given or ())


class subdag(base.NodeCreator):
    """Runs functions as a dataflow of their own under a namespace; the decorated function reads their results.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import source, subdag
        >>> def doubled(number: int) -> int:
        ...     return number * 2
        >>> @subdag(doubled, inputs={"number": source("start")})
        ... def far(doubled: int) -> int:
        ...     return doubled + 1
        >>> module = ad_hoc_utils.create_temporary_module(far)
        >>> dr = driver.Builder().with_modules(module).build()
        >>> dr.execute(["far", "far.doubled"], inputs={"start": 4})
        {'far': 9, 'far.doubled': 8}
    """

    takes_functions = True

    def __init__(
        self,
        *load_from: Source,
        inputs: dict[str, ParametrizedDependency] | None = None,
        config: dict[str, Any] | None = None,
        namespace: str | None = None,
        final_node_name: str | None = None,
        external_inputs: list[str] | None = None,
    ) -> None:
        """Store the inner dataflow.

        Args:
            *load_from: Modules or functions.
            inputs: What the inner dataflow's inputs are bound to: `source(...)` or `value(...)`.
            config: Config of the inner dataflow on top of the driver's: plain values, `value(...)`,
                `configuration(...)`.
            namespace: Goes in front of the inner nodes' names; without it the function's name.
            final_node_name: The node of the decorated function; without it the function's name.
            external_inputs: Parameters of the decorated function that come from outside the inner dataflow.
        """
        self.subdag_functions = subdag.collect_functions(load_from)
        self.inputs = inputs if inputs is not None else {}
        self.config = config if config is not None else {}
        self.external_inputs = _names(external_inputs)
        self.namespace = namespace
        self.final_node_name = final_node_name
        for name, given in (("inputs", self.inputs), ("config", self.config)):
            if not isinstance(given, dict):
                raise misuse(InvalidDecoratorException, f"{name} of a subdag must be a dict, not {given!r}.")
        _validate_config_inputs(self.config, self.inputs)

    # parity: hamilton.function_modifiers.recursive.subdag._validate_parameterization
    def _validate_parameterization(self) -> None:
        bad = [each for each in self.inputs.values() if not isinstance(each, ParametrizedDependency)]
        if bad:
            raise misuse(ValueError, f"The inputs of a subdag are source(...) or value(...), not {bad}.")

    @staticmethod
    def collect_functions(
        load_from: Collection[Source],
    ) -> list[Callable[..., Any]]:
        """Return the functions given, and those of the modules given."""
        if len(load_from) == 0:
            raise misuse(ValueError, "No functions were passed to subdag(load_from=...)")
        functions: list[Callable[..., Any]] = []
        for given in load_from:
            if isinstance(given, types.ModuleType):
                functions.extend(fn for _, fn in module_functions.find_functions(given))
            elif callable(given):
                functions.append(given)
            else:
                raise misuse(InvalidDecoratorException, f"A subdag is made of modules and functions, not {given!r}.")
        return functions

    @staticmethod
    def collect_nodes(config: dict[str, Any], subdag_functions: list[Callable[..., Any]]) -> list[node.Node]:
        """Return the nodes of the functions under the config, marked as not final."""
        nodes = [made for fn in subdag_functions for made in base.resolve_nodes(fn, config)]
        for each in nodes:
            each.tags.update(NON_FINAL_TAGS)
        return nodes

    # parity: hamilton.function_modifiers.recursive.subdag._create_additional_static_nodes
    def _create_additional_static_nodes(self, nodes: Collection[node.Node], namespace: str) -> list[node.Node]:
        return self._outer_nodes(nodes, namespace, self.config)

    def _outer_nodes(self, nodes: Collection[node.Node], namespace: str, config: Mapping[str, Any]) -> list[node.Node]:
        """Return the nodes that pass inputs and config in: `nodes` already have their namespace."""
        types_ = extract_all_known_types(nodes)
        made = []
        for key, given in self.inputs.items():
            type_ = types_.get(assign_namespace(key, namespace), _NOT_READ)
            if isinstance(given, LiteralDependency):
                made.append(create_static_node(derive_type(given), key, given.value, (namespace,), NON_FINAL_TAGS))
            elif isinstance(given, UpstreamDependency) and type_ is not _NOT_READ:
                made.append(create_identity_node(given.source, type_, key, (namespace,), NON_FINAL_TAGS))
        made.extend(
            create_static_node(type(found), key, found, (namespace,), NON_FINAL_TAGS) for key, found in config.items()
        )
        return made

    @staticmethod
    def add_namespace(
        nodes: list[node.Node],
        namespace: str,
        inputs: Mapping[str, Any] | None = None,
        config: Mapping[str, Any] | None = None,
    ) -> list[node.Node]:
        """Return the nodes under a namespace; nodes, inputs and config keys of it are read in it too."""
        return into_namespace(nodes, namespace, (*(inputs or ()), *(config or ())))

    def add_final_node(self, fn: Callable[..., Any], node_name: str, namespace: str) -> node.Node:
        """Return the node of the decorated function, its parameters read from the namespace."""
        (made,) = base.DefaultNodeCreator().generate_nodes(fn, {})
        names = {
            read: read if read in self.external_inputs else assign_namespace(read, namespace)
            for read in made.input_types
        }
        return rename_inputs(made, names, name=node_name)

    def _derive_namespace(self, fn: Callable[..., Any]) -> str:
        return fn.__name__ if self.namespace is None else self.namespace

    def _derive_name(self, fn: Callable[..., Any]) -> str:
        return fn.__name__ if self.final_node_name is None else self.final_node_name

    def generate_nodes(self, fn: Callable[..., Any], configuration: dict[str, Any]) -> list[node.Node]:
        own = _own_config(configuration, self.config, fn.__name__)
        namespace = self._derive_namespace(fn)
        inner = self.collect_nodes({**configuration, **own}, self.subdag_functions)
        nodes = self.add_namespace(inner, namespace, self.inputs, own)
        nodes.extend(self._outer_nodes(nodes, namespace, own))
        nodes.append(self.add_final_node(fn, self._derive_name(fn), namespace))
        return nodes

    def validate(self, fn: Callable[..., Any]) -> None:
        pass

    def required_config(self) -> list[str] | None:
        return None


class SubdagParams(TypedDict, total=False):
    """What may differ between the subdags of a `parameterized_subdag`."""

    inputs: dict[str, ParametrizedDependency]
    config: dict[str, Any]
    external_inputs: list[str]


class parameterized_subdag(base.NodeCreator):
    """Makes one subdag for each keyword, each with inputs and config of its own on top of the shared ones.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import parameterized_subdag, source, value
        >>> def scaled(number: float, factor: float) -> float:
        ...     return number * factor
        >>> @parameterized_subdag(
        ...     scaled,
        ...     inputs={"number": source("start")},
        ...     twice={"inputs": {"factor": value(2.0)}},
        ...     half={"inputs": {"factor": value(0.5)}},
        ... )
        ... def variant(scaled: float) -> float:
        ...     return scaled
        >>> dr = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(variant)).build()
        >>> dr.execute(["twice", "half"], inputs={"start": 3.0})
        {'twice': 6.0, 'half': 1.5}
    """

    takes_functions = True

    def __init__(
        self,
        *load_from: Source,
        inputs: dict[str, ParametrizedDependency | LiteralDependency] | None = None,
        config: dict[str, Any] | None = None,
        external_inputs: list[str] | None = None,
        **parameterization: SubdagParams,
    ) -> None:
        """Store the inner dataflow and its variants.

        Args:
            *load_from: Modules or functions.
            inputs: Inputs all variants share.
            config: Config all variants share.
            external_inputs: Parameters that come from outside, unless a variant says otherwise.
            **parameterization: Node name to `{"inputs": ..., "config": ..., "external_inputs": ...}`.
        """
        self.load_from = load_from
        self.inputs = inputs if inputs is not None else {}
        self.config = config if config is not None else {}
        self.parameterization = parameterization
        self.external_inputs = _names(external_inputs)
        for name, given in parameterization.items():
            if not isinstance(given, dict):
                raise misuse(
                    InvalidDecoratorException,
                    f"{name} of a parameterized_subdag must be a dict with inputs, config or external_inputs, "
                    f"not {given!r}.",
                )
            unknown = [key for key in given if key not in SubdagParams.__annotations__]
            if unknown:
                logger.warning(
                    "parameterized_subdag ignores %s of %s: it knows inputs, config and external_inputs.",
                    unknown,
                    name,
                )

    def _gather_subdag_generators(self) -> list[subdag]:
        return [
            subdag(
                *self.load_from,
                inputs={**self.inputs, **given.get("inputs", {})},
                config={**self.config, **given.get("config", {})},
                external_inputs=given.get("external_inputs", self.external_inputs),
                namespace=name,
                final_node_name=name,
            )
            for name, given in self.parameterization.items()
        ]

    def generate_nodes(self, fn: Callable[..., Any], config: dict[str, Any]) -> list[node.Node]:
        return [made for generator in self._gather_subdag_generators() for made in generator.generate_nodes(fn, config)]

    def validate(self, fn: Callable[..., Any]) -> None:
        for generator in self._gather_subdag_generators():
            generator.validate(fn)

    def required_config(self) -> list[str] | None:
        return None
