"""Pictures of one dataflow that has everything: as DOT, Mermaid, JSON, and through the real `dot`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import typing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from dagscope import ad_hoc_utils, draw, driver
from dagscope.compare.report_picture import problem_with
from dagscope.draw import render
from dagscope.draw.formats import TEXTS
from dagscope.node import Node
from dagscope.type_text import short_type_text, type_text

SOURCE = '''
import typing
import pandas as pd
from dagscope.function_modifiers import config, load_from, save_to, schema, source, subdag, tag, value
from dagscope.htypes import Collect, Parallelizable
import everything_inner

def raw(path: str) -> dict:
    """Reads."""
    return {}

@schema.output(("a", "int"), ("name", "str"))
def cleaned(raw: dict, threshold: float = 0.5) -> pd.DataFrame:
    return pd.DataFrame(raw)

@tag(display_name="A < B")
def shown(cleaned: pd.DataFrame) -> typing.Dict[str, typing.List[int]]:
    return {}

@config.when(country="US")
def tax__us(shown: dict) -> float:
    return 1.0

@config.when(country="UK")
def tax__uk(shown: dict) -> float:
    return 2.0

def parts(shown: dict) -> Parallelizable[int]:
    yield 1

def part(parts: int) -> int:
    return parts

def total(part: Collect[int], tax: float) -> int:
    return 0

@load_from.json(path=source("file_path"))
def loaded(data: dict) -> dict:
    return data

@save_to.json(path=value("out.json"), output_name_="saved")
def final(loaded: dict, total: int) -> dict:
    return {}

@subdag(everything_inner, inputs={"q": source("tax")})
def region(leaf: int) -> int:
    return leaf
'''
INNER = """
from dagscope.function_modifiers import source, subdag
import everything_core

@subdag(everything_core, inputs={"seed": source("q")})
def mid(top: int) -> int:
    return top

def leaf(mid: int, own: int) -> int:
    return mid
"""
CORE = "def top(seed: float) -> int:\n    return 1\n"


@pytest.fixture
def everything(monkeypatch: pytest.MonkeyPatch) -> driver.Driver:
    """Return a driver of functions, inputs, config, schema, loader, saver, parallel parts and nested subdags."""
    made = []
    for name, source in (("everything_core", CORE), ("everything_inner", INNER), ("everything", SOURCE)):
        module = ModuleType(name)
        monkeypatch.setitem(sys.modules, name, module)
        exec(source, module.__dict__)
        made.append(module)
    builder = driver.Builder().with_modules(made[-1]).with_config({"country": "US"})
    return builder.enable_dynamic_execution(allow_experimental_mode=True).build()


def dot_of(dataflow: driver.Driver, **options: Any) -> str:
    return draw.to_dot(dataflow.graph.get_nodes(), None, dataflow.graph.config, draw.PictureOptions(**options))


def laid_out(source: str) -> dict[str, Any]:
    """Return what Graphviz understands of the text: the system's `dot`, or graphviz-pure where there is none."""
    program = render.find_program()
    assert program is not None
    done = subprocess.run([program, "-Tdot_json"], input=source, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_dot_reads_the_text_with_every_box_and_nested_frames(everything: driver.Driver) -> None:
    objects = laid_out(dot_of(everything))["objects"]
    names = {each["name"] for each in objects}
    functions = {node.name for node in everything.graph.get_nodes() if not node.user_defined}
    assert functions <= names
    assert {
        "cluster__group_region",
        "cluster__group_region.mid",
        "cluster_cleaned",
        "cluster__legend",
    } <= names
    inside = {each["name"]: each for each in objects}
    number = {each["_gvid"]: each["name"] for each in objects}
    outer = {number[at] for at in inside["cluster__group_region"]["nodes"]}
    assert {"region", "region.leaf", "region.mid", "region.mid.top", "_region.leaf_inputs"} <= outer
    inner = {number[at] for at in inside["cluster__group_region.mid"]["nodes"]}
    assert inner == {"region.mid", "region.mid.top", "region.mid.seed"}


def test_labels_are_short_in_frames_and_types_keep_arguments(everything: driver.Driver) -> None:
    text = dot_of(everything)
    assert "<<b>A &lt; B</b><br /><br /><i>Dict[str, List[int]]</i>>" in text
    assert "<<b>tax: country</b>" in text
    assert '"region.mid" [label=<<b>mid</b>' in text
    assert '"region.leaf" [label=<<b>leaf</b>' in text
    assert "<<b>loaded.load_data.data</b><br /><br /><i>JSONDataLoader</i>>" in text
    assert 'label="a=int   "' in text


def test_optional_wires_are_dashed_and_parallel_ones_have_crows_feet(everything: driver.Driver) -> None:
    text = dot_of(everything)
    assert "\t_cleaned_inputs -> cleaned [style=dashed]" in text
    assert "\t_raw_inputs -> raw\n" in text
    assert "\tparts -> part [arrowhead=crow arrowtail=none dir=both]" in text
    assert "\tpart -> total [arrowtail=crow dir=both]" in text


NESTED = """
from dagscope.htypes import Collect, Parallelizable

def years() -> Parallelizable[int]:
    yield 1

async def opened(years: int) -> int:
    return years

def months(opened: int) -> Parallelizable[int]:
    yield 1

def month(months: int) -> int:
    return months

def year(month: Collect[int], opened: int) -> int:
    return 1

async def all_years(year: Collect[int]) -> list[int]:
    return list(year)
"""


def test_asynchronous_functions_are_marked_and_collecting_ones_tell_their_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = ModuleType("nested_blocks")
    monkeypatch.setitem(sys.modules, "nested_blocks", module)
    exec(NESTED, module.__dict__)
    dataflow = driver.Builder().with_modules(module).enable_dynamic_execution(allow_experimental_mode=True).build()

    boxes = draw.make_picture(dataflow.graph.get_nodes(), options=draw.PictureOptions()).nodes
    plain = dot_of(dataflow, as_hamilton=True)

    assert {
        "opened": "async int",
        "year": "int, collects months",
        "all_years": "async list[int], collects years",
        "month": "int",
    }.items() <= {box.id: box.subtitle for box in boxes}.items()
    assert "async" not in plain and "collects" not in plain


def test_switches_leave_things_out(everything: driver.Driver) -> None:
    text = dot_of(everything, show_legend=False, hide_inputs=True, show_fields=False, show_groups=False)
    assert "cluster" not in text
    assert "_inputs" not in text
    assert '"region.leaf" [label=<<b>region.leaf</b>' in text


def test_the_text_is_the_same_every_time(everything: driver.Driver) -> None:
    assert dot_of(everything) == dot_of(everything)
    boxes = [line.split()[0] for line in dot_of(everything).splitlines() if line.startswith("\t") and "<b>" in line]
    built = [node.name for node in everything.graph.get_nodes() if not node.user_defined and "region" not in node.name]
    assert [name.strip('"') for name in boxes if name.strip('"') in built] == built


def test_a_set_of_nodes_is_drawn_in_the_order_of_names(everything: driver.Driver) -> None:
    nodes = everything.graph.get_nodes()
    assert draw.to_dot(set(nodes)) == draw.to_dot(sorted(nodes, key=lambda node: node.name))
    assert draw.to_json(set(nodes)) == draw.to_json(sorted(nodes, key=lambda node: node.name))


def test_a_config_value_named_like_a_function_has_a_box_of_its_own(everything: driver.Driver) -> None:
    text = draw.to_dot(everything.graph.get_nodes(), None, {"total": 3})
    assert "\t_config_total [" in text
    assert "\ttotal [" in text


def test_equal_sets_of_inputs_are_one_table() -> None:
    def one(x: int, y: int) -> int:
        return x

    def two(y: int, x: int) -> int:
        return x

    dataflow = driver.Builder().with_modules(ad_hoc_utils.create_temporary_module(one, two)).build()
    text = dot_of(dataflow, deduplicate_inputs=True)
    assert text.count("<table") == 1
    assert "_one_inputs -> two" in text
    assert dot_of(dataflow).count("<table") == 2


def test_a_style_function_changes_boxes_and_legend(everything: driver.Driver) -> None:
    seen = []

    def style(*, node: Any, node_class: str) -> tuple[dict[str, Any], str | None, str | None]:
        seen.append((node.name, node_class))
        return ({"penwidth": 3}, node_class, "mine") if node.name == "total" else ({}, node_class, None)

    text = dot_of(everything, style_function=style)
    assert set(seen) == {(node.name, "function") for node in everything.graph.get_nodes() if not node.user_defined}
    assert [line for line in text.splitlines() if "penwidth=3" in line and "\ttotal " in line]
    assert all(any(line.startswith(f"\t\t{name} [") for line in text.splitlines()) for name in ("mine", "function"))
    text = dot_of(everything, style_function=lambda *, node, node_class: ({}, node_class, "mine"))
    assert "\t\tmine [" in text and "\t\tfunction [" not in text


def test_a_style_function_with_positional_parameters_is_refused(everything: driver.Driver) -> None:
    def style(node: Any, node_class: str) -> tuple[dict[str, Any], str | None, str | None]:
        return {}, None, None

    with pytest.raises(ValueError, match="must only take keyword arguments"):
        everything.display_all_functions(custom_style_function=style)


def test_an_overridden_node_reads_nothing(everything: driver.Driver) -> None:
    picture = everything.visualize_execution(
        ["final"], inputs={"path": "", "file_path": ""}, overrides={"shown": {}, "part": 1}
    )
    assert picture is not None
    assert "-> shown" not in picture.source
    assert "raw" not in picture.source
    assert 'style="filled,diagonals"' in picture.source
    assert "FFC857" in picture.source


def test_mermaid_has_every_box_wire_and_frame(everything: driver.Driver) -> None:
    nodes = everything.graph.get_nodes()
    picture = draw.make_picture(nodes, None, everything.graph.config)
    text = draw.to_mermaid(nodes, None, everything.graph.config, orient="TB")
    lines = text.splitlines()
    assert lines[0] == "flowchart TB"
    assert sum("-->" in line or "-.->" in line for line in lines) == len(picture.edges)
    assert [line.strip() for line in lines if "subgraph" in line] == [
        'subgraph g0["region"]',
        'subgraph g1["mid"]',
    ]
    assert sum(line.strip() == "end" for line in lines) == 2
    assert '("<b>A #lt; B</b><br/><i>Dict[str, List[int]]</i>' in text


def test_no_name_is_markup_a_directive_or_an_entity_of_mermaid() -> None:
    names = ["%%{init: {}}%%", "it's", "a#lt;b", "`x`", "<i>"]
    nodes = [Node(name, int, callabl=lambda: 1) for name in names]
    text = draw.to_mermaid(nodes)
    wanted = ["#37;#37;{init: {}}#37;#37;", "it#39;s", "a#35;lt;b", "#96;x#96;", "#lt;i#gt;"]
    assert [name for name in wanted if f"<b>{name}</b>" not in text] == []
    assert TEXTS[".md"](nodes, None, None).splitlines() == ["```mermaid", *text.splitlines(), "```"]


def test_json_tells_nodes_edges_and_groups(everything: driver.Driver) -> None:
    record = json.loads(draw.to_json(everything.graph.get_nodes(), None, everything.graph.config))
    nodes = {row["name"]: row for row in record["nodes"]}
    assert set(nodes) == {node.name for node in everything.graph.get_nodes()}
    assert nodes["shown"] | {"tags": {}} == {
        "name": "shown",
        "label": "A < B",
        "type": "Dict[str, List[int]]",
        "kind": "function",
        "classes": ["function"],
        "group": "",
        "module": "everything",
        "documentation": "",
        "tags": {},
        "columns": [],
    }
    assert nodes["cleaned"]["columns"] == ["a=int", "name=str"]
    assert nodes["path"]["kind"] == "input"
    assert {"source": "threshold", "target": "cleaned", "optional": True} in record["edges"]
    assert record["groups"] == ["region", "region.mid"]
    assert record["config"] == {"country": "US"}


@pytest.mark.parametrize(
    ("path", "kwargs", "expected"),
    [
        ("dag.png", {}, {"dag.png"}),
        ("dag", {}, {"dag.png"}),
        ("dag.svg", {"keep_dot": True}, {"dag.svg", "dag"}),
        ("dag.dot", {}, {"dag.dot"}),
        ("dag.png", {"render_kwargs": {"format": "svg"}}, {"dag.svg"}),
    ],
)
def test_files_are_written_as_their_ending_says(
    everything: driver.Driver, tmp_path: Path, path: str, kwargs: dict[str, Any], expected: set[str]
) -> None:
    everything.display_all_functions(str(tmp_path / path), **kwargs)
    assert set(os.listdir(tmp_path)) == expected
    assert all((tmp_path / name).stat().st_size > 500 for name in expected)


def test_a_missing_folder_is_named(everything: driver.Driver, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no folder to write the picture to"):
        everything.display_all_functions(str(tmp_path / "missing" / "dag.png"))
    assert [] == os.listdir(tmp_path)


def test_a_missing_folder_is_made_when_the_dot_file_is_kept(everything: driver.Driver, tmp_path: Path) -> None:
    everything.display_all_functions(str(tmp_path / "missing" / "deep" / "dag.svg"), keep_dot=True)
    assert {"dag", "dag.svg"} == set(os.listdir(tmp_path / "missing" / "deep"))


def test_a_picture_drawn_by_execute_says_what_to_call_instead(
    everything: driver.Driver, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(type(everything), "_visualize_execution_helper", lambda *args, **rest: drawn.append(args[4]))
    name = everything.list_available_variables()[0].name
    everything.execute([name], overrides={name: 1}, display_graph=True)
    assert ["test-output/execute.gv"] == drawn
    assert any("draw with visualize_execution()" in record.getMessage() for record in caplog.records)


def test_without_the_systems_dot_the_python_one_draws_all_but_pdf(
    everything: driver.Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = shutil.which("graphviz-pure") or shutil.which("graphviz-pure", path=os.path.dirname(sys.executable))
    assert program is not None
    monkeypatch.setattr(render, "find_program", lambda: program)
    everything.display_all_functions(str(tmp_path / "dag.png"))
    assert (tmp_path / "dag.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(render.DrawingProgramError, match="PDF needs Graphviz itself"):
        everything.display_all_functions(str(tmp_path / "dag.pdf"))
    monkeypatch.setattr(render, "find_program", lambda: None)
    assert "pip install graphviz-pure" in problem_with("report.png")  # said before a comparison runs
    with pytest.raises(render.DrawingProgramError, match="pip install graphviz-pure"):
        everything.display_all_functions(str(tmp_path / "dag.png"))
    everything.display_all_functions(str(tmp_path / "text.dot"))
    assert (tmp_path / "text.dot").read_text("utf-8").startswith("// Dependency Graph\ndigraph {")


def test_without_graphviz_a_log_entry_says_what_to_install(
    everything: driver.Driver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "graphviz", None)
    assert everything.display_all_functions() is None
    assert "pip install dagscope[viz]" in caplog.text


def test_text_formats_need_the_standard_library_alone() -> None:
    code = (
        "import sys; import dagscope.draw as d; d.to_dot([]); d.to_mermaid([]); d.to_json([]); print('graphviz' in "
        "sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (int, "int"),
        (typing.List[int], "List[int]"),  # noqa: UP006
        (dict[str, list[int]], "dict[str, list[int]]"),
        (typing.Optional[typing.Dict[str, int]], "Optional[Dict[str, int]]"),  # noqa: UP006, UP045
        (typing.Union[int, str], "Union[int, str]"),  # noqa: UP007
        (int | None, "int | None"),
        (typing.Annotated[float, "unit"], "float"),
        (typing.Literal["a", 1], "Literal['a', 1]"),
        (typing.Callable[[int], str], "Callable[[int], str]"),
        (tuple[int, ...], "tuple[int, ...]"),
        (typing.Any, "Any"),
        (type(None), "None"),
        ("Later", "Later"),
    ],
)
def test_types_are_written_as_people_write_them(type_: Any, expected: str) -> None:
    assert type_text(type_) == expected


def test_long_types_are_cut() -> None:
    text = short_type_text(typing.Literal["x" * 100])
    assert (len(text), text[-5:]) == (85, "[...]")
