"""The registry answers for a library only once a project uses it."""

import subprocess
import sys
import textwrap
from dataclasses import dataclass
from typing import Any

import pandas as pd
import polars as pl
import pytest
from dagscope import registry


def run_fresh(code: str) -> str:
    """Return what a fresh interpreter prints."""
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_import_and_listing_keys_import_no_library() -> None:
    out = run_fresh(
        """
        import sys
        from dagscope import registry
        registry.initialize()
        names = list(registry.LOADER_REGISTRY)
        third = [m for m in ("pandas", "numpy", "polars", "yaml", "matplotlib") if m in sys.modules]
        print("csv" in names, "json" in names, third, dict(registry.DF_TYPE_AND_COLUMN_TYPES))
        """
    )
    assert out == "True True [] {}"


def test_asking_for_a_type_loads_only_its_library() -> None:
    out = run_fresh(
        """
        import sys, polars as pl
        from dagscope import registry
        print(registry.get_column_type_from_df_type(pl.DataFrame).__name__, list(registry.DF_TYPE_AND_COLUMN_TYPES))
        print("pandas" in sys.modules)
        """
    )
    assert out.splitlines() == ["Series ['polars', 'polars_lazyframe']", "False"]


@pytest.mark.parametrize(
    ("frame", "column"), [(pd.DataFrame, pd.Series), (pl.DataFrame, pl.Series), (pl.LazyFrame, pl.Expr)]
)
def test_column_type_of_a_frame_type(frame: type, column: type) -> None:
    assert registry.get_column_type_from_df_type(frame) is column


def test_unknown_frame_type_names_what_is_registered() -> None:
    with pytest.raises(NotImplementedError, match=r"Cannot get column type for \[<class 'int'>\]"):
        registry.get_column_type_from_df_type(int)


def test_get_column_of_each_library() -> None:
    assert registry.get_column(pd.DataFrame({"a": [1]}), "a").tolist() == [1]
    assert registry.get_column(pl.DataFrame({"a": [1]}), "a").to_list() == [1]
    assert str(registry.get_column(pl.LazyFrame({"a": [1]}), "a")) == str(pl.col("a"))


def test_get_column_of_a_subclass_and_of_nothing_known() -> None:
    class Mine(pd.DataFrame):
        pass

    assert registry.get_column(Mine({"a": [2]}), "a").tolist() == [2]
    with pytest.raises(NotImplementedError, match="Nothing is registered"):
        registry.get_column(3, "a")


def test_fill_with_scalar_of_each_library() -> None:
    assert registry.fill_with_scalar(pd.DataFrame({"a": [1, 2]}), "b", 3)["b"].tolist() == [3, 3]
    assert registry.fill_with_scalar(pl.DataFrame({"a": [1, 2]}), "b", 3)["b"].to_list() == [3, 3]
    lazy = registry.fill_with_scalar(pl.LazyFrame({"a": [1, 2]}), "b", 3)
    assert lazy.collect()["b"].to_list() == [3, 3]


def test_a_users_type_can_be_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    class Frame:
        pass

    class Column:
        pass

    monkeypatch.setattr(registry, "DF_TYPE_AND_COLUMN_TYPES", registry.TypeRegistry())
    registry.register_types("mine", Frame, Column)
    assert registry.get_column_type_from_df_type(Frame) is Column
    assert registry.get_registered_column_types()["mine"] is Column


def test_left_out_extension_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotImplementedError, match="leaves its extension"):
        registry.load_extension("vaex")
    with pytest.raises(ModuleNotFoundError):
        registry.load_extension("nope")
    monkeypatch.setattr(registry, "_tried", set(registry._tried))
    monkeypatch.delitem(sys.modules, "dagscope.plugins.xgboost_extensions", raising=False)
    monkeypatch.setitem(sys.modules, "xgboost", None)  # as if it were not installed
    with pytest.raises(NotImplementedError, match="xgboost is not installed: the xgboost extension needs it"):
        registry.load_extension("xgboost")


def test_disabled_autoload_loads_no_extension() -> None:
    out = run_fresh(
        """
        import pandas as pd
        from dagscope import registry
        registry.disable_autoload()
        print(dict(registry.DF_TYPE_AND_COLUMN_TYPES), "csv" in registry.LOADER_REGISTRY)
        registry.enable_autoload()
        print(list(registry.DF_TYPE_AND_COLUMN_TYPES), "csv" in registry.LOADER_REGISTRY)
        """
    )
    assert out.splitlines() == ["{} False", "['pandas'] True"]


def test_plugin_of_a_library_loads_its_extension_without_autoload() -> None:
    out = run_fresh(
        """
        import os
        os.environ["HAMILTON_AUTOLOAD_EXTENSIONS"] = "0"
        import dagscope.plugins.h_pandas, dagscope.plugins.h_polars_lazyframe
        from dagscope import registry
        print(sorted(registry.DF_TYPE_AND_COLUMN_TYPES), "csv" in registry.LOADER_REGISTRY)
        """
    )
    assert out.splitlines() == ["['pandas', 'polars', 'polars_lazyframe'] True"]


def test_users_adapter_comes_after_ours() -> None:
    @dataclass
    class Mine:
        path: str

        @classmethod
        def name(cls) -> str:
            return "registry_test_key"

        @classmethod
        def can_load(cls) -> bool:
            return True

        @classmethod
        def can_save(cls) -> bool:
            return False

    adapter: Any = Mine
    registry.register_adapter(adapter)
    registry.register_adapter(adapter)
    try:
        assert registry.LOADER_REGISTRY["registry_test_key"] == [Mine]
        assert list(registry.LOADER_REGISTRY)[-1] == "registry_test_key"
        assert "registry_test_key" not in registry.SAVER_REGISTRY
    finally:
        registry.LOADER_REGISTRY.pop("registry_test_key")
