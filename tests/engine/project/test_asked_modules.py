"""Of a folder with thousands of files, only what is asked for is read, with what it imports."""

from __future__ import annotations

from pathlib import Path

from dagscope.project.asked_modules import open_modules
from dagscope.session.session import Session

NODE = "def {0}() -> int:\n    return 1\n"


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_what_the_modules_import_is_read_and_nothing_else(tmp_path: Path) -> None:
    write(
        tmp_path,
        shop__orders="from . import prices\nfrom shop.deep.rates import RATE\nimport json, aside\n" + NODE.format("a"),
        shop__prices="import shop.more\n" + NODE.format("b"),
        shop__more="import shop.prices  # and back\n",
        shop__deep__rates="RATE = 2\n",
        shop__other=NODE.format("c"),
        aside="X = 1\n",
        elsewhere="def (:\n",
    )
    (tmp_path / "shop" / "__init__.py").write_text("import started\n")
    write(tmp_path, started="")

    project = open_modules(tmp_path, ["shop.orders", "nowhere"])

    assert project.sources is not None
    names = {"shop", "shop.orders", "shop.prices", "shop.more", "shop.deep.rates", "aside", "started"}
    assert names == set(project.sources)
    assert ["shop.orders"] == [module.name for module in project.modules]
    assert [["shop.orders", "nowhere"]] == [[each.name for each in item.modules] for item in project.scenarios]
    assert () == project.problems


def test_they_are_built_as_in_the_whole_folder(tmp_path: Path) -> None:
    write(tmp_path, asked_flow="from asked_help import add\n\n\ndef total(x: int) -> int:\n    return add(x)\n")
    write(tmp_path, asked_help="def add(x):\n    return x + 1\n", asked_other=NODE.format("other"))
    session = Session()
    project = session.open(str(tmp_path), "no", ("asked_flow",))
    slot = session.build("main", project.scenarios[0])
    assert {"total", "x"} == set(slot.result.graph.nodes) and not slot.result.problems
