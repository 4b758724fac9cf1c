"""What an instance carries besides what its kind is compared by: attributes of a subclass of `list`, `str`, a frame.
It must not call a method of the value's.
"""

from __future__ import annotations

import functools
import os
import sys
import types
from dataclasses import replace
from typing import Any

from dagscope.class_home import home_of, package_of
from dagscope.compare.values.outcome import Context, Outcome, single, worst
from dagscope.preview.budget import attempt, cut
from dagscope.records import Beside

_FRAMES = frozenset(
    ("_mgr", "_item_cache", "_attrs", "_flags", "_cacher", "_is_copy", "_name", "_index", "_cache", "_typ", "_metadata")
)
_INDEXES = (
    "_data",
    "_names",
    "_references",
    "_id",
    "_range",
    "_levels",
    "_codes",
    "sortorder",
    "_freq",
    "_tz",
    "_seconds",
    "_microseconds",
    "__module__",
)
_ARRAYS = (
    "_ndarray",
    "_dtype",
    "_mask",
    "_pa_array",
    "_left",
    "_right",
    "_sparse_index",
    "_sparse_values",
    "_readonly",
)
_MASKED = ("_mask", "_fill_value", "_hardmask", "_sharedmask", "_isfield", "_baseclass", "_optinfo", "_basedict")
_SPARSE = (
    "_shape",
    "data",
    "indices",
    "indptr",
    "row",
    "col",
    "coords",
    "offsets",
    "rows",
    "maxprint",
    "_dict",
    "dtype",
)
_SPARSE_FLAGS = ("has_canonical_format", "_has_canonical_format", "_has_sorted_indices", "blocksize", "_shape_as_2d")
_PICTURES = (
    "im",
    "_im",
    "_mode",
    "mode",
    "_size",
    "size",
    "palette",
    "info",
    "readonly",
    "pyaccess",
    "_pyaccess",
    "_exif",
    "_readonly",
    "_default_encoderinfo",
)
_GRAPHS = ("_adj", "_node", "_pred", "_succ", "graph", "adj")
_OWN: dict[str, frozenset[str]] = {
    "pandas": _FRAMES.union(_INDEXES, _ARRAYS),
    "geopandas": frozenset(("_geometry_column_name", "_sindex", "_data", "_crs", "base")),
    "numpy": frozenset((*_MASKED, "_mmap", "filename", "offset", "mode")),
    "scipy": frozenset((*_SPARSE, *_SPARSE_FLAGS)),
    "polars": frozenset(("_df", "_s", "_ldf", "_accessors")),
    "PIL": frozenset((*_PICTURES, "encoderinfo", "encoderconfig", "format", "filename", "fp", "tile", "_category")),
    "networkx": frozenset((*_GRAPHS, "_graph", "_NODE_OK", "_EDGE_OK", "__networkx_cache__")),
    "collections": frozenset(("data", "maps")),
    "random": frozenset(("gauss_next",)),
    "pyarrow": frozenset(),
    "xarray": frozenset(),
    "matplotlib": frozenset(),
    "plotly": frozenset(),
    "altair": frozenset(),
}
"""Libraries by their names, and what their classes keep in `__dict__` that is compared in another way or says nothing.

What a library keeps in slots is its own as well. Of the standard library the other classes keep nothing there.
"""
_LOOKED_INTO = ("pandas", "geopandas", "networkx")
"""Libraries to whose own instances attributes can be added, and of which all that they keep themselves is known."""
_STANDARD = os.path.dirname(os.__file__)


def with_attributes(found: Outcome, left: Any, right: Any, context: Context) -> Outcome:
    """Take in what two instances carry besides their number, text or cells: a unit, a source."""
    sides = further_attributes(left), further_attributes(right)
    if not any(sides):
        return found
    more = context.inside(*sides, 1)
    beside = tuple(Beside(f"attributes: {item.what}", item.left, item.right) for item in more.beside)
    if more.verdict == "equal":
        return replace(found, beside=(*found.beside, *beside))
    place = more.rows[0].key if more.rows else ""
    if found.verdict == "different":
        return replace(found, notes=(*found.notes, f"other attributes: {place or more.summary}"))
    texts = (more.rows[0].cells[0].left, more.rows[0].cells[0].right) if more.rows else ("", "")
    summary = f"other attributes: {place} {cut(texts[0], 80)} → {cut(texts[1], 80)}"
    return single(
        worst(found.verdict, more.verdict), texts, context, kind=found.kind, beside=(*found.beside, *beside),
        notes=found.notes, summary=summary if more.verdict == "different" else more.summary,
    )  # fmt: skip


def is_method_of_library(value: Any, method: str) -> bool:
    """Return whether a class of the project's has a method from a library, which knows nothing of its attributes."""
    kinds = [base for base in type.mro(type(value)) if method in base.__dict__]
    return not library_of(type(value)) and bool(kinds) and bool(library_of(kinds[0]))


def further_attributes(value: Any, known: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the attributes that were set on an instance, without those that are compared anyway."""
    kind: Any = type(value)
    own = _own_names(kind)
    if own is None:
        return {}
    found: dict[str, Any] = {}
    for name, item in attempt(lambda: dict(object.__getattribute__(value, "__dict__")), lambda reason: {}).items():
        if name not in known and name not in own and not _is_computed_once(kind, name):
            found[str(name)] = item
    for base in type.mro(kind):
        if library_of(base):
            found.update(_beyond_items(value, base))
            continue
        slots = base.__dict__.get("__slots__", ())
        for name in (slots,) if type(slots) is str else tuple(slots):
            _add_slot(found, value, base, name, known)
    return found


@functools.lru_cache(maxsize=1_000)
def _own_names(kind: Any) -> frozenset[str] | None:
    """Return the names that the libraries below a class keep for themselves; None where nothing else can be there."""
    libraries = [library_of(base) for base in type.mro(kind)]
    is_open = package_of(kind) in _LOOKED_INTO or home_of(kind) == "PIL.Image" or _is_filled(kind, libraries[0])
    if (libraries[0] and not is_open) or "matplotlib" in libraries:
        return None
    declared = next((base.__dict__["_metadata"] for base in type.mro(kind) if "_metadata" in base.__dict__), ())
    names = declared if "pandas" in libraries else ()  # these are compared beside the cells
    return frozenset(map(str, names)).union(*(_OWN.get(name, frozenset()) for name in libraries))


def _is_filled(kind: type, library: str) -> bool:
    """Return whether a library's class is one of Python's with more than its content: a cookie, a picture's text."""
    is_known = library == "PIL" or (library not in _OWN and library in sys.stdlib_module_names)
    return is_known and library != "builtins" and issubclass(kind, (dict, list, set, tuple, str))


def library_of(kind: type) -> str:
    """Return the library that a class is of, whose state is known here; nothing for any other class."""
    module = type.__dict__["__module__"].__get__(kind)
    name = module.partition(".")[0] if isinstance(module, str) else ""
    if name in _OWN or name == "builtins":
        return name
    found = sys.modules.get(module) if name in sys.stdlib_module_names else None
    # A class made by `type(...)` says that it is of `abc`, and a project may have a file of a standard module's name.
    is_there = getattr(found, kind.__name__, None) is kind
    return name if is_there and (getattr(found, "__file__", None) or _STANDARD).startswith(_STANDARD) else ""


def _beyond_items(value: Any, base: type) -> dict[str, Any]:
    """Return the fields of a structure of Python's that are none of its items: a time's zone, a file's nanoseconds."""
    if "n_sequence_fields" not in base.__dict__:
        return {}
    members = {name: each for name, each in base.__dict__.items() if type(each) is types.MemberDescriptorType}
    return {name: each.__get__(value) for name, each in members.items() if name not in base.__match_args__}  # type: ignore[attr-defined]


def _add_slot(found: dict[str, Any], value: Any, base: type, name: str, known: tuple[str, ...]) -> None:
    inner = f"_{base.__name__.lstrip('_')}{name}" if name.startswith("__") and not name.endswith("__") else name
    if inner in known or name in ("__dict__", "__weakref__"):
        return
    missing = object()
    item = attempt(lambda: object.__getattribute__(value, inner), lambda reason: missing)
    if name.startswith("__pydantic_"):
        found.update(item if type(item) is dict else {})  # further fields and private attributes, by their names
    elif item is not missing:
        found[name] = item


def _is_computed_once(kind: type, name: str) -> bool:
    """Return whether an attribute is a kept result of a property, which says nothing new."""
    return any(isinstance(base.__dict__.get(name), functools.cached_property) for base in type.mro(kind))
