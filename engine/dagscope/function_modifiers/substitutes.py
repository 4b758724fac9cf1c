"""`does` and `dynamic_transform`: another function or class computes what an empty function declares."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Mapping
from typing import Any

from dagscope import node
from dagscope.annotations import EMPTY, annotations_of, parameters_of
from dagscope.class_home import home_of
from dagscope.function_modifiers import base
from dagscope.function_modifiers.calls import as_async_like
from dagscope.function_modifiers.mistakes import InvalidDecoratorException, misuse
from dagscope.function_modifiers.phases import F

logger = logging.getLogger(__name__)


def get_default_tags(fn: Callable[..., Any]) -> dict[str, str]:
    """Return the tags that every node of the function has."""
    return {"module": fn.__module__}


def _empty_function() -> None:
    pass


def _empty_function_with_docstring() -> None:
    """Do nothing: only the code of the body is looked at."""


_EMPTY_CODES = {_empty_function.__code__.co_code, _empty_function_with_docstring.__code__.co_code}


def ensure_function_empty(fn: Callable[..., Any]) -> None:
    """Raise unless the function's body is `pass`, a docstring or both."""
    if fn.__code__.co_code not in _EMPTY_CODES:
        raise misuse(
            InvalidDecoratorException,
            f'Function: {fn.__name__} is not empty. Must have only one line that consists of "pass"',
            fn,
        )


class does(base.NodeCreator):
    """Lets another function compute what the decorated one, empty itself, declares.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import does
        >>> def added(**parts: int) -> int:
        ...     return sum(parts.values())
        >>> @does(added)
        ... def total(wages: int, rent: int) -> int:
        ...     pass
        >>> module = ad_hoc_utils.create_temporary_module(total)
        >>> dr = driver.Builder().with_modules(module).build()
        >>> dr.execute(["total"], inputs={"wages": 5, "rent": 2})
        {'total': 7}
    """

    takes_functions = True

    def __init__(self, replacing_function: Callable[..., Any], **argument_mapping: str | list[str]) -> None:
        """Store the replacing function and the mapping of its arguments.

        Args:
            replacing_function: Computes the value.
            **argument_mapping: Its parameter names to those of the decorated function, where they differ.
        """
        self.replacing_function = replacing_function
        self.argument_mapping = argument_mapping

    @staticmethod
    def map_kwargs(kwargs: dict[str, Any], argument_mapping: Mapping[str, Any]) -> dict[str, Any]:
        """Return the arguments under the names the replacing function has for them, renamed ones last, as mapped."""
        mapped = set(argument_mapping.values())
        missing = [own for own in argument_mapping.values() if own not in kwargs]
        if missing:
            raise KeyError(missing[0])
        kept = {name: given for name, given in kwargs.items() if name not in mapped}
        return kept | {replaced: kwargs[own] for replaced, own in argument_mapping.items()}

    @staticmethod
    def test_function_signatures_compatible(
        fn_signature: inspect.Signature,
        replace_with_signature: inspect.Signature,
        argument_mapping: Mapping[str, Any],
    ) -> bool:
        """Whether the replacing function can be called with the other one's parameters, by name."""
        names = does.map_kwargs(dict.fromkeys(fn_signature.parameters), argument_mapping)
        try:
            replace_with_signature.bind(**names)
        except TypeError:
            return False
        return True

    @staticmethod
    def ensure_function_signature_compatible(
        og_function: Callable[..., Any],
        replacing_function: Callable[..., Any],
        argument_mapping: Mapping[str, Any],
    ) -> None:
        """Raise unless the signatures fit."""
        own, replacing = inspect.signature(og_function), inspect.signature(replacing_function)
        if not does.test_function_signatures_compatible(own, replacing, argument_mapping):
            raise misuse(
                InvalidDecoratorException,
                f"The following function signatures are not compatible for use with @does: {og_function.__name__} with "
                f"signature {own} and replacing function {replacing_function.__name__} with signature {replacing}. "
                f"Mapping for arguments provided was: {dict(argument_mapping)}. "
                "Make the names agree, or map them.",
                og_function,
            )

    def validate(self, fn: Callable[..., Any]) -> None:
        ensure_function_empty(fn)
        own = [name for name, _ in parameters_of(fn)]
        unknown = [str(each) for each in self.argument_mapping.values() if each not in own]
        if unknown:
            raise misuse(
                InvalidDecoratorException,
                f"@does maps to {', '.join(unknown)}, which {fn.__name__} does not have: its parameters are {own}.",
                fn,
            )
        does.ensure_function_signature_compatible(fn, self.replacing_function, self.argument_mapping)

    def generate_nodes(self, fn: Callable[..., Any], config: dict[str, Any]) -> list[node.Node]:
        replacing, mapping = self.replacing_function, self.argument_mapping
        defaults = {name: default for name, default in parameters_of(fn) if default is not EMPTY}

        def call(**kwargs: Any) -> Any:
            return replacing(**does.map_kwargs({**defaults, **kwargs}, mapping))

        (made,) = base.DefaultNodeCreator().generate_nodes(fn, config)
        return [made.copy_with(callabl=as_async_like(call, replacing))]


class dynamic_transform(base.NodeCreator):
    """Deprecated (see `resolve`): lets a class, configured under a config key, compute a series."""

    def __init__(self, transform_cls: type, config_param: str, **extra_transform_params: Any) -> None:
        """Store the class of the transform.

        Args:
            transform_cls: A subclass of `hamilton.models.BaseModel`.
            config_param: The config key whose value it gets.
            **extra_transform_params: Further arguments of its constructor.
        """
        self.transform_cls = transform_cls
        self.config_param = config_param
        self.extra_transform_params = extra_transform_params

    def __call__(self, fn: F) -> F:
        logger.warning("%s is deprecated: use resolve instead.", type(self).__name__)
        return super().__call__(fn)

    def validate(self, fn: Callable[..., Any]) -> None:
        ensure_function_empty(fn)
        found = annotations_of(fn).get("return")
        if not (isinstance(found, type) and found.__name__ == "Series" and home_of(found).startswith("pandas")):
            raise misuse(InvalidDecoratorException, "Models must declare their return type as a pandas Series", fn)
        if parameters_of(fn):
            raise misuse(
                InvalidDecoratorException,
                f"Models must have no parameters -- what {fn.__name__} reads is found in the config.",
                fn,
            )

    def generate_nodes(self, fn: Callable[..., Any], config: dict[str, Any] | None = None) -> list[node.Node]:
        series = annotations_of(fn)["return"]
        if config is None or self.config_param not in config:
            raise InvalidDecoratorException(
                f"Configuration has no parameter: {self.config_param}. It is needed by {fn.__name__}."
            )
        transform = self.transform_cls(config[self.config_param], fn.__name__, **self.extra_transform_params)
        return [
            node.Node(
                fn.__name__,
                series,
                doc_string=fn.__doc__ or "",
                callabl=transform.compute,
                input_types=dict.fromkeys(transform.get_dependents(), series),
                tags=get_default_tags(fn),
            )
        ]

    # parity: hamilton.function_modifiers.macros.dynamic_transform.require_config
    def require_config(self) -> list[str]:
        """Return the config key."""
        return [self.config_param]

    def required_config(self) -> list[str] | None:
        return [self.config_param]


class model(dynamic_transform):
    """Deprecated: `dynamic_transform` for models."""

    def __init__(self, model_cls: type, config_param: str, **extra_model_params: Any) -> None:
        super().__init__(transform_cls=model_cls, config_param=config_param, **extra_model_params)
