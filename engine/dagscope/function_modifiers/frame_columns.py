"""What `with_columns` of every dataframe library shares: a subdag of columns in front of a function.
No library is named here.
"""

from __future__ import annotations

import abc
import types
from collections.abc import Callable, Collection
from typing import Any

from dagscope import node
from dagscope.annotations import is_class, parameters_of
from dagscope.function_modifiers import base
from dagscope.function_modifiers.extractors import extract_columns
from dagscope.function_modifiers.mistakes import InvalidDecoratorException, misuse
from dagscope.function_modifiers.namespaces import assign_namespace, into_namespace, prune_nodes
from dagscope.function_modifiers.subdags import subdag


def _default_inject_parameter(fn: Callable[..., Any], target_dataframe: str | None = None) -> str:
    """Return the parameter that gets the dataframe: the one asked for, or the first."""
    if target_dataframe is not None:
        return target_dataframe
    names = [name for name, _ in parameters_of(fn)]
    if not names:
        raise misuse(ValueError, f"Function: {fn.__name__} has no parameter that takes a dataframe.", fn)
    return names[0]


class with_columns_base(base.NodeInjector, abc.ABC):
    """Adds columns to the dataframe a function takes, each computed by a function."""

    @staticmethod
    def contains_duplicates(nodes_: list[node.Node]) -> bool:
        """Return whether two nodes have the same name."""
        return len({each.name for each in nodes_}) != len(nodes_)

    @staticmethod
    def validate_dataframe(
        fn: Callable[..., Any], inject_parameter: str, params: dict[str, Any], required_type: Any
    ) -> None:
        """Raise unless the parameter is there and takes that kind of dataframe."""
        if inject_parameter not in params:
            raise InvalidDecoratorException(
                f"Function: {fn.__name__} has no dependency {inject_parameter} for with_columns to add columns to."
            )
        type_ = params[inject_parameter]
        if not (is_class(type_) and issubclass(type_, required_type)):
            raise InvalidDecoratorException(
                f"Type of dataframe parameter {inject_parameter} of {fn.__name__} "
                f"should be {required_type}, not {type_}."
            )

    def __init__(
        self,
        *load_from: Callable[..., Any] | types.ModuleType,
        columns_to_pass: list[str] | None = None,
        pass_dataframe_as: str | None = None,
        on_input: str | None = None,
        select: list[str] | None = None,
        namespace: str | None = None,
        config_required: list[str] | None = None,
        dataframe_type: Any = None,
    ) -> None:
        """Store the functions that make the columns.

        Args:
            *load_from: Functions or modules.
            columns_to_pass: Columns of the dataframe that the functions take as parameters.
            pass_dataframe_as: The name under which the functions take the whole dataframe.
            on_input: The parameter that gets the dataframe; the functions take it whole under that name.
            select: The columns to add; all that are columns unless given.
            namespace: Where the columns' nodes live; the function's name unless given.
            config_required: The config keys the functions see; all unless given.
            dataframe_type: The class of the dataframe.
        """
        self.subdag_functions = subdag.collect_functions(load_from)
        if sum(given is not None for given in (columns_to_pass, pass_dataframe_as, on_input)) > 1:
            raise misuse(
                ValueError,
                "You must specify only one of ``columns_to_pass``, ``pass_dataframe_as``, and ``on_input``. "
                "The first hands columns to the functions, the others the whole dataframe.",
            )
        self.select = select
        self.initial_schema = columns_to_pass
        self.dataframe_subdag_param = pass_dataframe_as
        self.target_dataframe = on_input
        self.namespace = namespace
        self.config_required = config_required
        self.dataframe_type = dataframe_type

    def required_config(self) -> list[str] | None:
        return self.config_required

    @abc.abstractmethod
    def get_initial_nodes(self, fn: Callable[..., Any], params: dict[str, Any]) -> tuple[str, Collection[node.Node]]:
        """Return the parameter that gets the dataframe, and the nodes of the columns handed to the functions."""

    @abc.abstractmethod
    def get_subdag_nodes(self, fn: Callable[..., Any], config: dict[str, Any]) -> Collection[node.Node]:
        """Return the nodes of the functions, without a namespace."""

    @abc.abstractmethod
    def chain_subdag_nodes(
        self, fn: Callable[..., Any], inject_parameter: str, generated_nodes: Collection[node.Node]
    ) -> tuple[list[node.Node], str]:
        """Return the nodes with one more, which adds the selected columns to the dataframe, and that one's name."""

    def inject_nodes(
        self, params: dict[str, Any], config: dict[str, Any], fn: Callable[..., Any]
    ) -> tuple[list[node.Node], dict[str, str]]:
        namespace = fn.__name__ if self.namespace is None else self.namespace
        parameter, initial = self.get_initial_nodes(fn, params)
        own = self.get_subdag_nodes(fn, config)
        generated = [*initial, *own]
        if self.contains_duplicates(generated):
            raise ValueError(
                "You can only specify columns once. A function is named like a column in `columns_to_pass` or like "
                "another function: new columns get other names, and `select` says which are added."
            )
        generated = prune_nodes(generated, self.select)
        chained, last = self.chain_subdag_nodes(fn, parameter, generated)
        return into_namespace(chained, namespace), {parameter: assign_namespace(last, namespace)}

    def _column_type(self) -> Any:
        from dagscope import registry

        return registry.get_column_type_from_df_type(self.dataframe_type)

    def validate(self, fn: Callable[..., Any]) -> None:
        parameter = _default_inject_parameter(fn, self.target_dataframe)
        if parameter not in [name for name, _ in parameters_of(fn)]:
            raise misuse(
                InvalidDecoratorException,
                f"Function: {fn.__name__} does not have the parameter {parameter} as a dependency. "
                "@with_columns requires the parameter names to match the function parameters.",
                fn,
            )


class frame_columns(with_columns_base):
    """`with_columns` for libraries whose dataframes take new columns in one call.

    Attributes:
        library: What the dataframes are called in messages.
        frame_class: The class of the dataframes.
    """

    library: str
    frame_class: type

    def __init__(
        self,
        *load_from: Callable[..., Any] | types.ModuleType,
        columns_to_pass: list[str] | None = None,
        pass_dataframe_as: str | None = None,
        on_input: str | None = None,
        select: list[str] | None = None,
        namespace: str | None = None,
        config_required: list[str] | None = None,
    ) -> None:
        """Store the functions that make the columns.

        Args:
            *load_from: Functions or modules.
            columns_to_pass: Columns of the dataframe that the functions take as parameters.
            pass_dataframe_as: Not supported: use `on_input`.
            on_input: The parameter that gets the dataframe; the functions take it whole under that name.
            select: The columns to add; all that are columns unless given.
            namespace: Where the columns' nodes live; the function's name unless given.
            config_required: The config keys the functions see; all unless given.
        """
        if pass_dataframe_as is not None:
            raise misuse(
                NotImplementedError,
                f"We currently do not support pass_dataframe_as for {self.library}: use on_input instead.",
            )
        if columns_to_pass is None and on_input is None:
            raise misuse(
                ValueError,
                "with_columns needs ``columns_to_pass`` or ``on_input``: what the functions get of the dataframe.",
            )
        super().__init__(
            *load_from,
            columns_to_pass=columns_to_pass,
            on_input=on_input,
            select=select,
            namespace=namespace,
            config_required=config_required,
            dataframe_type=self.frame_class,
        )

    @abc.abstractmethod
    def add_columns(self, frame: Any, columns: dict[str, Any]) -> Any:
        """Return the dataframe with the columns added or replaced."""

    def _create_column_nodes(
        self, fn: Callable[..., Any], inject_parameter: str, params: dict[str, Any]
    ) -> list[node.Node]:
        def whole(**kwargs: Any) -> Any:
            return kwargs[inject_parameter]

        frame = node.Node(
            inject_parameter,
            params[inject_parameter],
            callabl=whole,
            input_types={inject_parameter: params[inject_parameter]},
        )
        # The first of the nodes is the dataframe itself, which is there already.
        return list(extract_columns(*(self.initial_schema or ())).transform_node(frame, {}, fn))[1:]

    def get_initial_nodes(self, fn: Callable[..., Any], params: dict[str, Any]) -> tuple[str, Collection[node.Node]]:
        parameter = _default_inject_parameter(fn, self.target_dataframe)
        self.validate_dataframe(fn, parameter, params, self.dataframe_type)
        return parameter, self._create_column_nodes(fn, parameter, params) if self.initial_schema else []

    def get_subdag_nodes(self, fn: Callable[..., Any], config: dict[str, Any]) -> Collection[node.Node]:
        return subdag.collect_nodes(config, self.subdag_functions)

    def chain_subdag_nodes(
        self, fn: Callable[..., Any], inject_parameter: str, generated_nodes: Collection[node.Node]
    ) -> tuple[list[node.Node], str]:
        column_type = self._column_type()
        selected = self.select
        if selected is None:
            selected = [each.name for each in generated_nodes if each.type == column_type]
        columns = list(selected)

        def append(**kwargs: Any) -> Any:
            return self.add_columns(kwargs[inject_parameter], {name: kwargs[name] for name in columns})

        last = node.Node(
            "_append",
            self.dataframe_type,
            callabl=append,
            input_types={**dict.fromkeys(columns, column_type), inject_parameter: self.dataframe_type},
        )
        return [*generated_nodes, last], last.name
