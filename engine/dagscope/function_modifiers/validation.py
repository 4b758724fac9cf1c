"""`check_output` and `check_output_custom`: nodes that check what a function gives.
The checks are in `data_quality`.
"""

from __future__ import annotations

import abc
from collections.abc import Callable, Collection, Sequence
from typing import Any

from dagscope import node
from dagscope.data_quality import base as dq_base
from dagscope.data_quality import default_validators
from dagscope.function_modifiers import base
from dagscope.function_modifiers.mistakes import InvalidDecoratorException, misuse
from dagscope.function_modifiers.transformers import check_target
from dagscope.node import DependencyType

IS_DATA_VALIDATOR_TAG = "hamilton.data_quality.contains_dq_results"
DATA_VALIDATOR_ORIGINAL_OUTPUT_TAG = "hamilton.data_quality.source_node"


class BaseDataValidationDecorator(base.NodeTransformer):
    """Puts validators behind a node: `f_raw` gives the value, `f_<validator>` checks it, `f` lets it through."""

    @abc.abstractmethod
    def get_validators(self, node_to_validate: node.Node) -> list[dq_base.DataValidator]:
        """Return the validators of the node."""

    def transform_node(self, node_: node.Node, config: dict[str, Any], fn: Callable[..., Any]) -> Collection[node.Node]:
        validators = self.get_validators(node_)
        raw = node_.copy_with(name=f"{node_.name}_raw", tags=dict(node_.tags))
        names = _names(node_.name, validators)
        checks = [_validator_node(node_, raw.name, name, validator) for name, validator in zip(names, validators)]
        final = node_.copy_with(
            callabl=_gate(node_.name, raw.name, list(zip(names, validators))),
            node_source=node.NodeType.STANDARD,
            input_types={
                raw.name: (node_.type, DependencyType.REQUIRED),
                **dict.fromkeys(names, (dq_base.ValidationResult, DependencyType.REQUIRED)),
            },
            optional_values={},
        )
        return [*checks, final, raw]

    def validate(self, fn: Callable[..., Any]) -> None:
        pass


class AnnotatedOutputCheck(BaseDataValidationDecorator):
    """The part that checks share whose rules are in the function's return annotation."""

    def __init__(
        self,
        importance: str = dq_base.DataValidationLevel.WARN.value,
        target: base.TargetType = None,
    ) -> None:
        """Store the importance, `warn` or `fail`, and the nodes to check: the final ones unless given."""
        super().__init__(target)
        check_importance(importance)
        self.importance = importance
        self.target = target


def _names(node_name: str, validators: Sequence[dq_base.DataValidator]) -> list[str]:
    counts: dict[str, int] = {}
    names = []
    for validator in validators:
        plain = f"{node_name}_{validator.name()}"
        count = counts.get(plain, 0)
        counts[plain] = count + 1
        names.append(f"{plain}_{count}" if count else plain)
    return names


def _validator_node(node_: node.Node, raw_name: str, name: str, validator: dq_base.DataValidator) -> node.Node:
    # The validator is a default argument, as in Hamilton: projects look it up there.
    if dq_base.is_async_validator(validator):

        async def check_later(validator_to_call: Any = validator, **kwargs: Any) -> Any:
            return await validator_to_call.validate(kwargs[raw_name])

        call: Callable[..., Any] = check_later
    else:

        def check(validator_to_call: Any = validator, **kwargs: Any) -> Any:
            return validator_to_call.validate(kwargs[raw_name])

        call = check
    return node.Node(
        name,
        dq_base.ValidationResult,
        doc_string=validator.description(),
        callabl=call,
        input_types={raw_name: (node_.type, DependencyType.REQUIRED)},
        tags={
            **node_.tags,
            IS_DATA_VALIDATOR_TAG: True,
            DATA_VALIDATOR_ORIGINAL_OUTPUT_TAG: node_.name,
        },
    )


def _gate(node_name: str, raw_name: str, checks: list[tuple[str, dq_base.DataValidator]]) -> Callable[..., Any]:
    def let_through(**kwargs: Any) -> Any:
        failures = []
        for name, validator in checks:
            result = kwargs[name]
            if result.passes:
                continue
            if validator.importance == dq_base.DataValidationLevel.WARN:
                dq_base.act_warn(node_name, result, validator)
            else:
                failures.append((result, validator))
        if failures:
            dq_base.act_fail_bulk(node_name, failures)
        return kwargs[raw_name]

    return let_through


def check_importance(importance: str) -> None:
    """Raise ValueError, with the user's line, unless it is `warn` or `fail`."""
    levels = [level.value for level in dq_base.DataValidationLevel]
    if importance not in levels:
        raise misuse(ValueError, f"{importance!r} is not a valid DataValidationLevel: give {' or '.join(levels)}.")


class check_output(BaseDataValidationDecorator):
    """Checks what a function gives with ready-made validators, chosen by argument and type.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import check_output
        >>> @check_output(range=(0, 1), importance="fail")
        ... def share(part: float) -> float:
        ...     return part
        >>> module = ad_hoc_utils.create_temporary_module(share)
        >>> dr = driver.Builder().with_modules(module).build()
        >>> dr.execute(["share"], inputs={"part": 0.5})
        {'share': 0.5}
    """

    def __init__(
        self,
        importance: str = dq_base.DataValidationLevel.WARN.value,
        default_validator_candidates: list[type[dq_base.BaseDefaultValidator]] | None = None,
        target_: base.TargetType = None,
        **default_validator_kwargs: Any,
    ) -> None:
        """Store the checks by their arguments.

        Args:
            importance: `warn` logs what does not pass, `fail` raises `DataValidationError`.
            default_validator_candidates: Validators to choose from; the ready-made ones unless given.
            target_: The nodes to check; the final ones unless given.
            **default_validator_kwargs: `range=`, `values_in=`, `data_type=`, `max_fraction_nans=` ...
        """
        check_target(target_)
        super().__init__(target=target_)
        self._validate_constructor_args(importance=importance, **default_validator_kwargs)
        check_importance(importance)
        self.importance = importance
        self.default_validator_kwargs = default_validator_kwargs
        self.default_validator_candidates = default_validator_candidates

    @staticmethod
    def _validate_constructor_args(
        *validator: dq_base.DataValidator, importance: str | None = None, **default_validator_kwargs: Any
    ) -> None:
        if validator and (importance is not None or default_validator_kwargs):
            raise misuse(
                ValueError,
                "Give validators of your own or arguments of the ready-made ones, not both.",
            )
        if not validator and importance is None:
            raise misuse(ValueError, "The ready-made validators need an importance: warn or fail.")

    def get_validators(self, node_to_validate: node.Node) -> list[dq_base.DataValidator]:
        try:
            return list(
                default_validators.resolve_default_validators(
                    node_to_validate.type,
                    importance=self.importance,
                    available_validators=self.default_validator_candidates,
                    **self.default_validator_kwargs,
                )
            )
        except ValueError as error:
            raise ValueError(
                f"Could not resolve validators for @check_output for function [{node_to_validate.name}]. {error} "
                "If `target_` is given, does it name the right node?"
            ) from error


class check_output_custom(BaseDataValidationDecorator):
    """Checks what a function gives with validators of one's own.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.data_quality import base
        >>> from dagscope.function_modifiers import check_output_custom
        >>> class Even(base.DataValidator):
        ...     def applies_to(self, datatype):
        ...         return datatype is int
        ...     def description(self):
        ...         return "the number is even"
        ...     @classmethod
        ...     def name(cls):
        ...         return "even"
        ...     def validate(self, dataset):
        ...         return base.ValidationResult(passes=dataset % 2 == 0, message=f"{dataset} modulo 2")
        >>> @check_output_custom(Even(importance="fail"))
        ... def pairs(number: int) -> int:
        ...     return number
        >>> dr = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(pairs)).build()
        >>> dr.execute(["pairs"], inputs={"number": 4})
        {'pairs': 4}
    """

    def __init__(self, *validators: dq_base.DataValidator, target_: base.TargetType = None) -> None:
        """Store the validators.

        Args:
            *validators: Instances of `DataValidator`.
            target_: The nodes to check; the final ones unless given.
        """
        check_target(target_)
        super().__init__(target=target_)
        bad = [each for each in validators if not isinstance(each, dq_base.DataValidator)]
        if bad:
            raise misuse(
                InvalidDecoratorException,
                f"check_output_custom takes instances of DataValidator, not {bad[0]!r}.",
            )
        self.validators = list(validators)

    def get_validators(self, node_to_validate: node.Node) -> list[dq_base.DataValidator]:
        return self.validators
