"""Old name of `dagscope.function_modifiers.base`, for projects that import it. Nothing is defined here."""

from __future__ import annotations

import logging

from dagscope.function_modifiers.base import (
    DECORATOR_COUNTER,
    DefaultNodeCreator,
    DefaultNodeDecorator,
    DefaultNodeResolver,
    DynamicResolver,
    InvalidDecoratorException,
    MissingConfigParametersException,
    NodeCreator,
    NodeDecorator,
    NodeExpander,
    NodeInjector,
    NodeResolver,
    NodeTransformer,
    NodeTransformLifecycle,
    SingleNodeNodeTransformer,
    SubDAGModifier,
    TargetType,
    filter_config,
    get_node_decorators,
    resolve_config,
    resolve_nodes,
    sanitize_function_name,
    track_decorator_usage,
)

__all__ = [
    "DECORATOR_COUNTER",
    "DefaultNodeCreator",
    "DefaultNodeDecorator",
    "DefaultNodeResolver",
    "DynamicResolver",
    "InvalidDecoratorException",
    "MissingConfigParametersException",
    "NodeCreator",
    "NodeDecorator",
    "NodeExpander",
    "NodeInjector",
    "NodeResolver",
    "NodeTransformLifecycle",
    "NodeTransformer",
    "SingleNodeNodeTransformer",
    "SubDAGModifier",
    "TargetType",
    "filter_config",
    "get_node_decorators",
    "resolve_config",
    "resolve_nodes",
    "sanitize_function_name",
    "track_decorator_usage",
]

logging.getLogger(__name__).warning(
    "Import of this module is deprecated, and it will be removed in a 2.0 release. Please replace it with "
    "`from hamilton.function_modifiers import base as fm_base`."
)
