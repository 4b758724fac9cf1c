"""What a driver is given as its config, as far as a script says it; what is said of what could not be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from dagscope.project.opening import open_project

from tests.engine.project.test_driver_shapes import FILES, IMPORTS
from tests.folders import write_files

CONFIGS = """
@pytest.mark.parametrize("m, cfg", [(a, {"k": 1}), pytest.param(b, {"k": 2})])
def test_rows(m, cfg):
    driver.Driver(cfg, m)
@pytest.mark.parametrize("cfg", [{"k": 3}, {"k": 4}])
@pytest.mark.parametrize("m", [a, b])
def test_product(m, cfg):
    driver.Driver(cfg, m)
def by_key(env):
    module, config = {"x": a, "y": b}[env], {"x": {"k": 5}, "y": {"k": 6}}[env]
    driver.Driver(config, module)
def by_branch(env):
    if env == "x":
        m, c = a, {"k": 7}
    elif env == "y":
        m, c = a, {"k": 8}
    else:
        m, c = b, {"k": 9}
    driver.Driver(c, m)
def changed(env):
    c = {"k": 10}
    if env:
        c["k"] = 11
    make(c)
def make(c):
    driver.Driver({**c, "more": 1}, a)
def kept_in_one_branch(env):
    m = a
    if env:
        m = b
    else:
        m = a
    driver.Driver({"k": 12}, m)
def refused(env):
    if env:
        c = {"k": 13}
    else:
        raise ValueError
    driver.Driver(c, a)
def updated(env):
    c = {"k": 14}
    if env:
        c.update({"k": 15})
    c["more"] = 1
    driver.Driver(c, a)
def taken_apart(env):
    names, c = {"x": (["a"], {"k": 16}), "y": (["b"], {"k": 17})}[env]
    driver.Builder().with_modules(*[importlib.import_module(n) for n in names]).with_config(c).build()
@dataclasses.dataclass
class Config:
    k: int = 18
driver.Driver(dataclasses.asdict(Config()), a)
driver.Driver(vars(Config(k=19)), b)
def of(kind):
    if kind == "x":
        return {"k": 20}
    return {"k": 21}
def chosen_by_a_call(env):
    c = {"more": 1, "gone": 2}
    c.update(of(env))
    c.pop("gone")
    driver.Driver(c, a)
driver.Driver({"gone": 1, **of("x")} | of("x"), b)
copied = copy.deepcopy(of("x"))
copied |= {"k": 23}
driver.Driver(copied, a)
OUTPUTS = {"x": ["p"], "y": ["q"]}
driver.Driver({"k": 24}, a).execute(list(OUTPUTS["y"]) + ["r"], inputs={**of("x"), "more": 1})
spread = {**of("x"), "more": 2}
driver.Driver({**spread, "k": 22}, b)
driver.Driver(spread, b)
"""


def test_each_of_several_configs_is_a_scenario_with_the_modules_chosen_by_the_same_thing(tmp_path: Path) -> None:
    script = IMPORTS + "import a, b, copy, dataclasses, importlib, pytest\n" + CONFIGS
    project = open_project(write_files(tmp_path, FILES | {"job.py": script}))

    found = [(each.config["k"].text, each.modules[0].name) for each in project.scenarios if each.config]

    rows = "1a 2b 3a 3b 4a 4b 5a 6b 7a 8a 9b 10a 11a 12a 12b 13a 14a 15a 16a 17b 18a 19b 20a 21a 20b 22b 20b 23a 24a"
    assert sorted(found) == sorted((row[:-1], row[-1]) for row in rows.split())
    run = next(each for each in project.scenarios if each.final_vars)
    assert (("q", "r"), {"k", "more"}) == (run.final_vars, set(run.inputs))
    assert [{"gone", "k"}] == [set(each.config) for each in project.scenarios if "gone" in each.config]
    assert project.problems == ()


@pytest.mark.parametrize(
    "lines, expected",
    [
        ("c = {'k': 1}\nd = c\nd['k'] = 2\ndriver.Driver(c, a)", ["{'k': '2'}"]),
        ("c = {'k': 1}\nd = c.copy()\nd.pop('k')\ndriver.Driver(c, a)", ["{'k': '1'}"]),
        ("def f(x):\n    x['k'] = 2\nc = {'k': 1}\nf(c)\ndriver.Driver(c, a)", ["{'k': '2'}"]),
        ("c = {'k': 1}\nd = c\nd |= {'k': 2}\ndriver.Driver(c, a)", ["{'k': '2'}"]),
        (
            "c = {'k': 1}\nc = {**c, 'j': 2}\nc = c | dict(c, i=3)\ndriver.Driver(c, a)",
            ["{'k': '1', 'j': '2', 'i': '3'}"],
        ),
        ("c = {'k': {'x': 1}}\nc['k']['x'] = 2\ndriver.Driver(c, a)", ["{'k': \"{'x': 1, 'x': 2}\"}"]),
        ("n = 1\nc = {'k': [n + 1]}\nn = 5\ndriver.Driver(c, a)", ["{'k': '[1 + 1]'}"]),
        ("def f(n):\n    return {'k': n * 2}\nn = 5\nc = f(3)\ndriver.Driver(c, a)", ["{'k': '3 * 2'}"]),
        ("c = {'k': 1, 'j': 2}\nif o:\n    c.pop('k')\ndriver.Driver(c, a)", ["{'k': '1', 'j': '2'}", "{'j': '2'}"]),
        ("c = {'k': 1}\nif o:\n    c = {'k': 2}\n    sys.exit()\ndriver.Driver(c, a)", ["{'k': '1'}"]),
        (
            "for e in o:\n    c = {'k': 1}\n    if e:\n        c = {}\n        continue\n    driver.Driver(c, a)",
            ["{'k': '1'}"],
        ),
        ("c = {'k': 1}\nif False:\n    c = {'k': 2}\ndriver.Driver(c, a)", ["{'k': '1'}"]),
        (
            "try:\n    c = {'k': o.k}\nexcept E:\n    c = {'k': 2}\nelse:\n    c = {'k': 3}\ndriver.Driver(c, a)",
            ["{'k': '3'}", "{'k': '2'}"],
        ),
        ("try:\n    c = {'k': 1}\nfinally:\n    c = {'k': 2}\ndriver.Driver(c, a)", ["{'k': '2'}"]),
        ("c = {'k': 1}\nclass C:\n    c = {'k': 2}\ndriver.Driver(c, a)", ["{'k': '1'}"]),
        ("c = {'k': 1}\ndef f():\n    global c\n    c = {'k': 2}\nf()\ndriver.Driver(c, a)", ["{'k': '2'}"]),
        ("for i in (1, 2):\n    c = {'k': i}\n    break\nelse:\n    c = {}\ndriver.Driver(c, a)", ["{'k': '1'}"]),
        ("c = {'k': 1}\ndef f(x=c):\n    driver.Driver(x, a)\nc = {'k': 2}\nf()", ["{'k': '1'}"]),
        (
            "DEBUG = False\nc = {'k': 1}\nif DEBUG or not (c and len(c) < 2):\n    c = {}\ndriver.Driver(c, a)",
            ["{'k': '1'}"],
        ),
        (
            "c = {'k': 1}\nfor e in []:\n    c = {}\nfor e in range(3):\n    c['k'] = e\ndriver.Driver(c, a)",
            ["{'k': '2'}"],
        ),
        (
            "c = {}\nfor n in (1, 2):\n    if o(n):\n        c['k'] = n\n        break\ndriver.Driver(c, a)",
            ["{'k': '1'}", "{'k': '2'}", "{}"],
        ),
        (
            "c, e = {'k': 1}, os.environ.get('E', 'x')\nif e == 'y':\n    c['k'] = 2\nif e != 'y':\n    c['j'] = 3\n"
            "driver.Driver(c, a)",
            ["{'k': '1', 'j': '3'}", "{'k': '2'}"],
        ),
        (
            "c = {'k': 1}\nfor e in o:\n    c['j'] = e\nfor e in (5, 6):\n    pass\ndriver.Driver(c, a)",
            ["{'k': '1', 'j': ''}", "{'k': '1'}"],
        ),
        (
            "c = {'k': 1}\ndef start():\n    global c\n    c = {**c, 'j': 2}\ndef build():\n    driver.Driver(c, a)\n"
            "def main(c):\n    start()\n    build()\nmain({'k': 3})",
            ["{'k': '1', 'j': '2'}"],
        ),
        ("c = dict(ChainMap({'k': 1}, {'k': 2, 'j': 3}))\ndriver.Driver(c, a)", ["{'k': '1', 'j': '3'}"]),
        ("c = {'k': 1}\n" + "c = {**c, **c}\n" * 40 + "driver.Driver(c, a)", ["{'k': '1'}"]),
        ("c = {'k': 1}\n" + "c = {'x': c, 'y': c}\n" * 40 + "driver.Driver(c, a)", ["{'x': '', 'y': ''}"]),
    ],
)
def test_a_config_is_one_that_a_run_has(tmp_path: Path, lines: str, expected: list[str]) -> None:
    project = open_project(write_files(tmp_path, FILES | {"job.py": IMPORTS + f"import a, os, sys\n{lines}\n"}))

    found = [str({k: v.text for k, v in each.config.items()}) for each in project.scenarios if "job" in each.name]
    assert sorted(found) == sorted(expected)
    assert project.problems == ()


def test_outputs_are_those_of_each_way_and_keys_that_cannot_be_known_are_said(tmp_path: Path) -> None:
    script = IMPORTS + (
        "import a, hydra, sys\nouts, given = ['a'], {'x': 1}\nif '--all' in sys.argv:\n    outs.append('b')\n"
        "    given = {'x': 2}\nelif len(outs) > 1:\n    outs = []\n"
        "with hydra.initialize(config_path='.'):\n    cfg = hydra.compose('c')\nc = {'k': cfg.k}\n"
        "driver.Driver(c, a).execute(outs, inputs=given)\nc.update(o)\ngiven[sys.argv[1]] = 3\n"
        "driver.Driver(c, a).execute(['last'], inputs=given)\n"
    )
    project = open_project(write_files(tmp_path, FILES | {"job.py": script, "c.yaml": "k: 4\n"}))

    found = [(each.final_vars, each.inputs["x"].text) for each in project.scenarios if each.final_vars]
    assert [(("a",), "1"), (("a", "b"), "2"), (("last",), "1"), (("last",), "2")] == sorted(found)
    assert {"4"} == {each.config["k"].text for each in project.scenarios if each.final_vars}
    said = "job.py gives a driver a dict with keys that are known only when it runs; its scenario lacks them"
    assert [(said, 16)] == [(each.message, each.line) for each in project.problems]


def test_parts_of_a_config_file_and_of_an_object_are_values(tmp_path: Path) -> None:
    script = IMPORTS + (
        "import a, b, hydra\n@hydra.main(config_path='.', config_name='c')\ndef main(cfg):\n"
        "    driver.Driver({'k': cfg.model.kind, 'n': cfg.n}, a)\n"
        "class Flow:\n    def __init__(self):\n        self._final = 'a'\n        self._dr = driver.Driver({}, a)\n"
        "    def run(self):\n        return self._dr.execute([self._final])\nFlow().run()\n"
        "dr = None\ndef start():\n    global dr\n    dr = driver.Driver({}, b)\n"
        "def serve():\n    return dr.execute(['b'])\n"
    )
    project = open_project(write_files(tmp_path, FILES | {"job.py": script, "c.yaml": "n: 3\nmodel:\n  kind: rf\n"}))

    found = [({k: v.text for k, v in each.config.items()}, each.final_vars) for each in project.scenarios]
    assert ({"k": "'rf'", "n": "3"}, ()) in found
    assert ({}, ("a",)) in found
    assert ({}, ("b",)) in found


@pytest.mark.parametrize(
    "made", ["driver.Builder().with_modules(*modules).build()", "driver.Driver({}, *modules)", "driver.Driver({}, a)"]
)
def test_a_data_file_that_cannot_be_read_is_said_where_a_driver_lacks_modules(tmp_path: Path, made: str) -> None:
    script = IMPORTS + "import json, a\nfrom pathlib import Path\nnamed = json.loads(Path('c.json').read_text())\n"
    script += f"modules = [importlib.import_module(name) for name in named['modules']]\n{made}\n"
    project = open_project(write_files(tmp_path, FILES | {"job.py": script, "c.json": '{"modules": [a]}'}))

    said = "job.py reads JSON that could not be read here; what it names is left out of the scenarios"
    assert [problem.message for problem in project.problems] == ([] if made.endswith(" a)") else [said])


def test_of_very_many_configs_one_is_offered_and_a_remark_says_so(tmp_path: Path) -> None:
    flags = "".join(f"    if env[{number}]:\n        c['k{number}'] = {number}\n" for number in range(30))
    script = IMPORTS + f"import a\ndef make(env):\n    c = {{'k': 0}}\n{flags}    driver.Driver(c, a)\n"
    project = open_project(write_files(tmp_path, FILES | {"job.py": script}))

    (found,) = [each for each in project.scenarios if each.name == "job"]
    assert 31 == len(found.config)
    assert ["job.py gives a driver one of very many configs; its scenario has the last of them"] == [
        problem.message for problem in project.problems
    ]


KEYS = "gives a driver a dict with keys that are known only when it runs; its scenario lacks them"
MODULES = "gives a driver modules that are known only when it runs; it has no scenario without them"
OUTPUTS = "asks a driver for outputs that are known only when it runs; its scenario lacks them"
FLOW = """class Flow:
    def __init__(self, k):
        self.k = k
    @property
    def dr(self):
        return driver.Builder().with_modules(a).with_config({'k': self.k}).build()
    def run(self, outs):
        return self.dr.execute(outs)
"""
FASTAPI = """def config():
    return {'k': 1}
def get_dr(cfg=Depends(config)):
    return driver.Builder().with_modules(a).with_config(cfg).build()
Dr = Annotated[driver.Driver, Depends(get_dr)]
"""
FIXTURES = """@pytest.fixture
def config():
    return {'k': 1}
@pytest.fixture
def dr(config):
    yield driver.Builder().with_modules(a).with_config(config).build()
"""
LAZY = """class Lazy:
    def __init__(self):
        self.dr = None
    def run(self):
        if self.dr is None:
            self.dr = driver.Driver({}, a)
        else:
            self.dr = driver.Driver({'k': 1}, a)
        self.dr.execute(['x'])
Lazy().run()
"""
CHAIN = "".join(f"def f{n}(c):\n    return f{n + 1}(c)\n" for n in range(9))
BUILD = "    driver.Driver({'k': k, 'on': on}, a).execute(['x'])\n"


@pytest.mark.parametrize(
    "lines, expected, said",
    [
        (f"{CHAIN}def f9(c):\n    return driver.Driver(c, a)\nf0({{'k': 1}}).execute(['x'])", ["x k=1"], []),
        ("driver.Driver(o(), a).execute(['x'])", ["x"], [KEYS]),
        ("def main(c):\n    driver.Driver(c, a).execute(['x'])", ["x"], [KEYS]),
        ("def main(**c):\n    driver.Driver(c, a).execute(['x'])", ["x"], [KEYS]),
        ("driver.Driver({}, a).execute(['x'], inputs={'p': {}, 'q': {}}[o])", ["x"], [KEYS]),
        ("driver.Driver({}, a).execute(['x', o])", ["x"], [OUTPUTS]),
        ("driver.Driver({}, a).execute(o.outs())", [""], [OUTPUTS]),
        ("driver.Driver({}, a).execute({'p': ['x'], 'q': ['y']}[o])", ["x", "y"], []),
        ("driver.Driver({}, a).execute({'p': ['x']}.get(o, ['y']))", ["x", "y"], []),
        (
            "i = o\ndriver.Driver({'p': {'k': 1}, 'q': {'k': 2}}[i], a).execute({'p': ['x'], 'q': ['y']}[i])",
            ["x k=1", "y k=2"],
            [],
        ),
        (f"{FLOW}f = Flow(1)\ng = Flow(2)\nf.run(['x'])\ng.dr.execute(['y'])", ["x k=1", "y k=2"], []),
        (f"{FASTAPI}def get(dr: Dr):\n    dr.execute(['x'])", ["x k=1"], []),
        (
            f"{FIXTURES}def test_x(dr):\n    dr.execute(['x'])\ndef test_y(dr):\n    dr.execute(['y'])",
            ["x k=1", "y k=1"],
            [],
        ),
        (
            "import hydra\n@hydra.main(config_path='.', config_name='c')\ndef main(cfg):\n    c = {'k': cfg.k}\n"
            "    outs = ['y'] if cfg.k == 5 else ['x']\n    driver.Driver(c, a).execute(outs)",
            ["x k=4", "y k=5"],
            [],
        ),
        (
            "from burr.core import ApplicationBuilder\ndef act(dr):\n    dr.execute(['x'])\n"
            "ApplicationBuilder().with_actions(act.bind(dr=driver.Driver({}, a)))",
            ["x"],
            [],
        ),
        (LAZY, ["x"], []),
        (
            "def f(s=None):\n    ms = [load(n) for n in s or []]\n    driver.Driver({}, *ms).execute(['x'])",
            [],
            [MODULES],
        ),
        ("def f(*ms, config=None):\n    driver.Driver(dict(config or {}), *ms)", [], []),
        ("D = {'p': lambda: driver.Driver({'k': 1}, a)}\nD[o]().execute(['x'])", ["x k=1"], []),
        (
            f"@click.option('--k', default=1)\n@click.option('--on', is_flag=True)\ndef f(k, on):\n{BUILD}",
            ["x k=1 on=False"],
            [],
        ),
        (
            f"def f(k=typer.Option(1), on: bool = False):\n    if on:\n        k = 2\n{BUILD}",
            ["x k=1 on=False", "x k=2 on=True"],
            [],
        ),
        (
            "p = ArgumentParser()\np.add_argument('--k', default='m')\np.add_argument('--on', action='store_true')\n"
            "g = p.parse_args()\nk, on = g.k, g.on\nc = {'k': k, 'on': on}\nouts = ['y'] if g.k == 'n' else ['x']\n"
            "driver.Driver(c, a).execute(outs)",
            ["x k='m' on=False", "y k='n' on=False"],
            [],
        ),
    ],
)
def test_what_a_run_is_given_is_found_or_said(tmp_path: Path, lines: str, expected: list[str], said: list[str]) -> None:
    files = FILES | {"job.py": IMPORTS + f"import a\n{lines}\n", "c.yaml": "k: 4\n"}
    project = open_project(write_files(tmp_path, files))

    found = [
        " ".join([*each.final_vars, *(f"{key}={value.text}" for key, value in each.config.items())])
        for each in project.scenarios
        if "job" in each.name
    ]
    assert sorted(found) == sorted(expected)
    assert [f"job.py {text}" for text in said] == [problem.message for problem in project.problems]
