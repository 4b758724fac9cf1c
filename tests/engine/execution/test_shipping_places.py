"""What lies in the project travels by value; what is installed, wherever, travels by its name."""

from __future__ import annotations

import functools
import importlib.util
import os
import pickle
import site
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import cloudpickle
import pytest
from dagscope.execution import shipping


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    before = set(sys.modules)
    for cached in (shipping._installed_places, shipping._holds_metadata, shipping._compiled_packages):
        cached.cache_clear()
    yield
    for name in set(sys.modules) - before:
        if name.startswith(("shipped", "__editable__")):
            del sys.modules[name]
    for cached in (shipping._installed_places, shipping._holds_metadata, shipping._compiled_packages):
        cached.cache_clear()


def _module(folder: Path, name: str = "shipped") -> ModuleType:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.py"
    path.write_text("def f() -> int:\n    return 1\n")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules[name] = module
    return module


def test_a_file_of_the_project_travels_by_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)

    assert shipping.is_project_module(_module(tmp_path / "steps"))


@pytest.mark.parametrize("folder", ["lib/python3/dist-packages", "opt/lib/python3.11/site-packages"])
def test_a_folder_for_packages_anywhere_is_installed(folder: str, tmp_path: Path) -> None:
    assert not shipping.is_project_module(_module(tmp_path / folder))


def test_what_a_pth_file_adds_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packages, added = tmp_path / "packages", tmp_path / "added"
    packages.mkdir()
    (packages / "extra.pth").write_text(f"# a comment\nimport sys\n{added}\n{tmp_path / 'not there'}\n")
    monkeypatch.setattr(site, "getsitepackages", lambda: [str(packages)])

    assert not shipping.is_project_module(_module(added))
    assert shipping.is_project_module(_module(tmp_path / "added too"))


def test_an_editable_install_is_installed(tmp_path: Path) -> None:
    finder = ModuleType("__editable___shipped_finder")
    finder.MAPPING = {"shipped": str(tmp_path / "src")}  # type: ignore[attr-defined]
    sys.modules[finder.__name__] = finder

    assert not shipping.is_project_module(_module(tmp_path / "src"))


def test_a_folder_with_metadata_of_distributions_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shipped-1.0.dist-info").mkdir()
    monkeypatch.syspath_prepend(tmp_path)

    assert not shipping.is_project_module(_module(tmp_path))


def test_a_package_with_compiled_parts_travels_by_name(tmp_path: Path) -> None:
    module = _module(tmp_path)
    part = ModuleType("shipped.fast")
    part.__file__ = str(tmp_path / "fast.so")
    sys.modules[part.__name__] = part

    assert not shipping.is_project_module(module)


def test_a_namespace_package_travels_as_its_parts_do(tmp_path: Path) -> None:
    namespace = ModuleType("shipped_space")
    namespace.__spec__ = importlib.util.spec_from_loader("shipped_space", None, is_package=True)
    namespace.__path__ = [str(tmp_path / "a")]
    assert shipping.is_project_module(namespace)

    namespace.__path__ = [str(tmp_path / "a"), str(tmp_path / "site-packages" / "a")]
    assert not shipping.is_project_module(namespace)


def test_a_module_made_on_the_fly_travels_by_value() -> None:
    assert shipping.is_project_module(ModuleType("shipped_made"))


def test_a_cached_function_of_the_project_travels() -> None:
    @functools.lru_cache(maxsize=7)
    def twice(n: int) -> int:
        return 2 * n

    there = pickle.loads(shipping.dumps(twice))

    assert there(4) == 8
    assert there.cache_parameters() == {"maxsize": 7, "typed": False}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that are forked")
def test_a_process_that_is_forked_while_something_is_packed_can_pack_itself() -> None:
    module = ModuleType("packed_meanwhile")
    sys.modules[module.__name__] = module
    try:
        with shipping.by_value([module]):
            child = os.fork()
            if child == 0:
                is_free = shipping._lock.acquire(blocking=False)
                is_known = module.__name__ in cloudpickle.list_registry_pickle_by_value()
                os._exit(0 if is_free and not is_known else 1)
            assert 0 == os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            assert module.__name__ in cloudpickle.list_registry_pickle_by_value()
    finally:
        del sys.modules[module.__name__]
