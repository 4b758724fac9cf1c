"""`pipe_input` and `pipe_output`: steps in front of a function's parameter or behind its result. They run no step."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from types import EllipsisType
from typing import Any

from dagscope import node
from dagscope.annotations import parameters_of
from dagscope.deprecated_names import DECORATORS_REFERENCE, warn_deprecated
from dagscope.errors import DagscopeError
from dagscope.function_modifiers import base
from dagscope.function_modifiers.calls import reading
from dagscope.function_modifiers.mistakes import InvalidDecoratorException, misuse
from dagscope.function_modifiers.namespaces import same
from dagscope.function_modifiers.phases import F
from dagscope.function_modifiers.steps import Applicable, NamespaceType, chain_transforms
from dagscope.function_modifiers.transformers import check_target

logger = logging.getLogger(__name__)

# The tag of the node behind the last step, as Hamilton sets it: projects filter by it.
IDENTITY_MODULE = "hamilton.function_modifiers.macros"


class SingleTargetError(DagscopeError):
    """Targets are given both for a whole `pipe_output` and for one of its steps."""


def _refuse_unbuilt(collapse: bool, chain: bool, name: str) -> None:
    if collapse:
        raise misuse(
            NotImplementedError,
            f"Collapsing step() functions as one node is not yet implemented for {name}().",
        )
    if chain:
        raise misuse(NotImplementedError, f"@flow() is not yet supported: leave out _chain of {name}().")


def _check_steps(transforms: Sequence[Any], name: str) -> None:
    bad = [each for each in transforms if not isinstance(each, Applicable)]
    if bad:
        raise misuse(InvalidDecoratorException, f"{name} takes step(...), not {bad[0]!r}: wrap functions in step(...).")


def _optional_config_of(transforms: Sequence[Applicable]) -> dict[str, Any]:
    return dict.fromkeys(key for each in transforms for key in each.get_config_elements())


class pipe_input(base.NodeInjector):
    """Applies steps to a parameter before the function gets it.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import pipe_input, step
        >>> def _scaled(number: int, factor: int) -> int:
        ...     return number * factor
        >>> @pipe_input(step(_scaled, factor=10), step(_scaled, factor=2))
        ... def result(number: int) -> int:
        ...     return number + 1
        >>> module = ad_hoc_utils.create_temporary_module(result)
        >>> dr = driver.Builder().with_modules(module).build()
        >>> dr.execute(["result"], inputs={"number": 3})
        {'result': 61}
    """

    takes_functions = True  # It says itself that it takes steps.

    def __init__(
        self,
        *transforms: Applicable,
        namespace: NamespaceType = ...,
        on_input: base.TargetType = None,
        collapse: bool = False,
        _chain: bool = False,
    ) -> None:
        """Store the steps in front of a parameter.

        Args:
            *transforms: `step(...)`, the first one applied first.
            namespace: Where the steps' nodes live: the function's name unless given, None for no namespace.
            on_input: The parameter, or a list of them, each with steps of its own; the first one unless given.
            collapse: Not supported.
            _chain: Not supported.
        """
        _refuse_unbuilt(collapse, _chain, "pipe_input")
        names = [on_input] if on_input is None or isinstance(on_input, str) else on_input
        if not isinstance(names, list | tuple) or not names or not all(isinstance(each, str | None) for each in names):
            raise misuse(
                NotImplementedError,
                f"on_input is the name of a parameter or a list of names, not {on_input!r}.",
            )
        _check_steps(transforms, "pipe_input")
        self.transforms = transforms
        self.collapse = collapse
        self.chain = _chain
        self.namespace = namespace
        self.target: list[str | None] = list(dict.fromkeys(names))

    def _resolve_namespace(self, fn_name: str) -> str | None:
        return fn_name if isinstance(self.namespace, EllipsisType) else self.namespace

    def inject_nodes(
        self, params: dict[str, Any], config: dict[str, Any], fn: Callable[..., Any]
    ) -> tuple[list[node.Node], dict[str, str]]:
        mapping = self._distribute_transforms_to_parameters(params)
        mapping = self._create_valid_parameters_transforms_mapping(mapping, fn, params)
        nodes: list[node.Node] = []
        renamed: dict[str, str] = {}
        namespace = self._resolve_namespace(fn.__name__)
        for parameter, transforms in mapping.items():
            inner = namespace if len(self.target) == 1 else ".".join(filter(None, (namespace, parameter)))
            added, renamed[parameter] = chain_transforms(parameter, transforms, inner, config, fn)
            nodes.extend(added)
        return nodes, renamed

    def _distribute_transforms_to_parameters(self, params: dict[str, Any]) -> dict[str, Sequence[Applicable]]:
        return {name: self.transforms for name in self.target if name is not None and name in params}

    def _create_valid_parameters_transforms_mapping(
        self, mapping: dict[str, Sequence[Applicable]], fn: Callable[..., Any], params: dict[str, Any]
    ) -> dict[str, Sequence[Applicable]]:
        """Return the mapping, or all steps on the first parameter if it is empty; raises for names of no parameter."""
        if not mapping:
            on_input = ", ".join(filter(None, self.target))
            if on_input:
                logger.warning("pipe_input: %s has no parameter %s, the first one is taken.", fn.__name__, on_input)
            first = next((name for name, _ in parameters_of(fn)), "")
            mapping = {first: self.transforms}
        unknown = [each for each in self.target if each not in mapping] if len(self.target) > 1 else []
        if unknown:
            raise InvalidDecoratorException(f"Function: {fn.__name__} reads no {unknown[0]} that steps could change.")
        for parameter in mapping:
            if parameter not in params:
                raise InvalidDecoratorException(
                    f"Function: {fn.__name__} has a first parameter that is not a dependency. "
                    "@pipe requires the parameter names to match the function parameters: "
                    f"{parameter} of {fn.__name__} is already provided by another decorator, or there is none."
                )
        return mapping

    def validate(self, fn: Callable[..., Any]) -> None:
        for each in self.transforms:
            each.validate(chain_first_param=True, allow_custom_namespace=self.namespace is ...)

    def optional_config(self) -> dict[str, Any]:
        return _optional_config_of(self.transforms)


class pipe(pipe_input):
    """Deprecated name of `pipe_input`."""

    def __call__(self, fn: F) -> F:
        why = "pipe has been replaced with pipe_input, the counterpart of pipe_output."
        warn_deprecated("pipe", why, DECORATORS_REFERENCE, "pipe_input")
        return super().__call__(fn)


class pipe_output(base.NodeTransformer):
    """Applies steps to what a function gives.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import pipe_output, step
        >>> def _rounded(value: float, digits: int) -> float:
        ...     return round(value, digits)
        >>> @pipe_output(step(_rounded, digits=1))
        ... def third(number: int) -> float:
        ...     return number / 3
        >>> module = ad_hoc_utils.create_temporary_module(third)
        >>> dr = driver.Builder().with_modules(module).build()
        >>> dr.execute(["third"], inputs={"number": 10})
        {'third': 3.3}
    """

    takes_functions = True  # It says itself that it takes steps.

    def __init__(
        self,
        *transforms: Applicable,
        namespace: NamespaceType = ...,
        on_output: base.TargetType = None,
        collapse: bool = False,
        _chain: bool = False,
    ) -> None:
        """Store the steps behind the result.

        Args:
            *transforms: `step(...)`, the first one applied first.
            namespace: Where the steps' nodes live: the node's name unless given, None for no namespace.
            on_output: The nodes of the function to change; the final ones unless given.
            collapse: Not supported.
            _chain: Not supported.
        """
        _refuse_unbuilt(collapse, _chain, "pipe_output")
        if on_output is ...:
            raise misuse(
                ValueError,
                "Cannot apply Elipsis(...) to on_output. Use None, single string or list of strings.",
            )
        _check_steps(transforms, "pipe_output")
        self._validate_single_target_level(on_output, transforms)
        check_target(on_output)
        super().__init__(target=on_output)
        self.transforms = transforms
        self.collapse = collapse
        self.chain = _chain
        self.namespace = namespace

    @classmethod
    def _validate_single_target_level(cls, target: base.TargetType, transforms: tuple[Applicable, ...]) -> None:
        if target is not None and any(each.target is not None for each in transforms):
            raise misuse(SingleTargetError, "Cannot have target set on pipe_output and step level.")

    def _filter_individual_target(self, node_: node.Node) -> tuple[Applicable, ...]:
        # A step says no namespace here: the same step may stand behind several nodes.
        return tuple(
            each if each.namespace is ... else each.namespaced(...)
            for each in self.transforms
            if _applies_to(each.target, node_.name)
        )

    def transform_node(self, node_: node.Node, config: dict[str, Any], fn: Callable[..., Any]) -> Collection[node.Node]:
        raw_name = f"{node_.name}.raw"
        namespace = node_.name if isinstance(self.namespace, EllipsisType) else self.namespace
        nodes, last = chain_transforms(raw_name, self._filter_individual_target(node_), namespace, config, fn)
        if not nodes:
            return [node_]
        return [node_.copy_with(name=raw_name), *nodes, _identity(node_.name, last, nodes[-1].type)]

    def validate(self, fn: Callable[..., Any]) -> None:
        for each in self.transforms:
            each.validate(chain_first_param=True, allow_custom_namespace=self.namespace is ...)

    def optional_config(self) -> dict[str, Any]:
        return _optional_config_of(self.transforms)


def _applies_to(target: base.TargetType, name: str) -> bool:
    if target is None or isinstance(target, EllipsisType):
        return True
    return name == target if isinstance(target, str) else name in target


def _identity(name: str, read: str, type_: Any) -> node.Node:
    return node.Node(
        name,
        type_,
        callabl=reading(same, "found", read),
        input_types={read: Any},
        tags={"module": IDENTITY_MODULE},
    )
