"""The node: one value of a dataflow and the function that makes it. It knows nothing of graphs, drivers or decorators.

Treat a node as immutable outside this module and `dagscope.build.link` (which fills in the references to neighbours):
make another one with `copy_with`, `reassign_inputs` or `transform_output`.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from enum import Enum
from typing import Any

from dagscope.annotations import VARIADIC, annotations_of, is_wrapper, parameters_of
from dagscope.htypes import Collect, Parallelizable

EMPTY: Any = inspect.Parameter.empty


class NodeType(Enum):
    """Where a node's value comes from."""

    STANDARD = 1
    EXTERNAL = 2
    PRIOR_RUN = 3
    EXPAND = 4
    COLLECT = 5


class DependencyType(Enum):
    """Whether a function can do without an input."""

    REQUIRED = 1
    OPTIONAL = 2

    @staticmethod
    # parity: hamilton.node.DependencyType.from_parameter
    def from_parameter(param: inspect.Parameter) -> DependencyType:
        """Return OPTIONAL for a parameter with a default value, else REQUIRED."""
        return DependencyType.REQUIRED if param.default is EMPTY else DependencyType.OPTIONAL


InputType = tuple[Any, DependencyType]
_REQUIRED, _OPTIONAL = DependencyType.REQUIRED, DependencyType.OPTIONAL
_STANDARD, _EXTERNAL = NodeType.STANDARD, NodeType.EXTERNAL
_NO_DEFAULTS: dict[str, Any] = {}
_NO_NODES: list[Any] = []  # Stands for a list of one's own while it is empty; nobody may add to it.
# Pairs of plain classes are shared, since a large graph has millions of them; the tables hold nothing else.
_REQUIRED_PAIRS: dict[Any, InputType] = {}
_OPTIONAL_PAIRS: dict[Any, InputType] = {}


def dependency(type_: Any, is_optional: bool) -> InputType:
    """Return the `(type, dependency type)` pair of a parameter."""
    if type(type_) is not type:
        return (type_, _OPTIONAL if is_optional else _REQUIRED)
    pairs = _OPTIONAL_PAIRS if is_optional else _REQUIRED_PAIRS
    pair = pairs.get(type_)
    if pair is None:
        if len(_REQUIRED_PAIRS) > 4096:  # Classes of modules that were reloaded must not live for ever.
            _REQUIRED_PAIRS.clear()
            _OPTIONAL_PAIRS.clear()
        _REQUIRED_PAIRS[type_], _OPTIONAL_PAIRS[type_] = (type_, _REQUIRED), (type_, _OPTIONAL)
        pair = pairs[type_]
    return pair


class Node:
    """One value of a dataflow: its name, its type, what it needs and how it is made.

    Attributes:
        local_name: the name without its namespace; `name` is the whole one.
        type: what the node gives.
        documentation: the function's docstring, as written; None where a decorator found none to fill in.
        callable: the function that makes the value; None for inputs.
        node_role: standard, external, expanding or collecting.
        input_types: parameter name to `(type, DependencyType)`, in the function's order.
        namespace: the subdags the node lives in, outermost first.
        originating_functions: the user's functions the node stems from.
        default_parameter_values: values of the parameters that have a default.
        needs, readers: `dependencies` and `depended_on_by` for those who only read them: empty ones are shared.
        own_tags, tags_are_shared: `tags` for those who only read them: nodes of a module share one dictionary.
    """

    __slots__ = (
        "local_name",
        "type",
        "documentation",
        "callable",
        "node_role",
        "input_types",
        "own_tags",
        "tags_are_shared",
        "namespace",
        "originating_functions",
        "default_parameter_values",
        "needs",
        "readers",
        "__weakref__",
    )

    local_name: str
    type: Any
    documentation: str | None
    callable: Any  # a function; None for inputs
    node_role: NodeType
    input_types: dict[str, InputType]
    own_tags: dict[str, Any]
    tags_are_shared: bool
    namespace: tuple[str, ...]
    originating_functions: tuple[Callable[..., Any], ...] | None
    default_parameter_values: dict[str, Any]
    needs: list[Node]
    readers: list[Node]

    def __init__(
        self,
        name: str,
        typ: Any,
        doc_string: str | None = "",
        callabl: Callable[..., Any] | None = None,
        node_source: NodeType = NodeType.STANDARD,
        input_types: dict[str, Any] | None = None,
        tags: dict[str, Any] | None = None,
        namespace: tuple[str, ...] = (),
        originating_functions: tuple[Callable[..., Any], ...] | None = None,
        optional_values: dict[str, Any] | None = None,
    ) -> None:
        """Make a node; without `input_types` the inputs are read off the signature of `callabl`."""
        if typ is None or typ is EMPTY:
            raise ValueError(f"Missing type for hint for function {name}. Please add one to fix.")
        self.local_name = name if type(name) is str else plain_name(name)
        self.type = typ
        self.documentation = doc_string
        self.callable = callabl
        self.node_role = node_source
        self.own_tags = tags if tags is not None else {}
        self.tags_are_shared = False
        self.namespace = namespace
        self.originating_functions = originating_functions
        self.needs = []
        self.readers = []
        self.default_parameter_values = optional_values if optional_values else {}
        if node_source in (_EXTERNAL, NodeType.PRIOR_RUN):
            self.input_types = {}
        elif input_types is not None:
            self.input_types = _as_input_types(input_types)
        else:
            if callabl is None:
                raise TypeError(f"Node {name} has neither a function nor input types: give one of them.")
            self._read_inputs(callabl)
        if node_source is _STANDARD:
            self.node_role = _role(typ, self.input_types)

    def _read_inputs(self, fn: Callable[..., Any]) -> None:
        hints = annotations_of(fn)
        inputs: dict[str, InputType] = {}
        defaults: dict[str, Any] | None = None
        for parameter, default in parameters_of(fn):
            if parameter not in hints:
                raise ValueError(
                    f"Missing type hint for {parameter} in function {self.local_name}. Please add one to fix."
                )
            inputs[parameter] = dependency(hints[parameter], default is not EMPTY)
            if default is not EMPTY:
                defaults = defaults if defaults is not None else {}
                defaults[parameter] = default
        self.input_types = inputs
        self.default_parameter_values = defaults if defaults is not None else _NO_DEFAULTS

    @staticmethod
    def from_fn(fn: Callable[..., Any], name: str | None = None) -> Node:
        """Return the node of a plain function, named like it unless `name` is given."""
        node = quick_node(fn)
        if node is None:
            node = careful_node(fn, name)
        if name is not None:
            node.local_name = name
        node.own_tags = {"module": fn.__module__}
        node.tags_are_shared = False
        node.originating_functions = None
        return node

    @property
    def name(self) -> str:
        """The name, with its namespace in front."""
        return ".".join((*self.namespace, self.local_name)) if self.namespace else self.local_name

    def set_type(self, typ: Any) -> None:
        """Change the type; only for inputs, whose type narrows while consumers are linked."""
        self._refuse_unless_input("Cannot reset type of non-user-defined node")
        self.type = typ

    def _refuse_unless_input(self, message: str) -> None:
        if self.node_role is not _EXTERNAL:
            raise AssertionError(f"{message} {self.name}.")

    @property
    def user_defined(self) -> bool:
        """Whether the value comes from outside the dataflow."""
        return self.node_role is _EXTERNAL

    @property
    def dependencies(self) -> list[Node]:
        """The nodes this one reads, in parameter order; empty until the graph is linked."""
        if self.needs is _NO_NODES:
            self.needs = []
        return self.needs

    @property
    def depended_on_by(self) -> list[Node]:
        """The nodes that read this one; empty until the graph is linked."""
        if self.readers is _NO_NODES:
            self.readers = []
        return self.readers

    @property
    def tags(self) -> dict[str, Any]:
        """The tags: the reader's own copy where nodes of a module share one dictionary."""
        if self.tags_are_shared:
            self.own_tags = dict(self.own_tags)
            self.tags_are_shared = False
        return self.own_tags

    @property
    def collect_dependency(self) -> str:
        """The parameter that gathers the results of parallel branches."""
        if self.node_role is not NodeType.COLLECT:
            raise ValueError(f"Node {self.name} is not a collect node.")
        for key, (type_, _) in self.input_types.items():
            if _origin(type_) is Collect:
                return key
        raise ValueError(f"Node {self.name} has no parameter annotated with Collect[...].")

    def requires(self, dependency: str) -> bool:
        """Return whether the parameter is needed: neither optional nor unknown."""
        found = self.input_types.get(dependency)
        return found is not None and found[1] is _REQUIRED

    def add_originating_function(self, fn: Callable[..., Any]) -> None:
        """Append a function to those that ask for an input; any other node has those that make it."""
        self._refuse_unless_input("Cannot add originating function to non-user-defined node")
        self.originating_functions = (*(self.originating_functions or ()), fn)

    def add_tag(self, tag_name: str, tag_value: Any) -> None:
        """Set one tag."""
        self.tags[tag_name] = tag_value

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the node's function."""
        return self.callable(*args, **kwargs)

    def __hash__(self) -> int:
        return hash(self.local_name)

    def __repr__(self) -> str:
        return f"<{self.name} {self.own_tags}>"

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Node) and self._identity() == other._identity()

    def _identity(self) -> tuple[Any, ...]:
        """Return what a node made by hand, for a comparison in a test, has like the one of a function."""
        return (
            self.name,
            self.type,
            self.documentation,
            self.own_tags,
            self.node_role,
            [each.name for each in self.needs],
            [each.name for each in self.readers],
        )

    def __getstate__(self) -> dict[str, Any]:
        # Neighbours are left out: following them would nest one level a node. `FunctionGraph` links them again.
        skipped = ("needs", "readers", "__weakref__")
        return {slot: getattr(self, slot) for slot in Node.__slots__ if slot not in skipped}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for slot, value in state.items():
            setattr(self, slot, value)
        self.needs = []
        self.readers = []

    def copy_with(self, include_refs: bool = True, **overrides: Any) -> Node:
        """Return a copy in which the given constructor arguments differ."""
        copy = renewed(self)
        for argument, value in overrides.items():
            slot = _SLOT_OF_ARGUMENT.get(argument)
            if slot is None:
                raise TypeError(f"Node.__init__() got an unexpected keyword argument '{argument}'")
            setattr(copy, slot, value)
        if "name" in overrides and "namespace" not in overrides:
            copy.namespace = ()  # `name` tells the namespace too, so a new one is a whole name
        elif "namespace" in overrides and "name" not in overrides:
            copy.local_name = self.name
        if "tags" in overrides:
            copy.tags_are_shared = False
        if "input_types" in overrides:
            copy.input_types = _as_input_types(copy.input_types)
        if "node_source" not in overrides and self.node_role is not _EXTERNAL:
            copy.node_role = _role(copy.type, copy.input_types)
        if include_refs:
            copy.needs = list(self.needs)
            copy.readers = list(self.readers)
        return copy

    def copy(self, include_refs: bool = True) -> Node:
        """Return a copy of the node, with or without its neighbours."""
        return self.copy_with(include_refs)

    def __copy__(self) -> Node:
        return self.copy_with()

    def reassign_inputs(
        self, input_names: dict[str, Any] | None = None, input_values: dict[str, Any] | None = None
    ) -> Node:
        """Return a copy whose parameters read other nodes (`input_names`) or fixed values (`input_values`)."""
        names, values = input_names or {}, input_values or {}
        original = self.callable
        wanted = [(each, names.get(each, each)) for each in self.input_types if each not in values]
        fixed = {each: value for each, value in values.items() if each in self.input_types}

        def call(**kwargs: Any) -> Any:
            given = dict(kwargs)
            call = dict(fixed)
            for parameter, source in wanted:
                if source in kwargs:
                    call[parameter] = kwargs[source]
                    given.pop(source, None)
            return original(**call, **given)

        async def call_async(**kwargs: Any) -> Any:
            return await call(**kwargs)

        inputs: dict[str, InputType] = {}
        for parameter, source in wanted:
            known, new = inputs.get(source), self.input_types[parameter]
            inputs[source] = new if known is None or known[1] is _OPTIONAL else known
        defaults = self.default_parameter_values
        return self.copy_with(
            False,
            input_types=inputs,
            callabl=call_async if inspect.iscoroutinefunction(original) else call,
            optional_values={source: defaults[each] for each, source in wanted if each in defaults},
        )

    def transform_output(self, __transform: Callable[[Any, dict[str, Any]], Any], __output_type: Any) -> Node:
        """Return a copy whose value is `__transform(value, inputs)`."""
        original = self.callable

        def call(**kwargs: Any) -> Any:
            return __transform(original(**kwargs), kwargs)

        async def call_async(**kwargs: Any) -> Any:
            return __transform(await original(**kwargs), kwargs)

        is_async = inspect.iscoroutinefunction(original)
        return self.copy_with(False, callabl=call_async if is_async else call, typ=__output_type)


_SLOT_OF_ARGUMENT = {
    "name": "local_name",
    "typ": "type",
    "doc_string": "documentation",
    "callabl": "callable",
    "node_source": "node_role",
    "input_types": "input_types",
    "tags": "own_tags",
    "namespace": "namespace",
    "originating_functions": "originating_functions",
    "optional_values": "default_parameter_values",
}


def _as_input_types(input_types: dict[str, Any]) -> dict[str, InputType]:
    """Return the inputs with their kinds: those with a bare type are required."""
    return {
        key if type(key) is str else plain_name(key): value if isinstance(value, tuple) else dependency(value, False)
        for key, value in input_types.items()
    }


def plain_name(name: Any) -> Any:
    """Return a name as a text of Python's own: `Column.PRICE` of an `Enum` of texts names the node `price`."""
    return str.__str__(name) if isinstance(name, str) else name


def renewed(node: Node) -> Node:
    """Return a copy that is not linked yet; the two share everything until one of them changes it."""
    copy = Node.__new__(Node)
    copy.local_name = node.local_name
    copy.type = node.type
    copy.documentation = node.documentation
    copy.callable = node.callable
    copy.node_role = node.node_role
    copy.input_types = node.input_types
    copy.own_tags = node.own_tags
    copy.tags_are_shared = node.tags_are_shared = True
    copy.namespace = node.namespace
    copy.originating_functions = node.originating_functions
    copy.default_parameter_values = node.default_parameter_values
    copy.needs = copy.readers = _NO_NODES
    return copy


def quick_node(fn: Callable[..., Any]) -> Node | None:
    """Return the node, tags and originating functions left open; None unless every hint is a class seen before."""
    try:
        code = fn.__code__
        hints = fn.__annotations__
        type_ = _REQUIRED_PAIRS[hints["return"]][0]
        if fn.__defaults__ or code.co_kwonlyargcount or code.co_posonlyargcount or code.co_flags & VARIADIC:
            return None
        if is_wrapper(fn):
            return None
        inputs = {name: _REQUIRED_PAIRS[hints[name]] for name in code.co_varnames[: code.co_argcount]}
    except (KeyError, TypeError, AttributeError):  # TypeError: a hint without a hash.
        return None
    node = Node.__new__(Node)
    node.local_name = fn.__name__
    node.type = type_
    node.documentation = fn.__doc__ or ""
    node.callable = fn
    node.node_role = _STANDARD
    node.input_types = inputs
    node.namespace = ()
    node.default_parameter_values = _NO_DEFAULTS
    node.needs = node.readers = _NO_NODES
    return node


def careful_node(fn: Callable[..., Any], name: str | None = None) -> Node:
    """Return the node of any function; raises ValueError for a missing hint."""
    return_type = annotations_of(fn).get("return")
    if return_type is None:
        raise ValueError(f"Missing type hint for return value in function {fn.__qualname__}.")
    node = Node.__new__(Node)
    node.local_name = fn.__name__ if name is None else plain_name(name)
    node.type = return_type
    node.documentation = fn.__doc__ or ""
    node.callable = fn
    node.namespace = ()
    node.needs = node.readers = _NO_NODES
    node._read_inputs(fn)
    node.node_role = _role(return_type, node.input_types)
    return node


def _origin(type_: Any) -> Any:
    return typing.get_origin(type_)


def _role(type_: Any, input_types: dict[str, InputType]) -> NodeType:
    for input_type, _ in input_types.values():
        if type(input_type) is not type and _origin(input_type) is Collect:
            return NodeType.COLLECT
    if type(type_) is not type and _origin(type_) is Parallelizable:
        return NodeType.EXPAND
    return _STANDARD


def matches_query(tags: dict[str, Any], query_dict: dict[str, str | list[str] | None]) -> bool:
    """Return whether tags match a query: every key there, with one of the values asked for (None: any value)."""
    for key, wanted in query_dict.items():
        if key not in tags:
            return False
        if wanted is None:
            continue
        values = tags[key] if isinstance(tags[key], list) else [tags[key]]
        choices = wanted if isinstance(wanted, list) else [wanted]
        if not any(value in choices for value in values):
            return False
    return True
