"""Every loader and saver has 1.90's arguments: names, order, defaults, annotations, and its key and types."""

from __future__ import annotations

import dataclasses
import importlib
import re
import typing
import warnings
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

EXTENSIONS = (
    *("pandas", "polars", "polars_lazyframe", "numpy", "yaml", "matplotlib", "plotly", "sklearn_plot", "geopandas"),
    *("dask", "lightgbm", "xgboost", "huggingface"),
)
# Classes whose annotations name what Hamilton does not import with today's polars: ours say what is meant.
UNREADABLE = ("PolarsDatabaseReader", "PolarsDatabaseWriter", "PolarsJSONReader", "PolarsNDJSONReader")
_ADDRESS = re.compile(r"0x[0-9a-f]+")


def _registry(engine: str) -> ModuleType:
    registry = importlib.import_module(f"{engine}.registry")
    importlib.import_module(f"{engine}.io.default_data_loaders")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for extension in EXTENSIONS:
            try:
                registry.load_extension(extension)
            except (ImportError, NotImplementedError):
                assert extension not in ("pandas", "polars", "numpy", "yaml"), extension
    return registry


def _adapters(registry: ModuleType) -> Iterator[tuple[str, Any]]:
    for kind, known in (("loader", registry.LOADER_REGISTRY), ("saver", registry.SAVER_REGISTRY)):
        for key in list(known):
            for adapter in known[key]:
                yield f"{kind} {key} {adapter.__name__}", adapter


def _shown(value: Any) -> str:
    text = _ADDRESS.sub("0x", repr(value)).replace("dagscope", "hamilton")
    return text.replace("typing.Union[str, type, tuple[typing.Union[str, type]]]", "str | type | tuple[str | type]")


def _fields(adapter: Any) -> list[str]:
    hints = typing.get_type_hints(adapter)
    return [
        f"{field.name}: {_shown(hints[field.name])} = "
        + ("needed" if field.default is dataclasses.MISSING else _shown(field.default))
        for field in dataclasses.fields(adapter)
    ]


@pytest.fixture(scope="module")
def both(request: pytest.FixtureRequest) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HAMILTON_AUTOLOAD_EXTENSIONS", "0")
        yield dict(_adapters(_registry("hamilton"))), dict(_adapters(_registry("dagscope")))


def test_each_adapter_is_there_under_its_key(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    theirs, ours = both

    assert len(theirs) > 60
    assert set(theirs) <= set(ours)


def test_each_has_the_same_arguments_with_the_same_annotations(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    theirs, ours = both
    different = {}
    for name, adapter in theirs.items():
        if name.split()[-1] in UNREADABLE:
            assert [each.name for each in dataclasses.fields(adapter)] == [
                f.name for f in dataclasses.fields(ours[name])
            ]
        elif _fields(adapter) != _fields(ours[name]):
            different[name] = sorted(set(_fields(adapter)) ^ set(_fields(ours[name])))

    assert {} == different


def test_each_applies_to_the_same_types(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    theirs, ours = both
    for name, adapter in theirs.items():
        expected = {_shown(each) for each in adapter.applicable_types()}
        assert expected == {_shown(each) for each in ours[name].applicable_types()}, name
