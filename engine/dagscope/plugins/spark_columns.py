"""`with_columns`, `select` and `require_columns` for Spark: functions of columns, run one after the other on one frame.

Each function becomes a node that takes the dataframe of the node before and adds its column. What it reads is among
its inputs as well, so that the graph shows where a column comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from types import ModuleType
from typing import Any

from pyspark.sql import Column, DataFrame

from dagscope import node
from dagscope.annotations import annotations_of, parameters_of
from dagscope.execution.graph_functions import topologically_sort_nodes
from dagscope.function_modifiers import base
from dagscope.function_modifiers.frame_columns import with_columns_base
from dagscope.function_modifiers.mistakes import misuse
from dagscope.function_modifiers.subdags import subdag
from dagscope.htypes import custom_subclass_check
from dagscope.node import DependencyType, Node
from dagscope.plugins.spark_functions import _lambda_udf

_FRAME: node.InputType = (DataFrame, DependencyType.REQUIRED)


def _is_frame(type_: Any) -> bool:
    return bool(custom_subclass_check(type_, DataFrame))


def derive_dataframe_parameter(
    param_types: Mapping[str, Any], requested_parameter: str | None, location_name: Any
) -> str:
    """Return the parameter that is a dataframe of Spark: the one asked for, or the only one."""
    found = [name for name, type_ in param_types.items() if _is_frame(type_)]
    if requested_parameter is not None:
        if requested_parameter not in found:
            raise ValueError(f"Requested parameter {requested_parameter} not found in {location_name}")
        return requested_parameter
    if not found:
        raise ValueError(
            f"No dataframe parameters found in: {location_name}. Received parameters: {dict(param_types)}. "
            "@with_columns must inject a dataframe parameter into the function."
        )
    if len(found) > 1:
        raise ValueError(
            f"More than one dataframe parameter found in function: {location_name}: {found}. "
            "Say which one with the parameter `dataframe` of @with_columns."
        )
    return found[0]


def derive_dataframe_parameter_from_fn(fn: Callable[..., Any], requested_parameter: str | None = None) -> str:
    """Return the parameter of a function that is a dataframe of Spark: the one asked for, or the only one."""
    hints = annotations_of(fn)
    types = {name: hints.get(name) for name, _ in parameters_of(fn)}
    return derive_dataframe_parameter(types, requested_parameter, fn.__qualname__)


def derive_dataframe_parameter_from_node(node_: Node, requested_parameter: str | None = None) -> str:
    """Return the parameter of a node that is a dataframe of Spark: the one asked for, or the only one."""
    types = {name: type_ for name, (type_, _) in node_.input_types.items()}
    made_by = node_.originating_functions
    return derive_dataframe_parameter(types, requested_parameter, made_by[-1] if made_by else node_.name)


def _derive_first_dataframe_parameter_from_fn(fn: Callable[..., Any]) -> str:
    """Return the first parameter of a function, which has to be a dataframe of Spark."""
    parameters = [name for name, _ in parameters_of(fn)]
    needs = "with_columns requires the first parameter to be a dataframe so we know how to wire dependencies."
    if not parameters:
        raise misuse(ValueError, f"Function {fn.__qualname__} has no parameters. {needs}", fn)
    type_ = annotations_of(fn).get(parameters[0])
    if not _is_frame(type_):
        raise misuse(
            ValueError,
            f"Function {fn.__qualname__} has a first parameter {parameters[0]} that is not a pyspark dataframe. "
            f"Instead got: {type_}. {needs}",
            fn,
        )
    return parameters[0]


def _on_the_frame(
    node_: Node,
    call: Callable[..., Any],
    kept: Mapping[str, node.InputType],
    shown: Iterable[str],
    type_: Any,
) -> Node:
    """Return the node with the inputs that its function needs and, as dataframes, those that are only shown."""
    return node_.copy_with(callabl=call, input_types={**kept, **dict.fromkeys(shown, _FRAME)}, typ=type_)


def sparkify_node_with_udf(
    node_: Node,
    linear_df_dependency_name: str,
    base_df_dependency_name: str,
    base_df_dependency_param: str | None,
    dependent_columns_in_group: Collection[str],
    dependent_columns_from_dataframe: Collection[str],
) -> Node:
    """Return a node that adds, to the dataframe of the node before, the column which a function of columns makes.

    Args:
        node_: The node of the function.
        linear_df_dependency_name: The node before, whose dataframe has all columns so far.
        base_df_dependency_name: The parameter that the first dataframe comes in by.
        base_df_dependency_param: The name under which the functions take it; None where they take columns.
        dependent_columns_in_group: What the function reads of the other functions.
        dependent_columns_from_dataframe: What it reads of the first dataframe.
    """
    frames = {linear_df_dependency_name, base_df_dependency_name}
    columns = {*dependent_columns_in_group, *dependent_columns_from_dataframe}

    def add_column(**kwargs: Any) -> Any:
        values = {name: value for name, value in kwargs.items() if name not in frames and name not in columns}
        return _lambda_udf(kwargs[linear_df_dependency_name], node_, values)

    kept = {name: each for name, each in node_.input_types.items() if name not in dependent_columns_from_dataframe}
    takes_frame = base_df_dependency_param is not None and base_df_dependency_name in node_.input_types
    shown = [linear_df_dependency_name, *(name for name in node_.input_types if name in dependent_columns_in_group)]
    if takes_frame or dependent_columns_from_dataframe:
        shown.append(base_df_dependency_name)
    return _on_the_frame(node_, add_column, kept, shown, DataFrame)


class require_columns(base.NodeTransformer):
    """Names the columns that a function of a dataframe needs, inside `with_columns`; elsewhere it changes nothing.

    The function gives a column, or the dataframe with one more.
    """

    TRANSFORM_TARGET_TAG = "hamilton.spark.target"
    TRANSFORM_COLUMNS_TAG = "hamilton.spark.columns"

    def __init__(self, *columns: str) -> None:
        super().__init__(target=None)
        self._columns = columns

    def transform_node(self, node_: Node, config: dict[str, Any], fn: Callable[..., Any]) -> Collection[Node]:
        """Let the node read the columns, and note for `with_columns` which dataframe they are of."""
        target = derive_dataframe_parameter_from_node(node_)
        own = frozenset(node_.input_types)
        original = node_.callable

        def call(**kwargs: Any) -> Any:
            return original(**{name: value for name, value in kwargs.items() if name in own})

        def with_column(made: Any, kwargs: dict[str, Any]) -> Any:
            return kwargs[target].withColumn(node_.name, made)

        added = {name: _FRAME for name in self._columns if name not in own}
        tags = {**node_.tags, self.TRANSFORM_TARGET_TAG: target, self.TRANSFORM_COLUMNS_TAG: self._columns}
        made = node_.copy_with(input_types={**node_.input_types, **added}, callabl=call, tags=tags)
        return [made.transform_output(with_column, DataFrame) if custom_subclass_check(node_.type, Column) else made]

    def validate(self, fn: Callable[..., Any]) -> None:
        _derive_first_dataframe_parameter_from_fn(fn)

    @staticmethod
    def _extract_dataframe_params(node_: Node) -> list[str]:
        return [name for name, (type_, _) in node_.input_types.items() if _is_frame(type_)]

    @staticmethod
    def is_default_pyspark_udf(node_: Node) -> bool:
        """Return whether the node takes one dataframe, which stands for the column of the parameter's name."""
        return len(require_columns._extract_dataframe_params(node_)) == 1

    @staticmethod
    def is_decorated_pyspark_udf(node_: Node) -> bool:
        """Return whether it is known which columns the node needs of which dataframe."""
        return node_.tags.keys() >= {require_columns.TRANSFORM_TARGET_TAG, require_columns.TRANSFORM_COLUMNS_TAG}

    @staticmethod
    def sparkify_node(
        node_: Node,
        linear_df_dependency_name: str,
        base_df_dependency_name: str,
        base_df_param_name: str | None,
        dependent_columns_from_upstream: Collection[str],
        dependent_columns_from_dataframe: Collection[str],
    ) -> Node:
        """Return the node, its function called with the dataframe of the node before.

        Args:
            node_: A node whose columns are known.
            linear_df_dependency_name: The node before, whose dataframe has all columns so far.
            base_df_dependency_name: The parameter that the first dataframe comes in by.
            base_df_param_name: The name under which the functions take it; None where they take columns.
            dependent_columns_from_upstream: What the node needs of the other functions.
            dependent_columns_from_dataframe: What it needs of the first dataframe.
        """
        target = node_.tags[require_columns.TRANSFORM_TARGET_TAG]
        original = node_.callable

        def call(**kwargs: Any) -> Any:
            return original(**{**kwargs, target: kwargs[linear_df_dependency_name]})

        left_out = {target, *dependent_columns_from_dataframe}
        kept = {name: each for name, each in node_.input_types.items() if name not in left_out}
        shown = [linear_df_dependency_name, *dependent_columns_from_upstream]
        if target == base_df_param_name:
            shown.append(base_df_dependency_name)
        return _on_the_frame(node_, call, kept, shown, node_.type)


def _identify_upstream_dataframe_nodes(nodes: Collection[Node]) -> list[str]:
    """Return the dataframes, and the columns of such, that the nodes read and none of them makes."""
    made = {each.name for each in nodes}
    read = {
        name: None
        for each in nodes
        for name in each.tags.get(
            require_columns.TRANSFORM_COLUMNS_TAG, require_columns._extract_dataframe_params(each)
        )
        if name not in made
    }
    return list(read)


class with_columns(with_columns_base):
    """Adds columns, each computed by a function, to the dataframe of Spark that a function takes first.

    The functions may be of single values, of pandas series, or of columns of Spark.
    """

    def __init__(
        self,
        *load_from: Callable[..., Any] | ModuleType,
        columns_to_pass: list[str] | None = None,
        pass_dataframe_as: str | None = None,
        on_input: str | None = None,
        select: list[str] | None = None,
        namespace: str | None = None,
        mode: str = "append",
        config_required: list[str] | None = None,
    ) -> None:
        """Store the functions that make the columns.

        Args:
            *load_from: Functions or modules.
            columns_to_pass: Columns of the dataframe that the functions take as parameters.
            pass_dataframe_as: The name under which the functions take the whole dataframe.
            on_input: Not supported: the first parameter gets the dataframe.
            select: The columns to add; all unless given.
            namespace: Where the columns' nodes live; the function's name unless given.
            mode: `append` adds the columns to those of the dataframe, `select` leaves those out.
            config_required: The config keys the functions see; all unless given.
        """
        if on_input is not None:
            raise misuse(
                NotImplementedError,
                "We currently do not support on_input for spark: the first parameter gets the dataframe.",
            )
        super().__init__(
            *load_from,
            columns_to_pass=columns_to_pass,
            pass_dataframe_as=pass_dataframe_as,
            select=select,
            namespace=namespace,
            config_required=config_required,
            dataframe_type=DataFrame,
        )
        self.mode = mode

    @staticmethod
    def _prep_nodes(initial_nodes: Collection[Node]) -> list[Node]:
        """Let a function of one dataframe be of the column that its parameter is named after."""
        prepared: list[Node] = []
        for each in initial_nodes:
            if require_columns.is_default_pyspark_udf(each):
                named = require_columns(derive_dataframe_parameter_from_node(each))
                prepared.extend(named.transform_node(each, {}, each.callable))
            else:
                prepared.append(each)
        return prepared

    @staticmethod
    def create_selector_node(upstream_name: str, columns: list[str], node_name: str = "select") -> Node:
        """Return a node that gives these columns of a dataframe alone."""
        return _frame_node(node_name, upstream_name, lambda frame: frame.select(*columns))

    @staticmethod
    def create_drop_node(upstream_name: str, columns: list[str], node_name: str = "select") -> Node:
        """Return a node that gives a dataframe without these columns."""
        return _frame_node(node_name, upstream_name, lambda frame: frame.drop(*columns))

    def _validate_dataframe_subdag_parameter(self, nodes: Collection[Node], fn_name: str) -> None:
        """Raise unless the functions take the dataframe as they were said to."""
        passed, known = self.dataframe_subdag_param, self.initial_schema or ()
        found = [name for name in _identify_upstream_dataframe_nodes(nodes) if name not in known]
        if len(found) > 1 or (passed is None and found):
            raise ValueError(
                f"We found multiple upstream dataframe parameters for function: {fn_name} decorated with "
                f"@with_columns: {found}. With pass_dataframe_as={passed}, the functions take "
                f"{'none' if passed is None else 'that one'}; name the columns that they take in columns_to_pass."
            )
        if passed is None or found == [passed]:
            return
        raise ValueError(
            f"You specified your set of UDFs to use upstream dataframe parameter: {passed} for function: {fn_name} "
            f"decorated with `with_columns`, but {f'they take {found[0]}' if found else 'none of them takes it'}. "
            "It has to be annotated as a dataframe of pyspark; functions that take columns are given them with "
            "columns_to_pass."
        )

    def get_initial_nodes(self, fn: Callable[..., Any], params: dict[str, Any]) -> tuple[str, Collection[Node]]:
        parameter = _derive_first_dataframe_parameter_from_fn(fn)
        self.validate_dataframe(fn, parameter, params, self.dataframe_type)
        return parameter, []  # Columns of Spark are no values: they stay in the dataframe.

    def get_subdag_nodes(self, fn: Callable[..., Any], config: dict[str, Any]) -> Collection[Node]:
        nodes = self._prep_nodes(subdag.collect_nodes(config, self.subdag_functions))
        self._validate_dataframe_subdag_parameter(nodes, fn.__qualname__)
        return nodes

    def chain_subdag_nodes(
        self, fn: Callable[..., Any], inject_parameter: str, generated_nodes: Collection[Node]
    ) -> tuple[list[Node], str]:
        ordered = topologically_sort_nodes(list(generated_nodes))
        names = [each.name for each in ordered]
        chained: list[Node] = []
        current = inject_parameter
        for each in ordered:
            is_of_columns = require_columns.is_decorated_pyspark_udf(each)
            add = require_columns.sparkify_node if is_of_columns else sparkify_node_with_udf
            inside = [name for name in each.input_types if name in names]
            outside = [name for name in each.input_types if name in (self.initial_schema or ())]
            made = add(each, current, inject_parameter, self.dataframe_subdag_param, inside, outside)
            chained.append(made)
            current = made.name
        dropped = [name for name in names if self.select is not None and name not in self.select]
        if self.mode == "select":
            wanted = names if self.select is None else self.select
            chained.append(self.create_selector_node(current, wanted, "_select"))
        elif dropped:
            chained.append(self.create_drop_node(current, dropped, "_select"))
        return chained, chained[-1].name if chained else current

    def validate(self, fn: Callable[..., Any]) -> None:
        _derive_first_dataframe_parameter_from_fn(fn)


def _frame_node(name: str, upstream: str, change: Callable[[Any], Any]) -> Node:
    def call(**kwargs: Any) -> Any:
        return change(kwargs[upstream])

    return Node(name, DataFrame, callabl=call, input_types={upstream: DataFrame})


class select(with_columns):
    """Makes a dataframe of Spark of columns alone, each computed by a function of the dataframe a function takes."""

    def __init__(
        self,
        *load_from: Callable[..., Any] | ModuleType,
        columns_to_pass: list[str] | None = None,
        pass_dataframe_as: str | None = None,
        output_cols: list[str] | None = None,
        namespace: str | None = None,
        config_required: list[str] | None = None,
    ) -> None:
        """Store the functions that make the columns; all arguments but one are those of `with_columns`.

        Args:
            *load_from: Functions or modules.
            columns_to_pass: Columns of the dataframe that the functions take as parameters.
            pass_dataframe_as: The name under which the functions take the whole dataframe.
            output_cols: The columns of the result; all that the functions make unless given.
            namespace: Where the columns' nodes live; the function's name unless given.
            config_required: The config keys the functions see; all unless given.
        """
        super().__init__(
            *load_from,
            columns_to_pass=columns_to_pass,
            pass_dataframe_as=pass_dataframe_as,
            select=output_cols,
            namespace=namespace,
            mode="select",
            config_required=config_required,
        )
