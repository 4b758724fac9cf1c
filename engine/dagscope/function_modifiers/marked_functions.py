"""Functions marked as loaders and savers: `dataloader`, `datasaver`. It must not know the registered adapters."""

from __future__ import annotations

import typing
from collections.abc import Callable
from typing import Any

from dagscope import node
from dagscope.annotations import is_class
from dagscope.class_home import written_hints
from dagscope.function_modifiers.base import DefaultNodeCreator, InvalidDecoratorException, NodeCreator
from dagscope.function_modifiers.mistakes import misuse
from dagscope.node import DependencyType

AnyFunction = Callable[..., Any]
Config = dict[str, Any]


def selecting_node(
    name: str, loader: node.Node, typ: Any, tags: dict[str, Any], namespace: tuple[str, ...] = ()
) -> node.Node:
    """Return the node that selects the data, without its metadata."""
    loader_name = loader.name

    def filter_function(**kwargs: Any) -> Any:
        return kwargs[loader_name][0]

    return node.Node(
        name=name,
        typ=typ,
        callabl=filter_function,
        input_types={loader_name: (loader.type, DependencyType.REQUIRED)},
        namespace=namespace,
        tags=tags,
    )


class dataloader(NodeCreator):
    """Marks a function that gives `(data, metadata)`: node `<function>.loader`, and `<function>` with the data
    alone.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import dataloader
        >>> @dataloader()
        ... def words(text: str) -> tuple[list, dict]:
        ...     return text.split(), {"characters": len(text)}
        >>> dr = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(words)).build()
        >>> dr.execute(["words", "words.loader"], inputs={"text": "to be"})
        {'words': ['to', 'be'], 'words.loader': (['to', 'be'], {'characters': 5})}
    """

    def validate(self, fn: AnyFunction) -> None:
        """Raise unless the function is annotated `tuple[SOME_TYPE, dict]`."""
        type_ = _hints(fn).get("return")
        who = f"Function: {fn.__qualname__}"
        if isinstance(type_, str):  # Names what is defined further down: the build says so.
            return
        if typing.get_origin(type_) is not tuple:
            raise misuse(InvalidDecoratorException, f"{who} must return a tuple.", fn)
        arguments = typing.get_args(type_)
        if len(arguments) != 2:
            raise misuse(InvalidDecoratorException, f"{who} must return a tuple of length 2.", fn)
        metadata = typing.get_origin(arguments[1]) or arguments[1]
        if not (is_class(metadata) and issubclass(metadata, dict)):
            raise misuse(InvalidDecoratorException, f"{who} must return a tuple of type (SOME_TYPE, dict).", fn)
        keys = typing.get_args(arguments[1])[:1]
        if keys and keys[0] is not str:
            raise misuse(
                InvalidDecoratorException,
                f"{who} must return a tuple of type (SOME_TYPE, dict[str, ...]). Instead got (SOME_TYPE, "
                f"dict[{keys[0]}, ...]",
                fn,
            )

    def generate_nodes(self, fn: AnyFunction, config: Config) -> list[node.Node]:
        """Return the loading node and the data node."""
        name = fn.__name__
        (plain,) = DefaultNodeCreator().generate_nodes(fn, config)
        loader = plain.copy_with(
            name="loader",
            namespace=(name,),
            tags={**plain.tags, **_function_tags("loader", name, has_metadata=True)},
        )
        data_type = typing.get_args(loader.type)[0]
        selected = selecting_node(name, loader, data_type, _function_tags(name, name, has_metadata=False))
        return [loader, selected]


def _function_tags(source: str, name: str, has_metadata: bool) -> dict[str, Any]:
    return {
        "hamilton.data_loader": True,
        "hamilton.data_loader.has_metadata": has_metadata,
        "hamilton.data_loader.node": name,
        "hamilton.data_loader.classname": f"{name}()",
        "hamilton.data_loader.source": source,
    }


class datasaver(NodeCreator):
    """Marks a function that saves something and gives metadata about it as a `dict`.

    Examples:
        >>> from dagscope import ad_hoc_utils, driver
        >>> from dagscope.function_modifiers import datasaver
        >>> shelf = []
        >>> @datasaver()
        ... def kept(text: str) -> dict:
        ...     shelf.append(text)
        ...     return {"texts": len(shelf)}
        >>> dr = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(kept)).build()
        >>> dr.execute(["kept"], inputs={"text": "hello"})
        {'kept': {'texts': 1}}
    """

    def validate(self, fn: AnyFunction) -> None:
        """Raise unless the function is annotated `dict`."""
        hints = _hints(fn)
        if "return" not in hints:
            raise misuse(InvalidDecoratorException, f"Function: {fn.__qualname__} must have a return annotation.", fn)
        if hints["return"] not in (dict, "dict"):
            raise misuse(InvalidDecoratorException, f"Function: {fn.__qualname__} must return a dict.", fn)

    def generate_nodes(self, fn: AnyFunction, config: Config) -> list[node.Node]:
        """Return the function's node, marked as one that saves."""
        name = fn.__name__
        (made,) = DefaultNodeCreator().generate_nodes(fn, config)
        tags = {
            "hamilton.data_saver": True,
            "hamilton.data_saver.sink": name,
            "hamilton.data_saver.classname": f"{name}()",
        }
        return [made.copy_with(tags={**made.tags, **tags})]


def _hints(fn: AnyFunction) -> dict[str, Any]:
    """Return the annotations, those that cannot be resolved yet as written."""
    try:
        return typing.get_type_hints(fn)
    except NameError:
        return dict(written_hints(fn))
