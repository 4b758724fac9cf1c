"""Names of files and folders at the end of paths of any system."""

from __future__ import annotations

from dagscope_app.model.paths import last_part


def test_the_last_part_of_a_path_is_its_name_on_every_system() -> None:
    paths = ("/data/x.csv", "x.csv", "data\\sub/x.csv", "C:\\data\\x.csv", "/data/x.csv/", "C:\\data\\x.csv\\", "/", "")
    assert [*("x.csv",) * 6, "", ""] == [last_part(path) for path in paths]
