"""Drivers that tests have made by a function of the project: the test names no framework itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from dagscope.project.opening import open_project

from tests.folders import write_files

FACTORY = """
from hamilton import driver
def catalog(modules, config=None):
    return driver.Builder().with_config(config or {}).with_modules(*modules).build()
"""
IN_TEST = "from shop import churn\nfrom shop.catalog import catalog\ndef test_b():\n    dr = catalog([churn])\n"
IN_FIXTURE = """
import pytest
from shop import churn, other
from shop.catalog import catalog
@pytest.fixture
def dr():
    return catalog(modules=[churn, other])
"""
RUNS = "    assert dr.execute(['b'])\n"


@pytest.mark.parametrize(
    ("file", "text", "modules"),
    [
        ("tests/test_churn.py", IN_TEST + RUNS, ("shop.churn",)),
        ("tests/conftest.py", IN_FIXTURE, ("shop.churn", "shop.other")),
        ("tests/test_fixture.py", f"{IN_FIXTURE}def test_b(dr):\n{RUNS}", ("shop.churn", "shop.other")),
    ],
)
def test_drivers_that_tests_have_made_by_the_project_are_found(
    tmp_path: Path, file: str, text: str, modules: tuple[str, ...]
) -> None:
    flow = "def b(a: int) -> int:\n    return a\n"
    database = "def test_it(db):\n    db.cursor().execute('select 1')\n"
    files = {"shop/__init__.py": "", "shop/catalog.py": FACTORY, "shop/churn.py": flow, "shop/other.py": flow}
    project = open_project(write_files(tmp_path, {**files, file: text, "tests/test_db.py": database}))

    found = {each.origin.partition(":")[0]: each for each in project.scenarios if each.origin}
    assert list(found) == [file]
    assert tuple(module.name for module in found[file].modules) == modules
