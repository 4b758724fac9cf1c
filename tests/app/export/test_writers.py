"""Every writer of the engine and the window: what lies around its target stays byte for byte, also when it fails."""

from __future__ import annotations

import io
import json
import logging
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest
from dagscope import ad_hoc_utils, driver, registry
from dagscope.caching.stores.file import FileResultStore
from dagscope.caching.stores.sqlite import SQLiteMetadataStore
from dagscope.experimental import h_cache
from dagscope.hamilton.cli import commands as verbs
from dagscope.plugins.h_schema import save_schema
from dagscope.scenario import Scenario
from dagscope.session.run_state import restored
from dagscope.session.saving import save_value
from dagscope_app.cli import main as command_line
from dagscope_app.drawing.theme import Theme
from dagscope_app.export import export_scene
from dagscope_app.export.pictures import write_picture
from dagscope_app.model.edits.saving import Saving
from dagscope_app.model.records.file_conflict import ProjectFileRefusal
from dagscope_app.services.project_file import ProjectFile
from dagscope_app.services.settings import Settings

Write = Callable[[Path], Any]

_ROOM = 200  # bytes of each file that fit on the "full disk"
LONG = ["a line of text that does not fit"] * 2_000
FRAME = pd.DataFrame({"a": range(3_000), "b": [f"text {number}" for number in range(3_000)]})


def snapshot(folder: Path, besides: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file and folder but the target: its mode and content."""
    return {
        str(path.relative_to(folder)): (stat.S_IMODE(path.stat().st_mode), b"" if path.is_dir() else path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path != besides and besides not in path.parents
    }


@contextmanager
def full_disk() -> Iterator[None]:
    """Let every file of this process end after some bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_ROOM, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def a(x: int) -> int:
    """Return a node's value."""
    return x


def b(a: int) -> int:
    """Return another node's value."""
    return a


def dataflow() -> driver.Driver:
    """Return two nodes and an input."""
    return driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(a, b)).build()


def pictures() -> dict[str, tuple[str, Write]]:
    """Return what draws through Graphviz, and the texts."""
    dr = dataflow()
    found: dict[str, tuple[str, Write]] = {
        f"display_all_functions {ending}": (
            f"dag{ending}",
            lambda path: dr.display_all_functions(path),
        )
        for ending in (".png", ".dot")
    }
    return found | {
        "display without ending": ("dag.png", lambda path: dr.display_all_functions(path.with_suffix(""))),
        "visualize_execution": ("dag.dot", lambda path: dr.visualize_execution(["b"], str(path), inputs={"x": 1})),
        "visualize_path_between": ("dag.dot", lambda path: dr.visualize_path_between("a", "b", str(path))),
        "display_downstream_of": ("dag.dot", lambda path: dr.display_downstream_of("a", output_file_path=str(path))),
        "display_upstream_of": ("dag.dot", lambda path: dr.display_upstream_of("b", output_file_path=str(path))),
        "visualize_materialization": (
            "dag.dot",
            lambda path: dr.visualize_materialization(
                output_file_path=str(path), inputs={"x": 1}, additional_vars=["b"]
            ),
        ),
        "hamilton view": ("dag.dot", lambda path: verbs.view(dr, path)),
        "hamilton diff": ("dag.png", lambda path: _diff(dr, path)),
    }


def _diff(dr: driver.Driver, path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verbs, "_build_reference", lambda *_: dr)
        patch.setattr(verbs.logic, "load_modules_from_git", lambda *_: [])
        verbs.diff(dr, ["flow.py"], view=True, output_file_path=path)


def command(project: Path) -> dict[str, tuple[str, Write]]:
    """Return the writer of `dagscope draw -o`."""

    def draw(path: Path) -> None:
        # Hamilton itself may be in this process: other tests compare with it. The project does not import it.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("dagscope.commands.opened.install", lambda: None)
            if command_line(["draw", str(project), "-o", str(path)]):
                raise OSError("it could not be drawn")

    return {f"dagscope draw {ending}": (f"dag{ending}", draw) for ending in (".png", ".dot", ".mmd", ".json")}


def exports(laid_out: ModuleType, theme: Theme) -> dict[str, tuple[str, Write]]:
    """Return the window's pictures."""

    def through_window(path: Path) -> None:
        text, severity = write_picture(laid_out.nested(), theme, str(path))
        if severity == "error":
            raise OSError(text)

    found: dict[str, tuple[str, Write]] = {
        f"export {ending}": (f"dag{ending}", lambda path: export_scene(laid_out.nested(), path, theme))
        for ending in (".png", ".svg", ".pdf", ".html")
    }
    return found | {f"window {ending}": (f"dag{ending}", through_window) for ending in (".png", ".dot")}


def kept() -> dict[str, tuple[str, Write]]:
    """Return the writers of settings, values, caches and schemas."""
    import pyarrow as pa

    schema = pa.schema([(f"column_{number}", pa.int64()) for number in range(100)])
    scenarios = (Scenario("all", config={}, final_vars=tuple(LONG[:20])),)  # much more than fits
    found: dict[str, tuple[str, Write]] = {
        "dagscope.toml": ("dagscope.toml", lambda path: _save_scenarios(path.parent, scenarios)),
        "preferences": ("dagscope.ini", _write_preferences),
        "result store": ("store", lambda path: FileResultStore(path).set("version", LONG)),
        "metadata store": ("store", lambda path: SQLiteMetadataStore(path).initialize("run")),
        "schema": ("kept.schema", lambda path: save_schema(path, schema)),
        "h_cache json": ("kept.json", lambda path: h_cache.write_json_dict({"a": LONG}, str(path), "a")),
        "h_cache pickle": ("kept.pkl", lambda path: h_cache.write_pickle(LONG, str(path), "a")),
    }
    for kind, value in (("csv", FRAME), ("parquet", FRAME), ("json", LONG), ("txt", "\n".join(LONG))):
        found[f"value {kind}"] = (f"kept.{kind}", lambda path, value=value, kind=kind: save_value(value, path, kind))
    return found


def _write_preferences(path: Path) -> None:
    settings = Settings(str(path))
    settings.add_recent("/" + "a" * 1_000)
    settings.save_preferences(settings.preferences())


def _figures() -> tuple[Any, Any]:
    import matplotlib.figure
    import plotly.graph_objects

    return matplotlib.figure.Figure(), plotly.graph_objects.Figure()


def _polars() -> Any:
    return pytest.importorskip("polars").from_pandas(FRAME)


# The savers' classes: the file, the argument that names it, a value. None for what writes no file of its own.
SAVERS: dict[str, tuple[str, str, Callable[[], Any]] | None] = {
    "JSONDataSaver": ("kept.json", "path", lambda: {"a": LONG}),
    "RawFileDataSaver": ("kept.txt", "path", lambda: "\n".join(LONG)),
    "RawFileDataSaverBytes": ("kept.bin", "path", lambda: io.BytesIO("\n".join(LONG).encode())),
    "PickleSaver": ("kept.pkl", "path", lambda: LONG),
    "InMemoryResult": None,
    "YAMLDataSaver": ("kept.yaml", "path", lambda: LONG),
    "MatplotlibWriter": ("kept.png", "path", lambda: _figures()[0]),
    "NumpyNpyWriter": ("kept.npy", "path", lambda: FRAME["a"].to_numpy()),
    "PandasPickleWriter": ("kept.pkl", "path", lambda: FRAME),
    "PandasJsonWriter": ("kept.json", "filepath_or_buffer", lambda: FRAME),
    "PandasCSVWriter": ("kept.csv", "path", lambda: FRAME),
    "PandasParquetWriter": ("kept.parquet", "path", lambda: FRAME),
    "PandasSqlWriter": None,
    "PandasXmlWriter": ("kept.xml", "path_or_buffer", lambda: FRAME),
    "PandasHtmlWriter": ("kept.html", "buf", lambda: FRAME),
    "PandasStataWriter": ("kept.dta", "path", lambda: FRAME),
    "PandasFeatherWriter": ("kept.feather", "path", lambda: FRAME),
    "PandasORCWriter": ("kept.orc", "path", lambda: FRAME),
    "PandasExcelWriter": ("kept.xlsx", "path", lambda: FRAME),
    "PlotlyInteractiveWriter": ("kept.html", "path", lambda: _figures()[1]),
    "PlotlyStaticWriter": None,  # a browser draws it
    "SklearnPlotSaver": ("kept.png", "path", lambda: _figures()[0]),
    "PolarsCSVWriter": ("kept.csv", "file", _polars),
    "PolarsJSONWriter": ("kept.json", "file", _polars),
    "PolarsParquetWriter": ("kept.parquet", "file", _polars),
    "PolarsFeatherWriter": ("kept.feather", "file", _polars),
    "PolarsAvroWriter": ("kept.avro", "file", _polars),
    "PolarsNDJSONWriter": ("kept.ndjson", "file", _polars),
    "PolarsSpreadsheetWriter": ("kept.xlsx", "workbook", _polars),
    "PolarsDatabaseWriter": None,
}

DIES = ("PandasORCWriter",)  # pyarrow ends the process where a disk is full


def savers() -> dict[str, tuple[str, Write]]:
    """Return every saver that is registered."""
    registry.initialize()
    every = {saver for each in registry.SAVER_REGISTRY.values() for saver in each}
    found: dict[str, tuple[str, Write]] = {}
    for saver in sorted(every, key=lambda saver: saver.__name__):
        if not saver.__module__.startswith("dagscope."):
            continue
        assert saver.__name__ in SAVERS, f"{saver.__name__} is new: say here what it writes"
        row = SAVERS[saver.__name__]
        if row is not None:
            found[saver.__name__] = (
                row[0],
                lambda path, saver=saver, row=row: saver(**{row[1]: str(path)}).save_data(row[2]()),
            )
    return found


def surround(folder: Path, target: Path, stem_is_folder: bool) -> None:
    """Put around a target what its writer might take for its own."""
    folder.mkdir()
    stem = folder / target.stem
    if stem != target and stem_is_folder:
        stem.mkdir()
        (stem / "inner").write_text("precious")
    elif stem != target:
        stem.write_text("precious")
    for ending in (".gv", ".dot", ".tmp", ".part", ".bak", ".bad", ".lock2"):
        (folder / f"{target.name}{ending}").write_text("precious")
        if f"{target.stem}{ending}" != target.name:
            (folder / f"{target.stem}{ending}").write_text("precious")
    (folder / "read_only").write_text("precious")
    (folder / "read_only").chmod(0o400)


def touched(folder: Path, name: str, write: Write, fails: bool, stem_is_folder: bool) -> list[str]:
    """Return what a writer changed besides its target."""
    target = folder / name
    surround(folder, target, stem_is_folder)
    before = snapshot(folder, target)
    if fails:
        with full_disk():
            try:
                write(target)
            except Exception:  # however it fails
                logging.getLogger(__name__).debug("%s failed", name)
    else:
        write(target)
        assert target.exists()
    after = snapshot(folder, target)
    return sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))


def attempts(label: str, name: str, write: Write, folder: Path, fails: bool) -> dict[str, list[str]]:
    """Return what a writer changed besides its target, with a file and a folder of the target's stem next to it."""
    found: dict[str, list[str]] = {}
    for stem_is_folder in (False, True):
        where = folder / f"{label} {fails} {stem_is_folder}"
        changed = touched(where, name, write, fails, stem_is_folder)
        if changed:
            found[where.name] = changed
    return found


@pytest.fixture(autouse=True)
def _process_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put back what a command prepares its process with for a project: others would import from that folder."""
    monkeypatch.setattr(sys, "path_hooks", list(sys.path_hooks))
    with restored():
        yield
    sys.path_importer_cache.clear()
    sys.modules.pop("flow", None)


@pytest.fixture
def writers(tmp_path: Path, laid_out: ModuleType, theme: Theme) -> dict[str, tuple[str, Write]]:
    project = tmp_path / "project"
    project.mkdir()
    (project / "flow.py").write_text("def a(x: int) -> int:\n    return x\n")
    return pictures() | command(project) | exports(laid_out, theme) | kept() | savers()


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are a matter of POSIX")
@pytest.mark.filterwarnings("ignore")
def test_no_writer_touches_anything_but_its_target(tmp_path: Path, writers: dict[str, tuple[str, Write]]) -> None:
    found: dict[str, list[str]] = {}
    for label, (name, write) in writers.items():
        for fails in (False, True):
            if not fails or label not in SAVERS:
                found |= attempts(label, name, write, tmp_path, fails)
    assert found == {}


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are a matter of POSIX")
def test_no_saver_that_fails_touches_anything_but_its_target(tmp_path: Path) -> None:
    # A process of its own: libraries leave open files and threads behind where a disk is full.
    done = subprocess.run([sys.executable, __file__, str(tmp_path)], capture_output=True, text=True)
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["{}"]), done.stderr


def _save_scenarios(folder: Path, scenarios: tuple[Scenario, ...]) -> None:
    try:
        ProjectFile().save(str(folder), Saving(now=scenarios))
    except ProjectFileRefusal as refusal:
        raise OSError(str(refusal)) from None


WHOLE = ("display", "visualize", "hamilton", "dagscope", "export", "window", "value", "schema")
WHOLE_SAVERS = ("JSONDataSaver", "RawFileDataSaver", "RawFileDataSaverBytes", "PickleSaver", "YAMLDataSaver")


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are a matter of POSIX")
@pytest.mark.filterwarnings("ignore")
def test_our_own_writers_leave_the_old_file_where_they_fail(
    tmp_path: Path, writers: dict[str, tuple[str, Write]]
) -> None:
    (tmp_path / "out").mkdir()
    damaged = []
    for label, (name, write) in writers.items():
        if not label.startswith(WHOLE) and label not in WHOLE_SAVERS:
            continue
        target = tmp_path / "out" / name
        target.write_bytes(b"# old")
        with full_disk(), pytest.raises(Exception):  # noqa: B017  # however it fails
            write(target)
        if target.read_bytes() != b"# old" or os.listdir(target.parent) != [name]:
            damaged.append(label)
        target.unlink()
    assert damaged == []


def test_the_dot_file_that_is_kept_takes_no_other_files_place(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("a paragraph")
    with pytest.raises(FileExistsError, match="not written over what is there"):
        dataflow().display_all_functions(tmp_path / "LICENSE.png", keep_dot=True)
    assert (tmp_path / "LICENSE").read_text() == "a paragraph"
    for _ in range(2):
        dataflow().display_all_functions(tmp_path / "dag.png", keep_dot=True)
    assert (tmp_path / "dag").read_text().startswith("// Dependency Graph\n")


def test_a_saver_follows_a_link_and_writes_into_what_is_no_file(tmp_path: Path) -> None:
    from dagscope.io.default_data_loaders import JSONDataSaver

    (tmp_path / "real.json").write_text("{}")
    (tmp_path / "real.json").chmod(0o640)
    (tmp_path / "link.json").symlink_to("real.json")
    JSONDataSaver(str(tmp_path / "link.json")).save_data({"a": 1})
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text()) == {"a": 1}
    assert stat.S_IMODE((tmp_path / "real.json").stat().st_mode) == 0o640
    JSONDataSaver("/dev/null").save_data({"a": 1})
    with pytest.raises(FileNotFoundError, match="missing/a.json"):
        JSONDataSaver(str(tmp_path / "missing" / "a.json")).save_data({})


def fail_savers(folder: Path) -> None:
    """Print what the savers changed that met a full disk, and leave without tidying up."""
    found: dict[str, list[str]] = {}
    for label, (name, write) in savers().items():
        if label not in DIES:
            found |= attempts(label, name, write, folder, fails=True)
    print(json.dumps(found), flush=True)
    os._exit(0)


if __name__ == "__main__":
    fail_savers(Path(sys.argv[1]))
