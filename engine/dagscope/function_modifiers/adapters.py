"""Loading and saving by registered adapters, as decorators: `load_from`, `save_to`. The adapters are elsewhere."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Collection, Sequence
from typing import Any

from dagscope import node
from dagscope.data_adapters import DataLoader, DataSaver
from dagscope.function_modifiers.adapter_factory import (
    AdapterFactory,
    adapter_arguments,
    resolve_adapter_class,
    resolve_kwargs,
    source_types,
)
from dagscope.function_modifiers.base import (
    InvalidDecoratorException,
    NodeCreator,
    NodeInjector,
    SingleNodeNodeTransformer,
)
from dagscope.function_modifiers.dependencies import ParametrizedDependency
from dagscope.function_modifiers.marked_functions import dataloader, datasaver, selecting_node
from dagscope.function_modifiers.mistakes import misuse, written_bare
from dagscope.node import DependencyType
from dagscope.registry import LOADER_REGISTRY, SAVER_REGISTRY

__all__ = [
    "AdapterFactory",
    "LOADER_REGISTRY",
    "SAVER_REGISTRY",
    "LoadFromDecorator",
    "SaveToDecorator",
    "dataloader",
    "datasaver",
    "load_from",
    "resolve_adapter_class",
    "resolve_kwargs",
    "save_to",
]

# Messages and pickles name the import path that projects use.
for _public in (dataloader, datasaver):
    _public.__module__ = __name__

AnyFunction = Callable[..., Any]
Config = dict[str, Any]


def _loader_tags(key: str, class_name: str, target: str, has_metadata: bool) -> dict[str, Any]:
    return {
        "hamilton.data_loader": True,
        "hamilton.data_loader.has_metadata": has_metadata,
        "hamilton.data_loader.source": key,
        "hamilton.data_loader.classname": class_name,
        "hamilton.data_loader.node": target,
    }


class LoadFromDecorator(NodeInjector):
    """What `load_from.<key>(...)` gives: the parameter is loaded instead of read from a node."""

    def __init__(
        self,
        loader_classes: Sequence[type[DataLoader]],
        inject_: str | None = None,
        **kwargs: ParametrizedDependency | Any,
    ) -> None:
        """Store the candidate loaders and the arguments.

        Args:
            loader_classes: the loaders of the key.
            inject_: the parameter to load; may be left out if there is only one.
            **kwargs: the loader's arguments: literals, `value(...)` or `source(...)`.
        """
        self.loader_classes = loader_classes
        self.kwargs = kwargs
        self.inject = inject_

    def _select_param_to_inject(self, params: list[str], fn: AnyFunction) -> str:
        if self.inject is None:
            if len(params) == 1:
                return params[0]
            raise InvalidDecoratorException(
                f"If the nodes produced by {fn.__qualname__} require multiple inputs, you must pass `inject_` to the "
                f"load_from decorator for function: {fn.__qualname__}"
            )
        if self.inject not in params:
            raise InvalidDecoratorException(
                f"Parameter {self.inject} not required by nodes produced by {fn.__qualname__}"
            )
        return self.inject

    def get_loader_nodes(
        self, inject_parameter: str, load_type: type[type], namespace: str | None = None
    ) -> list[node.Node]:
        """Return the node that loads data and metadata, and the one that selects the data.

        Args:
            inject_parameter: what the data is for.
            load_type: its type.
            namespace: put in front of the names, usually the function's; without it the second node has the
                plain name of what it provides.
        """
        adapter = resolve_adapter_class(load_type, list(self.loader_classes))
        if adapter is None:
            raise InvalidDecoratorException(
                f"Could not resolve loader for type: {load_type} given possibilities: {list(self.loader_classes)} "
            )
        factory = AdapterFactory(adapter, **self.kwargs)
        sources, literals = resolve_kwargs(self.kwargs)

        def load_data(**kwargs: Any) -> Any:
            loader = factory.create_loader(**adapter_arguments(sources, literals, kwargs))
            return loader.load_data(load_type)

        outer = (namespace,) if namespace else ()
        key, class_name = adapter.name(), adapter.__name__
        loaded_type: Any = tuple[dict[str, Any], load_type]  # type: ignore[valid-type]  # a type known at run time
        loader = node.Node(
            name=inject_parameter,
            namespace=(*outer, "load_data"),
            typ=loaded_type,
            callabl=load_data,
            input_types=source_types(factory, sources),
            tags=_loader_tags(key, class_name, inject_parameter, True),
        )
        selected = selecting_node(
            inject_parameter,
            loader,
            load_type,
            _loader_tags(key, class_name, inject_parameter, False),
            namespace=(*outer, "select_data") if namespace else (),
        )
        return [loader, selected]

    def inject_nodes(
        self, params: dict[str, Any], config: Config, fn: AnyFunction
    ) -> tuple[list[node.Node], dict[str, str]]:
        """Return the two nodes, and the parameter that reads the second."""
        parameter = self._select_param_to_inject(list(params), fn)
        loader, selected = self.get_loader_nodes(parameter, params[parameter], fn.__name__)
        return [loader, selected], {parameter: selected.name}

    def _get_inject_parameter_from_function(self, fn: AnyFunction) -> tuple[str, Any]:
        hints = typing.get_type_hints(fn)
        parameters = list(inspect.signature(fn).parameters)
        if self.inject is None:
            if len(parameters) != 1:
                raise misuse(
                    InvalidDecoratorException,
                    f"If you have multiple parameters in the signature, you must pass `inject_` to the load_from "
                    f"decorator for function: {fn.__qualname__}",
                    fn,
                )
            return parameters[0], hints.get(parameters[0])
        if self.inject not in parameters:
            raise misuse(
                InvalidDecoratorException,
                f"Invalid inject parameter: {self.inject} for fn: {fn.__qualname__}",
                fn,
            )
        return self.inject, hints.get(self.inject)

    def validate(self, fn: AnyFunction) -> None:
        """Raise if there is no such parameter, no loader for its type, or the arguments do not fit.

        A function that makes a subdag cannot be judged by its own parameters, nor one whose annotations name what is
        defined further down: the build does it.
        """
        if hasattr(fn, NodeCreator.get_lifecycle_name()):
            return
        try:
            parameter, type_ = self._get_inject_parameter_from_function(fn)
        except NameError:
            return
        if type_ is None:
            return
        adapter = resolve_adapter_class(type_, list(self.loader_classes))
        if adapter is None:
            raise misuse(
                InvalidDecoratorException,
                f"No loader class found for type: {type_} specified by parameter: {parameter} in function: "
                f"{fn.__qualname__}",
                fn,
            )
        try:
            AdapterFactory(adapter, **self.kwargs)
        except InvalidDecoratorException as error:
            raise misuse(InvalidDecoratorException, str(error), fn) from None


class load_from__meta__(type):
    """Turns `load_from.<key>` into the decorator of that key."""

    def __getattr__(cls, item: str) -> Any:
        if item in LOADER_REGISTRY:
            return load_from.decorator_factory(LOADER_REGISTRY[item])
        if item.startswith("__"):
            raise AttributeError(item)
        raise AttributeError(
            f"No loader named: {item} available for {cls.__name__}. Available loaders are: {LOADER_REGISTRY.keys()}. "
            f"Check the spelling; a loader of your own must be registered with registry.register_adapter first."
        )

    def __dir__(cls) -> list[str]:
        return [*super().__dir__(), *LOADER_REGISTRY]


class load_from(metaclass=load_from__meta__):
    """Loads a parameter instead of reading it from a node: `@load_from.json(path="x.json", inject_="data")`.

    `.csv`, `.parquet`, `.json` ... are the registered loaders; the parameter's type decides which loader of that key
    is used. The function then reads `<function>.select_data.<parameter>`, made by `<function>.load_data.<parameter>`.

    Examples:
        >>> import json, pathlib, tempfile
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import load_from, source
        >>> @load_from.json(path=source("file"))
        ... def names(data: dict) -> list:
        ...     return sorted(data)
        >>> dr = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(names)).build()
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = pathlib.Path(folder, "x.json")
        ...     _ = file.write_text(json.dumps({"b": 1, "a": 2}))
        ...     dr.execute(["names"], inputs={"file": str(file)})
        {'names': ['a', 'b']}
    """

    def __init__(self, *written_above: Any) -> None:
        """Raise where `load_from` itself stands above a function: it is used through its attributes."""
        if written_above:
            raise written_bare("load_from.<key>", written_above[0])

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Raise TypeError: `load_from` is used through its attributes."""
        raise TypeError("load_from is not called itself: use @load_from.<key>(...), e.g. @load_from.json(path=...).")

    @classmethod
    def decorator_factory(cls, loaders: Sequence[type[DataLoader]]) -> Callable[..., LoadFromDecorator]:
        """Return the decorator for the loaders of one key."""

        def create_decorator(
            _load_from__loaders: Sequence[type[DataLoader]] = loaders,
            inject_: str | None = None,
            **kwargs: Any,
        ) -> LoadFromDecorator:
            return LoadFromDecorator(_load_from__loaders, inject_=inject_, **kwargs)

        return create_decorator


class SaveToDecorator(SingleNodeNodeTransformer):
    """What `save_to.<key>(...)` gives: one more node that saves the function's value."""

    def __init__(
        self,
        saver_classes_: Sequence[type[DataSaver]],
        output_name_: str | None = None,
        target_: str | None = None,
        **kwargs: ParametrizedDependency | Any,
    ) -> None:
        """Store the candidate savers and the arguments.

        Args:
            saver_classes_: the savers of the key.
            output_name_: the name of the saving node; `save.<node>` if left out.
            target_: which of the function's nodes to save; the final one if left out.
            **kwargs: the saver's arguments: literals, `value(...)` or `source(...)`.
        """
        super().__init__()
        self.artifact_name = output_name_
        self.saver_classes = saver_classes_
        self.kwargs = kwargs
        self.target = target_

    def create_saver_node(self, node_: node.Node, config: Config, fn: AnyFunction | None) -> node.Node:
        """Return the node that saves `node_`."""
        adapter = resolve_adapter_class(node_.type, list(self.saver_classes))
        if adapter is None:
            function = fn.__qualname__ if fn is not None else node_.name
            raise InvalidDecoratorException(
                f"No saver class found for type: {node_.type} specified by output type: {node_.type} in node: "
                f"{node_.name} generated by function: {function}."
            )
        factory = AdapterFactory(adapter, **self.kwargs)
        sources, literals = resolve_kwargs(self.kwargs)
        saved = node_.name

        def save_data(**kwargs: Any) -> Any:
            saver = factory.create_saver(**adapter_arguments(sources, literals, kwargs))
            return saver.save_data(kwargs[saved])

        return node.Node(
            name=self.artifact_name if self.artifact_name is not None else saved,
            namespace=() if self.artifact_name is not None else ("save",),
            typ=dict[str, Any],
            callabl=save_data,
            input_types={
                **source_types(factory, sources),
                saved: (node_.type, DependencyType.REQUIRED),
            },
            tags={
                "hamilton.data_saver": True,
                "hamilton.data_saver.sink": adapter.name(),
                "hamilton.data_saver.classname": adapter.__name__,
            },
        )

    def transform_node(self, node_: node.Node, config: Config, fn: AnyFunction) -> Collection[node.Node]:
        """Return the saving node and the node itself."""
        return [self.create_saver_node(node_, config, fn), node_]

    def validate(self, fn: AnyFunction) -> None:
        """Accept every function: nothing can be checked before the node's type is known."""


class save_to__meta__(type):
    """Turns `save_to.<key>` into the decorator of that key."""

    def __getattr__(cls, item: str) -> Any:
        if item in SAVER_REGISTRY:
            return save_to.decorator_factory(SAVER_REGISTRY[item])
        if item.startswith("__"):
            raise AttributeError(item)
        raise AttributeError(
            f"No saver named: {item} available for {cls.__name__}. Available data savers are: {list(SAVER_REGISTRY)}. "
            f"Check the spelling; a saver of your own must be registered with registry.register_adapter first."
        )

    def __dir__(cls) -> list[str]:
        return [*super().__dir__(), *SAVER_REGISTRY]


class save_to(metaclass=save_to__meta__):
    """Saves a function's value with one more node: `@save_to.json(path="x.json", output_name_="saved")`.

    The node gives the saver's metadata and runs only when it is asked for.

    Examples:
        >>> import pathlib, tempfile
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import save_to, source
        >>> @save_to.json(path=source("file"), output_name_="saved")
        ... def prices() -> dict:
        ...     return {"apple": 3}
        >>> dr = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(prices)).build()
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = pathlib.Path(folder, "x.json")
        ...     _ = dr.execute(["saved"], inputs={"file": str(file)})
        ...     file.read_text()
        '{"apple": 3}'
    """

    def __init__(self, *written_above: Any) -> None:
        """Raise where `save_to` itself stands above a function: it is used through its attributes."""
        if written_above:
            raise written_bare("save_to.<key>", written_above[0])

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Raise TypeError: `save_to` is used through its attributes."""
        raise TypeError("save_to is not called itself: use @save_to.<key>(...), e.g. @save_to.json(path=...).")

    @classmethod
    def decorator_factory(cls, savers: Sequence[type[DataSaver]]) -> Callable[..., SaveToDecorator]:
        """Return the decorator for the savers of one key."""

        def create_decorator(_save_to__savers: Sequence[type[DataSaver]] = savers, **kwargs: Any) -> SaveToDecorator:
            return SaveToDecorator(_save_to__savers, **kwargs)

        return create_decorator
