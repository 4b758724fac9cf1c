"""Dates in lists and inline tables, with spaces behind them: a file with them is saved like any other."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomlkit
from dagscope.project.settings import FILE_NAME
from dagscope_app.services.toml_dates import give_back_spaces

from tests.app.services.test_project_file import saved, with_config

DATES = ["2024-02-01", "2024-02-01 10:00:00", "2024-02-01T10:00:00Z", "07:32:00"]
SHAPES = [
    "{ a = @ }", "{ a = @\t}", "{a = @ , b = @ }", "{ a = { b = @ } }", "{ a = [@ ] }", "[ @ ]", "[@ , @\t,  @]",
    "[ @  # one\n, @\n ]", "{ a.b = @ }", "{ a = @}", "@   # @ }", '{ a = "@ ", b = @ }',
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("date", DATES)
def test_an_edit_elsewhere_leaves_dates_as_they_are(tmp_path: Path, date: str, shape: str) -> None:
    path = tmp_path / FILE_NAME
    text = f'[[scenario]]\nname = "us"\nconfig.k = 1\nconfig.as_of = {shape.replace("@", date)}\n'
    path.write_text(text)

    assert () == saved(tmp_path, with_config("us", k=2))
    assert text.replace("k = 1", "k = 2") == path.read_text()


def test_a_document_is_written_as_it_was_read() -> None:
    text = "".join(f"k{number} = {shape.replace('@', DATES[number % 4])}\n" for number, shape in enumerate(SHAPES))
    document = tomlkit.parse(text)
    before = document.unwrap()
    give_back_spaces(document, text)
    assert (text, before) == (tomlkit.dumps(document), document.unwrap())
