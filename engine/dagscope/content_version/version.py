"""The version of any value.
It decides by the value's type alone; how plain values and buffers are read is next to it.
"""

from __future__ import annotations

import base64
import hashlib
import io
import logging
import pickle
import sys
from collections.abc import Sequence
from typing import Any

from dagscope import content_hash
from dagscope.class_home import home_of
from dagscope.content_hash import UNHASHABLE, hash_value
from dagscope.content_version.buffers import digest_of
from dagscope.content_version.known import is_known
from dagscope.content_version.plain import form_of_items, written
from dagscope.value_code import EndedByValue, value_code

logger = logging.getLogger("dagscope.caching")

_SMALL = 1_000
# Exact types whose `repr` says all of them.
_BY_REPR = frozenset(
    ("datetime.date", "datetime.timedelta", "decimal.Decimal", "fractions.Fraction", "uuid.UUID", "builtins.range",
     "pathlib.PosixPath", "pathlib.WindowsPath", "pathlib.PurePosixPath", "pathlib.PureWindowsPath")
)  # fmt: skip
_WITH_ZONE = frozenset(("datetime.datetime", "datetime.time"))
_DATA = frozenset(("re.Pattern", "builtins.bytearray", "zoneinfo.ZoneInfo", "datetime.timezone"))
_DATA_LIBRARIES = frozenset(("numpy", "pandas", "polars", "pyarrow", "geopandas", "shapely"))
_PLAIN_ZONES = frozenset(("NoneType", "datetime.timezone", "zoneinfo.ZoneInfo"))


class _Unversioned(Exception):
    """Nothing can be said about a value: it can be neither read nor pickled."""


def data_version(obj: Any) -> str:
    """Return the version of a value: two values that differ have different ones.

    Small plain values have the hash Hamilton gives them, where that takes them for no other value.

    Args:
        obj: any value.

    Returns:
        The version, or `<unhashable>` if the value can be neither read nor pickled.
    """
    kind = type(obj)
    try:
        if not _has_project_hash(kind) and is_known(obj, _SMALL):
            return hash_value(obj)
        with value_code():
            if _has_project_hash(kind):
                return _project_hash(obj)
            try:
                digest = _of_items([obj])
            except (RecursionError, ValueError):  # values that hold themselves, or are nested without end
                digest = hashlib.sha256(_pickled(obj)).digest()
    except (_Unversioned, EndedByValue, RecursionError) as error:
        if isinstance(error, EndedByValue):
            logger.warning("A value of type %s cannot be told from others: %s.", kind.__qualname__, error)
        return UNHASHABLE
    return base64.urlsafe_b64encode(digest[:30]).decode()


def is_data(obj: Any) -> bool:
    """Return whether a value is data by its type alone, so that its version says all of it: dates, paths, tables.

    Args:
        obj: any value.
    """
    kind = type(obj)
    name = f"{home_of(kind)}.{kind.__qualname__}"
    if name in _BY_REPR or name in _WITH_ZONE or name in _DATA:
        return True
    is_of_library = name.partition(".")[0] in _DATA_LIBRARIES and not name.startswith("numpy.random")
    return is_of_library and not callable(obj)


def _has_project_hash(kind: type) -> bool:
    """Return whether the project said how its values are hashed, by `@hash_value.register`."""
    return hash_value.dispatch(kind).__module__ != content_hash.__name__


def _project_hash(obj: Any) -> str:
    """Return the hash as the project makes it; caching must not fail a run, so its failure is but a warning."""
    try:
        return hash_value(obj)
    except Exception as error:
        logger.warning("A value of type %s has no hash: its own function failed: %r", type(obj).__qualname__, error)
        raise _Unversioned from error


def _of_items(items: Sequence[Any]) -> bytes:
    return hashlib.sha256(written(form_of_items(items, _others))).digest()


def _others(kind: type, items: Sequence[Any]) -> Any:
    """Return what objects of one type are hashed by."""
    if _has_project_hash(kind):
        return list(map(_project_hash, items))
    name = f"{home_of(kind)}.{kind.__qualname__}"
    if name in _BY_REPR or (name in _WITH_ZONE and _zones_of(items) <= _PLAIN_ZONES):
        return list(map(repr, items))
    return [_of_object(each, kind) for each in items]


def _zones_of(items: Sequence[Any]) -> set[str]:
    kinds = {type(each.tzinfo) for each in items}
    return {"NoneType" if each is type(None) else f"{home_of(each)}.{each.__qualname__}" for each in kinds}


def _of_object(obj: Any, kind: type) -> Any:
    digest = digest_of(obj, _of_items)
    if digest is not None:
        return digest
    if _is_record(kind):
        return ("attributes", form_of_items([dict(vars(obj))], _others))
    return ("pickle", hashlib.sha256(_pickled(obj)).digest())


_OWN_PICKLING = frozenset(("__reduce__", "__reduce_ex__", "__getstate__", "__getnewargs__", "__getnewargs_ex__"))
_RECORDS: dict[type, bool] = {}


def _is_record(kind: type) -> bool:
    """Return whether objects of a class are their attributes alone, and the class can be found by its name."""
    found = _RECORDS.get(kind)
    if found is None:
        own = {name for each in kind.__mro__[:-1] for name in vars(each)}
        found = _RECORDS[kind] = (
            own.isdisjoint(_OWN_PICKLING)
            and kind.__dictoffset__ != 0
            and kind.__basicsize__ == _Plain.__basicsize__
            and kind.__itemsize__ == 0
            and _is_importable(kind)
        )
    return found


class _Plain:
    """A class with attributes alone."""


def _is_importable(kind: type) -> bool:
    found: Any = sys.modules.get(home_of(kind))
    for part in kind.__qualname__.split("."):
        found = getattr(found, part, None)
    return found is kind


class _Pickler(pickle.Pickler):
    """Pickles with the versions of arrays and frames inside, whose own pickles depend on where they lie."""

    def reducer_override(self, obj: Any) -> Any:
        digest = digest_of(obj, _of_items)
        return NotImplemented if digest is None else (bytes, (digest,))


def _pickled(obj: Any) -> bytes:
    content = io.BytesIO()
    try:
        _Pickler(content, protocol=5).dump(obj)
    except Exception as error:  # whatever a class's own pickling raises
        raise _Unversioned from error
    return content.getvalue()
