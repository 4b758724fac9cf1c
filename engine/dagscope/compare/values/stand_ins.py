"""What to compare in place of a value whose class does not say enough: the data that it consists of.
It must not change a value or read on from it.

One line a class; `None` stands for the value itself. What is read once only (an iterator, a generator) has no line: to
compare it would use it up.
"""

from __future__ import annotations

import array
import collections
import copyreg
import datetime
import functools
import io
import random
import sys
import threading
import types
import typing
import weakref
import zoneinfo
from typing import Any

from dagscope.caching.own_modules import is_project_module
from dagscope.class_home import home_of, package_of
from dagscope.preview.budget import is_a

_NONE: dict[str, str] = {}
_BY_IDENTITY = (types.ModuleType, types.FunctionType, types.MethodType, types.BuiltinFunctionType)
_BOUND = (types.MethodType, types.BuiltinFunctionType, types.MethodWrapperType)
_LOCKS = (type(threading.Lock()), type(threading.RLock()))
_DATA_ALONE = ("numpy", "scipy", "sklearn", "networkx")
_KEYS, _VALUES, _ITEMS = (
    tuple(type(getattr(each, view)()) for each in (_NONE, collections.OrderedDict[str, str]()))
    for view in ("keys", "values", "items")
)


def states_of_closures(left: Any, right: Any) -> tuple[Any, Any] | None:
    """Return what two functions of the same code in the same module hold; None for any others.

    Each call of the function around them makes other ones, and they differ by what they hold alone.
    """
    if type(left) is not types.FunctionType or type(right) is not types.FunctionType:
        return None
    if left.__code__ is not right.__code__ or left.__globals__ is not right.__globals__:
        return None
    one, other = (_held(each) for each in (left, right))
    return one, other


def _held(function: types.FunctionType) -> dict[str, Any]:
    cells = [cell.cell_contents for cell in function.__closure__ or ()]  # an empty one raises: nothing is known then
    defaults = {"defaults": function.__defaults__, "of keywords": function.__kwdefaults__}
    return {**dict(zip(function.__code__.co_freevars, cells)), **defaults, "attributes": dict(vars(function))}


def stand_in(value: Any) -> Any:
    """Return what to compare instead of a value, or None for the value itself."""
    kind = type(value)
    found = _of_standard(value, kind)
    return _of_libraries(value) if found is None else found


def _of_standard(value: Any, kind: type) -> Any:
    found: Any = None
    if issubclass(kind, collections.deque):
        found = {"items": list(collections.deque.__iter__(value)), "maxlen": value.maxlen}
    elif issubclass(kind, array.array):
        found = {"items": list(value), "typecode": value.typecode}
    elif issubclass(kind, memoryview):
        found = {"bytes": value.tobytes(), "shape": value.shape, "format": value.format}
    elif kind is zoneinfo.ZoneInfo:
        found = value.key
    elif kind is types.MappingProxyType:
        found = dict(value)
    elif issubclass(kind, (collections.UserDict, collections.UserList, collections.UserString)):
        found = value.data
    elif issubclass(kind, collections.ChainMap):
        found = value.maps
    elif kind in _KEYS:
        found = set(value)
    elif kind in _VALUES:
        found = list(value)
    elif kind in _ITEMS:
        found = dict(value)
    elif issubclass(kind, functools.partial):
        found = {"function": value.func, "arguments": value.args, "keywords": value.keywords, **vars(value)}
    elif issubclass(kind, (io.StringIO, io.BytesIO)):
        found = {"content": value.getvalue(), "position": value.tell(), **vars(value)}
    elif issubclass(kind, random.Random) and kind is not random.SystemRandom:
        found = random.Random.getstate(value)
    return _of_language(value, kind) if found is None else found


def _of_language(value: Any, kind: type) -> Any:
    """Return what the language's own objects hold: methods bound to an object, cells, references, types, locks."""
    found: Any = None
    if kind in _BOUND:
        function = value.__func__ if kind is types.MethodType else value.__qualname__
        found = {"function": function, "bound to": value.__self__}
    elif kind is types.CellType:
        found = {"contents": value.cell_contents}
    elif issubclass(kind, weakref.ref):
        found = {"refers to": value()}
    elif issubclass(kind, weakref.WeakValueDictionary):
        found = dict(value.items())
    elif issubclass(kind, weakref.WeakSet):
        found = set(value)
    elif kind is typing.NewType:
        found = {"name": value.__qualname__, "module": value.__module__, "of": value.__supertype__}
    elif kind is typing.TypeVar:
        variance = value.__covariant__, value.__contravariant__
        found = [value.__name__, value.__bound__, value.__constraints__, variance]
    elif kind in _LOCKS:
        found = repr(value).partition(" object ")[0]  # whether it is held; one of them has no method that says so
    elif kind is slice:
        found = {"start": value.start, "stop": value.stop, "step": value.step}
    elif kind is datetime.timezone:
        found = {"offset": value.utcoffset(None), "name": value.tzname(None)}
    return found


def _of_libraries(value: Any) -> Any:
    found: Any = None
    if is_a(value, "networkx", "Graph"):
        edges = [[source, dict(near.items())] for source, near in value.adjacency()]
        found = {"graph": value.graph, "nodes": dict(value.nodes(data=True)), "edges": dict(edges)}
    elif is_a(value, "graphviz.graphs", "BaseGraph") or is_a(value, "graphviz", "Graph", "Digraph", "Source"):
        found = value.source
    elif is_a(value, "plotly.basedatatypes", "BaseFigure", "BasePlotlyType") or is_a(value, "altair", "TopLevelMixin"):
        found = _sorted(value.to_plotly_json() if hasattr(value, "to_plotly_json") else value.to_dict())
    elif is_a(value, "numpy.random", "Generator"):
        found = value.bit_generator.state
    elif is_a(value, "numpy.random", "RandomState"):
        found = value.get_state(legacy=False)
    elif is_a(value, "xarray", "DataTree"):
        found = {path: node.dataset for path, node in value.subtree_with_keys}
    elif is_a(value, "pyarrow", "Schema", "Field"):
        fields = list(value) if is_a(value, "pyarrow", "Schema") else [value]
        found = {"metadata": dict(value.metadata or {}), "fields": [_arrow_field(each) for each in fields]}
    elif is_a(value, "pyarrow", "Scalar"):
        found = {"type": value.type, "value": value.cast(_whole(value.type)).as_py()}
    elif is_a(value, "polars", "Expr"):
        found = value.meta.serialize()
    elif is_a(value, "pint", "Quantity"):
        found = {"magnitude": value.magnitude, "units": str(value.units)}
    elif is_a(value, "numpy", "void"):
        names = value.dtype.names
        found = {name: value[name] for name in names} if names else value.tobytes()
    return found


def keeps_data_alone(value: Any) -> bool:
    """Return whether its library's objects are pickled as their data, without caches and numbers of their own."""
    name = package_of(type(value))
    return name in _DATA_ALONE or name in sys.stdlib_module_names


def pickled(value: Any) -> Any:
    """Return what a library's object is pickled as, which is all that a copy of it has; None where that says nothing.

    A class of the project's without `==` keeps its silence: what of its state counts is the project's to say.
    """
    kind = type(value)
    if type.__getattribute__(kind, "__eq__") is not object.__eq__ or kind is object or is_project_module(home_of(kind)):
        return None
    if hasattr(kind, "__next__") or issubclass(kind, (type, *_BY_IDENTITY)):
        return None
    reduce = copyreg.dispatch_table.get(kind)
    found = reduce(value) if reduce else value.__reduce_ex__(4)
    if isinstance(found, str):
        return found
    made_with, state, *items = (*found[1:5], None, None, None)[:4]
    has_attributes_alone = type(state) is dict and not any(items) and all(type(name) is str for name in state)
    if has_attributes_alone and len(made_with) == 1 and made_with[0] is kind:
        return types.SimpleNamespace(**state)
    return [made_with, state, *map(list, filter(None, items))]


def _whole(kind: Any) -> Any:
    """Return the type of Arrow that a scalar becomes Python's from without a loss: not one of nanoseconds."""
    return sys.modules["pyarrow"].int64() if str(kind) == "time64[ns]" else kind


def _sorted(value: Any) -> Any:
    """Return nested dicts with their keys in order, where the order of keys means nothing."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=str)}
    return list(map(_sorted, value)) if type(value) is list else value


def _arrow_field(field: Any) -> dict[str, Any]:
    metadata = dict(field.metadata or {})
    return {"name": field.name, "type": field.type, "is_nullable": field.nullable, "metadata": metadata}
