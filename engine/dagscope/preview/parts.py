"""Which values have parts, and which these are: items, entries, fields.
It must not run a method that a subclass overrides.
"""

from __future__ import annotations

import array
import itertools
import types
from collections import ChainMap, UserDict, UserList, deque
from collections.abc import Callable, Iterator
from typing import Any

from dagscope.preview.budget import attempt, cut, is_a, type_name
from dagscope.preview.scalars import short_repr

_LABEL = 200
_OURS = "dagscope.preview"
_SHOWN = 100
_DENSE_CELLS = 1_000_000
_BUILT_IN = frozenset((dict, list, tuple, set, frozenset, int, str, bool, float, bytes, type(None)))
_SEQUENCES: tuple[Any, ...] = (list, tuple, set, frozenset, deque, array.array)
_STORED = (types.SimpleNamespace, UserDict, UserList, ChainMap)
"""What is known by what it stores."""
_XARRAY = ("Dataset", "DataArray", "Variable")
Entry = tuple[str, Any]


def _fields(value: Any) -> list[Entry] | None:
    """Return the fields of a dataclass, a named tuple, an attrs class or a pydantic model, and what is stored in an
    object that shows nothing of itself; None for anything else.
    """
    kind: Any = type(value)
    if kind in _BUILT_IN:
        return None
    if has_fields(value):
        return attempt(lambda: _library_fields(value), lambda reason: [("", Missing(reason))])
    names: Any = _declared(value)
    if names is None and (_is_stored(kind) or (not issubclass(kind, (dict, *_SEQUENCES)) and _says_nothing(kind))):
        names = attempt(lambda: _stored_names(value), lambda reason: None) or None
    if not isinstance(names, list):
        return None
    return [(str(name), _field(value, str(name))) for name in names]


def _declared(value: Any) -> list[Any] | None:
    """Return the names of the fields that a value's class declares; None where it declares none."""
    kind: Any = type(value)
    names: Any = None
    if kind in _BUILT_IN:
        return None
    if "__dataclass_fields__" in _all_names(kind):
        names = attempt(lambda: list(kind.__dataclass_fields__), lambda reason: None)
    elif issubclass(kind, tuple) and "_fields" in _all_names(kind):
        names = attempt(lambda: list(kind._fields), lambda reason: None)
    elif "__attrs_attrs__" in _all_names(kind):
        names = attempt(lambda: [each.name for each in kind.__attrs_attrs__], lambda reason: None)
    elif issubclass(kind, types.SimpleNamespace):
        names = attempt(lambda: list(types.SimpleNamespace.__getattribute__(value, "__dict__")), lambda reason: None)
    elif is_a(value, "pydantic", "BaseModel"):
        names = attempt(lambda: list(kind.model_fields), lambda reason: None)
    return names if isinstance(names, list) else None


def _is_stored(kind: Any) -> bool:
    # Not by `issubclass`: for some of them that hashes the class, which a class of the project's may refuse.
    return any(base is each for base in type.mro(kind) for each in _STORED)


def _says_nothing(kind: Any) -> bool:
    """Return whether objects of a class show their class and address alone: then their fields say more."""
    own = type.__dict__["__dict__"].__get__
    if str(own(kind).get("__module__", "")).startswith(_OURS) or any(n.startswith("_repr_") for n in _all_names(kind)):
        return False
    return next((base for base in type.mro(kind) if "__repr__" in own(base)), object) is object


def _stored_names(value: Any) -> list[str]:
    """Return the attributes that an object stores, in its dictionary and in slots, without running its code."""
    own = type.__dict__["__dict__"].__get__
    names: list[str] = []
    for base in reversed(type.mro(type(value))):
        slots = own(base).get("__slots__", ())
        for name in (slots,) if type(slots) is str else tuple(slots):
            if type(own(base).get(name)) is types.MemberDescriptorType:
                names.append(name)
    try:
        names += [name for name in object.__getattribute__(value, "__dict__") if type(name) is str]
    except AttributeError:
        pass  # it has slots alone
    return list(dict.fromkeys(names))


def has_fields(value: Any) -> bool:
    """Return whether a value's parts are known by its library: an estimator of scikit-learn, data of xarray."""
    return is_a(value, "sklearn.base", "BaseEstimator") or is_a(value, "xarray", *_XARRAY) or is_sparse_matrix(value)


def is_sparse_matrix(value: Any) -> bool:
    """Return whether it is a sparse matrix or array of SciPy."""
    return is_a(value, "scipy.sparse", "spmatrix", "sparray")


def _library_fields(value: Any) -> list[Entry]:
    if is_a(value, "sklearn.base", "BaseEstimator"):
        return _estimator_fields(value)
    if is_sparse_matrix(value):
        return _sparse_fields(value)
    sizes, attributes = ("dims", dict(value.sizes)), ("attrs", dict(value.attrs))
    if is_a(value, "xarray", "Variable"):
        return [("values", _xarray_values(value)), sizes, attributes]
    # A coordinate has all coordinates of its dimensions in turn, itself among them: its values are its variable's.
    coordinates = ("coords", {name: item.variable for name, item in value.coords.items()})
    if is_a(value, "xarray", "Dataset"):
        return [sizes, coordinates, ("data_vars", dict(value.data_vars.items())), attributes]
    return [("values", _xarray_values(value.variable)), sizes, coordinates, attributes]


def _sparse_fields(value: Any) -> list[Entry]:
    """Return what a sparse matrix consists of, and the whole of a small one as an array."""
    shape = tuple(int(side) for side in value.shape)
    cells = 1
    for side in shape:
        cells *= side
    is_small = cells <= _DENSE_CELLS
    whole = value.toarray() if is_small else Missing(f"{cells:,} cells; .toarray() makes them")
    found: list[Entry] = [("array", whole), ("shape", shape), ("format", str(value.format))]
    found.append(("stored", int(value.nnz)))
    for name in ("data", "row", "col", "indices", "indptr", "offsets"):
        part = value.__dict__.get(name)
        if is_a(part, "numpy", "ndarray"):
            found.append((name, part))
    return found


def _xarray_values(variable: Any) -> Any:
    data = variable._data
    if is_a(data, "xarray.core.indexing", "PandasIndexingAdapter"):
        return data.get_duck_array()  # an index is in memory already
    is_there = is_a(data, "numpy", "ndarray")
    return data if is_there else Missing(f"not loaded yet: {type_name(data)}; .load() reads it")


def _estimator_fields(value: Any) -> list[Entry]:
    """Return what an estimator was made with, then what it learned (names ending in `_`), as stored."""
    stored: dict[str, Any] = object.__getattribute__(value, "__dict__")
    public = [(str(name), item) for name, item in stored.items() if not str(name).startswith("_")]
    given = [(name, _steps(item)) for name, item in public if not name.endswith("_")]
    return given + [(name, _steps(item)) for name, item in public if name.endswith("_")]


def _steps(item: Any) -> Any:
    """Return the named steps of a pipeline by their names; anything else as it is."""
    if type(item) is not list or not item or not all(type(each) is tuple and len(each) in (2, 3) for each in item):
        return item
    if not all(type(each[0]) is str for each in item) or len({each[0] for each in item}) != len(item):
        return item
    return {each[0]: each[1] if len(each) == 2 else each[1:] for each in item}


def _all_names(kind: type) -> set[str]:
    own = type.__dict__["__dict__"].__get__  # what a class of the class says of it is not asked
    return {name for base in type.mro(kind) for name in own(base)}


def _field(value: Any, name: str) -> Any:
    return attempt(lambda: object.__getattribute__(value, name), lambda reason: Missing(reason))


class Missing:
    """Stands where a field could not be read."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __str__(self) -> str:
        return f"<unavailable: {self.reason}>"


def is_tree(value: Any) -> bool:
    """Return whether a value is shown as a tree."""
    kind = type(value)
    return issubclass(kind, (dict, *_SEQUENCES)) or has_fields(value) or _fields(value) is not None


def is_compared_by_parts(value: Any) -> bool:
    """Return whether two such values differ where their parts do: containers, and classes that declare their fields."""
    if issubclass(type(value), (dict, list, tuple, set, frozenset)) or _declared(value) is not None:
        return True
    return has_fields(value) and not is_sparse_matrix(value)


def child_count(value: Any) -> int:
    """Return how many children a value has; 0 for what is no tree."""
    kind = type(value)
    fields = _fields(value)
    if fields is not None:
        return len(fields)
    for base in (dict, *_SEQUENCES):
        if issubclass(kind, base):
            length: Callable[[Any], int] = base.__len__
            return length(value)
    return 0


def entries_of(value: Any) -> Iterator[Entry]:
    """Yield the parts of a value, each with its label, one at a time."""
    kind = type(value)
    fields = _fields(value)
    if fields is not None:
        yield from fields
    elif issubclass(kind, dict):
        for key, item in dict.items(value):
            yield (short_repr(key, _LABEL) if type(key) is not str else cut(key, _LABEL)), item
    else:
        for base in _SEQUENCES:
            if issubclass(kind, base):
                walk: Callable[[Any], Iterator[Any]] = base.__iter__
                for number, item in enumerate(walk(value)):
                    yield str(number), item


def fields_text(value: Any, limit: int) -> str:
    """Return a dataclass or a named tuple in one line: `Point(x=1, y=2)`."""
    fields = _fields(value)
    if fields is None and type(value) in (deque, array.array):
        return cut(f"{type(value).__name__}({short_repr(list(itertools.islice(value, _SHOWN)), limit)})", limit)
    if fields is None:
        return short_repr(value, limit)
    if is_a(value, "xarray", *_XARRAY):
        sizes = ", ".join(f"{name}: {size:,}" for name, size in value.sizes.items())
        return cut(f"{type(value).__name__} ({sizes})", limit)
    if is_sparse_matrix(value):
        sides = " × ".join(f"{int(side):,}" for side in value.shape)
        return cut(f"{sides} {value.format}, {int(value.nnz):,} stored, {value.dtype}", limit)
    shown = [f"{name}={short_repr(item, 40, 1)}" for name, item in fields[:6]]
    name = type_name(value).rsplit(".", 1)[-1]
    return cut(f"{name}({', '.join([*shown, '…'] if len(fields) > 6 else shown)})", limit)
