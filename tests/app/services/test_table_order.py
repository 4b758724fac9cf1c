"""Files whose tables stand in whatever order TOML allows: an edit changes its own lines, and no table moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from dagscope.project.settings import FILE_NAME, read_settings
from dagscope.scenario import Scenario, literal
from dagscope_app.model.edits.saving import Saving
from dagscope_app.services.project_file import ProjectFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Change = Callable[[tuple[Scenario, ...]], tuple[Scenario, ...]]


def _saved(folder: Path, text: str, change: Change) -> str:
    (folder / FILE_NAME).write_bytes(text.encode())
    before = read_settings(folder).scenarios
    now = change(before)

    assert () == ProjectFile().save(str(folder), Saving(before, now, {}))[1]

    assert list(now) == list(read_settings(folder).scenarios)
    return (folder / FILE_NAME).read_bytes().decode()


def _config(name: str, **values: object) -> Change:
    specs = {key: literal(value) for key, value in values.items()}

    def change(scenarios: tuple[Scenario, ...]) -> tuple[Scenario, ...]:
        return tuple(replace(s, config={**s.config, **specs}) if s.name == name else s for s in scenarios)

    return change


US = '[[scenario]]\nname = "us"\n'
APART = f"""# top

{US}
# where
[positions]
a = [1, 2]

# how
[scenario.config] # c
n = 1 # x
# end
"""


@pytest.mark.parametrize(
    ("text", "change", "old", "new"),
    [
        (APART, _config("us", n=2), "n = 1", "n = 2"),
        (APART, _config("us", m=2), "n = 1 # x\n", "n = 1 # x\nm = 2\n"),
        (APART.removesuffix("\n"), _config("us", n=2), "n = 1", "n = 2"),
        (APART, lambda found: (replace(found[0], name="uk"),), '"us"', '"uk"'),
        (APART, lambda found: (replace(found[0], executor="threads"),), '"us"\n', '"us"\nexecutor = "threads"\n'),
        (APART, lambda found: (replace(found[0], inputs={"x": literal(1)}),), "n = 1 # x\n",
            "n = 1 # x\n\n[scenario.inputs]\nx = 1\n"),
        (APART, lambda found: (*found, Scenario("eu", FILE_NAME)), "n = 1 # x\n",
            'n = 1 # x\n\n[[scenario]]\nname = "eu"\n'),
        (APART, lambda found: (replace(found[0], config={}),), "[scenario.config] # c\nn = 1 # x\n", ""),
        ("[[a.b]]\nx = 1\n[a.c]\ny = 1\n[[a.b]]\nx = 2\n" + US, _config("us", n=2), US,
            f"{US}\n[scenario.config]\nn = 2\n"),
        (f"{US}[t]\nk = 1\n[scenario.config]\nn = 1\n[u]\n[scenario.config.deep]\nz = 1 # z\n",
            _config("us", deep={"z": 2}), "z = 1", "z = 2"),
        (f"{US}[[scenario.config.r]]\nk = 1\n[t]\nk = 1\n[[scenario.config.r]]\nk = 2 # two\n",
            _config("us", r=[{"k": 1}, {"k": 3}]), "k = 2", "k = 3"),
        (f'{US}[t]\na = [\n  ["scenario"],\n[["x"]],\n[1],\n]\n[scenario.config]\nn = [\n["a"],\n[1]\n]\nm = 1\n',
            _config("us", m=2), "m = 1", "m = 2"),
        (f'{US}[t]\na = """\n[scenario.config]\n"""\nb = \'\'\'\n[[scenario]]\'\'\'\n[scenario.config]\nn = 1\n',
            _config("us", n=2), "n = 1", "n = 2"),
        ('[["scenario"]]\nname = "us"\n[t]\nk = nan\n  [ scenario . "config" ] # [x]\n  n = 1\n', _config("us", n=2),
            "n = 1", "n = 2"),
        (f"[a.b]\nx = 1\n{US}[a]\ny = 1\n[scenario.config]\nn = 1\n", _config("us", n=2), "n = 1", "n = 2"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_tables_stay_where_they_are(tmp_path: Path, text: str, change: Change, old: str, new: str, ending: str) -> None:
    found = _saved(tmp_path, text.replace("\n", ending), change)

    assert text.replace(old, new).replace("\n", ending) == found


def test_a_scenario_in_pieces_goes_alone_and_comments_stay(tmp_path: Path) -> None:
    found = _saved(tmp_path, APART, lambda found: ())

    assert "# top\n\n\n# where\n[positions]\na = [1, 2]\n\n# how\n# end\n" == found


_FOREIGN = (
    "[positions]\na = [1, 2]\n",
    "\n# tool\n[tool_x]\nk = 1\n",
    "[[task]]\nt = 1\n",
    "\n[[task]]\nt = 2\n# ok\n",
)
_OURS = tuple(
    part
    for name in ("us", "eu")
    for part in (
        f'\n# about {name}\n[[scenario]]\nname = "{name}"\n',
        f"[scenario.config]\nn = 1  # of {name}\n",
        "  [scenario.inputs]\n  x = 2\n",
    )
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(places=st.lists(st.integers(0, len(_OURS)), min_size=4, max_size=4), name=st.sampled_from(["us", "eu"]))
def test_whatever_stands_between_its_tables(tmp_path: Path, places: list[int], name: str) -> None:
    blocks = [[each] for each in _OURS] + [[]]
    for place, foreign in zip(places, _FOREIGN):
        blocks[place].insert(0, foreign)
    text = "".join(part for block in blocks for part in block)

    assert text.replace(f"n = 1  # of {name}", f"n = 5  # of {name}") == _saved(tmp_path, text, _config(name, n=5))
