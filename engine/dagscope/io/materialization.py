"""`to` and `from_`: saving nodes and loading inputs without touching the dataflow's code.
They run nothing themselves.
"""

from __future__ import annotations

import inspect
import typing
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any, Protocol, runtime_checkable

from dagscope import node, registry
from dagscope.function_modifiers.adapters import LoadFromDecorator, SaveToDecorator
from dagscope.function_modifiers.dependencies import LiteralDependency, SingleDependency
from dagscope.io.data_adapters import AdapterCommon, DataLoader, DataSaver
from dagscope.node import DependencyType
from dagscope.registry import LOADER_REGISTRY, SAVER_REGISTRY
from dagscope.requested_names import convert_output_values

if typing.TYPE_CHECKING:
    from dagscope.graph import FunctionGraph
    from dagscope.result_mixin import ResultMixin


def process_kwargs(data_saver_kwargs: dict[str, Any]) -> dict[str, SingleDependency]:
    """Make every plain value a literal dependency.

    Args:
        data_saver_kwargs: an adapter's arguments as users give them.
    """
    return {
        name: given if isinstance(given, SingleDependency) else LiteralDependency(given)
        for name, given in data_saver_kwargs.items()
    }


@runtime_checkable
# parity: hamilton.io.materialization._MaterializerFactoryProtocol
class _MaterializerFactoryProtocol(Protocol):
    def __call__(
        self,
        id: str,
        dependencies: list[str],
        combine: ResultMixin | None = None,
        **kwargs: str | SingleDependency,
    ) -> MaterializerFactory: ...


@runtime_checkable
# parity: hamilton.io.materialization._ExtractorFactoryProtocol
class _ExtractorFactoryProtocol(Protocol):
    def __call__(self, target: str, **kwargs: str | SingleDependency) -> ExtractorFactory: ...


class ExtractorFactory:
    """A node whose value will be loaded; made by `from_.<key>(...)`."""

    def __init__(self, target: str, loaders: list[type[DataLoader]], **data_loader_kwargs: Any) -> None:
        """Store what to load.

        Args:
            target: the node (or input) that gets the data.
            loaders: the candidates.
            **data_loader_kwargs: the loader's arguments: literals, `value(...)` or `source(...)`.
        """
        self.target = target
        self.loaders = loaders
        self.data_loader_kwargs = process_kwargs(data_loader_kwargs)

    def generate_nodes(self, fn_graph: FunctionGraph) -> list[node.Node]:
        """Return the loading node `load_data.<target>` and the node that takes the target's place."""
        if self.target not in fn_graph.nodes:
            raise ValueError(
                f"Could not find node with name: {self.target} in function graph. Available nodes: "
                f"{_close_names(str(self.target), fn_graph.nodes)}"
            )
        decorator = LoadFromDecorator(self.loaders, inject_=self.target, **self.data_loader_kwargs)
        return decorator.get_loader_nodes(self.target, fn_graph.nodes[self.target].type)


def _close_names(name: str, names: Collection[str]) -> list[str]:
    import difflib

    return difflib.get_close_matches(name, list(names), n=5, cutoff=0.7)


class MaterializerFactory:
    """A node that will save others; made by `to.<key>(...)`."""

    def __init__(
        self,
        id: str,
        savers: list[type[DataSaver]],
        result_builder: ResultMixin | None,
        dependencies: list[str | Any],
        **data_saver_kwargs: Any,
    ) -> None:
        """Store what to save.

        Args:
            id: the name of the saving node.
            savers: the candidates.
            result_builder: joins the values if there are several.
            dependencies: what to save: names, functions or variables.
            **data_saver_kwargs: the saver's arguments: literals, `value(...)` or `source(...)`.
        """
        self.id = id
        self.savers = savers
        self.result_builder = result_builder
        self.dependencies = dependencies
        self.data_saver_kwargs = process_kwargs(data_saver_kwargs)

    def sanitize_dependencies(self, module_set: set[str]) -> MaterializerFactory:
        """Return a copy whose dependencies are all names.

        Args:
            module_set: the names of the modules a function may come from.
        """
        return MaterializerFactory(
            self.id,
            self.savers,
            self.result_builder,
            convert_output_values(self.dependencies, module_set),
            **self.data_saver_kwargs,
        )

    def _resolve_dependencies(self, fn_graph: FunctionGraph) -> list[node.Node]:
        missing = [name for name in self.dependencies if name not in fn_graph.nodes]
        if missing:
            raise ValueError(f"Materializer {self.id} has dependencies that are not in the graph: {missing}.")
        return [fn_graph.nodes[name] for name in self.dependencies]

    def generate_nodes(self, fn_graph: FunctionGraph) -> list[node.Node]:
        """Return the saving node; before it, if values are joined, the node that joins them."""
        sources = self._resolve_dependencies(fn_graph)
        if self.result_builder is None:
            if len(sources) != 1:
                raise ValueError(
                    "Must specify result builder via combine= key word argument if the materializer has more than "
                    "one dependency it is materializing. Otherwise we have no way to join them and know what to "
                    f"pass! See materializer {self.id}."
                )
            made, saved = [], sources[0]
        else:
            saved = _join_node(self.id, self.result_builder, sources)
            made = [saved]
        decorator = SaveToDecorator(self.savers, self.id, None, **self.data_saver_kwargs)
        functions = saved.originating_functions
        made.append(decorator.create_saver_node(saved, {}, functions[-1] if functions else None))
        return made


def _join_node(id: str, builder: ResultMixin, sources: list[node.Node]) -> node.Node:
    build_result = builder.build_result

    def join_function(**kwargs: Any) -> Any:
        return build_result(**kwargs)

    return node.Node(
        name=f"{id}_build_result",
        typ=builder.output_type(),
        doc_string=f"Builds the result for {id} materializer",
        callabl=join_function,
        input_types={each.name: (each.type, DependencyType.REQUIRED) for each in sources},
        originating_functions=(build_result,),
    )


def _argument_types(adapters: Sequence[type[AdapterCommon]]) -> dict[str, Any]:
    """Return every argument of any of the adapters, with the types they annotate it with joined."""
    found: dict[str, list[Any]] = {}
    for adapter in adapters:
        for name, type_ in {**adapter.get_required_arguments(), **adapter.get_optional_arguments()}.items():
            found.setdefault(name, []).append(type_)
    return {name: typing.Union[tuple(each)] for name, each in found.items()}  # noqa: UP007


def _signature(leading: list[inspect.Parameter], adapters: Sequence[type[AdapterCommon]]) -> inspect.Signature:
    keyword_only = inspect.Parameter.KEYWORD_ONLY
    arguments = [
        inspect.Parameter(name, keyword_only, default=None, annotation=type_)
        for name, type_ in _argument_types(adapters).items()
        if name not in {each.name for each in leading}
    ]
    return inspect.Signature([*leading, *arguments])


def _bind(
    make_signature: Callable[[], inspect.Signature], key_adapters: Any, args: tuple[Any, ...], kwargs: Any
) -> inspect.BoundArguments:
    """Bind a call's arguments; an unknown one may belong to an adapter of a library not imported yet."""
    try:
        return make_signature().bind(*args, **kwargs)
    except TypeError:
        before = len(key_adapters)
        for adapter in list(key_adapters):
            registry.load_key(adapter.name())
        if len(key_adapters) == before:
            raise
        return make_signature().bind(*args, **kwargs)


def _leading(*parameters: tuple[str, Any]) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default)
        for name, default in parameters
    ]


def partial_materializer(data_savers: list[type[DataSaver]]) -> Any:
    """Return the function behind `to.<key>`.

    Args:
        data_savers: the savers of the key.
    """
    empty = inspect.Parameter.empty

    def signature() -> inspect.Signature:
        return _signature(_leading(("id", empty), ("dependencies", empty), ("combine", None)), data_savers)

    def create_materializer_factory(*args: Any, **kwargs: Any) -> MaterializerFactory:
        bound = _bind(signature, data_savers, args, kwargs).arguments
        id, dependencies = bound.pop("id"), bound.pop("dependencies")
        combine = bound.pop("combine", None)
        return MaterializerFactory(id, data_savers, combine, dependencies, **bound)

    return _described(create_materializer_factory, signature)


def partial_extractor(data_loaders: list[type[DataLoader]]) -> Any:
    """Return the function behind `from_.<key>`.

    Args:
        data_loaders: the loaders of the key.
    """

    def signature() -> inspect.Signature:
        return _signature(_leading(("target", inspect.Parameter.empty)), data_loaders)

    def create_extractor_factory(*args: Any, **kwargs: Any) -> ExtractorFactory:
        bound = _bind(signature, data_loaders, args, kwargs).arguments
        target = bound.pop("target")
        return ExtractorFactory(target, data_loaders, **bound)

    return _described(create_extractor_factory, signature)


def _described(function: Any, signature: Callable[[], inspect.Signature]) -> Any:
    """Set the function's signature, so that `help()` and editors show the adapters' arguments."""
    function.__signature__ = signature()
    function.__doc__ = (
        "Give what this format needs. The arguments are those of all types of data it can hold; each may also be "
        "`value(...)` or `source(...)`."
    )
    return function


class materialization_meta__(type):
    """Turns `to.<key>` into the function of that key."""

    def __getattr__(cls, item: str) -> Any:
        if item in SAVER_REGISTRY:
            return partial_materializer(SAVER_REGISTRY[item])
        if item.startswith("__"):
            raise AttributeError(item)
        raise AttributeError(
            f"No data materializer named: {item}. Available materializers are: {list(SAVER_REGISTRY)}. "
            f"Check the spelling; a saver of your own must be registered with registry.register_adapter first."
        )

    def __dir__(cls) -> list[str]:
        return [*super().__dir__(), *SAVER_REGISTRY]


class extractor_meta__(type):
    """Turns `from_.<key>` into the function of that key."""

    def __getattr__(cls, item: str) -> Any:
        if item in LOADER_REGISTRY:
            return partial_extractor(LOADER_REGISTRY[item])
        if item.startswith("__"):
            raise AttributeError(item)
        raise AttributeError(
            f"No data loader named: {item}. Available loaders are: {LOADER_REGISTRY.keys()}. "
            f"Check the spelling; a loader of your own must be registered with registry.register_adapter first."
        )

    def __dir__(cls) -> list[str]:
        return [*super().__dir__(), *LOADER_REGISTRY]


class Materialize(metaclass=materialization_meta__):
    """Where `to` gets its functions from."""


class Extract(metaclass=extractor_meta__):
    """Where `from_` gets its functions from."""


class to(Materialize):
    """Saves nodes: `to.json(id="saved", dependencies=["a"], path="a.json")`, given to `Driver.materialize`."""


class from_(Extract):
    """Loads an input or a node: `from_.json(target="a", path="a.json")`, given to `Driver.materialize`."""


# parity: hamilton.io.materialization._set_materializer_attrs
def _set_materializer_attrs() -> None:
    """Do nothing: `to.<key>` looks its key up. The name exists for code that calls it after registering."""


def modify_graph(
    fn_graph: FunctionGraph,
    materializer_factories: Sequence[MaterializerFactory],
    extractor_factories: Sequence[ExtractorFactory],
) -> FunctionGraph:
    """Return a graph with the saving nodes added and the loaded nodes replaced.

    Args:
        fn_graph: the graph, which stays as it is.
        materializer_factories: what to save; their dependencies are names.
        extractor_factories: what to load.

    Raises:
        ValueError: if a name is missing or given twice.
    """
    extracted = [each for factory in extractor_factories for each in factory.generate_nodes(fn_graph)]
    fn_graph = _with_nodes(fn_graph, _by_name(extracted), are_replacing=True)
    saved = [each for factory in materializer_factories for each in factory.generate_nodes(fn_graph)]
    return _with_nodes(fn_graph, _by_name(saved), are_replacing=False)


def _with_nodes(fn_graph: FunctionGraph, nodes: dict[str, node.Node], are_replacing: bool) -> FunctionGraph:
    from dagscope.graph import FunctionGraph, update_dependencies

    if not nodes:
        return fn_graph
    if not are_replacing:
        return fn_graph.with_nodes(nodes)
    linked = update_dependencies({**fn_graph.nodes, **nodes}, fn_graph.adapter)
    return FunctionGraph(linked, fn_graph.config, fn_graph.adapter)


def _by_name(nodes: list[node.Node]) -> dict[str, node.Node]:
    twice = [name for name, count in Counter(each.name for each in nodes).items() if count > 1]
    if twice:
        raise ValueError(f"Duplicate node names found: {{{', '.join(map(repr, twice))}}}")
    return {each.name: each for each in nodes}
